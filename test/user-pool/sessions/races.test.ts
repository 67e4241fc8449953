import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { isGoodOnline, refusal, rotating } from "./world.ts";

interface World extends TestPool {
  readonly first: string;
  readonly accessToken: string;
}

async function opened(client: TestPoolOptions["client"]): Promise<World> {
  const world = await testPool({ client });
  const { refreshToken: first, accessToken } = (await world.signedIn({ username: "ada" })).tokens;
  return { ...world, first, accessToken };
}

/** What each of many refreshes of one token came to: the refresh token it was given, or the code of its refusal. */
function refreshed({ client, first }: World, once: number): Promise<readonly string[]> {
  const refresh = () => client.refresh({ refreshToken: first }).then(({ refreshToken }) => refreshToken ?? "the same", codeOf);
  return Promise.all(Array.from({ length: once }, refresh));
}

// attack 3: of parallel rotations there is one child, however many there are
describe.each([2, 50, 200])("%i refreshes of one token at once", (once) => {
  it("with a grace: all are given the same successor, which lives", async () => {
    const world = await opened(rotating(60));
    const answers = await refreshed(world, once);
    expect(new Set(answers).size).toBe(1);
    const [successor = ""] = answers;
    expect(successor).toMatch(/^rpr_[0-9a-f-]{36}\.1\./);
    const next = await world.client.refresh({ refreshToken: successor });
    expect(next.refreshToken).toMatch(/\.2\./);
  });

  it("without a grace: one is given the successor, which the others end", async () => {
    const world = await opened(rotating(0));
    const answers = await refreshed(world, once);
    const [successor = "", ...more] = answers.filter((answer) => answer.startsWith("rpr_"));
    expect(successor).toMatch(/\.1\./);
    expect(more).toEqual([]);
    // One of them is told of the reuse; who comes behind it finds the session ended.
    expect(answers.filter((answer) => answer === refusal.reused.code).length).toBeGreaterThan(0);
    const others = answers.filter((answer) => answer !== successor);
    for (const answer of others) expect([refusal.reused.code, refusal.revoked.code]).toContain(answer);
    await expect(world.client.refresh({ refreshToken: successor })).rejects.toMatchObject(refusal.revoked);
    expect(await isGoodOnline(world, world)).toBe(false);
  });

  it("without rotation: all are given tokens, and nothing is written", async () => {
    const world = await opened({});
    expect(new Set(await refreshed(world, once))).toEqual(new Set(["the same"]));
  });

  // attack 15: refreshed while being revoked, or signed out
  it.each<readonly [string, (world: World) => Promise<unknown>]>([
    ["client.revoke", ({ client, first }) => client.revoke({ token: first })],
    ["users.signOutEverywhere", ({ pool }) => pool.users.signOutEverywhere("ada")],
    ["users.disable", ({ pool }) => pool.users.disable("ada")],
  ])("beside %s: nothing that was given outlives it", async (_, end) => {
    const world = await opened(rotating(60));
    const [answers, ended] = await Promise.all([refreshed(world, once), end(world).then(() => "done", codeOf)]);
    expect(ended).toBe("done");
    const given = new Set(answers.filter((answer) => answer.startsWith("rpr_")));
    expect(given.size).toBeLessThanOrEqual(1);
    for (const answer of answers) expect([...given, refusal.revoked.code]).toContain(answer);
    for (const refreshToken of [world.first, ...given]) {
      await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
    }
    expect(await isGoodOnline(world, world)).toBe(false);
  });
});
