import { type RefreshInput, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { poolWithStore } from "../stand-ins.ts";
import { changeFamily, decoded, isGoodOnline, refusal, rotating } from "./world.ts";

const password = "Correct horse 7!";
const isUuid = expect.stringMatching(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);

/** The claims of both tokens. */
const bothOf = ({ accessToken, idToken }: { readonly accessToken: string; readonly idToken: string }) => ({
  access: decoded(accessToken),
  id: decoded(idToken),
});

describe("client.refresh (GetTokensFromRefreshToken, authentication.md 4.6)", () => {
  it("gives an access and an ID token, and no refresh token: the one there is stays good", async () => {
    const world = await testPool();
    const { refreshToken } = (await world.signedIn()).tokens;
    for (let times = 0; times < 3; times += 1) {
      const tokens = await world.client.refresh({ refreshToken });
      expect(tokens).toEqual({
        accessToken: expect.any(String),
        idToken: expect.any(String),
        refreshToken: null,
        expiresIn: 3600,
        tokenType: "Bearer",
      });
      expect(await isGoodOnline(world, tokens)).toBe(true);
      const { clientId } = world.client;
      await expect(world.pool.verify(tokens.idToken, { tokenUse: "id", clientId })).resolves.toBeDefined();
    }
  });

  it("does not need ALLOW_REFRESH_TOKEN_AUTH, which is for the other operation", async () => {
    const { client, signedIn } = await testPool({ client: { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } });
    const { refreshToken } = (await signedIn()).tokens;
    await expect(client.refresh({ refreshToken })).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  it("leaves the tokens of before as they are", async () => {
    const world = await testPool();
    const { tokens } = await world.signedIn();
    await world.client.refresh({ refreshToken: tokens.refreshToken });
    expect(await isGoodOnline(world, tokens)).toBe(true);
  });

  it("without rotation is two reads, with settings remembered, and writes nothing", async () => {
    const storage = countingStorage(memory());
    const { client, signedIn } = await testPool({ storage });
    const { refreshToken } = (await signedIn()).tokens;
    const cost = await storage.count(() => client.refresh({ refreshToken }));
    expect(cost).toEqual({ get: 2, query: 0, commit: 0, sweep: 0 });
  });

  it("refuses what is not of the form, by its path", async () => {
    const { client } = await testPool();
    const inputs: readonly (readonly [input: object, path: string])[] = [
      [{}, "refreshToken"],
      [{ refreshToken: "" }, "refreshToken"],
      [{ refreshToken: 7 }, "refreshToken"],
      [{ refreshToken: "x".repeat(2049) }, "refreshToken"],
      [{ refreshToken: "rpr_\0" }, "refreshToken"],
      [{ refreshToken: "rpr_", clientSecret: "" }, "clientSecret"],
      [{ refreshToken: "rpr_", deviceKey: "x".repeat(56) }, "deviceKey"],
      [{ refreshToken: "rpr_", refresh_token: "rpr_" }, "refresh_token"],
    ];
    for (const [input, path] of inputs) {
      const refused = client.refresh(input as RefreshInput);
      await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
    }
  });
});

describe("the claims of a refresh (authentication.md 4.3)", () => {
  /** Signs in, waits as long as in the sample of the reference, and refreshes. */
  async function beforeAndAfter(world: TestPool) {
    const { tokens } = await world.signedIn({ username: "ada" });
    world.clock.advance({ seconds: 783, milliseconds: 250 });
    return { before: bothOf(tokens), after: bothOf(await world.client.refresh({ refreshToken: tokens.refreshToken })) };
  }

  it.each([
    ["without rotation", {}],
    ["with rotation", rotating()],
  ])("have another jti, iat and exp, and all else as it was, %s", async (_, client) => {
    const { before, after } = await beforeAndAfter(await testPool({ client }));
    for (const use of ["access", "id"] as const) {
      const iat = Number(before[use]["iat"]) + 783;
      expect(after[use]).toEqual({ ...before[use], jti: isUuid, iat, exp: iat + 3600 });
      expect(after[use]["auth_time"]).toBe(iat - 783);
      expect(after[use]["jti"]).not.toBe(before[use]["jti"]);
    }
    expect(after.access["jti"]).not.toBe(after.id["jti"]);
  });

  it("keep how the user signed in, whatever that was: acr, amr, scope, device_key", async () => {
    const world = await poolWithStore();
    const { tokens } = await world.signedIn();
    const deviceKey = "us-east-1_6a6b7c1e-0000-4000-8000-000000000000";
    const how = { amr: ["pwd", "otp"], scope: "openid profile", deviceKey } as const;
    await changeFamily(world, tokens, how);
    const { access, id } = bothOf(await world.client.refresh({ refreshToken: tokens.refreshToken, deviceKey }));
    const level = { acr: "urn:cognito:loa:4", amr: ["pwd", "otp", "mfa"] };
    expect(access).toMatchObject({ ...level, scope: "openid profile", device_key: deviceKey });
    expect(id).toMatchObject(level);
  });

  it("name the attributes, groups and roles that the user has now", async () => {
    const { client, pool, signedIn } = await testPool();
    const { refreshToken } = (await signedIn({ username: "ada" })).tokens;
    const roleArn = "arn:aws:iam::123456789012:role/staff";
    await pool.groups.create({ groupName: "staff", precedence: 1, roleArn });
    await pool.groups.addUser({ groupName: "staff", username: "ada" });
    await pool.users.updateAttributes({ username: "ada", attributes: { name: "Ada", email: "ada@example.org" } });
    const joined = bothOf(await client.refresh({ refreshToken }));
    expect(joined.id).toMatchObject({ name: "Ada", email: "ada@example.org", email_verified: false });
    expect(joined.id).toMatchObject({
      "cognito:groups": ["staff"],
      "cognito:roles": [roleArn],
      "cognito:preferred_role": roleArn,
    });
    expect(joined.access).toMatchObject({ "cognito:groups": ["staff"] });

    await pool.groups.removeUser({ groupName: "staff", username: "ada" });
    await pool.users.deleteAttributes({ username: "ada", attributeNames: ["name"] });
    const left = bothOf(await client.refresh({ refreshToken }));
    for (const name of ["name", "cognito:groups", "cognito:roles", "cognito:preferred_role"]) {
      expect(left.id).not.toHaveProperty(name);
      expect(left.access).not.toHaveProperty(name);
    }
  });

  it("name what the client may read now", async () => {
    const { client, pool, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    await pool.clients.update(client.clientId, { readAttributes: [] });
    expect(decoded((await client.refresh({ refreshToken })).idToken)).not.toHaveProperty("email");
  });

  it("say no origin_jti and jti from where revocation was turned off", async () => {
    const { client, pool, signedIn } = await testPool();
    const { refreshToken } = (await signedIn()).tokens;
    await pool.clients.update(client.clientId, { enableTokenRevocation: false });
    const { access, id } = bothOf(await client.refresh({ refreshToken }));
    for (const claims of [access, id]) for (const name of ["origin_jti", "jti"]) expect(claims).not.toHaveProperty(name);
  });
});

describe("how long tokens live (authentication.md 4.1, 4.6)", () => {
  const hour = { accessTokenValiditySeconds: 600, idTokenValiditySeconds: 900, refreshTokenValiditySeconds: 3600 };

  it.each([
    ["without rotation", {}],
    ["with rotation", rotating(30)],
  ])("a refresh prolongs nothing: the session ends when it was to end at the sign-in, %s", async (_, settings) => {
    const { client, clock, signedIn } = await testPool({ client: { ...settings, ...hour } });
    let { refreshToken } = (await signedIn()).tokens;
    const refresh = async (): Promise<void> => {
      refreshToken = (await client.refresh({ refreshToken })).refreshToken ?? refreshToken;
    };
    clock.advance({ minutes: 30 });
    await refresh();
    clock.advance({ minutes: 30, milliseconds: -1 });
    await refresh();
    clock.advance({ milliseconds: 1 });
    await expect(refresh()).rejects.toMatchObject(refusal.expired);
  });

  it("an access token of the last moment lives as long as any", async () => {
    const world = await testPool({ client: hour });
    const { refreshToken } = (await world.signedIn()).tokens;
    world.clock.advance({ minutes: 60, milliseconds: -1 });
    const tokens = await world.client.refresh({ refreshToken });
    world.clock.advance({ minutes: 10, milliseconds: -1000 });
    expect(await isGoodOnline(world, tokens)).toBe(true);
  });

  it("access and ID tokens as the client says now, refresh tokens as it said at the sign-in", async () => {
    const { client, clock, pool, signedIn } = await testPool({ client: { refreshTokenValiditySeconds: 7200 } });
    const { username, tokens } = await signedIn();
    await pool.clients.update(client.clientId, hour);
    clock.advance({ minutes: 90 });
    const again = await client.refresh({ refreshToken: tokens.refreshToken });
    const { access, id } = bothOf(again);
    expect(again.expiresIn).toBe(600);
    expect([access, id].map(({ exp, iat }) => Number(exp) - Number(iat))).toEqual([600, 900]);

    const { refreshToken } = tokensOrThrow(await client.signIn({ username, password }));
    clock.advance({ minutes: 60 });
    await expect(client.refresh({ refreshToken })).rejects.toMatchObject(refusal.expired);
  });
});
