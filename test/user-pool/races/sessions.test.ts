import { type SignInResult, tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { at, done } from "./at-once.ts";

const named = { username: "ada", password: "Correct horse 7!" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
  await world.signedIn(named);
});
afterEach(() => world.close());

/** What ends all sessions. */
const ends = {
  disable: () => world.pool.users.disable("ada"),
  delete: () => world.pool.users.delete("ada"),
  setPassword: () => world.pool.users.setPassword({ username: "ada", password: "Another horse 8!", permanent: true }),
  signOutEverywhere: () => world.pool.users.signOutEverywhere("ada"),
};

interface Raced {
  /** Tokens of those who were in before the end of all sessions began. */
  readonly before: readonly string[];
  /** Tokens of those who were on their way. */
  readonly meanwhile: readonly string[];
}

/** Many sign in; when the first of them is in, all sessions are ended. */
async function raced(once: number, end: () => Promise<void>): Promise<Raced> {
  const tokens: string[] = [];
  const keep = (result: SignInResult): void => void tokens.push(tokensOrThrow(result).accessToken);
  const signIns = Array.from({ length: once }, () => world.client.signIn(named).then(keep));
  const answers = Promise.all(signIns.map((one) => one.then(() => done, codeOf)));
  await Promise.any(signIns);
  const before = tokens.length;
  await end();
  for (const answer of await answers) expect([done, "NotAuthorizedException"]).toContain(answer);
  return { before: tokens.slice(0, before), meanwhile: tokens.slice(before) };
}

/** The tokens whose sessions go on, as an application asks for it. */
async function living(tokens: readonly string[]): Promise<readonly string[]> {
  const answers = await at(tokens.length, (n) => world.client.user(tokens[n] ?? ""));
  for (const answer of answers) expect([done, "NotAuthorizedException"]).toContain(answer);
  return tokens.filter((_, n) => answers[n] === done);
}

describe.each([2, 50, 200])("%i sign-ins at once", (once) => {
  // attack 15: sign-ins that race the end of all sessions
  it.each(["disable", "delete", "setPassword"] as const)("leave nobody with a living session behind %s", async (end) => {
    const { before, meanwhile } = await raced(once, ends[end]);
    expect(await living([...before, ...meanwhile])).toEqual([]);
    await expect(world.client.signIn(named)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  // attack 15: it keeps nobody out, so who was still on their way may come in behind it
  it("leave nobody who was in before with a living session behind signOutEverywhere", async () => {
    const { before, meanwhile } = await raced(once, ends.signOutEverywhere);
    expect(await living(before)).toEqual([]);
    await ends.signOutEverywhere();
    expect(await living(meanwhile)).toEqual([]);
  });

  it("let all in by the right password", async () => {
    expect(new Set(await at(once, () => world.client.signIn(named)))).toEqual(new Set([done]));
  });
});
