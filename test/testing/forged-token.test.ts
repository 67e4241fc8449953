import { createPublicKey, generateKeyPairSync, verify } from "node:crypto";
import type { Jwks } from "rockpool";
import { type Forgery, forgeries, testPool } from "rockpool/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { cognitoPool } from "./cognito-pool.ts";

type Use = "access" | "id";

let world: Awaited<ReturnType<typeof cognitoPool>>;
beforeAll(async () => {
  world = await cognitoPool();
});

/** What each check of a careful verifier is called here by the forgery that only it finds. */
const checks: Readonly<Record<Forgery, string>> = {
  expired: "exp",
  otherPool: "iss",
  wrongUse: "token_use",
  wrongKey: "the signature",
  tampered: "the signature",
  unsigned: "alg",
};

interface Verifier {
  readonly jwks: Jwks;
  readonly issuer: string;
  readonly clientId: string;
  readonly use: Use;
  /** What it does not check. */
  readonly forgets: string | null;
}

/** As somebody would write it by hand, who knows what to check. */
function isTaken(token: string, { jwks, issuer, clientId, use, forgets }: Verifier): boolean {
  const [header = "", payload = "", signature = ""] = token.split(".");
  const read = (segment: string) => JSON.parse(Buffer.from(segment, "base64url").toString());
  const { kid, alg } = read(header);
  const claims = read(payload);
  const key = jwks.keys.find((one) => one.kid === kid);
  if (key === undefined) return false;
  const isSigned = (): boolean =>
    verify(
      "sha256",
      Buffer.from(`${header}.${payload}`),
      { key: createPublicKey({ key, format: "jwk" }), dsaEncoding: "ieee-p1363" },
      Buffer.from(signature, "base64url"),
    );
  const holds: Readonly<Record<string, boolean>> = {
    // Who lets the token say how it is signed, takes `none` for an answer.
    alg: alg === key.alg,
    "the signature": (forgets === "alg" && alg === "none") || isSigned(),
    iss: claims.iss === issuer,
    token_use: claims.token_use === use,
    client: (use === "id" ? claims.aud : claims.client_id) === clientId,
    exp: claims.exp * 1000 > Date.now(),
    iat: claims.iat * 1000 <= Date.now(),
  };
  return Object.entries(holds).every(([check, isRight]) => isRight || check === forgets);
}

const cases = forgeries.flatMap((forgery) => (["access", "id"] as const).map((use) => [forgery, use] as const));

describe("a forged token", () => {
  it.each(cases)(
    "that is %s (%s) is wrong in one way: who forgets that one check takes it, and nobody else does",
    async (forgery, use) => {
      const { forgedToken, jwks, issuer, clientId } = world;
      const token = await forgedToken(forgery, { tokenUse: use });
      const forgotten = [null, ...new Set(Object.values(checks))];
      const taking = forgotten.filter((forgets) => isTaken(token, { jwks, issuer, clientId, use, forgets }));
      expect(taking).toEqual([checks[forgery]]);
    },
  );

  it.each(["access", "id"] as const)("is otherwise as a sign-in gives it (%s)", async (use) => {
    const { forgedToken, signedIn } = world;
    const { tokens } = await signedIn({ attributes: {}, username: `like-${use}` });
    const genuine = partsOf(use === "id" ? tokens.idToken : tokens.accessToken);
    const forged = partsOf(await forgedToken("wrongKey", { tokenUse: use }));
    const known = Object.keys(genuine.claims).filter((claim) => !claim.startsWith("email"));
    expect(Object.keys(forged.claims).toSorted()).toEqual(known.toSorted());
    expect(Object.keys(forged.header)).toEqual(Object.keys(genuine.header));
    expect(forged.header.kid).toBe(genuine.header.kid);
  });

  it("says what it is told to, and keeps its fault", async () => {
    const claims = { "cognito:groups": ["admins"], exp: 9_999_999_999, username: undefined };
    const { claims: said } = partsOf(await world.forgedToken("expired", { claims }));
    expect(said).toMatchObject({ "cognito:groups": ["admins"], token_use: "access" });
    expect(said).not.toHaveProperty("username");
    expect(said["exp"]).toBeLessThan(Date.now() / 1000);
    expect(partsOf(await world.forgedToken("tampered", { claims })).claims).toMatchObject({ "cognito:groups": ["admins"] });
  });

  it.each(forgeries)("that is %s begins with a token that is given", async (forgery) => {
    const { forgedToken, signedIn, jwks, issuer, clientId } = world;
    const { tokens, sub } = await signedIn();
    for (const [use, from] of [["access", tokens.accessToken] as const, ["id", tokens.idToken] as const]) {
      const token = await forgedToken(forgery, { from });
      expect(partsOf(token).claims).toMatchObject({ sub });
      const verifier = { jwks, issuer, clientId, use };
      expect(isTaken(from, { ...verifier, forgets: null })).toBe(true);
      expect(isTaken(token, { ...verifier, forgets: null })).toBe(false);
      expect(isTaken(token, { ...verifier, forgets: checks[forgery] })).toBe(true);
    }
  });

  it("begins with no token of another pool: it would be wrong in two ways", async () => {
    const { tokens } = await (await testPool()).signedIn();
    for (const from of [tokens.accessToken, tokens.refreshToken, ""]) {
      await expect(world.forgedToken("expired", { from })).rejects.toThrow("not one of this pool");
    }
  });

  it("is forged by a key that is published, also when the first ones are gone, and in ES256", async () => {
    const test = await cognitoPool({ signingAlgorithm: "ES256" });
    const { pool, clock, rockpool, forgedToken, clientId, issuer } = test;
    for (let quarter = 0; quarter < 4; quarter += 1) {
      clock.advance({ days: 91 });
      await rockpool.maintain();
    }
    clock.set(Date.now());
    const jwks = await pool.jwks();
    expect(jwks.keys.map(({ kid }) => kid)).not.toContain(test.jwks.keys[0]?.kid);
    for (const forgery of forgeries) {
      const token = await forgedToken(forgery);
      const verifier = { jwks, issuer, clientId, use: "access" as const };
      expect(isTaken(token, { ...verifier, forgets: null })).toBe(false);
      expect(isTaken(token, { ...verifier, forgets: checks[forgery] }), forgery).toBe(true);
    }
  });

  it("has a known fault, or is none", async () => {
    const forged = world.forgedToken("other-pool" as "otherPool");
    await expect(forged).rejects.toThrow(forgeries.join(", "));
  });

  it("cannot be made where somebody else made the keys", async () => {
    const { pool, forgedToken } = await testPool();
    for (const tokenUse of ["access", "id"] as const) {
      const [key] = (await pool.keys.list()).filter((one) => one.tokenUse === tokenUse);
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      await pool.keys.import({ tokenUse, privateKey: { ...privateKey.export({ format: "jwk" }) }, isPublished: true });
      await pool.keys.delete(key?.kid ?? "");
    }
    await expect(forgedToken("expired")).rejects.toThrow("made its keys");
  });
});

function partsOf(token: string) {
  const [header = "", payload = ""] = token.split(".");
  const read = (segment: string) => JSON.parse(Buffer.from(segment, "base64url").toString());
  return { header: read(header), claims: read(payload) as Readonly<Record<string, unknown>> };
}
