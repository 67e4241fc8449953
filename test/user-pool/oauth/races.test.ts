import type { GrantedTokens, PoolEvent, RefreshedGrant } from "rockpool";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, count, done } from "../races/at-once.ts";
import { isGoodOnline, rotating } from "../sessions/world.ts";
import { fragmentOf, type OAuthWorld, oauthWorld } from "./world.ts";

const scope = "openid aws.cognito.signin.user.admin";

let world: OAuthWorld;
beforeEach(async () => {
  world = await oauthWorld();
});
afterEach(() => world.close());

describe.each([2, 50, 200])("of %i exchanges of one code at once", (once) => {
  // attack 1: one set of tokens, and it is worth nothing: whoever has it may be the thief
  it("RFC 6749 4.1.2, 10.5: one is given tokens, and the others end its session", async () => {
    const code = await world.code({ scope });
    const given: GrantedTokens[] = [];
    const answers = await at(once, async () => void given.push(await world.exchange(code)));
    expect(count(answers, done)).toBe(1);
    expect(count(answers, "invalid_grant")).toBe(once - 1);
    const [tokens] = given;
    if (tokens === undefined) throw new Error("one was to be done");
    expect(await isGoodOnline(world, tokens)).toBe(false);
    await expect(world.client.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    // Nobody else's session was touched.
    expect(await isGoodOnline(world, world.ada.tokens)).toBe(true);
  });

  it("none is given tokens by a wrong verifier beside the right one more than once", async () => {
    const code = await world.code({ scope });
    const wrong = { codeVerifier: "A".repeat(43) };
    const answers = await at(once, (n) => world.exchange(code, n === 0 ? {} : wrong));
    expect(count(answers, done)).toBeLessThanOrEqual(1);
    expect(count(answers, done) + count(answers, "invalid_grant")).toBe(once);
  });
});

describe.each([2, 50, 200])("%i codes exchanged at once", (once) => {
  // attack 15: grants that race the end of all sessions
  it("leave nobody with a living session behind disable", async () => {
    const codes: string[] = [];
    for (let n = 0; n < once; n += 1) codes.push(await world.code({ scope }));
    const given: GrantedTokens[] = [];
    const exchanges = at(once, async (n) => void given.push(await world.exchange(codes[n] ?? "")));
    await world.pool.users.disable("ada");
    for (const answer of await exchanges) expect([done, "invalid_grant"]).toContain(answer);
    for (const tokens of given) expect(await isGoodOnline(world, tokens)).toBe(false);
  });
});

describe.each([2, 50, 200])("of %i replays of a used code at once", (once) => {
  // attack 2
  it("none is given tokens, and the session ends once", async () => {
    const told: PoolEvent[] = [];
    world.rockpool.subscribe((event) => void told.push(event));
    const code = await world.code({ scope });
    const tokens = await world.exchange(code);
    const answers = await at(once, () => world.exchange(code));
    expect(count(answers, "invalid_grant")).toBe(once);
    expect(await isGoodOnline(world, tokens)).toBe(false);
    expect(told.filter(({ type }) => type === "authorizationCodeReuse")).toHaveLength(1);
  });
});

describe.each([2, 50, 200])("of %i refreshes of one grant at once", (once) => {
  const refreshAll = async (refreshToken: string): Promise<{ answers: readonly string[]; given: readonly RefreshedGrant[] }> => {
    const given: RefreshedGrant[] = [];
    const answers = await at(once, async () => void given.push(await world.client.refreshGrant({ refreshToken })));
    return { answers, given };
  };

  // attack 3: no family forks
  it("RFC 9700 4.14.2: one is given tokens where they rotate, and the others end the session", async () => {
    await world.pool.clients.update(world.client.clientId, rotating());
    const { refreshToken } = await world.granted({ scope });
    const { answers, given } = await refreshAll(refreshToken);
    expect(count(answers, done)).toBe(1);
    expect(count(answers, "invalid_grant")).toBe(once - 1);
    const next = given[0]?.refreshToken ?? "";
    await expect(world.client.refreshGrant({ refreshToken: next })).rejects.toMatchObject({ code: "invalid_grant" });
  });

  it("all are given the same successor within the grace", async () => {
    await world.pool.clients.update(world.client.clientId, rotating(60));
    const { refreshToken } = await world.granted({ scope });
    const { answers, given } = await refreshAll(refreshToken);
    expect(count(answers, done)).toBe(once);
    expect(new Set(given.map((tokens) => tokens.refreshToken)).size).toBe(1);
    await expect(world.client.refreshGrant({ refreshToken: given[0]?.refreshToken ?? "" })).resolves.toBeDefined();
  });
});

describe.each([2, 50, 200])("%i requests of the implicit grant at once", (once) => {
  // attack 15
  it.each(["disable", "delete"] as const)("leave nobody with a living session behind %s", async (end) => {
    await world.pool.clients.update(world.client.clientId, { allowedOAuthFlows: ["implicit"] });
    const given: string[] = [];
    const requests = at(once, async () => {
      const result = await world.client.authorize(world.request({ responseType: "token", scope }));
      if (result.outcome === "granted") given.push(fragmentOf(result.redirectTo)["access_token"] ?? "");
      else expect(result).toEqual({ outcome: "signInRequired" });
    });
    await world.pool.users[end]("ada");
    expect(count(await requests, done)).toBe(once);
    for (const accessToken of given) expect(await isGoodOnline(world, { accessToken })).toBe(false);
  });
});
