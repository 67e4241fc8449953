import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf, holdingStorage } from "../stand-ins.ts";
import { codeClient, type OAuthWorld, oauthWorld, parametersOf, redirectUri } from "./world.ts";

let world: OAuthWorld;
beforeAll(async () => {
  world = await oauthWorld();
});
afterAll(() => world.close());

describe("RFC 6749 4.1.1: an authorization request", () => {
  it("RFC 6749 3.1.2, 4.1.2, 10.10, RFC 9207 2: is granted a code at the redirect URI, whose query stays, with state and iss", async () => {
    const state = 'a b&c={"x":"é"}';
    const result = await world.client.authorize(world.request({ state }));
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    expect(result.redirectTo.startsWith(`${redirectUri}&code=rpac_`)).toBe(true);
    const iss = await world.pool.issuer();
    expect(parametersOf(result.redirectTo)).toEqual({ code: expect.stringMatching(/^rpac_[\w-]{43}$/), state, iss });
  });

  it.each(["myapp://signed-in", "http://localhost:3000/callback"])("RFC 8252 7: may come back to %s", async (own) => {
    const result = await world.client.authorize(world.request({ redirectUri: own }));
    expect(result).toMatchObject({ outcome: "granted", redirectTo: expect.stringMatching(`^${own}\\?code=`) });
  });

  it("RFC 6749 3.1: asks for a sign-in where nobody is, once it has been judged", async () => {
    expect(await world.client.authorize(world.request({ accessToken: null }))).toEqual({ outcome: "signInRequired" });
    const wrong = await world.client.authorize(world.request({ accessToken: null, scope: "unheard" }));
    expect(wrong).toMatchObject({ outcome: "refused", error: "invalid_scope" });
  });

  it("RFC 6749 3.1: takes an empty parameter for one that is left out", async () => {
    const result = await world.client.authorize(world.request({ state: "", nonce: "", scope: "", resource: "" }));
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    expect(parametersOf(result.redirectTo)).not.toHaveProperty("state");
    const missing = await world.client.authorize(world.request({ responseType: "" }));
    expect(missing).toMatchObject({ outcome: "refused", error: "invalid_request" });
  });

  it.each([
    ["RFC 6749 3.1.1: no response_type", { responseType: undefined }, "invalid_request"],
    ["RFC 6749 3.1.1: an unknown response_type", { responseType: "magic" }, "unsupported_response_type"],
    ["two response types", { responseType: "code token" }, "unsupported_response_type"],
    ["RFC 6749 3.3: a scope in another case", { scope: "OpenID" }, "invalid_scope"],
    ["RFC 6749 3.3: a scope that is not the client's", { scope: "openid other/read" }, "invalid_scope"],
    ["RFC 6749 3.3: a malformed scope", { scope: "openid  email" }, "invalid_scope"],
    ["email without openid", { scope: "email" }, "invalid_scope"],
    ["RFC 8707 2: a resource that is no server of the pool", { resource: "https://evil.test" }, "invalid_target"],
    ["RFC 8707 2: a resource with a fragment", { resource: "https://api.example.com#x" }, "invalid_target"],
    ["RFC 8707 2: a resource that is no URL", { resource: "api" }, "invalid_target"],
  ])("RFC 6749 4.1.2.1, RFC 9207 2: is refused at the redirect URI, with its state and iss: %s", async (_, changes, error) => {
    const result = await world.client.authorize(world.request({ ...changes, state: "xyz" }));
    expect(result).toMatchObject({ outcome: "refused", error });
    if (result.outcome !== "refused") return;
    const told = parametersOf(result.redirectTo);
    expect(told).toEqual({ error, error_description: result.errorDescription, state: "xyz", iss: await world.pool.issuer() });
    // The characters that a description may have.
    expect(result.errorDescription).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  });

  it("RFC 6749 4.1.2.1: is refused at the redirect URI for a client that has not the grant", async () => {
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

describe("RFC 6749 4.1.2.1: what a page tells the client in place of a grant", () => {
  it.each(["access_denied", "login_required", "server_error", "temporarily_unavailable"] as const)(
    "is told at the redirect URI, with state and iss, and nothing is granted: %s",
    async (refusal) => {
      const result = await world.client.authorize(world.request({ refusal, state: "xyz" }));
      if (result.outcome !== "refused") throw new Error("a refusal was expected");
      expect(result.error).toBe(refusal);
      const { errorDescription: error_description } = result;
      const told = { error: refusal, error_description, state: "xyz", iss: await world.pool.issuer() };
      expect(parametersOf(result.redirectTo)).toEqual(told);
      expect(error_description).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
    },
  );

  it("comes behind what is wrong with the request, and goes nowhere where that is the redirect URI", async () => {
    const refusal = "access_denied";
    const wrong = await world.client.authorize(world.request({ refusal, scope: "unheard" }));
    expect(wrong).toMatchObject({ outcome: "refused", error: "invalid_scope" });
    const elsewhere = world.client.authorize(world.request({ refusal, redirectUri: "https://evil.test" }));
    expect(await elsewhere.catch(codeOf)).toBe("redirect_mismatch");
  });
});

// attacks 34, 35, 36: nobody is sent to an address that is not the client's, however like one it looks
describe("RFC 6749 3.1.2.3, 3.1.2.4, 4.1.2.1, 10.6, RFC 9700 2.1, 4.1.3, 4.11.2: a redirect URI", () => {
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

  it("RFC 6749 10.14: keeps what it is told in its place: no header, and no parameter more", async () => {
    const state = "x\r\nSet-Cookie: a=b&code=forged#code=forged";
    const result = await world.client.authorize(world.request({ state }));
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    expect(result.redirectTo).toMatch(/^[\x21-\x7e]+$/);
    expect(new URL(result.redirectTo).hash).toBe("");
    expect(new URL(result.redirectTo).searchParams.getAll("code")).toEqual([expect.stringMatching(/^rpac_/)]);
    expect(parametersOf(result.redirectTo)).toMatchObject({ state });
  });

  // What is there twice, the client and a proxy before it read each in their own way.
  it.each(["state=own", "tab=1&iss=https%3A%2F%2Fevil.test", "code", "%63ode=own", "error=", "error_description=own"])(
    "RFC 6749 3.1: that holds itself what the answer adds is shown and not gone to: %s",
    async (query) => {
      const own = `https://app.test/callback?${query}`;
      const client = await world.pool.clients.ensure({
        clientName: query.replace(/[^a-z]/g, "-"),
        ...codeClient,
        callbackURLs: [own],
      });
      const asked = client.authorize(world.request({ redirectUri: own, accessToken: null }));
      expect(await asked.catch(codeOf)).toBe("invalid_request");
    },
  );

  it.each([undefined, ""])("that is left out is shown: %j", async (none) => {
    expect(await world.client.authorize(world.request({ redirectUri: none })).catch(codeOf)).toBe("invalid_request");
  });

  it("of a client that is not set up for OAuth is nobody's", async () => {
    const plain = await world.pool.clients.ensure({ clientName: "plain" });
    expect(await plain.authorize(world.request({ accessToken: null })).catch(codeOf)).toBe("unauthorized_client");
  });

  // attack 56: what comes twice is a list, and no text
  it.each(["redirectUri", "scope", "state"] as const)("RFC 6749 3.1: and every parameter comes once: %s", async (name) => {
    const twice = { ...world.request(), [name]: [redirectUri, redirectUri] } as never;
    await expect(world.client.authorize(twice)).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: name },
    });
  });
});

describe("RFC 6749 3.1: who a request is granted for", () => {
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

  // attack 15: the plan of a grant names the state of the user that it rests on
  it.each([
    ["code", "authorization_codes"],
    ["token", "families"],
  ])("is nobody who was deleted before the grant was written: %s", async (responseType, table) => {
    const storage = holdingStorage();
    const held = await oauthWorld({ storage, client: { allowedOAuthFlows: ["code", "implicit"] } });
    const gate = storage.holdNextCommit(table);
    const asked = held.client.authorize(held.request({ responseType }));
    await gate.reached;
    await held.pool.users.delete("ada");
    gate.release();
    expect(await asked).toEqual({ outcome: "signInRequired" });
    await held.close();
  });
});
