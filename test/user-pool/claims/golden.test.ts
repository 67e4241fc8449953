import { tokensOrThrow } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { changeFamily, decoded } from "../sessions/world.ts";
import { poolWithStore } from "../stand-ins.ts";

const password = "Correct horse 7!";

/** The sample of the reference, decoded from a token that Cognito gave: its names, in its order (authentication.md 4.3). */
const sample = JSON.parse(
  `{"sub":"","device_key":"us-west-2_","iss":"","client_id":"","origin_jti":"","event_id":"","token_use":"access",
    "scope":"aws.cognito.signin.user.admin","auth_time":1772510709,"exp":1772514309,"iat":1772510709,"jti":"","username":""}`,
) as Readonly<Record<string, unknown>>;
/** Newer than the sample: authentication.md 4.5. */
const newer = ["acr", "amr"];

const typeOf = (value: unknown): string => (Array.isArray(value) ? `${typeof value[0]}[]` : typeof value);
const typesOf = (claims: Readonly<Record<string, unknown>>): Readonly<Record<string, string>> =>
  Object.fromEntries(Object.entries(claims).map(([name, value]) => [name, typeOf(value)]));

describe("an access token beside the decoded sample of one of Cognito's", () => {
  it("has the same claims, in the same order and of the same types", async () => {
    const world = await poolWithStore();
    const { tokens } = await world.signedIn();
    const deviceKey = "us-west-2_6a6b7c1e-0000-4000-8000-000000000000";
    await changeFamily(world, tokens, { deviceKey });
    const { accessToken } = await world.client.refresh({ refreshToken: tokens.refreshToken, deviceKey });
    const claims = Object.entries(decoded(accessToken)).filter(([name]) => !newer.includes(name));
    expect(claims.map(([name]) => name)).toEqual(Object.keys(sample));
    expect(typesOf(Object.fromEntries(claims))).toEqual(typesOf(sample));
    expect(Object.fromEntries(claims)).toMatchObject({ token_use: "access", scope: sample["scope"], device_key: deviceKey });
  });

  it("lives as long: an hour", () => {
    expect(Number(sample["exp"]) - Number(sample["iat"])).toBe(3600);
  });

  it("has no device_key where no device was remembered, and no attribute, role or version ever", async () => {
    const { client, pool, signedIn } = await testPool({ schema: { "custom:tenant": {} } });
    await signedIn({ username: "ada" });
    await pool.users.updateAttributes({ username: "ada", attributes: { "custom:tenant": "engines", name: "Ada" } });
    await pool.groups.create({ groupName: "staff", roleArn: "arn:aws:iam::123456789012:role/staff" });
    await pool.groups.addUser({ groupName: "staff", username: "ada" });
    const { accessToken } = tokensOrThrow(await client.signIn({ username: "ada", password }));
    const names = Object.keys(sample).filter((name) => name !== "device_key");
    expect(Object.keys(decoded(accessToken)).sort()).toEqual([...names, ...newer, "cognito:groups"].sort());
  });
});

describe("the claims of somebody who has all that there is (authentication.md 4.2, 4.3)", () => {
  const customOf = (attributeDataType: "String" | "Number" | "Boolean" | "DateTime") => ({ attributeDataType });
  const schema = {
    "custom:tenant": customOf("String"),
    "custom:level": customOf("Number"),
    "custom:beta": customOf("Boolean"),
    "custom:since": customOf("DateTime"),
  };
  const texts = {
    ...{ name: "Ada Lovelace", given_name: "Ada", family_name: "Lovelace", middle_name: "King", nickname: "A", locale: "en" },
    ...{ preferred_username: "countess", profile: "https://a.example", picture: "https://a.example/p", gender: "f" },
    ...{ website: "https://a.example/w", birthdate: "1815-12-10", zoneinfo: "Europe/London", email: "ada@example.com" },
    ...{ phone_number: "+442079460000" },
  };
  const others = {
    address: "12 St James's Square",
    updated_at: "1772510709",
    phone_number_verified: "true",
    email_verified: "true",
  };
  const custom = { "custom:tenant": "engines", "custom:level": "7", "custom:beta": "true", "custom:since": "1772510709" };

  async function everything() {
    const world = await testPool({ schema });
    const { pool } = world;
    const username = "ada";
    await pool.users.create({ username, attributes: { ...texts, ...others, ...custom }, messageAction: "SUPPRESS" });
    await pool.users.setPassword({ username, password, permanent: true });
    for (const [precedence, groupName] of ["staff", "admins"].entries()) {
      await pool.groups.create({ groupName, precedence, roleArn: `arn:aws:iam::123456789012:role/${groupName}` });
      await pool.groups.addUser({ groupName, username });
    }
    const sourceUser = { providerName: "Google", providerAttributeName: "Cognito_Subject", providerAttributeValue: "107" };
    await pool.users.linkProvider({ destinationUser: username, sourceUser });
    return { ...world, tokens: tokensOrThrow(await world.client.signIn({ username, password })) };
  }

  it("are of these types", async () => {
    const { tokens } = await everything();
    const protocol = {
      ...{ sub: "string", iss: "string", token_use: "string", auth_time: "number", iat: "number", exp: "number", jti: "string" },
      ...{ origin_jti: "string", event_id: "string", "cognito:groups": "string[]", acr: "string", amr: "string[]" },
    };
    expect(typesOf(decoded(tokens.accessToken))).toEqual({
      ...protocol,
      ...{ client_id: "string", username: "string", scope: "string" },
    });
    expect(typesOf(decoded(tokens.idToken))).toEqual({
      ...protocol,
      ...{ aud: "string", "cognito:username": "string", "cognito:roles": "string[]", "cognito:preferred_role": "string" },
      ...{ identities: "object[]", address: "object", updated_at: "number" },
      ...{ email_verified: "boolean", phone_number_verified: "boolean" },
      ...typesOf({ ...texts, ...custom }),
    });
  });

  it("say what the attributes say: custom ones as texts, whatever their type", async () => {
    const { tokens } = await everything();
    expect(decoded(tokens.idToken)).toMatchObject({
      ...texts,
      ...custom,
      address: { formatted: others.address },
      updated_at: 1772510709,
      email_verified: true,
      phone_number_verified: true,
    });
  });

  it("name groups by precedence, their roles in the same order, and the first role as the preferred one", async () => {
    const { tokens } = await everything();
    const role = (name: string): string => `arn:aws:iam::123456789012:role/${name}`;
    expect(decoded(tokens.idToken)).toMatchObject({
      "cognito:groups": ["staff", "admins"],
      "cognito:roles": [role("staff"), role("admins")],
      "cognito:preferred_role": role("staff"),
    });
    expect(decoded(tokens.accessToken)).toMatchObject({ "cognito:groups": ["staff", "admins"] });
  });

  it("are verified with their types by whoever verifies the token", async () => {
    const { pool, client, tokens } = await everything();
    const options = { clientId: client.clientId };
    expect(await pool.verify(tokens.idToken, { tokenUse: "id", ...options })).toEqual(decoded(tokens.idToken));
    expect(await pool.verify(tokens.accessToken, { tokenUse: "access", ...options })).toEqual(decoded(tokens.accessToken));
  });
});
