import { RockpoolError } from "../../errors.ts";
import type { Random } from "../../runtime.ts";
import { argon2idPrefix, hashArgon2id } from "./password-hash/argon2.ts";
import { phcBase64 } from "./password-hash/phc-base64.ts";
import { verifyHash } from "./password-hash/schemes.ts";

/** argon2id (RFC 9106). What is left out is OWASP's first choice. */
export interface PasswordHashing {
  /** @default 19456 (19 MiB) */
  readonly memoryCostKib?: number | undefined;
  /** Passes over the memory. @default 2 */
  readonly timeCost?: number | undefined;
  /** Lanes. @default 1 */
  readonly parallelism?: number | undefined;
}

/** Hashes and verifies passwords, a bounded number at a time. */
export interface PasswordHasher {
  /** An encoded argon2id hash, which names its parameters. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password has this hash, which may be one that was imported, of another scheme. With `null`, for a user who does not exist
   * or has no password, the answer is no and costs what a hash of ours costs.
   *
   * @throws `MissingPeerException`: the package that verifies such a hash is not there.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
  /** Whether the hash is of another scheme, kind or version than {@link PasswordHasher.hash} makes, or of other parameters. */
  isOutdated(passwordHash: string): boolean;
}

/** As many wait at most; 1000 hashes of 10 ms on two cores are five seconds. */
const MAX_WAITING = 1_000;

/**
 * @param concurrency How many hashes run at once: one more than there are cores, so that none waits for the main thread to
 *   bring it the next. Each takes its memory and a thread of the pool that files and look-ups share: more would only take.
 */
export function createPasswordHasher(parameters: PasswordHashing, random: Random, concurrency: number): PasswordHasher {
  const { memoryCostKib = 19_456, timeCost = 2, parallelism = 1 } = parameters;
  const costs = { memoryCost: memoryCostKib, timeCost, parallelism };
  const limit = createSemaphore(concurrency, MAX_WAITING);
  const prefix = argon2idPrefix(costs);
  // Salt and hash of nobody: nothing has this hash, and to find that out costs what any other costs.
  const hashOfNobody = `${prefix}${phcBase64(random(16))}$${phcBase64(random(32))}`;
  return {
    hash: (password) => limit(() => hashArgon2id(password, costs, random(16))),
    verify: (passwordHash, password) => limit(() => verifyHash(passwordHash ?? hashOfNobody, password)),
    isOutdated: (passwordHash) => !passwordHash.startsWith(prefix),
  };
}

/** Runs at most `concurrency` tasks at a time, in the order they came. @throws `TooManyRequestsException` beyond `maxWaiting`. */
function createSemaphore(concurrency: number, maxWaiting: number): <T>(task: () => Promise<T>) => Promise<T> {
  let free = concurrency;
  const waiting: (() => void)[] = [];
  return async (task) => {
    if (free > 0) free -= 1;
    else if (waiting.length >= maxWaiting) throw new RockpoolError("TooManyRequestsException", "Rate exceeded");
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await task();
    } finally {
      // The place passes to the next in line without becoming free in between.
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
