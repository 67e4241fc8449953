import { RockpoolError } from "../errors.ts";

/** What a token is judged by did not answer: nobody is let in, and the token may be good. */
export function unavailable(message: string, cause?: unknown): RockpoolError {
  return new RockpoolError("VerificationUnavailableException", message, {}, { cause });
}

/**
 * Waits no longer than this for somebody else's work, which goes on unheard when it takes longer.
 *
 * @throws `VerificationUnavailableException` when the time is over. Whatever the work rejects with.
 */
export function withinTime<T>(work: PromiseLike<T>, timeoutMs: number, subject: string): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(unavailable(`${subject} took longer than ${timeoutMs} ms`)), timeoutMs);
    const done = (settle: () => void): void => {
      clearTimeout(timer);
      settle();
    };
    work.then(
      (value) => done(() => resolve(value)),
      (error: unknown) => done(() => reject(error)),
    );
  });
}
