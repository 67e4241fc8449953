import { createHash } from "node:crypto";
import type { PreTokenGenerationV2Event } from "rockpool";
import { afterEach, describe, expect, it } from "vitest";
import { decoded } from "../sessions/world.ts";
import { api, type OAuthWorld, oauthWorld } from "./world.ts";

let world: OAuthWorld;
afterEach(() => world.close());

const attributeNames = "email email_verified name phone_number phone_number_verified address custom:tenant".split(" ");

/** The names of attributes in an ID token. */
function attributesIn(idToken: string | null): readonly string[] {
  return Object.keys(decoded(idToken ?? "")).filter((name) => attributeNames.includes(name));
}

async function withTenant(): Promise<OAuthWorld> {
  world = await oauthWorld({ schema: { "custom:tenant": {} } });
  await world.pool.users.updateAttributes({ username: "ada", attributes: { "custom:tenant": "7" } });
  return world;
}

describe("the tokens of a grant", () => {
  it("RFC 6749 5.1: say what was granted, and that they came through OAuth (authentication.md 4.3)", async () => {
    world = await oauthWorld();
    const { clock, ada, client } = world;
    const first = decoded(ada.tokens.accessToken);
    clock.advance({ minutes: 3 });
    const scope = `openid email ${api}/read`;
    const tokens = await world.granted({ scope });
    expect(tokens).toMatchObject({ tokenType: "Bearer", expiresIn: 3600, scope, refreshToken: expect.stringMatching(/^rpr_/) });
    const access = decoded(tokens.accessToken);
    expect(access).toMatchObject({ scope, version: 2, client_id: client.clientId, username: "ada", token_use: "access" });
    expect(access).not.toHaveProperty("aud");
    // When and how she signed in, and by which sign-in: the exchange is none.
    const { auth_time, event_id, amr, acr } = first;
    expect(access).toMatchObject({ auth_time, event_id, amr, acr });
    expect(access["origin_jti"]).not.toBe(first["origin_jti"]);
    expect(first).not.toHaveProperty("version");
  });

  // attack 53: bound to the nonce
  it("hold the nonce of the request, in the first ID token only (OpenID Connect Core sections 2 and 12.2)", async () => {
    world = await oauthWorld();
    const { idToken, refreshToken, accessToken } = await world.granted({ nonce: "n-0S6_WzA2Mj" });
    expect(decoded(idToken ?? "")).toMatchObject({ nonce: "n-0S6_WzA2Mj" });
    expect(decoded(accessToken)).not.toHaveProperty("nonce");
    const refreshed = await world.client.refresh({ refreshToken });
    expect(decoded(refreshed.idToken)).not.toHaveProperty("nonce");
    const { idToken: without } = await world.granted();
    expect(decoded(without ?? "")).not.toHaveProperty("nonce");
  });

  it("name the access token beside the ID token (OpenID Connect Core section 3.1.3.6)", async () => {
    world = await oauthWorld();
    const hashOf = (accessToken: string): string =>
      createHash("sha256").update(accessToken).digest().subarray(0, 16).toString("base64url");
    const tokens = await world.granted();
    expect(decoded(tokens.idToken ?? "")).toMatchObject({ at_hash: hashOf(tokens.accessToken) });
    const refreshed = await world.client.refresh({ refreshToken: tokens.refreshToken });
    expect(decoded(refreshed.idToken)).toMatchObject({ at_hash: hashOf(refreshed.accessToken) });
    expect(decoded(world.ada.tokens.idToken)).not.toHaveProperty("at_hash");
  });

  it("come without an ID token where openid was not granted", async () => {
    world = await oauthWorld();
    const tokens = await world.granted({ scope: `${api}/read` });
    expect(tokens).toMatchObject({ idToken: null, scope: `${api}/read` });
  });

  // attack 53: bound to the resource, through every refresh
  it("RFC 8707 2, RFC 9700 2.3, 4.9.3, 4.10, 4.14.2: are for the resource that was asked for", async () => {
    world = await oauthWorld();
    const { accessToken, idToken, refreshToken } = await world.granted({ resource: api });
    expect(decoded(accessToken)).toMatchObject({ aud: api });
    expect(decoded(idToken ?? "")).toMatchObject({ aud: world.client.clientId });
    const refreshed = await world.client.refresh({ refreshToken });
    expect(decoded(refreshed.accessToken)).toMatchObject({ aud: api, version: 2 });
  });

  it("RFC 6749 3.3: have all that the client may have where nothing is asked for, and say so", async () => {
    world = await oauthWorld();
    const { scope } = await world.granted({ scope: undefined });
    expect(scope).toBe((await world.client.settings()).allowedOAuthScopes.join(" "));
  });

  it("RFC 6749 3.3: have no scope that its resource server no longer has, and say so", async () => {
    world = await oauthWorld();
    await world.pool.resourceServers.update(api, { scopes: [{ scopeName: "write", scopeDescription: "Write" }] });
    const { scope } = await world.granted({ scope: `openid ${api}/read ${api}/write` });
    expect(scope).toBe(`openid ${api}/write`);
  });
});

describe("the attributes in the ID token of a grant (oauth-and-federation.md 2.6)", () => {
  it.each([
    ["openid", attributeNames],
    ["openid email", ["email", "email_verified"]],
    ["openid phone", ["phone_number", "phone_number_verified"]],
    ["openid profile", ["name", "custom:tenant"]],
    ["openid email phone", ["email", "email_verified", "phone_number", "phone_number_verified"]],
  ])("of %s", async (scope, names) => {
    const { granted } = await withTenant();
    const { idToken } = await granted({ scope });
    expect([...attributesIn(idToken)].sort()).toEqual([...names].sort());
  });

  it("stay within the scope at every refresh, and what the client may read", async () => {
    const { granted, client, pool } = await withTenant();
    const { refreshToken } = await granted({ scope: "openid email" });
    expect([...attributesIn((await client.refresh({ refreshToken })).idToken)].sort()).toEqual(["email", "email_verified"]);
    await pool.clients.update(client.clientId, { readAttributes: ["email", "name"] });
    expect(attributesIn((await client.refresh({ refreshToken })).idToken)).toEqual(["email"]);
  });

  it("are all there for a sign-in that did not come through OAuth", async () => {
    const { ada, client } = await withTenant();
    const { idToken } = await client.refresh({ refreshToken: ada.tokens.refreshToken });
    expect(attributesIn(idToken)).toContain("address");
  });
});

describe("PreTokenGeneration at an exchange (users-and-triggers.md 7.3)", () => {
  it("is called once, with HostedAuth and the scopes, and changes no claim of the protocol", async () => {
    const seen: PreTokenGenerationV2Event[] = [];
    const forged = { nonce: "x", at_hash: "x", aud: "https://evil.test", version: 3, sub: "x", tenant: "acme" };
    const handler = (event: PreTokenGenerationV2Event): PreTokenGenerationV2Event => {
      seen.push(structuredClone(event));
      const changes = { claimsToAddOrOverride: forged, claimsToSuppress: ["aud", "version", "nonce"] };
      event.response.claimsAndScopeOverrideDetails = { idTokenGeneration: changes, accessTokenGeneration: changes };
      return event;
    };
    world = await oauthWorld({ triggers: { preTokenGeneration: { version: "V2_0", handler } } });
    const code = await world.code({ scope: "openid email", nonce: "mine", resource: api });
    seen.length = 0;
    const { accessToken, idToken } = await world.exchange(code);
    const request = { scopes: ["openid", "email"] };
    expect(seen).toMatchObject([{ triggerSource: "TokenGeneration_HostedAuth", userName: "ada", request }]);
    const { sub } = world.ada;
    expect(decoded(accessToken)).toMatchObject({ aud: api, version: 2, sub, tenant: "acme" });
    const id = { nonce: "mine", aud: world.client.clientId, sub, at_hash: expect.not.stringMatching(/^x$/), tenant: "acme" };
    expect(decoded(idToken ?? "")).toMatchObject(id);
  });

  it("RFC 6749 3.3, 5.1: changes the scope, and the client is told what it has", async () => {
    const handler = (event: PreTokenGenerationV2Event): PreTokenGenerationV2Event => {
      const accessTokenGeneration = { scopesToAdd: ["extra"], scopesToSuppress: ["email"] };
      event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration };
      return event;
    };
    world = await oauthWorld({ triggers: { preTokenGeneration: { version: "V2_0", handler } } });
    const { accessToken, refreshToken, scope } = await world.granted({ scope: "openid email" });
    expect(scope).toBe("openid extra");
    expect(decoded(accessToken)).toMatchObject({ scope });
    expect(await world.client.refreshGrant({ refreshToken })).toMatchObject({ scope });
  });

  it("that fails leaves the code good", async () => {
    let isDown = false;
    const handler = <E>(event: E): E => {
      if (isDown) throw new Error("not now");
      return event;
    };
    world = await oauthWorld({ triggers: { preTokenGeneration: handler } });
    const code = await world.code();
    isDown = true;
    await expect(world.exchange(code)).rejects.toMatchObject({ code: "UserLambdaValidationException" });
    isDown = false;
    await expect(world.exchange(code)).resolves.toMatchObject({ tokenType: "Bearer" });
  });
});
