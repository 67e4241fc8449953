import { RockpoolError } from "../errors.ts";
import type { TokenUse } from "../tokens/claims.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import { type KeysByUse, tokenUses } from "../tokens/keyset.table.ts";
import { type KeyStatus, statusOf } from "../tokens/rotation.ts";

/** A key of a pool, without what makes it. */
export interface SigningKeySummary {
  readonly kid: string;
  readonly tokenUse: TokenUse;
  readonly alg: SigningAlgorithm;
  /** `published`: in the JWK Set, and its turn comes; `signing`; `retiring`: kept until the last token that it signed has expired. */
  readonly status: KeyStatus;
  /** When it was made, or imported. */
  readonly createdAt: Date;
  readonly signsFrom: Date;
  /** What the signer that holds the key calls it; `null`: it is held here. */
  readonly keyId: string | null;
}

/** Those for ID tokens first, each in the order in which they sign. */
export function summariesOf(all: KeysByUse, now: number): readonly SigningKeySummary[] {
  return tokenUses.flatMap((tokenUse) =>
    all[tokenUse].map((key) => ({
      kid: key.kid,
      tokenUse,
      alg: key.alg,
      status: statusOf(all[tokenUse], key, now),
      createdAt: new Date(key.createdAt),
      signsFrom: new Date(key.signsFrom),
      keyId: "keyId" in key ? key.keyId : null,
    })),
  );
}

export function noSuchKey(kid: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `Signing key ${kid} does not exist.`);
}
