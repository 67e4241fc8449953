import { argon2 } from "./argon2.ts";
import { bcrypt } from "./bcrypt.ts";
import { pbkdf2 } from "./pbkdf2.ts";
import type { HashScheme } from "./scheme.ts";
import { scrypt } from "./scrypt.ts";

/** To add one: a file, and its line here. New hashes are argon2id, whatever stands here. */
const schemes: readonly HashScheme[] = [argon2, bcrypt, scrypt, pbkdf2];

function schemeOf(hash: string): HashScheme | undefined {
  return schemes.find(({ prefix }) => hash.startsWith(prefix));
}

/** Why a hash that comes from elsewhere is not taken, without a word of it; `undefined` where it is. */
export function constraintOn(hash: string): string | undefined {
  const scheme = schemeOf(hash);
  if (scheme === undefined) return "Member must be a hash by argon2, bcrypt, scrypt or PBKDF2, as docs/users.md shows them";
  return scheme.decode(hash) === undefined ? scheme.constraint : undefined;
}

/** Makes sure that such a hash can be verified in this process. @throws `MissingPeerException` */
export async function requireSchemeOf(hash: string): Promise<void> {
  await schemeOf(hash)?.load?.();
}

/**
 * Whether the password has this hash. A hash that cannot be decoded (damaged, of no scheme, too costly) matches nothing.
 *
 * @throws `MissingPeerException`: that cannot be told, which is something else than no.
 */
export async function verifyHash(hash: string, password: string): Promise<boolean> {
  // Nobody can set such a password. To bcrypt "a" and "a\0a" are the same, to HMAC (PBKDF2, scrypt) "a" and "a\0".
  if (password.includes("\0")) return false;
  const verify = schemeOf(hash)?.decode(hash);
  return verify === undefined ? false : verify(password);
}
