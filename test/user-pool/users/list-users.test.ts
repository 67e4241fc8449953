import type { ListUsersInput } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

let world: TestPool;
const create = (username: string, attributes: Readonly<Record<string, string>> = {}) =>
  world.pool.users.create({ username, attributes, messageAction: "SUPPRESS" });
const list = (input: ListUsersInput = {}) => world.pool.users.list(input);
const found = async (filter: string): Promise<readonly string[]> =>
  (await list({ filter })).users.map(({ username }) => username);

/** Every page, with at most so many users each. */
async function pages(input: ListUsersInput): Promise<readonly (readonly string[])[]> {
  const all: string[][] = [];
  let paginationToken: string | undefined;
  do {
    const page = await list({ ...input, paginationToken });
    all.push(page.users.map(({ username }) => username));
    paginationToken = page.paginationToken ?? undefined;
  } while (paginationToken !== undefined);
  return all;
}

describe("users.list (ListUsers, users-and-triggers.md 4.1)", () => {
  beforeEach(async () => {
    world = await testPool({ schema: { "custom:tenant": { searchable: true }, "custom:note": {} } });
    await create("ada", {
      email: "Ada@Example.com",
      phone_number: "+15555550100",
      name: "Ada Lovelace",
      given_name: "Ada",
      family_name: "Lovelace",
      preferred_username: "Countess",
      "custom:tenant": "Blue",
    });
    await create("bob", { email: "bob@example.com", name: 'Bob "the \\ builder"', "custom:tenant": "blueish" });
    await world.pool.users.setPassword({ username: "bob", password: "Correct horse 7!", permanent: true });
    await create("eve");
    await world.pool.users.disable("eve");
  });

  it("shows each user as users.get does", async () => {
    const { users, paginationToken } = await list();
    expect(paginationToken).toBeNull();
    expect(users).toHaveLength(3);
    for (const user of users) expect(user).toEqual(await world.pool.users.get(user.username));
  });

  it.each([
    ['username = "ada"', ["ada"]],
    ['username ^= "a"', ["ada"]],
    ['email = "ada@example.com"', ["ada"]],
    ['email ^= "ADA@"', ["ada"]],
    ['email = "ada@example"', []],
    ['phone_number = "+15555550100"', ["ada"]],
    ['phone_number ^= "+1555"', ["ada"]],
    ['name = "ada lovelace"', ["ada"]],
    ['name ^= "ADA"', ["ada"]],
    ['name = "Bob \\"the \\\\ builder\\""', ["bob"]],
    ['given_name = "ada"', ["ada"]],
    ['family_name ^= "love"', ["ada"]],
    ['preferred_username = "countess"', ["ada"]],
    ['cognito:user_status = "confirmed"', ["bob"]],
    ['cognito:user_status ^= "FORCE"', ["ada", "eve"]],
    ['status = "Disabled"', ["eve"]],
    ['status = "disabled"', []],
    ['status ^= "Enab"', ["ada", "bob"]],
    ['custom:tenant = "blue"', ["ada"]],
    ['custom:tenant ^= "BLUE"', ["ada", "bob"]],
    ["", ["ada", "bob", "eve"]],
  ])("finds by %s", async (filter, usernames) => {
    expect([...(await found(filter))].sort()).toEqual(usernames);
  });

  it("finds by sub", async () => {
    const { sub } = await world.pool.users.get("ada");
    expect(await found(`sub = "${sub}"`)).toEqual(["ada"]);
    expect(await found(`sub ^= "${sub.slice(0, 13)}"`)).toEqual(["ada"]);
    expect(await found(`sub = "${sub.toUpperCase()}"`)).toEqual([]);
  });

  // attack 85: what would mean something in LIKE, a regular expression or SQL means itself
  it.each(["%", "_", "*", ".*", "ad_", "' OR 1=1 --", "\u0000", "[a-z]", "(cn=*)"])("finds nobody by %j", async (value) => {
    const written = value.replace(/["\\]/g, "\\$&");
    for (const operator of ["=", "^="]) {
      await expect(found(`name ${operator} "${written}"`).catch(({ code }) => code)).resolves.toSatisfy(
        (answer: unknown) => answer === "InvalidParameterException" || (Array.isArray(answer) && answer.length === 0),
      );
    }
  });

  it.each(["custom:note", "custom:none", "nickname", "address", "constructor", "email_verified"])("refuses %s", async (name) => {
    await expect(list({ filter: `${name} = "x"` })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `Invalid search attribute: ${name}`,
      details: { path: "filter" },
    });
  });

  it("sees what was written before, and nothing that is gone", async () => {
    await world.pool.users.updateAttributes({ username: "bob", attributes: { email: "new@example.com", name: "" } });
    expect(await found('email = "new@example.com"')).toEqual(["bob"]);
    expect(await found('email = "bob@example.com"')).toEqual([]);
    expect(await found('name ^= "bob"')).toEqual([]);
    await world.pool.users.enable("eve");
    expect(await found('status = "Disabled"')).toEqual([]);
    await world.pool.users.delete("ada");
    expect(await found('name ^= "ada"')).toEqual([]);
    expect(await found('custom:tenant = "blue"')).toEqual([]);
  });

  describe("attributesToGet", () => {
    it("names what is shown, as far as a user has it", async () => {
      const { users } = await list({ attributesToGet: ["email", "custom:note"], filter: 'username = "ada"' });
      expect(users).toMatchObject([{ username: "ada", attributes: { email: "Ada@Example.com" } }]);
      expect(Object.keys(users[0]?.attributes ?? {})).toEqual(["email"]);
    });

    it("empty is all", async () => {
      const [ada] = (await list({ attributesToGet: [], filter: 'username = "ada"' })).users;
      expect(ada?.attributes).toHaveProperty("family_name");
    });

    it("refuses what the schema has not", async () => {
      await expect(list({ attributesToGet: ["email", "custom:none"] })).rejects.toMatchObject({
        code: "InvalidParameterException",
        message: "One or more requested attributes do not exist in user pool.",
      });
    });
  });

  it.each([
    ["a limit of 61", { limit: 61 }, "limit"],
    ["a limit below 0", { limit: -1 }, "limit"],
    ["a broken limit", { limit: 1.5 }, "limit"],
    ["a filter of 257 characters", { filter: `name = "${"x".repeat(248)}"` }, "filter"],
    ["a misspelt member", { nextToken: "x" }, "nextToken"],
  ])("refuses %s", async (_, input, path) => {
    await expect(list(input as ListUsersInput)).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });
});

describe("pages of users.list", () => {
  const names = Array.from({ length: 130 }, (_, n) => `user-${String(n).padStart(3, "0")}`);
  beforeEach(async () => {
    world = await testPool();
    for (const name of names) await create(name, { email: `${name}@example.com` });
  });

  it.each([
    ["60, unless a limit is given", {}, [60, 60, 10]],
    ["60 for a limit of 0", { limit: 0 }, [60, 60, 10]],
    ["as many as the limit says", { limit: 50 }, [50, 50, 30]],
    ["60 of a filter", { filter: 'email ^= "user-"' }, [60, 60, 10]],
    ["and none behind the last", { filter: 'email ^= "user-12"', limit: 10 }, [10]],
  ])("have %s, and show everybody once", async (_, input, sizes) => {
    const all = await pages(input);
    expect(all.map((page) => page.length).filter((size) => size > 0)).toEqual(sizes);
    const shown = all.flat();
    expect(new Set(shown).size).toBe(shown.length);
    expect([...shown].sort()).toEqual(names.filter((name) => shown.includes(name)));
    expect(shown).toHaveLength(sizes.reduce((sum, size) => sum + size, 0));
  });

  it("are in the order of what is filtered by", async () => {
    expect((await pages({ filter: 'email ^= "user-"', limit: 50 })).flat()).toEqual(names);
  });

  it("repeat nobody and hide nobody while others come and go", async () => {
    const shown: string[] = [];
    let paginationToken: string | undefined;
    for (let n = 0; ; n += 1) {
      const page = await list({ limit: 20, paginationToken });
      shown.push(...page.users.map(({ username }) => username));
      if (page.paginationToken === null) break;
      paginationToken = page.paginationToken;
      await create(`late-${n}`);
      await world.pool.users.delete(`late-${n - 1}`).catch(() => {});
    }
    const of = shown.filter((name) => name.startsWith("user-"));
    expect([...of].sort()).toEqual(names);
    expect(new Set(shown).size).toBe(shown.length);
  });

  // attacks 63, 78: a token is sealed, and of one pool and one query
  it("refuse a token of another query, another pool, another form, and an old one", async () => {
    const { paginationToken } = await list({ limit: 10 });
    const token = paginationToken ?? "";
    const refused = { code: "InvalidParameterException", details: { path: "paginationToken" } };
    await expect(list({ filter: 'email ^= "user"', paginationToken: token })).rejects.toMatchObject(refused);
    await expect(world.pool.groups.list({ nextToken: token })).rejects.toMatchObject({ code: "InvalidParameterException" });
    const other = await testPool();
    await expect(other.pool.users.list({ paginationToken: token })).rejects.toMatchObject(refused);
    for (const wrong of ["x", "rppt_", `${token}A`, token.slice(0, -4), `${token.slice(0, -4)}AAAA`]) {
      await expect(list({ paginationToken: wrong }), wrong).rejects.toMatchObject(refused);
    }
    await expect(list({ limit: 30, paginationToken: token })).resolves.toMatchObject({ users: { length: 30 } });
    world.clock.advance({ hours: 1 });
    await expect(list({ paginationToken: token })).rejects.toMatchObject(refused);
  });

  // attack 91: nothing tells of another pool
  it("hold nobody of another pool, and tell no number", async () => {
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    expect(await other.users.list()).toEqual({ users: [], paginationToken: null });
    expect(Object.keys(await list())).toEqual(["users", "paginationToken"]);
  });
});

describe("a custom attribute that becomes searchable", () => {
  it("is searched from the first user on who has it", async () => {
    world = await testPool();
    await create("ada");
    await world.pool.settings.update({ schema: { "custom:tenant": { searchable: true } } });
    await world.pool.users.updateAttributes({ username: "ada", attributes: { "custom:tenant": "Blue" } });
    expect(await found('custom:tenant = "blue"')).toEqual(["ada"]);
    await world.pool.users.updateAttributes({ username: "ada", attributes: { "custom:tenant": "Red" } });
    expect([await found('custom:tenant = "blue"'), await found('custom:tenant ^= "r"')]).toEqual([[], ["ada"]]);
    await world.pool.users.deleteAttributes({ username: "ada", attributeNames: ["custom:tenant"] });
    expect(await found('custom:tenant ^= ""')).toEqual([]);
  });

  it("cannot be one that is there already", async () => {
    world = await testPool({ schema: { "custom:tenant": {} } });
    await expect(world.pool.settings.update({ schema: { "custom:tenant": { searchable: true } } })).rejects.toMatchObject({
      code: "FrozenSettingException",
    });
  });

  it("finds a value longer than an index holds", async () => {
    world = await testPool({ schema: { "custom:long": { searchable: true } } });
    await create("ada", { "custom:long": `${"x".repeat(300)}a` });
    await create("bob", { "custom:long": `${"x".repeat(300)}b` });
    expect(await found(`custom:long ^= "${"x".repeat(200)}"`)).toHaveLength(2);
  });
});
