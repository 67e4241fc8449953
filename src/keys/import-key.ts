import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { TokenUse } from "../tokens/claims.ts";
import { isKnown, localKey } from "../tokens/key-maker.ts";
import { signingKeysAre } from "../tokens/key-pair.ts";
import type { KeyMaterial } from "../tokens/keyset.table.ts";
import { readPrivateKey, type WrittenPrivateKey } from "../tokens/private-key.ts";
import { PUBLICATION_MS } from "../tokens/rotation.ts";
import { changeKeys, withNewKeys } from "./change-keys.ts";
import type { KeyOwner } from "./key-owner.ts";
import { type SigningKeySummary, summariesOf } from "./signing-key.ts";

export interface ImportKeyInput {
  /** Of which tokens it is to be the key; a token of the other use that it signed is refused. */
  readonly tokenUse: TokenUse;
  /** A JWK (RFC 7517), or PEM text of PKCS #8, PKCS #1 or SEC 1, not encrypted: RSA of 2048 to 4096 bits, or P-256. */
  readonly privateKey: WrittenPrivateKey;
  /** 1 to 256 printable characters of ASCII. @default the JWK's own; without one, the thumbprint (RFC 7638) */
  readonly kid?: string | undefined;
  /** Whether those who verify know the key: then it signs at once; else when it has been published for long enough. @default false */
  readonly isPublished?: boolean | undefined;
}

const kidSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[\x20-\x7e]*$/);

const schema: SchemaOf<ImportKeyInput> = schemaFor<ImportKeyInput>()(
  z.strictObject({
    tokenUse: z.enum(["id", "access"]),
    privateKey: z.union([z.string().max(16_384), z.record(z.string(), z.unknown())]) as SchemaOf<WrittenPrivateKey>,
    kid: kidSchema.optional(),
    isPublished: z.boolean().optional(),
  }),
);

/**
 * Takes a key that another issuer signed with, so that its tokens stay good and its verifiers need learn nothing. The schedule
 * follows it by a key of the pool's own, of the kind that the pool's settings say.
 *
 * @throws `InvalidParameterException`: no such key, or the key or its id is there already. `LimitExceededException`;
 *   `ResourceNotFoundException`
 */
export async function importKey(owner: KeyOwner, input: ImportKeyInput): Promise<SigningKeySummary> {
  const { tokenUse, privateKey, kid, isPublished = false } = parse(schema, input);
  if (!owner.uses.includes(tokenUse)) {
    throw invalidParameter(["tokenUse"], `Member must be a use of tokens that the pool signs: ${owner.uses.join(", ")}`);
  }
  const key = checkedKey(privateKey, kid);
  const keys = await changeKeys(owner, ({ keys: before, now }) => {
    if (isKnown(before, key))
      throw invalidParameter(["privateKey"], "Member must be a key, with an id, that the pool does not have");
    // Where there is no key yet, nobody knows another.
    const signsNow = isPublished || before[tokenUse].length === 0;
    return withNewKeys(before, { [tokenUse]: key }, { createdAt: now, signsFrom: signsNow ? now : now + PUBLICATION_MS });
  });
  const imported = summariesOf(keys, owner.store.runtime.clock()).find((one) => one.kid === key.kid);
  if (imported === undefined) throw new Error("a key that was committed is among the keys");
  return imported;
}

function checkedKey(written: WrittenPrivateKey, given: string | undefined): KeyMaterial {
  const { kid, alg, use = "sig" }: { readonly [member: string]: unknown } = typeof written === "string" ? {} : { ...written };
  const privateKey = readPrivateKey(written);
  const named = given ?? (kid === undefined ? undefined : parse(kidSchema, kid as string, "privateKey.kid"));
  const key = privateKey && localKey(privateKey, named);
  if (key === undefined) throw invalidParameter(["privateKey"], `Member must be a private key (keys are ${signingKeysAre})`);
  // What was made for another algorithm is not used by this one.
  if (use !== "sig" || (alg !== undefined && alg !== key.alg)) {
    throw invalidParameter(["privateKey"], `Member must be a key for signing by ${key.alg}`);
  }
  return key;
}
