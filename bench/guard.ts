import { generateKeyPairSync, randomUUID, sign, verify as verifyOnce } from "node:crypto";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { createVerifier } from "fast-jwt";
import { createLocalJWKSet, jwtVerify } from "jose";
import { bearerGuard, type Jwk, type Jwks } from "rockpool/guard";
import { compared, comparisonHeader, markdownTable, race } from "./harness.ts";
import { bare } from "./verify.ts";

const ROUNDS = 80;
const TOKENS = 2_000;
/** Few enough that a turn is short beside what else the machine does. */
const TOKENS_PER_ROUND = 500;

const userPoolId = "us-east-1_aB3dE5fG7";
const clientId = "1h57kf5cpq17m0eml12EXAMPLE";
const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
const scopes = ["orders/read"];

/** What it costs a route to be guarded: access tokens, one after the other, none of them seen in the three rounds before. */
export async function guard(): Promise<string> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
  const kid = randomUUID();
  const jwks: Jwks = { keys: [{ ...publicKey.export({ format: "jwk" }), kid, alg: "RS256", use: "sig" } as unknown as Jwk] };
  const header = base64url({ kid, alg: "RS256" });
  const tokens = Array.from({ length: TOKENS }, (_, index) => {
    const signed = `${header}.${base64url(claimsOf(index))}`;
    return `${signed}.${sign("sha256", Buffer.from(signed), privateKey).toString("base64url")}`;
  });

  const skipped = { audience: null, groups: null, check: null, isRevoked: null };
  const asked = { ...skipped, keys: { jwks: async () => jwks }, issuer, tokenUse: "access", clientId } as const;
  const guarded = bearerGuard({ ...asked, scopes: null });
  const scoped = bearerGuard({ ...asked, scopes });
  const cognito = CognitoJwtVerifier.create({ userPoolId, tokenUse: "access", clientId });
  cognito.cacheJwks(jwks);
  const fastKey = publicKey.export({ type: "spki", format: "pem" });
  const fast = createVerifier({ key: fastKey, algorithms: ["RS256"], allowedIss: issuer, cache: false });
  const keyOfToken = createLocalJWKSet(jwks);
  const isMeant = (claims: { readonly [claim: string]: unknown }): void => {
    if (claims["token_use"] !== "access" || claims["client_id"] !== clientId) throw new Error("another token");
  };

  /** Runs to the end only when every token is found good. */
  const all = (one: (token: string) => unknown) => async (round: number) => {
    const first = (round * TOKENS_PER_ROUND) % TOKENS;
    for (const token of tokens.slice(first, first + TOKENS_PER_ROUND)) await one(token);
  };
  const times = await race(ROUNDS, {
    ours: all((token) => guarded.verify(`Bearer ${token}`)),
    oursScoped: all((token) => scoped.verify(`Bearer ${token}`)),
    bare: all((token) => bare(token, (signed, signature) => verifyOnce("RSA-SHA256", Buffer.from(signed), publicKey, signature))),
    aws: all((token) => cognito.verify(token)),
    awsSync: all((token) => cognito.verifySync(token)),
    fast: all((token) => isMeant(fast(token))),
    jose: all(async (token) => isMeant((await jwtVerify(token, keyOfToken, { issuer, algorithms: ["RS256"] })).payload)),
  });

  const line = (work: string, ours: readonly number[], bound: string, theirs: readonly number[]): readonly string[] =>
    compared({ work, bound, ours, theirs, operations: TOKENS_PER_ROUND });
  return markdownTable(comparisonHeader, [
    line("guard.verify", times.ours, "bare `crypto.verify` + `JSON.parse`", times.bare),
    line("guard.verify with scopes", times.oursScoped, "bare `crypto.verify` + `JSON.parse`", times.bare),
    line("guard.verify", times.ours, "aws-jwt-verify, `verify`", times.aws),
    line("guard.verify", times.ours, "aws-jwt-verify, `verifySync`", times.awsSync),
    line("guard.verify", times.ours, "fast-jwt, one key, no cache", times.fast),
    line("guard.verify", times.ours, "jose, `jwtVerify`", times.jose),
  ]);
}

/** As Cognito writes them. */
function claimsOf(index: number): object {
  const iat = Math.floor(Date.now() / 1000);
  return {
    sub: randomUUID(),
    "cognito:groups": ["editors"],
    iss: issuer,
    client_id: clientId,
    origin_jti: randomUUID(),
    event_id: randomUUID(),
    token_use: "access",
    scope: "openid orders/read orders/write",
    auth_time: iat,
    exp: iat + 3600,
    iat,
    jti: randomUUID(),
    username: `person-${index}`,
  };
}

function base64url(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString("base64url");
}
