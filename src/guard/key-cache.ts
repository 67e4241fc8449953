import { type VerificationKey, type VerificationKeys, verificationKeys } from "../tokens/verification-keys.ts";
import type { GuardKeys } from "./guard-keys.ts";
import { unavailable, withinTime } from "./unavailable.ts";

/** How long somebody else's keys are kept, in milliseconds. */
export interface KeyCacheOptions {
  /** Whose keys they are, for messages. */
  readonly subject: string;
  /** Older keys are used only when newer ones cannot be had. They are read again from half this age on, in the background. */
  readonly maxAgeMs: number;
  /** Older keys are not used at all. */
  readonly maxStaleMs: number;
  /** Between two tries after a failure, and between two readings because of an unknown `kid`. */
  readonly cooldownMs: number;
  readonly timeoutMs: number;
  load(): Promise<readonly VerificationKey[]>;
}

interface Kept {
  readonly keys: VerificationKeys;
  /** When they were asked for. */
  readonly at: number;
}

interface Failure {
  readonly error: unknown;
  readonly at: number;
}

/** Without any keys every request waits: a shorter pause then. */
const FIRST_COOLDOWN_MS = 1_000;

/**
 * Keys that are read from elsewhere: once for all who wait, again when they are old, and again for a `kid` that is not among
 * them, which anybody can make up. Whatever is asked, there are at most two readings for each cool-down, and one at a time.
 */
export class KeyCache implements GuardKeys {
  readonly #options: KeyCacheOptions;
  #kept: Kept | undefined;
  /** Since the last success. */
  #failure: Failure | undefined;
  #loading: Promise<VerificationKeys> | undefined;
  #missedAt = Number.NEGATIVE_INFINITY;

  constructor(options: KeyCacheOptions) {
    this.#options = options;
  }

  current(now: number): VerificationKeys | Promise<VerificationKeys> {
    const { maxAgeMs, maxStaleMs, cooldownMs } = this.#options;
    if (this.#kept === undefined) return this.#refreshed(now, FIRST_COOLDOWN_MS);
    // A clock that was set back makes no keys young again: from there on they grow old by it.
    if (now < this.#kept.at) this.#kept = { ...this.#kept, at: now - maxAgeMs };
    const { keys, at } = this.#kept;
    const age = now - at;
    if (age < maxAgeMs / 2) return keys;
    const newer = this.#refreshed(now, cooldownMs);
    const isWaitedFor = age >= maxStaleMs || (age >= maxAgeMs && this.#failure === undefined);
    if (age >= maxStaleMs) return newer;
    const orKept = newer.catch(() => keys);
    return isWaitedFor ? orKept : keys;
  }

  newer(now: number): VerificationKeys | Promise<VerificationKeys> {
    if (this.#loading === undefined && isWithin(now, this.#missedAt, this.#options.cooldownMs)) {
      // Whether the key is known elsewhere is not known.
      if (this.#failure !== undefined) throw this.#failure.error;
      return this.current(now);
    }
    this.#missedAt = now;
    return this.#loading ?? this.#load(now);
  }

  /** Rejects at once within the cool-down after a failure. */
  #refreshed(now: number, cooldownMs: number): Promise<VerificationKeys> {
    const failed = this.#failure;
    if (this.#loading === undefined && failed !== undefined && isWithin(now, failed.at, cooldownMs)) {
      return Promise.reject(failed.error);
    }
    return this.#loading ?? this.#load(now);
  }

  #load(now: number): Promise<VerificationKeys> {
    this.#loading = this.#read(now);
    return this.#loading;
  }

  async #read(now: number): Promise<VerificationKeys> {
    const { subject, timeoutMs, load } = this.#options;
    try {
      const keys = verificationKeys(await withinTime(load(), timeoutMs, `Reading ${subject}`));
      this.#kept = { keys, at: now };
      this.#failure = undefined;
      return keys;
    } catch (cause) {
      const error = unavailable(`The keys of ${subject} could not be read`, cause);
      this.#failure = { error, at: now };
      throw error;
    } finally {
      this.#loading = undefined;
    }
  }
}

function isWithin(now: number, from: number, ms: number): boolean {
  return now >= from && now - from < ms;
}
