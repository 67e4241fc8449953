import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it, onTestFinished } from "vitest";
import { at, count, done } from "./at-once.ts";

const password = "Correct horse 7!";
const attributes = { email: "ada@example.com" };
const taken = "UsernameExistsException";

async function opened(options: Parameters<typeof testPool>[0] = {}): Promise<TestPool> {
  const world = await testPool(options);
  onTestFinished(() => world.close());
  return world;
}

describe.each([2, 50, 200])("%i at once", (once) => {
  // attack 13: parallel sign-up with one name, in two forms of Unicode
  it("make one account of one name", async () => {
    const { client, pool, outbox } = await opened();
    const answers = await at(once, (n) => client.signUp({ username: n % 2 === 0 ? "zoë" : "ZOE\u0308", password, attributes }));
    expect([count(answers, done), count(answers, taken)]).toEqual([1, once - 1]);
    expect((await pool.users.list()).users).toHaveLength(1);
    expect(outbox.messages).toHaveLength(1);
  });

  // attack 13: where addresses are the names
  it("make one account of one e-mail address", async () => {
    const { client, pool, outbox } = await opened({ usernameAttributes: ["email"] });
    const answers = await at(once, (n) =>
      client.signUp({ username: n % 2 === 0 ? "ada@example.com" : "ADA@example.com", password }),
    );
    expect([count(answers, done), count(answers, taken)]).toEqual([1, once - 1]);
    expect((await pool.users.list()).users).toHaveLength(1);
    expect(outbox.messages).toHaveLength(1);
  });

  it("make one pool and one client of one name", async () => {
    const { rockpool } = await opened();
    const pools = await Promise.all(Array.from({ length: once }, () => rockpool.ensureUserPool({ poolName: "customers" })));
    expect(new Set(pools.map(({ userPoolId }) => userPoolId)).size).toBe(1);
    const clients = await Promise.all(pools.map((pool) => pool.clients.ensure({ clientName: "web" })));
    expect(new Set(clients.map(({ clientId }) => clientId)).size).toBe(1);
  });
});
