import { type TestPool, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeOf } from "./stand-ins.ts";

const password = "Correct horse 7!";
const named = { username: "ada", password };
const ada = { ...named, attributes: { email: "ada@example.com" } };

/** What each of many calls came to: a word, or the code of its refusal. */
function at(once: number, call: () => Promise<unknown>): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: once }, () => call().then(() => "done", codeOf)));
}

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
afterEach(() => world.close());

describe.each([2, 50, 200])("%i at once", (once) => {
  // attack 13: parallel sign-up with one name
  it("make one account of one name", async () => {
    const answers = await at(once, () => world.client.signUp(ada));
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["done", "UsernameExistsException"]));
    expect(world.outbox.messages).toHaveLength(1);
  });

  // attack 8: the right code, in parallel
  it("confirm once by one code", async () => {
    await world.client.signUp(ada);
    const confirmationCode = world.outbox.lastCode();
    const answers = await at(once, () => world.client.confirmSignUp({ username: "ada", confirmationCode }));
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    for (const answer of answers) expect(["done", "NotAuthorizedException", "TooManyRequestsException"]).toContain(answer);
  });

  // attack 9: a burst of wrong codes, and of requests for new ones
  it("judge no more wrong codes, and send no more new ones, than the budgets allow", async () => {
    await world.client.signUp(ada);
    const wrong = world.outbox.lastCode() === "000000" ? "000001" : "000000";
    const tries = await at(once, () => world.client.confirmSignUp({ username: "ada", confirmationCode: wrong }));
    expect(tries.filter((answer) => answer === "CodeMismatchException").length).toBeLessThanOrEqual(15);
    expect(tries).not.toContain("done");
    await at(once, () => world.client.resendConfirmationCode({ username: "ada" }));
    expect(world.outbox.messages.length).toBeLessThanOrEqual(1 + 5);
  });

  // attack 9: a burst of wrong passwords
  it("judge no more than five wrong passwords", async () => {
    await world.signedIn(ada);
    const said: string[] = [];
    await at(once, () =>
      world.client.signIn({ username: "ada", password: "wrong" }).catch((error: Error) => said.push(error.message)),
    );
    expect(said.filter((message) => message === "Incorrect username or password.").length).toBeLessThanOrEqual(5);
    expect(said).toHaveLength(once);
  });

  // attack 15: sign-ins that race the end of all sessions
  it("sign nobody in behind a disable", async () => {
    const { sub } = await world.signedIn(ada);
    const [disabled, answers] = await Promise.all([world.pool.users.disable("ada"), at(once, () => world.client.signIn(named))]);
    expect(disabled).toBeUndefined();
    for (const answer of answers) expect(["done", "NotAuthorizedException", "TooManyRequestsException"]).toContain(answer);
    expect(new Set(await at(1, () => world.client.signIn(named)))).toEqual(new Set(["NotAuthorizedException"]));
    expect(await world.pool.users.get("ada")).toMatchObject({ sub, enabled: false });
  });

  it("sign in, all of them, by the right password", async () => {
    await world.signedIn(ada);
    expect(new Set(await at(once, () => world.client.signIn(named)))).toEqual(new Set(["done"]));
  });

  it("make one pool and one client of one name", async () => {
    const pools = await Promise.all(Array.from({ length: once }, () => world.rockpool.ensureUserPool({ poolName: "customers" })));
    expect(new Set(pools.map(({ userPoolId }) => userPoolId)).size).toBe(1);
    const clients = await Promise.all(pools.map((pool) => pool.clients.ensure({ clientName: "web" })));
    expect(new Set(clients.map(({ clientId }) => clientId)).size).toBe(1);
  });
});
