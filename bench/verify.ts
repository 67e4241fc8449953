import { createPublicKey, createVerify, type KeyObject, randomUUID, verify as verifyOnce } from "node:crypto";
import { CognitoJwtVerifier } from "aws-jwt-verify";
import { createLocalJWKSet, jwtVerify } from "jose";
import { type Jwks, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { signToken } from "../src/tokens/sign.ts";
import { claimsOf, openPool, password, seedUsers } from "./bench-pool.ts";
import { compared, comparisonHeader, markdownTable, race } from "./harness.ts";

const ROUNDS = 80;
const TOKENS = 2_000;
/** Few enough that a turn is short beside what else the machine does. */
const TOKENS_PER_ROUND = 500;

/** What it costs to verify an access token, one after the other, none of them seen in the three rounds before. */
export async function verify(): Promise<string> {
  const bench = await openPool(memory());
  const { pool, client, keyset } = bench;
  const { userPoolId } = pool;
  const { clientId } = client;
  await seedUsers(bench, 1);
  const { access } = claimsOf(tokensOrThrow(await client.signIn({ username: "person-0", password })));
  const tokens = await Promise.all(
    Array.from({ length: TOKENS }, (_, index) =>
      signToken(keyset.signingKey("access", Date.now()), {
        ...access,
        sub: randomUUID(),
        jti: randomUUID(),
        origin_jti: randomUUID(),
        event_id: randomUUID(),
        username: `person-${index}`,
      }),
    ),
  );
  const jwks = await pool.jwks();
  const publicKey = publicKeyOf(jwks, keyset.signingKey("access", Date.now()).kid);
  const cognitoVerifier = CognitoJwtVerifier.create({ userPoolId, tokenUse: "access", clientId });
  cognitoVerifier.cacheJwks(jwks);
  const keyOfToken = createLocalJWKSet(jwks);
  const issuer = access.iss;

  /** Runs to the end only when every token is found good. */
  const all = (one: (token: string) => unknown) => async (round: number) => {
    const first = (round * TOKENS_PER_ROUND) % TOKENS;
    for (const token of tokens.slice(first, first + TOKENS_PER_ROUND)) await one(token);
  };
  const times = await race(ROUNDS, {
    ours: all((token) => pool.verify(token, { tokenUse: "access", clientId })),
    once: all((token) => bare(token, (signed, signature) => verifyOnce("RSA-SHA256", Buffer.from(signed), publicKey, signature))),
    created: all((token) =>
      bare(token, (signed, signature) => createVerify("RSA-SHA256").update(signed).verify(publicKey, signature)),
    ),
    aws: all((token) => cognitoVerifier.verify(token)),
    awsSync: all((token) => cognitoVerifier.verifySync(token)),
    jose: all(async (token) => {
      const { payload } = await jwtVerify(token, keyOfToken, { issuer, algorithms: ["RS256"] });
      if (payload["token_use"] !== "access" || payload["client_id"] !== clientId) throw new Error("another token");
    }),
  });
  await bench.close();

  const line = (bound: string, theirs: readonly number[]): readonly string[] =>
    compared({ work: "verify an access token", bound, ours: times.ours, theirs, operations: TOKENS_PER_ROUND });
  return markdownTable(comparisonHeader, [
    line("bare `crypto.verify` + `JSON.parse`", times.once),
    line("bare `crypto.createVerify` + `JSON.parse`", times.created),
    line("aws-jwt-verify, `verify`", times.aws),
    line("aws-jwt-verify, `verifySync`", times.awsSync),
    line("jose, `jwtVerify`", times.jose),
  ]);
}

/** No check of any claim, of the header, or of the form. */
export function bare(token: string, isSigned: (signed: string, signature: Buffer) => boolean): unknown {
  const [header = "", payload = "", signature = ""] = token.split(".");
  if (!isSigned(`${header}.${payload}`, Buffer.from(signature, "base64url"))) throw new Error("the signature is right");
  return JSON.parse(Buffer.from(payload, "base64url").toString());
}

function publicKeyOf({ keys }: Jwks, kid: string): KeyObject {
  const jwk = keys.find((key) => key.kid === kid);
  if (jwk === undefined) throw new Error("the pool does not publish its key");
  return createPublicKey({ key: jwk, format: "jwk" });
}
