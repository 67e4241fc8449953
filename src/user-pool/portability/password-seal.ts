import { createPrivateKey, createPublicKey, type JsonWebKey, type KeyObject } from "node:crypto";
import { z } from "zod";
import { invalidParameter, parse, type SchemaOf } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { type ExportedPasswords, exportedPasswordsSchema } from "./exported-passwords.ts";

/**
 * A key as a JWK (RFC 7517): RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or OKP on X25519. What Node's
 * `KeyObject.export({ format: "jwk" })`, WebCrypto and jose make is one.
 */
export interface EncryptionJwk {
  readonly kty?: string | undefined;
  readonly crv?: string | undefined;
  readonly x?: string | undefined;
  readonly y?: string | undefined;
  readonly n?: string | undefined;
  readonly e?: string | undefined;
  /** From here on private members: they are for opening, and not for sealing. */
  readonly d?: string | undefined;
  readonly p?: string | undefined;
  readonly q?: string | undefined;
  readonly dp?: string | undefined;
  readonly dq?: string | undefined;
  readonly qi?: string | undefined;
}

/** Other members of a JWK are the caller's own, and are not looked at. */
export const encryptionJwkSchema: SchemaOf<EncryptionJwk> = z.record(
  z.string(),
  z.unknown(),
) as unknown as SchemaOf<EncryptionJwk>;

/** Makes a compact JWE (RFC 7516 section 7.1) of what is to be secret of one user. */
export type SealPasswords = (sub: string, passwords: ExportedPasswords) => Promise<string>;

/** @throws `SealBrokenException`: sealed to another key, changed, or of another user. */
export type OpenPasswords = (sub: string, sealed: string) => Promise<ExportedPasswords>;

const ENCRYPTION = "A256GCM";

/**
 * Seals to a public key. The key of each JWE is drawn by jose, from the same source as `randomBytes`: nothing that is stored rests on
 * it.
 *
 * @throws `InvalidParameterException`
 */
export function passwordSealer(sealTo: EncryptionJwk): SealPasswords {
  // A private key that is left where users are exported could open what it sealed.
  if (sealTo.d !== undefined) throw invalidParameter(["sealTo"], "Member must be the public key alone");
  const { key, alg } = keyOf("sealTo", () => createPublicKey({ key: sealTo as JsonWebKey, format: "jwk" }));
  const jose = loadedOnce();
  return async (sub, { passwordHash, previousPasswordHashes }) => {
    const { CompactEncrypt } = await jose();
    const plaintext = JSON.stringify({ sub, passwordHash, previousPasswordHashes } satisfies Sealed);
    return new CompactEncrypt(Buffer.from(plaintext)).setProtectedHeader({ alg, enc: ENCRYPTION }).encrypt(key);
  };
}

/** Opens with the private key. @throws `InvalidParameterException` */
export function passwordOpener(openWith: EncryptionJwk): OpenPasswords {
  const { key, alg } = keyOf("openWith", () => createPrivateKey({ key: openWith as JsonWebKey, format: "jwk" }));
  const jose = loadedOnce();
  const only = { keyManagementAlgorithms: [alg], contentEncryptionAlgorithms: [ENCRYPTION], maxDecompressedLength: 0 };
  return async (sub, sealed) => {
    const { compactDecrypt } = await jose();
    // Whatever is wrong with it, it is the same to who reads the answer; and what is wrong may be a hash by then.
    const { plaintext } = await compactDecrypt(sealed, key, only).catch(broken);
    const { sub: owner, ...passwords } = readSealed(plaintext);
    // Each belongs to one user: what was moved would let somebody in as somebody else.
    if (owner !== sub) return broken();
    return parse(exportedPasswordsSchema, passwords, "sealedPasswords");
  };
}

interface Sealed extends ExportedPasswords {
  readonly sub: string;
}

/** What has a sub is ours, as far as can be told before the rest is checked. */
function readSealed(plaintext: Uint8Array): Sealed {
  try {
    const sealed = JSON.parse(Buffer.from(plaintext).toString("utf8")) as Sealed;
    return typeof sealed.sub === "string" ? sealed : broken();
  } catch {
    return broken();
  }
}

function broken(): never {
  throw new RockpoolError(
    "SealBrokenException",
    "The passwords of this user do not open: they were sealed to another key, changed, or sealed for another user.",
  );
}

type KeyAlgorithm = "RSA-OAEP-256" | "ECDH-ES";

function keyOf(member: "sealTo" | "openWith", read: () => KeyObject): { readonly key: KeyObject; readonly alg: KeyAlgorithm } {
  const key = readable(read);
  const alg = key === undefined ? undefined : algorithmOf(key);
  if (key !== undefined && alg !== undefined) return { key, alg };
  const which = member === "sealTo" ? "public" : "private";
  const kinds = "RSA of 2048 bits or more, EC on P-256, P-384 or P-521, or OKP on X25519";
  throw invalidParameter([member], `Member must be a ${which} key as a JWK: ${kinds}`);
}

function readable(read: () => KeyObject): KeyObject | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}

const curves: readonly (string | undefined)[] = ["prime256v1", "secp384r1", "secp521r1"];

/** RFC 7518 sections 4.3 and 4.6, RFC 8037 section 3.2. */
function algorithmOf({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): KeyAlgorithm | undefined {
  if (asymmetricKeyType === "rsa") return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048 ? "RSA-OAEP-256" : undefined;
  if (asymmetricKeyType === "ec") return curves.includes(asymmetricKeyDetails?.namedCurve) ? "ECDH-ES" : undefined;
  return asymmetricKeyType === "x25519" ? "ECDH-ES" : undefined;
}

/** At first use, so that importing the library stays cheap. */
function loadedOnce(): () => Promise<typeof import("jose")> {
  let jose: Promise<typeof import("jose")> | undefined;
  return () => {
    jose ??= import("jose");
    return jose;
  };
}
