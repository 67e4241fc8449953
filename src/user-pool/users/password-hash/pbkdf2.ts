import { pbkdf2 as derive } from "node:crypto";
import { promisify } from "node:util";
import { derivedKeyOf, derivedKeySizes, isSameKey } from "./derived-key.ts";
import type { HashScheme } from "./scheme.ts";

const pbkdf2Async = promisify(derive);

/** `$pbkdf2$`, without a digest, is what passlib writes for SHA-1; `l` is the length of the hash, which some write and most do not. */
const FORM =
  /^\$pbkdf2(?:-(?<digest>sha1|sha256|sha512))?\$(?:i=)?(?<iterations>[1-9]\d{0,7})(?:,l=(?<length>\d{1,3}))?\$(?<salt>[A-Za-z0-9+/.]{1,86})\$(?<hash>[A-Za-z0-9+/.]{1,86})$/;

/** Bytes that one run of the iterations gives. */
const DIGEST_BYTES: Readonly<Record<string, number>> = { sha1: 20, sha256: 32, sha512: 64 };

/** Eight times OWASP's 600 000 for SHA-256; of SHA-512 some three seconds of one core. */
const MOST_ITERATIONS = 5_000_000;

/** passlib writes `.` where base64 has `+`, and else the same: no text can be read in two ways. */
function standard(text: string): string {
  return text.replaceAll(".", "+");
}

/** RFC 8018 with HMAC, in PHC form, or in that of passlib, which does not write `i=`. */
export const pbkdf2: HashScheme = {
  prefix: "$pbkdf2",
  constraint:
    "Member must be $pbkdf2-sha256$i=…$salt$hash in PHC form (or sha1, or sha512), with " +
    `at most ${MOST_ITERATIONS} iterations, counted once for each digest that the hash is long, ${derivedKeySizes}`,
  decode(text) {
    const { digest = "sha1", iterations = "", length, salt = "", hash = "" } = FORM.exec(text)?.groups ?? {};
    const derived = derivedKeyOf(standard(salt), standard(hash));
    if (derived === undefined) return undefined;
    const { key } = derived;
    if (length !== undefined && Number(length) !== key.length) return undefined;
    const runs = Math.ceil(key.length / (DIGEST_BYTES[digest] ?? 1));
    if (Number(iterations) * runs > MOST_ITERATIONS) return undefined;
    return async (password) => isSameKey(await pbkdf2Async(password, derived.salt, Number(iterations), key.length, digest), key);
  },
};
