import { scrypt as derive, type ScryptOptions } from "node:crypto";
import { promisify } from "node:util";
import { derivedKeyOf, derivedKeySizes, isSameKey } from "./derived-key.ts";
import type { HashScheme } from "./scheme.ts";

const scryptAsync = promisify<string, Buffer, number, ScryptOptions, Buffer>(derive);

const FORM =
  /^\$scrypt\$ln=(?<ln>\d{1,2}),r=(?<r>\d{1,2}),p=(?<p>\d{1,2})\$(?<salt>[A-Za-z0-9+/]{1,86})\$(?<hash>[A-Za-z0-9+/]{1,86})$/;

const MIB = 1_048_576;
/** OWASP's choice needs 128 MiB, once. As much again is taken, and as much work as eight of those: some three seconds of one core. */
const MOST = { bytes: 256 * MIB, bytesOfAllLanes: 1024 * MIB, lanes: 64 } as const;

interface Costs {
  readonly ln: number;
  readonly r: number;
  readonly p: number;
}

function isAffordable({ ln, r, p }: Costs): boolean {
  const bytes = 128 * r * 2 ** ln;
  // RFC 7914 section 2: N is more than 1, and less than 2^(128 r / 8). No library computes another.
  if (ln < 1 || ln >= 16 * r || p < 1 || p > MOST.lanes) return false;
  return bytes <= MOST.bytes && bytes * p <= MOST.bytesOfAllLanes;
}

/** RFC 7914, in PHC form, as passlib writes it: the base 2 logarithm of N, the block size, the lanes. */
export const scrypt: HashScheme = {
  prefix: "$scrypt$",
  constraint:
    "Member must be $scrypt$ln=…,r=…,p=…$salt$hash in PHC form that needs " +
    `at most ${MOST.bytes / MIB} MiB of memory (128 · r · 2^ln), and ${MOST.bytesOfAllLanes / MIB} MiB for all its lanes, ` +
    `of which there may be ${MOST.lanes}, with ${derivedKeySizes}`,
  decode(text) {
    const { ln, r, p, salt = "", hash = "" } = FORM.exec(text)?.groups ?? {};
    const costs = { ln: Number(ln), r: Number(r), p: Number(p) };
    const derived = derivedKeyOf(salt, hash);
    if (derived === undefined || !isAffordable(costs)) return undefined;
    const { key } = derived;
    // Node's own limit is 32 MiB; the lanes need a little beside the memory that is counted here.
    const options = { N: 2 ** costs.ln, r: costs.r, p: costs.p, maxmem: MOST.bytes + 2 * MIB };
    return async (password) => isSameKey(await scryptAsync(password, derived.salt, key.length, options), key);
  },
};
