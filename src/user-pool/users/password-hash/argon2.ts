import { bytesOf } from "./phc-base64.ts";
import type { HashScheme } from "./scheme.ts";

/** As `@node-rs/argon2` names them. */
export interface Argon2Costs {
  /** In KiB. */
  readonly memoryCost: number;
  readonly timeCost: number;
  readonly parallelism: number;
}

/** What every hash begins with that {@link hashArgon2id} makes at these costs, and none of another kind, version or cost. */
export function argon2idPrefix({ memoryCost, timeCost, parallelism }: Argon2Costs): string {
  return `$argon2id$v=19$m=${memoryCost},t=${timeCost},p=${parallelism}$`;
}

/** Loaded at first use, so that importing the library stays cheap. */
export async function hashArgon2id(password: string, costs: Argon2Costs, salt: Uint8Array): Promise<string> {
  const { hash } = await import("@node-rs/argon2");
  return hash(password, { ...costs, salt });
}

/** The version before the present one is 16, or is not named. */
const FORM =
  /^\$argon2(?:id|i|d)(?:\$v=(?:16|19))?\$m=(?<kib>\d{1,7}),t=(?<passes>\d{1,2}),p=(?<lanes>\d{1,2})\$(?<salt>[A-Za-z0-9+/]{11,88})\$(?<key>[A-Za-z0-9+/]{16,172})$/;

/** What a hash may cost who verifies it: as much as `passwordHashing` may ask for. RFC 9106 section 3.1: 8 KiB a lane at least. */
const MOST = { kib: 4_194_304, passes: 64, lanes: 64 } as const;

function isAffordable(kib: number, passes: number, lanes: number): boolean {
  const isWithin = (value: number, most: number): boolean => value >= 1 && value <= most;
  return isWithin(kib, MOST.kib) && isWithin(passes, MOST.passes) && isWithin(lanes, MOST.lanes) && kib >= 8 * lanes;
}

/** RFC 9106, in PHC form. Any of the three kinds, and both versions there are. */
export const argon2: HashScheme = {
  prefix: "$argon2",
  constraint:
    "Member must be an argon2 hash in PHC form that needs at most 4 GiB of memory, 64 passes and 64 lanes, and 8 KiB a lane at least",
  decode(hash) {
    const { kib, passes, lanes, salt = "", key = "" } = FORM.exec(hash)?.groups ?? {};
    if (!isAffordable(Number(kib), Number(passes), Number(lanes))) return undefined;
    if (bytesOf(salt) === undefined || bytesOf(key) === undefined) return undefined;
    return async (password) => {
      const { verify } = await import("@node-rs/argon2");
      // What the library cannot decode for all that matches nothing.
      return verify(hash, password).catch(() => false);
    };
  },
};
