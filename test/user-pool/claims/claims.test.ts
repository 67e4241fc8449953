import { tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { users } from "../../../src/user-pool/users/user.table.ts";
import { poolWithStore } from "../stand-ins.ts";

const password = "Correct horse 7!";
const isUuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** A part of a token as it is on the wire: what a client decodes, not what we verify. */
function decoded(token: string, part: 0 | 1): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split(".")[part] ?? "", "base64url").toString()) as Readonly<Record<string, unknown>>;
}

/** ada's tokens, of a sign-in at 10:30:00.750. */
async function adasTokens(
  world: TestPool,
): Promise<{ readonly sub: string; readonly access: object; readonly id: object; readonly iat: number }> {
  world.clock.advance({ hours: 10, minutes: 30, milliseconds: 750 });
  const attributes = {
    email: "ada@example.com",
    phone_number: "+442079460000",
    name: "Ada Lovelace",
    birthdate: "1815-12-10",
    address: "12 St James's Square\nLondon",
    updated_at: "1772510709",
    nickname: "",
  };
  const { sub, tokens } = await world.signedIn({ username: "Ada", attributes });
  const iat = Date.parse("2026-01-01T10:30:00Z") / 1000;
  return { sub, iat, access: decoded(tokens.accessToken, 1), id: decoded(tokens.idToken, 1) };
}

describe("an access token of an API sign-in (authentication.md 4.3)", () => {
  it("has exactly these claims", async () => {
    const world = await testPool();
    const { sub, iat, access } = await adasTokens(world);
    expect(access).toEqual({
      sub,
      iss: `https://auth.test/${world.pool.userPoolId}`,
      client_id: world.client.clientId,
      origin_jti: isUuid,
      event_id: isUuid,
      token_use: "access",
      scope: "aws.cognito.signin.user.admin",
      auth_time: iat,
      exp: iat + 3600,
      iat,
      jti: isUuid,
      acr: "urn:cognito:loa:1",
      amr: ["pwd"],
      username: "ada",
    });
  });
});

describe("an ID token (authentication.md 4.2)", () => {
  it("has exactly these claims, in the JSON types of OpenID Connect", async () => {
    const world = await testPool();
    const { sub, iat, id } = await adasTokens(world);
    expect(id).toEqual({
      email: "ada@example.com",
      email_verified: true,
      phone_number: "+442079460000",
      phone_number_verified: false,
      name: "Ada Lovelace",
      birthdate: "1815-12-10",
      address: { formatted: "12 St James's Square\nLondon" },
      updated_at: 1772510709,
      sub,
      iss: `https://auth.test/${world.pool.userPoolId}`,
      "cognito:username": "ada",
      origin_jti: isUuid,
      aud: world.client.clientId,
      event_id: isUuid,
      token_use: "id",
      auth_time: iat,
      exp: iat + 3600,
      iat,
      jti: isUuid,
      acr: "urn:cognito:loa:1",
      amr: ["pwd"],
    });
  });

  it("of a user without attributes has those of the protocol only", async () => {
    const { signedIn } = await testPool();
    const { tokens } = await signedIn({ attributes: {} });
    const names = [
      "acr",
      "amr",
      "aud",
      "auth_time",
      "cognito:username",
      "event_id",
      "exp",
      "iat",
      "iss",
      "jti",
      "origin_jti",
      "sub",
      "token_use",
    ];
    expect(Object.keys(decoded(tokens.idToken, 1)).sort()).toEqual(names);
  });

  it("with all the attributes a user may have is a token that the pool verifies", async () => {
    const { signedIn, pool } = await testPool();
    const names = ["name", "given_name", "family_name", "middle_name", "nickname", "profile", "picture", "website", "address"];
    const { tokens } = await signedIn({ attributes: Object.fromEntries(names.map((name) => [name, "x".repeat(2048)])) });
    const claims = await pool.verify(tokens.idToken, { tokenUse: "id", clientId: null });
    expect(claims).toMatchObject({ profile: "x".repeat(2048), address: { formatted: "x".repeat(2048) } });
  });

  // attack 59: an attribute cannot stand for a claim of the protocol, even when it got into the record
  it("is not changed by attributes of the names of claims, those of other tokens among them", async () => {
    const world = await poolWithStore();
    const { sub, tokens } = await world.signedIn({ username: "ada" });
    const names = [
      ...["sub", "iss", "aud", "azp", "exp", "iat", "nbf", "jti", "origin_jti", "event_id", "auth_time", "token_use", "nonce"],
      ...["at_hash", "c_hash", "acr", "amr", "cognito:username", "cognito:groups", "cognito:roles", "cognito:preferred_role"],
      ...["cognito:anything", "identities", "username", "client_id", "scope", "device_key", "version", "cnf", "anything"],
      ...["constructor", "toString", "dev:custom:role"],
    ];
    const forged = { ...Object.fromEntries(names.map((name) => [name, "forged"])), ["__proto__"]: "forged", name: "Ada" };
    const [user] = await world.store.read([users.key({ poolId: world.pool.userPoolId, sub })]);
    if (user === undefined) throw new Error("ada is not there");
    await world.store.commit([user.put({ attributes: forged })]);
    const again = tokensOrThrow(await world.client.signIn({ username: "ada", password }));
    const refreshed = await world.client.refresh({ refreshToken: again.refreshToken });
    const without = (token: string): readonly string[] => Object.keys(decoded(token, 1)).filter((name) => !/^email/.test(name));
    for (const { idToken, accessToken } of [again, refreshed]) {
      for (const token of [idToken, accessToken]) expect(Object.values(decoded(token, 1))).not.toContain("forged");
      // What stands in them is what stood in them before, and the one attribute.
      expect([...without(idToken)].sort()).toEqual([...without(tokens.idToken), "name"].sort());
      expect(without(accessToken)).toEqual(without(tokens.accessToken));
      expect(decoded(idToken, 1)).toMatchObject({ sub, "cognito:username": "ada", aud: world.client.clientId, token_use: "id" });
    }
  });
});

describe("the tokens of one sign-in", () => {
  it("descend from one origin, each under an id of its own", async () => {
    const world = await testPool();
    const { access, id } = (await adasTokens(world)) as { access: Record<string, unknown>; id: Record<string, unknown> };
    for (const claim of ["origin_jti", "event_id", "auth_time", "iat", "iss", "sub"]) expect(id[claim]).toBe(access[claim]);
    expect(id["jti"]).not.toBe(access["jti"]);
    expect(id["jti"]).not.toBe(id["origin_jti"]);
  });

  it("share nothing with those of the next but the user", async () => {
    const { client, signedIn } = await testPool();
    const { tokens } = await signedIn({ username: "ada" });
    const again = tokensOrThrow(await client.signIn({ username: "ada", password }));
    const [first, second] = [decoded(tokens.accessToken, 1), decoded(again.accessToken, 1)];
    expect(second["sub"]).toBe(first["sub"]);
    for (const claim of ["origin_jti", "event_id", "jti"]) expect(second[claim]).not.toBe(first[claim]);
  });

  it("live as long as the client says, each of its own", async () => {
    const { signedIn } = await testPool({
      client: { accessTokenValiditySeconds: 300, idTokenValiditySeconds: 86_400, refreshTokenValiditySeconds: 86_400 },
    });
    const { tokens } = await signedIn();
    const [access, id] = [decoded(tokens.accessToken, 1), decoded(tokens.idToken, 1)];
    expect(Number(access["exp"]) - Number(access["iat"])).toBe(300);
    expect(Number(id["exp"]) - Number(id["iat"])).toBe(86_400);
    expect(tokens.expiresIn).toBe(300);
  });

  it("are signed by two keys, which their headers name, and say nothing else", async () => {
    const { signedIn, pool } = await testPool();
    const { tokens } = await signedIn();
    const headers = [decoded(tokens.idToken, 0), decoded(tokens.accessToken, 0)];
    for (const header of headers) expect(header).toEqual({ kid: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/), alg: "RS256" });
    const kids = headers.map(({ kid }) => kid);
    expect(new Set(kids).size).toBe(2);
    expect((await pool.jwks()).keys.map(({ kid }) => kid).sort()).toEqual([...kids].sort());
  });

  it("name the issuer of the pool, when it has one of its own", async () => {
    const { signedIn, pool } = await testPool({ issuer: "https://id.example.com/customers" });
    const { tokens } = await signedIn();
    expect(decoded(tokens.idToken, 1)["iss"]).toBe("https://id.example.com/customers");
    await expect(pool.verify(tokens.idToken, { tokenUse: "id", clientId: null })).resolves.toBeDefined();
  });

  it.each(["https://auth.test/", "https://auth.test//"])(
    "name an issuer with one slash, for the base URL %s",
    async (baseUrl) => {
      const { signedIn, pool } = await testPool({ rockpool: { baseUrl } });
      const { tokens } = await signedIn();
      expect(decoded(tokens.idToken, 1)["iss"]).toBe(`https://auth.test/${pool.userPoolId}`);
    },
  );
});
