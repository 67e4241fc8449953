import { RockpoolError } from "../../errors.ts";
import type { Random } from "../../runtime.ts";

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
  /** An encoded hash, which names its algorithm and parameters. */
  hash(password: string): Promise<string>;
  /**
   * Whether the password has this hash. With `null`, for a user who does not exist or has no password, the answer is no
   * and costs the same.
   */
  verify(passwordHash: string | null, password: string): Promise<boolean>;
  /** Whether the hash was made with other parameters than the ones in use. */
  isOutdated(passwordHash: string): Promise<boolean>;
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
  // Salt and hash of nobody: nothing has this hash, and to find that out costs what any other costs.
  const hashOfNobody = `$argon2id$v=19$m=${memoryCostKib},t=${timeCost},p=${parallelism}$${base64(random(16))}$${base64(random(32))}`;
  // The one place that loads the native module: at first use, and once.
  let loading: Promise<typeof import("@node-rs/argon2")> | undefined;
  const argon2 = (): Promise<typeof import("@node-rs/argon2")> => {
    loading ??= import("@node-rs/argon2");
    return loading;
  };

  return {
    hash: (password) => limit(async () => (await argon2()).hash(password, { ...costs, salt: random(16) })),
    verify: (passwordHash, password) =>
      limit(async () => {
        const { verify } = await argon2();
        // A hash that cannot be decoded (imported, damaged) matches nothing.
        return verify(passwordHash ?? hashOfNobody, password).catch(() => false);
      }),
    async isOutdated(passwordHash) {
      const { parseOptions } = await argon2();
      const used = parseOptions(passwordHash);
      return used.memoryCost !== memoryCostKib || used.timeCost !== timeCost || used.parallelism !== parallelism;
    },
  };
}

function base64(bytes: Uint8Array): string {
  return Buffer.from(bytes).toString("base64").replaceAll("=", "");
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
