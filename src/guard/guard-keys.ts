import type { VerificationKeys } from "../tokens/verification-keys.ts";

/** Keys as a guard asks for them: what `staticKeys` and `jwksUrl` give. Guards may share one. */
export interface GuardKeys {
  /**
   * The keys as they are known; a promise only where they must be read first.
   *
   * @param now Ms since the epoch.
   * @throws `VerificationUnavailableException`, or rejects with it.
   */
  current(now: number): VerificationKeys | Promise<VerificationKeys>;
  /** Asked when a token names a key that is not among them. Reads at most once in a cool-down. */
  newer(now: number): VerificationKeys | Promise<VerificationKeys>;
}
