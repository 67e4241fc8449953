import type { AuthorizeResult, PoolEvent } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage } from "rockpool/testing";
import { afterEach, describe, expect, it } from "vitest";
import { decoded, isGoodOnline } from "../sessions/world.ts";
import { codeOf } from "../stand-ins.ts";
import { codeClient, codeVerifier, type OAuthWorld, oauthWorld, parametersOf, pkce, redirectUri } from "./world.ts";

let world: OAuthWorld;
const open = async (...options: Parameters<typeof oauthWorld>): Promise<OAuthWorld> => {
  world = await oauthWorld(...options);
  return world;
};
afterEach(() => world.close());

const refused = (call: Promise<unknown>): Promise<unknown> => call.then(() => "done", codeOf);

describe("RFC 6749 4.1.2, 4.1.3: an authorization code", () => {
  it("RFC 6749 10.5: is good until its lifetime ends, and not from that instant on", async () => {
    const { clock, code, exchange } = await open();
    const [first, second] = [await code(), await code()];
    clock.advance({ minutes: 4, seconds: 59 });
    await expect(exchange(first)).resolves.toMatchObject({ tokenType: "Bearer" });
    clock.advance({ seconds: 1 });
    expect(await refused(exchange(second))).toBe("invalid_grant");
  });

  // attack 2: a code that comes again ends what it began
  it("RFC 6749 10.5, RFC 9700 4.2.4: is refused the second time, even of the right client, and its tokens are revoked", async () => {
    const { code, exchange, client, rockpool, ada } = await open();
    const told: PoolEvent[] = [];
    rockpool.subscribe((event) => void told.push(event));
    const text = await code({ scope: "openid aws.cognito.signin.user.admin" });
    const tokens = await exchange(text);
    expect(await isGoodOnline(world, tokens)).toBe(true);
    expect(await refused(exchange(text))).toBe("invalid_grant");
    expect(await isGoodOnline(world, tokens)).toBe(false);
    expect(await refused(client.refresh({ refreshToken: tokens.refreshToken }))).toBe("NotAuthorizedException");
    // The session that she authorized by goes on.
    expect(await isGoodOnline(world, ada.tokens)).toBe(true);
    const originJti = decoded(tokens.accessToken)["origin_jti"];
    const reuse = { type: "authorizationCodeReuse", sub: ada.sub, clientId: client.clientId, originJti };
    expect(told.filter(({ type }) => type === "authorizationCodeReuse")).toMatchObject([reuse]);
    expect(await refused(exchange(text))).toBe("invalid_grant");
    expect(told.filter(({ type }) => type === "authorizationCodeReuse")).toHaveLength(1);
  });

  // attack 2
  it("ends its session also long after it has expired", async () => {
    const { clock, code, exchange, rockpool } = await open();
    const text = await code({ scope: "openid aws.cognito.signin.user.admin" });
    const tokens = await exchange(text);
    clock.advance({ minutes: 55 });
    await rockpool.maintain();
    expect(await refused(exchange(text))).toBe("invalid_grant");
    expect(await isGoodOnline(world, tokens)).toBe(false);
  });

  // attack 53: bound to the client, which another one can neither use up nor end
  it("RFC 6749 10.5: is the client's that it was made for", async () => {
    const { code, exchange, pool } = await open();
    const other = await pool.clients.ensure({ clientName: "other", ...codeClient });
    const text = await code({ scope: "openid aws.cognito.signin.user.admin" });
    const by = () => refused(other.exchangeCode({ code: text, redirectUri, codeVerifier }));
    expect(await by()).toBe("invalid_grant");
    const tokens = await exchange(text);
    expect(await by()).toBe("invalid_grant");
    expect(await isGoodOnline(world, tokens)).toBe(true);
  });

  // attack 53: bound to the redirect URI
  it("RFC 6749 10.6: goes with its redirect URI, and is used up by another one", async () => {
    const { code, exchange } = await open();
    const text = await code();
    expect(await refused(exchange(text, { redirectUri: "myapp://signed-in" }))).toBe("invalid_grant");
    expect(await refused(exchange(text))).toBe("invalid_grant");
  });

  it.each(["code", "redirectUri"] as const)("RFC 6749 3.2, 5.2: is not asked about without %s", async (name) => {
    const { code, exchange } = await open();
    const text = await code();
    expect(await refused(exchange(text, { [name]: "" }))).toBe("invalid_request");
    await expect(exchange(text)).resolves.toBeDefined();
  });

  // attack 56: what comes twice is a list, and no text
  it.each(["code", "redirectUri", "codeVerifier"] as const)(
    "RFC 6749 3.2: is asked about with every parameter once: %s",
    async (name) => {
      const { code, exchange } = await open();
      const text = await code();
      const twice = exchange(text, { [name]: [text, text] });
      await expect(twice).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: name } });
      await expect(exchange(text)).resolves.toBeDefined();
    },
  );

  // attack 53: a token request widens nothing
  it.each(["scope", "resource"])("RFC 9700 2.3: takes no %s with it", async (name) => {
    const { code, exchange } = await open();
    const answer = exchange(await code(), { [name]: "openid" });
    await expect(answer).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: name } });
  });

  // attack 65: what one kind of secret names, another does not
  it("RFC 6749 10.10: is no other kind of secret, nor is another kind a code", async () => {
    const { code, exchange, client, ada } = await open();
    const text = await code();
    const challenge = {
      challengeName: "NEW_PASSWORD_REQUIRED",
      session: text.replace("rpac_", "rpcs_"),
      username: "ada",
    } as const;
    expect(await refused(client.respond(challenge, { newPassword: "Another horse 8!" }))).toBe("NotAuthorizedException");
    expect(await refused(client.refresh({ refreshToken: text }))).toBe("NotAuthorizedException");
    for (const other of [ada.tokens.refreshToken, `${text}A`, text.slice(0, -1), text.toUpperCase(), `rpac_${"A".repeat(43)}`]) {
      expect(await refused(exchange(other))).toBe("invalid_grant");
    }
  });

  // attack 78: the code of one pool in another
  it("is its pool's", async () => {
    const { code, rockpool } = await open();
    const foreign = await rockpool.ensureUserPool({ poolName: "foreign" });
    const { allowedOAuthScopes: _, ...settings } = codeClient;
    const client = await foreign.clients.ensure({ clientName: "test", ...settings, allowedOAuthScopes: ["openid"] });
    expect(await refused(client.exchangeCode({ code: await code(), redirectUri, codeVerifier }))).toBe("invalid_grant");
  });

  it.each(["disable", "delete", "signOutEverywhere"] as const)("is dead behind %s", async (end) => {
    const { code, exchange, pool } = await open();
    const text = await code();
    await pool.users[end]("ada");
    expect(await refused(exchange(text))).toBe("invalid_grant");
  });

  it("is dead behind another password, and a backup that was restored", async () => {
    const { code, exchange, pool, rockpool } = await open();
    const [first, second] = [await code(), await code()];
    await rockpool.restoreDone();
    expect(await refused(exchange(first))).toBe("invalid_grant");
    await pool.users.setPassword({ username: "ada", password: "Another horse 8!", permanent: true });
    expect(await refused(exchange(second))).toBe("invalid_grant");
  });

  it("outlives the session that it was authorized by: a page may end its own at once", async () => {
    const { code, exchange, client, ada } = await open();
    const text = await code();
    await client.revoke({ token: ada.tokens.refreshToken });
    await expect(exchange(text)).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  it("RFC 6749 5.2: is of no use to a client that has the grant no more", async () => {
    const { code, exchange, pool, client } = await open();
    const text = await code();
    await pool.clients.update(client.clientId, { allowedOAuthFlowsUserPoolClient: false });
    expect(await refused(exchange(text))).toBe("unauthorized_client");
  });
});

describe("what a grant costs", () => {
  it("is one read and one commit for a code, and two reads and one commit for its exchange", async () => {
    const storage = countingStorage(memory());
    const { client, request, exchange } = await open({ storage });
    let result: AuthorizeResult | undefined;
    const authorize = async (): Promise<void> => {
      result = await client.authorize(request());
    };
    expect(await storage.count(authorize)).toEqual({ get: 1, query: 0, commit: 1, sweep: 0 });
    if (result?.outcome !== "granted") throw new Error("a grant was expected");
    const { code = "" } = parametersOf(result.redirectTo);
    expect(await storage.count(() => exchange(code))).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
    expect(await storage.count(() => refused(exchange(code)))).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
  });

  it("is two reads and one commit for tokens of the implicit grant", async () => {
    const storage = countingStorage(memory());
    const { client, request } = await open({ storage, client: { allowedOAuthFlows: ["implicit"] } });
    const authorize = () => client.authorize(request({ responseType: "token" }));
    expect(await storage.count(authorize)).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
  });
});

// attack 55: who asks is looked at before what is asked
describe("RFC 6749 2.2, 3.2.1, 4.1.3, 5.2, 10.2, 10.5, RFC 9700 2.5: client authentication", () => {
  it.each([
    ["none", undefined],
    ["an empty one", ""],
    ["a wrong one", "x".repeat(51)],
  ])("is required of a client that has a secret, and the code stays good: %s", async (_, clientSecret) => {
    const { code, exchange, client } = await open({ client: { generateSecret: true } });
    const text = await code();
    const wrong = { code: text, redirectUri, codeVerifier, ...(clientSecret !== undefined && { clientSecret }) };
    expect(await refused(client.exchangeCode(wrong))).toBe("invalid_client");
    expect(await refused(client.exchangeCode({ ...wrong, code: "nonsense" }))).toBe("invalid_client");
    await expect(exchange(text)).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  it("RFC 6749 2.3: is nothing that a public client could do: what it sends stands for no verifier", async () => {
    const { code, exchange } = await open();
    const clientSecret = "x".repeat(51);
    expect(await refused(exchange(await code(), { clientSecret, codeVerifier: undefined }))).toBe("invalid_grant");
    await expect(exchange(await code(), { clientSecret })).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  it("does not stand for the verifier", async () => {
    const { code, exchange } = await open({ client: { generateSecret: true } });
    const text = await code(pkce);
    expect(await refused(exchange(text, { codeVerifier: undefined }))).toBe("invalid_grant");
  });
});
