import { createPrivateKey, createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { type BearerGuard, type BearerGuardOptions, bearerGuard, isRockpoolError, type Jwk, staticKeys } from "rockpool/guard";
import { fixedTestKeys, type ManualClock, manualClock } from "rockpool/testing";

export const issuer = "https://auth.test/us-east-1_aaaaaaaaa";
export const clientId = "0123456789abcdefghijklmnop";
export const sub = "5e5f3a0c-0000-4000-8000-000000000001";

export interface TestKey {
  readonly kid: string;
  readonly alg: "RS256" | "ES256";
  readonly privateKey: KeyObject;
  readonly jwk: Jwk;
}

/** Two RSA keys that everybody has. */
const source = fixedTestKeys();
const published = async (kid: string): Promise<TestKey> => {
  const jwk = await source.generate({ poolId: "", tokenUse: "access", alg: "RS256" });
  return testKey(kid, createPrivateKey({ key: { ...jwk }, format: "jwk" }));
};
export const key: TestKey = await published("key-1");
export const otherKey: TestKey = await published("key-2");
export const ecKey: TestKey = testKey("key-ec", generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey);

export function testKey(kid: string, privateKey: KeyObject): TestKey {
  const alg = privateKey.asymmetricKeyType === "ec" ? "ES256" : "RS256";
  const jwk = { ...createPublicKey(privateKey).export({ format: "jwk" }), kid, alg, use: "sig" } as unknown as Jwk;
  return { kid, alg, privateKey, jwk };
}

export type Claims = Readonly<Record<string, unknown>>;

/** What an access token says; `undefined` takes a claim away. */
export function accessClaims(now: number, changes: Claims = {}): Claims {
  const iat = Math.floor(now / 1000);
  const times = { auth_time: iat, iat, exp: iat + 3600 };
  const own = { token_use: "access", client_id: clientId, scope: "orders/read orders/write", username: "ada", jti: "jti-1" };
  return { sub, iss: issuer, ...own, "cognito:groups": ["admins", "editors"], ...times, ...changes };
}

export function idClaims(now: number, changes: Claims = {}): Claims {
  const iat = Math.floor(now / 1000);
  const times = { auth_time: iat, iat, exp: iat + 3600 };
  return { sub, iss: issuer, token_use: "id", aud: clientId, "cognito:username": "ada", ...times, ...changes };
}

/** A compact JWS over any header and payload, also such as no library would write. */
export function signed(payload: unknown, by: TestKey = key, header: unknown = { kid: by.kid, alg: by.alg }): string {
  const text = `${base64url(header)}.${base64url(payload)}`;
  return `${text}.${sign("sha256", Buffer.from(text), { key: by.privateKey, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

export function base64url(value: unknown): string {
  return Buffer.from(typeof value === "string" ? value : JSON.stringify(value)).toString("base64url");
}

export interface GuardWorld {
  readonly clock: ManualClock;
  readonly options: BearerGuardOptions<"access">;
  readonly guard: BearerGuard<"access">;
  /** A token that is let in, but for these changes. */
  token(changes?: Claims): string;
}

/** A guard that asks for everything but a revocation, with keys that are given. */
export function guardWorld(changes: Partial<BearerGuardOptions<"access">> = {}): GuardWorld {
  const clock = manualClock();
  const options: BearerGuardOptions<"access"> = {
    keys: staticKeys({ keys: [key.jwk, ecKey.jwk] }),
    issuer,
    tokenUse: "access",
    clientId,
    audience: null,
    scopes: null,
    groups: null,
    check: null,
    isRevoked: null,
    clock,
    ...changes,
  };
  return { clock, options, guard: bearerGuard(options), token: (claims) => signed(accessClaims(clock(), claims)) };
}

/** The code and message of what was thrown, or `let in`. */
export async function refusal(verifying: Promise<unknown>): Promise<string> {
  try {
    await verifying;
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    return `${error.code}: ${error.message}`;
  }
  return "let in";
}
