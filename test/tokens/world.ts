import { createPrivateKey, type KeyObject, sign } from "node:crypto";
import { memory } from "rockpool/storage/memory";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import type { StorageAdapter } from "../../src/storage/contract.ts";
import { Store } from "../../src/storage/store.ts";
import type { AccessTokenClaims, IdTokenClaims } from "../../src/tokens/claims.ts";
import type { PrivateJwk, RsaPrivateJwk, SigningAlgorithm } from "../../src/tokens/jwk.ts";
import { localKey } from "../../src/tokens/key-maker.ts";
import { type KeySource, systemKeySource } from "../../src/tokens/key-source.ts";
import { keysets, type SigningKeyRecord } from "../../src/tokens/keyset.table.ts";
import { type Keyset, parseKeyset } from "../../src/tokens/keyset.ts";

export const poolId = "us-east-1_aaaaaaaaa";
export const issuer = `https://auth.test/${poolId}`;
export const clientId = "0123456789abcdefghijklmnop";

export async function openStore(storage: StorageAdapter = memory(), masterKey: string = generateMasterKey()): Promise<Store> {
  await storage.open([keysets.definition]);
  return new Store(storage, createKeyring({ current: masterKey, previous: [] }, systemRuntime.random), systemRuntime);
}

/** New keys of the real kind: slow to make, so once for each file. */
export async function newKeys(count: number): Promise<RsaPrivateJwk[]> {
  return (await Promise.all(Array.from({ length: count }, () => newKey("RS256")))) as RsaPrivateJwk[];
}

export function newKey(alg: SigningAlgorithm): Promise<PrivateJwk> {
  return systemKeySource.generate({ poolId, tokenUse: "id", alg });
}

/** Gives these keys, one after another. */
export function sourceOf(...keys: readonly PrivateJwk[]): KeySource {
  const rest = [...keys];
  return {
    forTestsOnly: false,
    async generate() {
      const key = rest.shift();
      if (key === undefined) throw new Error("no key is left");
      return key;
    },
  };
}

/** The key as someone has it who can sign anything with it. */
export function privateKeyOf(jwk: PrivateJwk): KeyObject {
  return createPrivateKey({ key: { ...jwk }, format: "jwk" });
}

/** A key as it is stored. */
export function recordOf(jwk: PrivateJwk, times: Partial<SigningKeyRecord> = {}): SigningKeyRecord {
  const key = localKey(privateKeyOf(jwk));
  if (key === undefined) throw new Error("this is no key that signs");
  return { ...key, createdAt: 0, signsFrom: 0, ...times } as SigningKeyRecord;
}

/** A pool's keyset from two given keys, which sign. */
export async function keysetOf(id: PrivateJwk, access: PrivateJwk): Promise<Keyset> {
  return parseKeyset({ id: [recordOf(id)], access: [recordOf(access)] }, null);
}

export function accessClaims(now: number): AccessTokenClaims {
  const iat = Math.floor(now / 1000);
  return {
    sub: "5e5f3a0c-0000-4000-8000-000000000001",
    iss: issuer,
    client_id: clientId,
    origin_jti: "5e5f3a0c-0000-4000-8000-000000000002",
    event_id: "5e5f3a0c-0000-4000-8000-000000000003",
    token_use: "access",
    scope: "aws.cognito.signin.user.admin",
    auth_time: iat,
    exp: iat + 3600,
    iat,
    jti: "5e5f3a0c-0000-4000-8000-000000000004",
    username: "ada",
  };
}

export function idClaims(now: number): IdTokenClaims {
  const iat = Math.floor(now / 1000);
  return {
    sub: "5e5f3a0c-0000-4000-8000-000000000001",
    email_verified: true,
    iss: issuer,
    "cognito:username": "ada",
    "cognito:groups": ["Grüße, 岩場 🪸"],
    origin_jti: "5e5f3a0c-0000-4000-8000-000000000002",
    aud: clientId,
    event_id: "5e5f3a0c-0000-4000-8000-000000000003",
    token_use: "id",
    auth_time: iat,
    exp: iat + 3600,
    iat,
    jti: "5e5f3a0c-0000-4000-8000-000000000005",
    email: "ada@example.com",
  };
}

export function base64url(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

/** A compact JWS with an RS256 signature over any header and payload, also such as no library would write. */
export function signedBy(key: KeyObject, header: unknown, payload: unknown): string {
  return signedSegments(key, base64url(header), base64url(payload));
}

/** The same over segments that are already encoded, in whatever spelling. */
export function signedSegments(key: KeyObject, header: string, payload: string): string {
  const signed = `${header}.${payload}`;
  return `${signed}.${sign("sha256", Buffer.from(signed), key).toString("base64url")}`;
}
