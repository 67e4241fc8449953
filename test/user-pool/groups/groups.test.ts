import type { GroupOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});

const roleArn = "arn:aws:iam::123456789012:role/admins";
const notFound = { code: "ResourceNotFoundException", message: "Group not found." };
const exists = { code: "GroupExistsException", message: "A group with the name already exists" };
const written = { groupName: "admins", description: "Who may do all", roleArn, precedence: 0 };

const wrong: readonly (readonly [what: string, path: string, options: object])[] = [
  ["no name", "groupName", {}],
  ["an empty name", "groupName", { groupName: "" }],
  ["a name with a space", "groupName", { groupName: "the admins" }],
  ["a name with a control character", "groupName", { groupName: "admins\n" }],
  ["a name of 129 characters", "groupName", { groupName: "x".repeat(129) }],
  ["a description of 2049 characters", "description", { groupName: "a", description: "x".repeat(2049) }],
  ["a role that is no ARN", "roleArn", { groupName: "a", roleArn: "role/of-some-administrators" }],
  ["an ARN of 19 characters", "roleArn", { groupName: "a", roleArn: "arn:aws:iam::1:role" }],
  ["an ARN of 2049 characters", "roleArn", { groupName: "a", roleArn: roleArn.padEnd(2049, "x") }],
  ["a negative precedence", "precedence", { groupName: "a", precedence: -1 }],
  ["a precedence of 2^31", "precedence", { groupName: "a", precedence: 2 ** 31 }],
  ["half a precedence", "precedence", { groupName: "a", precedence: 1.5 }],
  ["a member it does not know", "members", { groupName: "a", members: [] }],
];

describe("groups.create (CreateGroup)", () => {
  it("makes a group", async () => {
    const made = await world.pool.groups.create(written);
    const now = new Date(world.clock());
    expect(made).toEqual({ ...written, creationDate: now, lastModifiedDate: now });
    expect(await world.pool.groups.get("admins")).toEqual(made);
  });

  it("of a name alone has no description, role or precedence", async () => {
    const nothing = { description: null, roleArn: null, precedence: null };
    expect(await world.pool.groups.create({ groupName: "a" })).toMatchObject(nothing);
    expect(await world.pool.groups.create({ groupName: "b", ...nothing })).toMatchObject(nothing);
  });

  it.each(["a".repeat(128), "\u{1F99E}".repeat(128), "größe-3_ж中", "__proto__", "us-east-1_aB3dE5fG7_Google", "<b>'\"\\;--%"])(
    "takes the name %s",
    async (groupName) => {
      await world.pool.groups.create({ groupName, precedence: 2 ** 31 - 1, description: "x".repeat(2048) });
      expect(await world.pool.groups.get(groupName)).toMatchObject({ groupName, precedence: 2 ** 31 - 1 });
    },
  );

  it.each(wrong)("refuses %s", async (_, path, options) => {
    const refusal = { code: "InvalidParameterException", details: { path } };
    await expect(world.pool.groups.create(options as GroupOptions)).rejects.toMatchObject(refusal);
    await expect(world.pool.groups.ensure(options as GroupOptions)).rejects.toMatchObject(refusal);
    expect(await world.pool.groups.list()).toMatchObject({ groups: [] });
  });

  it("refuses a name that is there, and leaves it as it is", async () => {
    await world.pool.groups.create(written);
    await expect(world.pool.groups.create({ groupName: "admins" })).rejects.toMatchObject(exists);
    expect(await world.pool.groups.get("admins")).toMatchObject(written);
  });

  it("tells names apart by upper and lower case", async () => {
    await world.pool.groups.create({ groupName: "admins" });
    await expect(world.pool.groups.get("Admins")).rejects.toMatchObject(notFound);
    await world.pool.groups.create({ groupName: "Admins" });
    expect((await world.pool.groups.list()).groups.map(({ groupName }) => groupName)).toEqual(["Admins", "admins"]);
  });

  it("is of one pool", async () => {
    await world.pool.groups.create(written);
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    await expect(other.groups.get("admins")).rejects.toMatchObject(notFound);
    await other.groups.create({ groupName: "admins" });
    expect(await world.pool.groups.get("admins")).toMatchObject(written);
  });
});

describe("groups.update (UpdateGroup)", () => {
  it("sets what is written, leaves what is not, clears by null", async () => {
    const made = await world.pool.groups.create(written);
    world.clock.advance({ hours: 1 });
    const lastModifiedDate = new Date(world.clock());
    const first = await world.pool.groups.update("admins", { precedence: 7, description: undefined });
    expect(first).toEqual({ ...made, precedence: 7, lastModifiedDate });
    const second = await world.pool.groups.update("admins", { description: null, roleArn: null, precedence: null });
    expect(second).toEqual({ ...made, description: null, roleArn: null, precedence: null, lastModifiedDate });
    expect(await world.pool.groups.get("admins")).toEqual(second);
  });

  it("writes nothing where nothing differs", async () => {
    const storage = countingStorage(memory());
    const { pool } = await testPool({ storage });
    await pool.groups.create(written);
    const { groupName, ...same } = written;
    expect(await storage.count(() => pool.groups.update(groupName, same))).toMatchObject({ commit: 0 });
    expect(await storage.count(() => pool.groups.update(groupName, {}))).toMatchObject({ commit: 0 });
    expect(await storage.count(() => pool.groups.ensure(written))).toMatchObject({ commit: 0 });
  });

  it("renames nothing, and makes nothing", async () => {
    const { groups } = world.pool;
    await groups.create(written);
    await expect(groups.update("admins", { groupName: "owners" } as object)).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "groupName" },
    });
    await expect(groups.update("owners", { precedence: 1 })).rejects.toMatchObject(notFound);
    await expect(groups.delete("owners")).rejects.toMatchObject(notFound);
    await expect(groups.listUsers("owners")).rejects.toMatchObject(notFound);
  });
});

describe("groups.ensure", () => {
  it("creates, then brings to what is written", async () => {
    const made = await world.pool.groups.ensure({ groupName: "admins", precedence: 3, description: "first" });
    expect(made).toMatchObject({ precedence: 3, description: "first", roleArn: null });
    world.clock.advance({ hours: 1 });
    const after = await world.pool.groups.ensure({ groupName: "admins", roleArn, description: null });
    expect(after).toMatchObject({ precedence: 3, description: null, roleArn, creationDate: made.creationDate });
    expect(after.lastModifiedDate).toEqual(new Date(world.clock()));
  });

  it("keeps the members", async () => {
    await world.signedIn({ username: "ada" });
    await world.pool.groups.ensure({ groupName: "admins" });
    await world.pool.groups.addUser({ groupName: "admins", username: "ada" });
    await world.pool.groups.ensure({ groupName: "admins", precedence: 1 });
    expect((await world.pool.groups.listUsers("admins")).users).toHaveLength(1);
  });
});

describe("groups.list (ListGroups)", () => {
  const names = Array.from({ length: 130 }, (_, n) => `group-${String(n).padStart(3, "0")}`);
  const all = async (limit?: number): Promise<readonly (readonly string[])[]> => {
    const pages: (readonly string[])[] = [];
    let nextToken: string | null | undefined;
    while (nextToken !== null) {
      const page = await world.pool.groups.list({ limit, nextToken });
      pages.push(page.groups.map(({ groupName }) => groupName));
      nextToken = page.nextToken;
    }
    return pages;
  };

  it("gives pages in the order of names: 60 unless told, and for 0", async () => {
    for (const groupName of [...names].reverse()) await world.pool.groups.create({ groupName });
    expect((await world.pool.groups.list()).groups).toHaveLength(60);
    for (const [limit, lengths] of [
      [undefined, [60, 60, 10]],
      [0, [60, 60, 10]],
      [50, [50, 50, 30]],
    ] as const) {
      const pages = await all(limit);
      expect(pages.map((page) => page.length)).toEqual(lengths);
      expect(pages.flat()).toEqual(names);
    }
  });

  it("of a pool without groups is one empty page", async () => {
    expect(await world.pool.groups.list()).toEqual({ groups: [], nextToken: null });
  });

  it.each([{ limit: 61 }, { limit: -1 }, { limit: 1.5 }, { nextToken: "" }, { nextToken: "rppt_AAAA" }, { cursor: "x" }])(
    "refuses %o",
    async (page) => {
      await expect(world.pool.groups.list(page)).rejects.toMatchObject({ code: "InvalidParameterException" });
    },
  );

  it("takes its own tokens only, not those of another list or pool", async () => {
    const { rockpool, pool } = world;
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    await world.signedIn({ username: "ada" });
    for (const groupName of ["a", "b"]) {
      for (const { groups } of [pool, other]) await groups.create({ groupName });
      await pool.groups.addUser({ groupName, username: "ada" });
    }
    const tokenOf = ({ nextToken }: { readonly nextToken: string | null }): string => nextToken ?? "";
    const ofList = tokenOf(await pool.groups.list({ limit: 1 }));
    const ofUser = tokenOf(await pool.groups.ofUser("ada", { limit: 1 }));
    const refusal = { code: "InvalidParameterException", details: { path: "nextToken" } };
    await expect(other.groups.list({ nextToken: ofList })).rejects.toMatchObject(refusal);
    await expect(pool.groups.list({ nextToken: ofUser })).rejects.toMatchObject(refusal);
    await expect(pool.groups.ofUser("ada", { nextToken: ofList })).rejects.toMatchObject(refusal);
    await expect(pool.groups.listUsers("a", { nextToken: ofList })).rejects.toMatchObject(refusal);
    expect((await pool.groups.list({ nextToken: ofList })).groups).toMatchObject([{ groupName: "b" }]);
    expect((await pool.groups.ofUser("ada", { nextToken: ofUser })).groups).toMatchObject([{ groupName: "b" }]);
  });
});
