import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { PUBLICATION_MS, RETIREMENT_MS } from "../../src/tokens/rotation.ts";
import { codeOf } from "../user-pool/stand-ins.ts";
import { keysOf, kidOf, longestTokens, signIn, takes, twoProcesses } from "./world.ts";

const signing = async (pool: Parameters<typeof keysOf>[0]): Promise<string> =>
  (await pool.keys.list()).find(({ tokenUse, status }) => tokenUse === "access" && status === "signing")?.kid ?? "";

describe("pool.keys.delete", () => {
  it("refuses at once what the key signed, and leaves the other use alone", async () => {
    const { pool, signedIn } = await testPool();
    const { idToken, accessToken } = (await signedIn()).tokens;
    await pool.keys.delete(kidOf(accessToken));
    expect([await takes(pool, accessToken), await takes(pool, idToken)]).toEqual([false, true]);
    expect((await pool.jwks()).keys.map(({ kid }) => kid)).not.toContain(kidOf(accessToken));
  });

  it("has a new key sign at once, when there is no other", async () => {
    const { pool, clock, signedIn } = await testPool();
    const old = await signing(pool);
    await pool.keys.delete(old);
    const [made, ...others] = (await pool.keys.list()).filter(({ tokenUse }) => tokenUse === "access");
    expect(others).toEqual([]);
    expect(made).toMatchObject({ status: "signing", createdAt: new Date(clock()), signsFrom: new Date(clock()) });
    const { accessToken } = (await signedIn()).tokens;
    expect(kidOf(accessToken)).toBe(made?.kid);
    expect(await takes(pool, accessToken)).toBe(true);
  });

  it("has the key before sign again, which everybody knows", async () => {
    const { pool, clock, signedIn } = await testPool({ client: longestTokens });
    const first = await signing(pool);
    await pool.keys.rotate();
    clock.advance({ milliseconds: PUBLICATION_MS });
    const { accessToken } = (await signedIn()).tokens;
    await pool.keys.delete(kidOf(accessToken));
    expect(await keysOf(pool)).toEqual(["signing RS256"]);
    expect(await signing(pool)).toBe(first);
    expect(await takes(pool, accessToken)).toBe(false);
    // The next one is what the schedule makes of it: the key is as old as before.
    expect((await pool.keys.rotate()).map(({ status }) => status)).toEqual(["published", "published"]);
  });

  it("brings back no key whose time was over", async () => {
    const { pool, clock } = await testPool({ signingAlgorithm: "ES256" });
    const first = await signing(pool);
    await pool.keys.rotate();
    // `maintain` has not come by to drop the first.
    clock.advance({ milliseconds: PUBLICATION_MS + RETIREMENT_MS });
    const second = await signing(pool);
    await pool.keys.delete(second);
    expect([first, second]).not.toContain(await signing(pool));
    expect((await pool.keys.list()).map(({ kid }) => kid)).not.toContain(first);
  });

  it("has the next key sign before its turn, when there is none before", async () => {
    const { pool, clock, signedIn } = await testPool();
    const [, next] = await pool.keys.rotate();
    clock.advance({ minutes: 1 });
    await pool.keys.delete(await signing(pool));
    expect(await pool.keys.list()).toContainEqual({ ...next, status: "signing", signsFrom: new Date(clock()) });
    expect(kidOf((await signedIn()).tokens.accessToken)).toBe(next?.kid);
  });

  it("takes a key that waits, or one that is kept for its tokens, and the same one signs", async () => {
    const { pool, clock } = await testPool({ signingAlgorithm: "ES256" });
    const first = await signing(pool);
    await pool.keys.rotate();
    clock.advance({ milliseconds: PUBLICATION_MS });
    const second = await signing(pool);
    const [, third] = await pool.keys.rotate();
    await pool.keys.delete(first);
    await pool.keys.delete(third?.kid ?? "");
    expect(await keysOf(pool)).toEqual(["signing ES256"]);
    expect(await signing(pool)).toBe(second);
  });

  it("is known to another process after settingsMaxAgeSeconds", async () => {
    const { here, there, clock } = await twoProcesses();
    const { accessToken } = await signIn(there);
    expect(await takes(there.pool, accessToken)).toBe(true);
    await here.pool.keys.delete(kidOf(accessToken));
    expect([await takes(here.pool, accessToken), await takes(there.pool, accessToken)]).toEqual([false, true]);
    clock.advance({ seconds: 5 });
    expect(await takes(there.pool, accessToken)).toBe(false);
    expect(await takes(here.pool, (await signIn(there)).accessToken)).toBe(true);
  });

  it.each([2, 50])("deletes a key once, when %i ask at once in two processes", async (count) => {
    const { here, there } = await twoProcesses({ signingAlgorithm: "ES256" });
    const kid = await signing(here.pool);
    const all = Array.from({ length: count }, (_, n) =>
      (n % 2 === 0 ? here : there).pool.keys.delete(kid).then(() => "done", codeOf),
    );
    const answers = await Promise.all(all);
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["done", "ResourceNotFoundException"]));
    expect(await keysOf(here.pool)).toEqual(["signing ES256"]);
  });

  it("and rotation at once leave a key that signs, and not the one that is deleted", async () => {
    for (let n = 0; n < 5; n += 1) {
      const { here, there } = await twoProcesses({ signingAlgorithm: "ES256" });
      const kid = await signing(here.pool);
      await Promise.all([here.pool.keys.delete(kid), there.pool.keys.rotate()]);
      const kids = (await here.pool.keys.list()).map((key) => key.kid);
      expect(kids).not.toContain(kid);
      expect((await here.pool.keys.list()).filter(({ status }) => status === "signing")).toHaveLength(2);
      expect(await takes(here.pool, (await signIn(here)).accessToken)).toBe(true);
    }
  });

  it.each([
    ["of another pool", "other"],
    ["that was never there", "AAAA"],
  ])("does not find a key %s", async (_, kid) => {
    const { rockpool, pool } = await testPool();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    await pool.keys.rotate();
    const theirs = (await pool.keys.list()).at(-1)?.kid ?? "";
    const refused = other.keys.delete(kid === "other" ? theirs : kid);
    await expect(refused).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect((await pool.keys.list()).map((key) => key.kid)).toContain(theirs);
  });

  it.each([
    ["", "kid"],
    ["x".repeat(257), "kid"],
    ["\0", "kid"],
    [7, "kid"],
    [undefined, "kid"],
  ])("refuses %j for an id", async (kid, path) => {
    const { pool } = await testPool();
    await expect(pool.keys.delete(kid as string)).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });
});
