import { type TestPool, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, count, done } from "./at-once.ts";

const limit = "LimitExceededException";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
  for (const username of ["ada", "eve"]) await world.pool.users.create({ username, messageAction: "SUPPRESS" });
});
afterEach(() => world.close());

const link = (destinationUser: string, providerAttributeValue: string): Promise<void> => {
  const sourceUser = { providerName: "Login", providerAttributeName: "Cognito_Subject", providerAttributeValue };
  return world.pool.users.linkProvider({ destinationUser, sourceUser });
};
/** What the attribute `identities` says. */
async function identities(username: string): Promise<readonly unknown[]> {
  return JSON.parse((await world.pool.users.get(username)).attributes["identities"] ?? "[]");
}

/** How many there are, page by page. */
async function groupsOfAda(): Promise<number> {
  const first = await world.pool.groups.ofUser("ada", { limit: 60 });
  const second = await world.pool.groups.ofUser("ada", { limit: 60, nextToken: first.nextToken ?? undefined });
  return first.groups.length + second.groups.length;
}

describe.each([2, 50, 200])("%i at once", (once) => {
  // attack 14: parallel joins do not exceed the limit
  it("link a user of four identities to one more, not to two", async () => {
    for (let n = 0; n < 4; n += 1) await link("ada", `first-${n}`);
    const answers = await at(once, (n) => link("ada", `${n}`));
    expect(count(answers, done)).toBe(1);
    for (const answer of answers) expect([done, limit, "TooManyRequestsException"]).toContain(answer);
    expect(await identities("ada")).toHaveLength(5);
  });

  // attacks 14, 76: an identity has one owner
  it("give an identity that two users want to one", async () => {
    const answers = await at(once, (n) => link(n % 2 === 0 ? "ada" : "eve", "7"));
    for (const answer of answers) expect([done, "AliasExistsException", "TooManyRequestsException"]).toContain(answer);
    const [ofAda, ofEve] = [await identities("ada"), await identities("eve")];
    expect([ofAda.length, ofEve.length].sort()).toEqual([0, 1]);
    const winner = ofAda.length === 1 ? 0 : 1;
    expect(answers.every((answer, n) => answer !== done || n % 2 === winner)).toBe(true);
  });

  // attack 14
  it("bring a user of 99 groups into one more, not into two", async () => {
    const join = (groupName: string): Promise<void> => world.pool.groups.addUser({ groupName, username: "ada" });
    for (let n = 0; n < 99; n += 1) {
      await world.pool.groups.create({ groupName: `first-${n}` });
      await join(`first-${n}`);
    }
    for (let n = 0; n < once; n += 1) await world.pool.groups.create({ groupName: `group-${n}` });
    const answers = await at(once, (n) => join(`group-${n}`));
    expect(count(answers, done)).toBe(1);
    for (const answer of answers) expect([done, limit, "TooManyRequestsException"]).toContain(answer);
    expect(await groupsOfAda()).toBe(100);
  });
});
