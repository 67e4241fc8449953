import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { type OAuthWorld, oauthWorld, parametersOf, redirectUri } from "./world.ts";

let world: OAuthWorld;
beforeAll(async () => {
  world = await oauthWorld();
});
afterAll(() => world.close());

describe("an authorization request (RFC 6749 section 4.1.1)", () => {
  it("is granted a code at the redirect URI, whose query stays (section 3.1.2), with state (section 4.1.2) and iss (RFC 9207 section 2)", async () => {
    const state = 'a b&c={"x":"é"}';
    const result = await world.client.authorize(world.request({ state }));
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    expect(result.redirectTo.startsWith(`${redirectUri}&code=rpac_`)).toBe(true);
    const iss = await world.pool.issuer();
    expect(parametersOf(result.redirectTo)).toEqual({ code: expect.stringMatching(/^rpac_[\w-]{43}$/), state, iss });
  });

  it.each(["myapp://signed-in", "http://localhost:3000/callback"])("may come back to %s (RFC 8252 section 7)", async (own) => {
    const result = await world.client.authorize(world.request({ redirectUri: own }));
    expect(result).toMatchObject({ outcome: "granted", redirectTo: expect.stringMatching(`^${own}\\?code=`) });
  });

  it("asks for a sign-in where nobody is, once it has been judged", async () => {
    expect(await world.client.authorize(world.request({ accessToken: null }))).toEqual({ outcome: "signInRequired" });
    const wrong = await world.client.authorize(world.request({ accessToken: null, scope: "unheard" }));
    expect(wrong).toMatchObject({ outcome: "refused", error: "invalid_scope" });
  });

  it("takes an empty parameter for one that is left out (section 3.1)", async () => {
    const result = await world.client.authorize(world.request({ state: "", nonce: "", scope: "", resource: "" }));
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    expect(parametersOf(result.redirectTo)).not.toHaveProperty("state");
    const missing = await world.client.authorize(world.request({ responseType: "" }));
    expect(missing).toMatchObject({ outcome: "refused", error: "invalid_request" });
  });

  it.each([
    ["no response_type (section 3.1.1)", { responseType: undefined }, "invalid_request"],
    ["an unknown response_type (section 4.1.2.1)", { responseType: "magic" }, "unsupported_response_type"],
    ["the implicit grant (RFC 9700 section 2.1.2)", { responseType: "token" }, "unsupported_response_type"],
    ["two response types", { responseType: "code token" }, "unsupported_response_type"],
    ["a scope that is not the client's (section 3.3)", { scope: "openid other/read" }, "invalid_scope"],
    ["a malformed scope (section 3.3)", { scope: "openid  email" }, "invalid_scope"],
    ["email without openid", { scope: "email" }, "invalid_scope"],
    ["a resource that is no server of the pool (RFC 8707 section 2)", { resource: "https://evil.test" }, "invalid_target"],
    ["a resource with a fragment (RFC 8707 section 2)", { resource: "https://api.example.com#x" }, "invalid_target"],
    ["a resource that is no URL (RFC 8707 section 2)", { resource: "api" }, "invalid_target"],
  ])("is refused at the redirect URI, with its state: %s", async (_, changes, error) => {
    const result = await world.client.authorize(world.request({ ...changes, state: "xyz" }));
    expect(result).toMatchObject({ outcome: "refused", error });
    if (result.outcome !== "refused") return;
    const told = parametersOf(result.redirectTo);
    expect(told).toEqual({ error, error_description: result.errorDescription, state: "xyz", iss: await world.pool.issuer() });
    // Section 4.1.2.1: the characters of a description.
    expect(result.errorDescription).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it("is refused at the redirect URI for a client that has the grant no more (section 4.1.2.1)", async () => {
    const { pool } = world;
    const client = await pool.clients.ensure({
      clientName: "machine",
      generateSecret: true,
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthFlows: ["client_credentials"],
      allowedOAuthScopes: ["https://api.example.com/read"],
      callbackURLs: [redirectUri],
    });
    const result = await client.authorize(world.request({ accessToken: null }));
    expect(result).toMatchObject({ outcome: "refused", error: "unauthorized_client" });
  });
});

// attacks 34, 35, 36: nobody is sent to an address that is not the client's, however like one it looks
describe("a redirect URI (RFC 6749 section 3.1.2.4, RFC 9700 section 2.1)", () => {
  it.each([
    "https://app.test/callback",
    "https://app.test/callback?tab=1#",
    "https://app.test/callback?tab=1&x=2",
    "https://app.test/callback/?tab=1",
    "https://app.test/%63allback?tab=1",
    "https://APP.test/callback?tab=1",
    "https://app.test:443/callback?tab=1",
    "http://app.test/callback?tab=1",
    "https://user@app.test/callback?tab=1",
    "https://app.test.evil.test/callback?tab=1",
    "https://app.test\\@evil.test/callback?tab=1",
    "//app.test/callback?tab=1",
    "http://localhost:3001/callback",
    "http://127.0.0.1:3000/callback",
    "myapp://signed-in.evil.test",
    "myapp-evil://signed-in",
    "javascript:alert(1)//https://app.test/callback?tab=1",
    ` ${redirectUri}`,
    "*",
  ])("that is not registered character by character is shown and not gone to: %s", async (other) => {
    const asked = world.client.authorize(world.request({ redirectUri: other, scope: "unheard" }));
    await expect(asked).rejects.toMatchObject({ code: "redirect_mismatch" });
  });

  it.each([undefined, ""])("that is left out is shown: %j", async (none) => {
    expect(await world.client.authorize(world.request({ redirectUri: none })).catch(codeOf)).toBe("invalid_request");
  });

  it("of a client that is not set up for OAuth is nobody's", async () => {
    const plain = await world.pool.clients.ensure({ clientName: "plain" });
    expect(await plain.authorize(world.request({ accessToken: null })).catch(codeOf)).toBe("unauthorized_client");
  });

  // attack 56: what comes twice is a list, and no text
  it.each(["redirectUri", "scope", "state"] as const)("and every parameter comes once (section 3.1): %s", async (name) => {
    const twice = { ...world.request(), [name]: [redirectUri, redirectUri] } as never;
    await expect(world.client.authorize(twice)).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: name },
    });
  });
});

describe("who a request is granted for", () => {
  it("is nobody once their session has ended", async () => {
    const { tokens } = await world.signedIn({ username: "bob" });
    const ask = () => world.client.authorize(world.request({ accessToken: tokens.accessToken }));
    expect(await ask()).toMatchObject({ outcome: "granted" });
    await world.client.revoke({ token: tokens.refreshToken });
    expect(await ask()).toEqual({ outcome: "signInRequired" });
  });

  it.each(["disable", "delete", "signOutEverywhere"] as const)("is nobody behind %s", async (end) => {
    const { tokens, username } = await world.signedIn();
    await world.pool.users[end](username);
    const result = await world.client.authorize(world.request({ accessToken: tokens.accessToken }));
    expect(result).toEqual({ outcome: "signInRequired" });
  });

  it("is nobody by another kind of token, another client's, or what is none", async () => {
    const { tokens } = world.ada;
    const other = await world.pool.clients.ensure({ clientName: "other" });
    const result = await other.signIn({ username: "ada", password: world.ada.password });
    if (result.outcome !== "signedIn") throw new Error("she was to be signed in");
    for (const accessToken of [tokens.idToken, tokens.refreshToken, result.tokens.accessToken, "e30.e30.AAAA"]) {
      expect(await world.client.authorize(world.request({ accessToken }))).toEqual({ outcome: "signInRequired" });
    }
  });

  // attack 53: a grant grants no more than itself
  it("is nobody by a token that came through OAuth, whatever its scope", async () => {
    const { accessToken } = await world.granted({ scope: "openid aws.cognito.signin.user.admin" });
    await expect(world.client.user(accessToken)).resolves.toBeDefined();
    expect(await world.client.authorize(world.request({ accessToken }))).toEqual({ outcome: "signInRequired" });
  });

  // attack 15: it would begin sessions behind a sign-out, which such a token outlives
  it("is nobody by a token that does not say which sign-in it is of", async () => {
    const { pool, client } = world;
    const { clientId } = client;
    await pool.clients.update(clientId, { enableTokenRevocation: false });
    const { tokens } = await world.signedIn();
    const ask = () => client.authorize(world.request({ accessToken: tokens.accessToken }));
    await expect(ask()).rejects.toMatchObject({ code: "UnsupportedOperationException" });
    const before = client.authorize(world.request({ accessToken: null }));
    await expect(before).rejects.toMatchObject({ code: "UnsupportedOperationException" });
    await pool.clients.update(clientId, { enableTokenRevocation: true });
    expect(await ask()).toEqual({ outcome: "signInRequired" });
  });
});
