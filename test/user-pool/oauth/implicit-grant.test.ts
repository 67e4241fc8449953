import { createHash } from "node:crypto";
import type { AuthorizeInput } from "rockpool";
import type { TestPoolOptions } from "rockpool/testing";
import { afterEach, describe, expect, it } from "vitest";
import { decoded, isGoodOnline } from "../sessions/world.ts";
import { codeOf } from "../stand-ins.ts";
import { api, fragmentOf, type OAuthWorld, oauthWorld, redirectUri } from "./world.ts";

interface ImplicitWorld extends OAuthWorld {
  /** What the client finds in the fragment. */
  answer(changes?: Partial<AuthorizeInput>): Promise<Readonly<Record<string, string>>>;
}

let world: ImplicitWorld;
afterEach(() => world.close());

/** A browser's request, without what is for codes only. */
const token = { responseType: "token", codeChallenge: undefined, codeChallengeMethod: undefined } as const;

async function open(options: TestPoolOptions = {}): Promise<ImplicitWorld> {
  const opened = await oauthWorld({ ...options, client: { allowedOAuthFlows: ["implicit"], ...options.client } });
  const answer: ImplicitWorld["answer"] = async (changes) => {
    const result = await opened.client.authorize(opened.request({ ...token, ...changes }));
    if (result.outcome !== "granted") throw new Error(`a grant was expected: ${JSON.stringify(result)}`);
    return fragmentOf(result.redirectTo);
  };
  world = { ...opened, answer };
  return world;
}

describe("RFC 6749 4.2.2: the implicit grant", () => {
  it("gives tokens in the fragment, with state and iss, and nothing to refresh them by", async () => {
    const { client, request, pool } = await open();
    const state = 'a b&c={"x":"é"}';
    const result = await client.authorize(request({ ...token, scope: "openid email", state }));
    if (result.outcome !== "granted") throw new Error("a grant was expected");
    // The query is the client's own, as it was: what is behind the # no server sees.
    expect(result.redirectTo.startsWith(`${redirectUri}#`)).toBe(true);
    expect(fragmentOf(result.redirectTo)).toEqual({
      access_token: expect.any(String),
      id_token: expect.any(String),
      token_type: "Bearer",
      expires_in: "3600",
      scope: "openid email",
      state,
      iss: await pool.issuer(),
    });
  });

  it("gives the tokens that a code would have come to", async () => {
    const { answer, ada, client, pool, clock } = await open();
    clock.advance({ minutes: 3 });
    await pool.groups.create({ groupName: "staff" });
    await pool.groups.addUser({ groupName: "staff", username: "ada" });
    const told = await answer({ scope: `openid email ${api}/read`, nonce: "n-0S6_WzA2Mj", resource: api });
    const [access, id] = [decoded(told["access_token"] ?? ""), decoded(told["id_token"] ?? "")];
    const { auth_time, event_id, amr, acr, origin_jti } = decoded(ada.tokens.accessToken);
    const scope = `openid email ${api}/read`;
    expect(access).toMatchObject({ sub: ada.sub, version: 2, scope, aud: api, auth_time, event_id, amr, acr });
    expect(access).toMatchObject({ "cognito:groups": ["staff"] });
    expect(access["origin_jti"]).not.toBe(origin_jti);
    expect(access).not.toHaveProperty("nonce");
    const atHash = createHash("sha256")
      .update(told["access_token"] ?? "")
      .digest()
      .subarray(0, 16)
      .toString("base64url");
    const { clientId } = client;
    expect(id).toMatchObject({ sub: ada.sub, aud: clientId, nonce: "n-0S6_WzA2Mj", at_hash: atHash, email: "ada@example.com" });
    expect(id).not.toHaveProperty("name");
    expect(await pool.verify(told["access_token"] ?? "", { tokenUse: "access", clientId })).toMatchObject({ scope });
    await expect(client.userInfo(told["access_token"] ?? "")).resolves.toMatchObject({ email: "ada@example.com" });
  });

  it("RFC 6749 10.16: says which client its tokens are for, and they are of no use to another", async () => {
    const { answer, client, pool } = await open();
    const told = await answer();
    const [accessToken, idToken] = [told["access_token"] ?? "", told["id_token"] ?? ""];
    expect(decoded(accessToken)).toMatchObject({ client_id: client.clientId });
    expect(decoded(idToken)).toMatchObject({ aud: client.clientId });
    const other = await pool.clients.ensure({ clientName: "other" });
    expect(await other.userInfo(accessToken).catch(codeOf)).toBe("invalid_token");
  });

  it("gives an ID token for openid only", async () => {
    const { answer } = await open();
    expect(await answer({ scope: `${api}/read` })).not.toHaveProperty("id_token");
  });

  it("RFC 6749 3.3: gives all that the client may have where nothing is asked for, and says so", async () => {
    const { answer, client } = await open();
    expect(await answer({ scope: undefined })).toMatchObject({ scope: (await client.settings()).allowedOAuthScopes.join(" ") });
  });

  it("asks for a sign-in where nobody is", async () => {
    const { client, request } = await open();
    expect(await client.authorize(request({ ...token, accessToken: null }))).toEqual({ outcome: "signInRequired" });
  });

  it("is for one sign-in and one client: its tokens grant nothing more", async () => {
    const { answer, client, request } = await open();
    const { access_token: accessToken = "" } = await answer({ scope: "openid aws.cognito.signin.user.admin" });
    expect(await client.authorize(request({ ...token, accessToken }))).toEqual({ outcome: "signInRequired" });
  });
});

describe("RFC 6749 4.2.2.1: what is wrong with a request of the implicit grant", () => {
  it.each([
    ["scope", { scope: "unheard" }, "invalid_scope"],
    ["resource", { resource: "https://evil.test" }, "invalid_target"],
    ["what the page says", { refusal: "access_denied" }, "access_denied"],
  ] as const)("is told in the fragment, with state: %s", async (_, changes, error) => {
    const { client, request } = await open();
    const result = await client.authorize(request({ ...token, ...changes, state: "xyz" }));
    if (result.outcome !== "refused") throw new Error("a refusal was expected");
    expect(result.redirectTo.startsWith(`${redirectUri}#`)).toBe(true);
    expect(fragmentOf(result.redirectTo)).toMatchObject({ error, state: "xyz" });
  });

  it("RFC 6749 4.2.1: is shown and not gone to, where it is the redirect URI", async () => {
    const { client, request } = await open();
    const asked = client.authorize(request({ ...token, redirectUri: "https://app.test/callback?tab=2" }));
    expect(await asked.catch(codeOf)).toBe("redirect_mismatch");
  });

  it("RFC 9700 2.1.2: is the grant itself, for a client that is not allowed it", async () => {
    const { client, request } = await open({ client: { allowedOAuthFlows: ["code"] } });
    const result = await client.authorize(request(token));
    if (result.outcome !== "refused") throw new Error("a refusal was expected");
    expect(fragmentOf(result.redirectTo)).toMatchObject({ error: "unauthorized_client" });
  });

  // attack 52: a client of the implicit grant gets no code that nothing proves
  it("is a code, for a client that is allowed tokens only", async () => {
    const { client, request } = await open();
    expect(await client.authorize(request())).toMatchObject({ outcome: "refused", error: "unauthorized_client" });
  });
});

describe("the session of an implicit grant", () => {
  it.each(["disable", "delete", "signOutEverywhere"] as const)("ends by %s, as any other", async (end) => {
    const { answer, pool, ada } = await open();
    const { access_token: accessToken = "" } = await answer({ scope: "openid aws.cognito.signin.user.admin" });
    expect(await isGoodOnline(world, { accessToken })).toBe(true);
    await pool.users[end](ada.username);
    expect(await isGoodOnline(world, { accessToken })).toBe(false);
  });

  it("is asked about for as long as its tokens live, and forgotten afterwards", async () => {
    const day = 86_400;
    const { answer, clock, rockpool, pool, client } = await open({
      client: { allowedOAuthFlows: ["implicit"], accessTokenValiditySeconds: day },
    });
    const { access_token: accessToken = "" } = await answer({ scope: "openid aws.cognito.signin.user.admin" });
    clock.advance({ seconds: day - 1 });
    await rockpool.maintain();
    expect(await isGoodOnline(world, { accessToken })).toBe(true);
    const claims = await pool.verify(accessToken, { tokenUse: "access", clientId: client.clientId });
    clock.advance({ hours: 2 });
    await rockpool.maintain();
    expect(await pool.isRevoked(claims)).toBe(true);
  });
});

describe("PreTokenGeneration of an implicit grant", () => {
  it("is called once, with HostedAuth, and what it refuses is granted nobody", async () => {
    const sources: string[] = [];
    let isDown = false;
    const preTokenGeneration = <E extends { readonly triggerSource: string }>(event: E): E => {
      sources.push(event.triggerSource);
      if (isDown) throw new Error("not now");
      return event;
    };
    const { answer, client, request } = await open({ triggers: { preTokenGeneration } });
    sources.length = 0;
    await answer();
    expect(sources).toEqual(["TokenGeneration_HostedAuth"]);
    isDown = true;
    await expect(client.authorize(request(token))).rejects.toMatchObject({ code: "UserLambdaValidationException" });
  });

  it("is missed before anything happens, where this process has no function for it; a code needs none", async () => {
    const { client, pool, request } = await open({ client: { allowedOAuthFlows: ["code", "implicit"] } });
    await pool.settings.update({ triggers: { preTokenGeneration: "given elsewhere" } });
    for (const accessToken of [request().accessToken, null]) {
      const asked = client.authorize(request({ ...token, accessToken }));
      await expect(asked).rejects.toMatchObject({ code: "UnexpectedLambdaException" });
    }
    expect(await client.authorize(request())).toMatchObject({ outcome: "granted" });
  });

  it("is not asked before somebody has signed in", async () => {
    let calls = 0;
    const preTokenGeneration = <E>(event: E): E => {
      calls += 1;
      return event;
    };
    const { client, request } = await open({ triggers: { preTokenGeneration } });
    calls = 0;
    await client.authorize(request({ ...token, accessToken: null }));
    expect(calls).toBe(0);
  });
});
