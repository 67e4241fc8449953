import type { GrantedTokens } from "rockpool";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, count, done } from "../races/at-once.ts";
import { isGoodOnline } from "../sessions/world.ts";
import { type OAuthWorld, oauthWorld } from "./world.ts";

const scope = "openid aws.cognito.signin.user.admin";

let world: OAuthWorld;
beforeEach(async () => {
  world = await oauthWorld();
});
afterEach(() => world.close());

describe.each([2, 50, 200])("of %i exchanges of one code at once", (once) => {
  // attack 1: one set of tokens, and it is worth nothing: whoever has it may be the thief (RFC 6749 section 4.1.2)
  it("one is given tokens, and the others end its session", async () => {
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
