import { type AppClientOptions, tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { users } from "../../../src/user-pool/users/user.table.ts";
import { poolWithStore } from "../stand-ins.ts";

const password = "Correct horse 7!";
const attributes = {
  email: "ada@example.com",
  phone_number: "+442079460000",
  name: "Ada Lovelace",
  birthdate: "1815-12-10",
  address: "12 St James's Square\nLondon",
  website: "https://ada.example.com",
};
const schema = { "custom:tenant": {} };

/** What a client decodes. */
function decoded(token: string): Readonly<Record<string, unknown>> {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as Readonly<Record<string, unknown>>;
}

async function claimsFor(
  client: Partial<AppClientOptions>,
): Promise<TestPool & { readonly id: Readonly<Record<string, unknown>>; readonly access: Readonly<Record<string, unknown>> }> {
  const world = await testPool({ schema, client: { writeAttributes: [...Object.keys(attributes), "custom:tenant"], ...client } });
  const { tokens } = await world.signedIn({ username: "ada", attributes: { ...attributes, "custom:tenant": "engines" } });
  return { ...world, id: decoded(tokens.idToken), access: decoded(tokens.accessToken) };
}

const protocolOfId = ["acr", "amr", "aud", "auth_time", "cognito:username", "event_id", "exp", "iat", "iss", "sub", "token_use"];
const protocolOfAccess = [
  "acr",
  "amr",
  "auth_time",
  "client_id",
  "event_id",
  "exp",
  "iat",
  "iss",
  "scope",
  "sub",
  "token_use",
  "username",
];
const everyAttribute = [...Object.keys(attributes), "custom:tenant", "email_verified", "phone_number_verified"];
const namesOf = (claims: object): readonly string[] => Object.keys(claims).sort();

describe("readAttributes limit the attributes of an ID token (users-and-triggers.md 6.1, authentication.md 4.2)", () => {
  it.each<readonly [string, readonly string[] | null, readonly string[]]>([
    ["null: all of them", null, everyAttribute],
    ["none", [], []],
    ["two by name", ["email", "custom:tenant"], ["email", "custom:tenant"]],
    ["whether an address is verified, apart from it", ["email_verified"], ["email_verified"]],
    ["oidc:profile: what stands for a person", ["oidc:profile"], ["name", "birthdate", "website"]],
    ["a profile and more", ["oidc:profile", "address"], ["name", "birthdate", "website", "address"]],
    ["sub, which is always there", ["sub"], []],
    ["what the user has not", ["nickname"], []],
  ])("%s", async (_, readAttributes, readable) => {
    const { id } = await claimsFor({ readAttributes });
    expect(namesOf(id)).toEqual([...protocolOfId, "jti", "origin_jti", ...readable].sort());
  });

  it("is exactly this token", async () => {
    const world = await claimsFor({ readAttributes: ["email", "email_verified", "custom:tenant", "address"] });
    const isUuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const iat = Math.floor(world.clock() / 1000);
    expect(world.id).toEqual({
      email: "ada@example.com",
      email_verified: true,
      "custom:tenant": "engines",
      address: { formatted: "12 St James's Square\nLondon" },
      sub: isUuid,
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

  it("is asked of the client that signs in: another one sees what it may", async () => {
    const { pool } = await claimsFor({ readAttributes: [] });
    const other = await pool.clients.ensure({ clientName: "other", readAttributes: ["name"] });
    const id = decoded(tokensOrThrow(await other.signIn({ username: "ada", password })).idToken);
    expect(namesOf(id)).toEqual([...protocolOfId, "jti", "name", "origin_jti"].sort());
  });

  it("counts from the next sign-in, when it changes", async () => {
    const { pool, client, access } = await claimsFor({});
    await pool.clients.update(client.clientId, { readAttributes: ["name"] });
    const again = tokensOrThrow(await client.signIn({ username: "ada", password }));
    expect(namesOf(decoded(again.idToken))).toEqual([...protocolOfId, "jti", "name", "origin_jti"].sort());
    expect(namesOf(decoded(again.accessToken))).toEqual(namesOf(access));
  });
});

describe("origin_jti and jti (authentication.md 4.2, 4.3, 4.7)", () => {
  const rotating = {
    refreshTokenRotation: { feature: "ENABLED" },
    explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
  } as const;
  it.each<readonly [string, Partial<AppClientOptions>, readonly string[]]>([
    ["are there with revocation", { enableTokenRevocation: true }, ["jti", "origin_jti"]],
    ["are there with rotation", { enableTokenRevocation: false, ...rotating }, ["jti", "origin_jti"]],
    ["are not there with neither", { enableTokenRevocation: false }, []],
  ])("%s", async (_, settings, named) => {
    const { id, access } = await claimsFor({ ...settings, readAttributes: [] });
    expect(namesOf(id)).toEqual([...protocolOfId, ...named].sort());
    expect(namesOf(access)).toEqual([...protocolOfAccess, ...named].sort());
  });

  it("left out, the tokens verify, and act for their user", async () => {
    const { pool, client, signedIn } = await testPool({ client: { enableTokenRevocation: false } });
    const { tokens } = await signedIn({ username: "bob" });
    const { clientId } = client;
    expect(await pool.verify(tokens.idToken, { tokenUse: "id", clientId })).toMatchObject({ "cognito:username": "bob" });
    expect(await (await client.user(tokens.accessToken)).get()).toMatchObject({ username: "bob" });
  });

  // attack 59: no attribute stands where the claim is left out, even when it got into the record
  it("left out, no attribute takes their place", async () => {
    const world = await poolWithStore({ client: { enableTokenRevocation: false } });
    const { sub } = await world.signedIn({ username: "ada" });
    const [user] = await world.store.read([users.key({ poolId: world.pool.userPoolId, sub })]);
    if (user === undefined) throw new Error("ada is not there");
    await world.store.commit([user.put({ attributes: { jti: "forged", origin_jti: "forged", name: "Ada" } })]);
    const { idToken } = tokensOrThrow(await world.client.signIn({ username: "ada", password }));
    expect(namesOf(decoded(idToken))).toEqual([...protocolOfId, "name"].sort());
  });
});
