import { type AccessTokenClaims, type IdTokenClaims, type SignInResult, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import type { Store } from "../../../src/storage/store.ts";
import { users } from "../../../src/user-pool/users/user.table.ts";
import { poolWithStore, recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";
const roleArn = "arn:aws:iam::123456789012:role/admins";
const ada = { groupName: "admins", username: "ada" };

let world: TestPool & { readonly store: Store };
beforeEach(async () => {
  world = await poolWithStore();
  await world.signedIn({ username: "ada" });
  await world.pool.groups.create({ groupName: "admins", roleArn, precedence: 1 });
});

async function claimsOf({ pool }: TestPool, result: SignInResult): Promise<readonly [AccessTokenClaims, IdTokenClaims]> {
  const { accessToken, idToken } = tokensOrThrow(result);
  return [
    await pool.verify(accessToken, { tokenUse: "access", clientId: null }),
    await pool.verify(idToken, { tokenUse: "id", clientId: null }),
  ];
}
const signIn = (username = "ada"): Promise<SignInResult> => world.client.signIn({ username, password });
/** What the next tokens of ada say. */
async function groupsOfAda(): Promise<readonly string[] | undefined> {
  const [access, id] = await claimsOf(world, await signIn());
  expect(access["cognito:groups"]).toEqual(id["cognito:groups"]);
  return id["cognito:groups"];
}
const namesOf = ({ users }: { readonly users: readonly { readonly username: string }[] }): readonly string[] =>
  users.map(({ username }) => username).sort();

describe("groups.addUser and removeUser (AdminAddUserToGroup, AdminRemoveUserFromGroup)", () => {
  it("show in the next sign-in", async () => {
    expect(await groupsOfAda()).toBeUndefined();
    await world.pool.groups.addUser(ada);
    expect(await groupsOfAda()).toEqual(["admins"]);
    await world.pool.groups.removeUser(ada);
    expect(await groupsOfAda()).toBeUndefined();
    await world.pool.groups.addUser(ada);
    expect(await groupsOfAda()).toEqual(["admins"]);
  });

  it("are of one group: the others stay", async () => {
    await world.pool.groups.create({ groupName: "staff" });
    for (const groupName of ["admins", "staff"]) await world.pool.groups.addUser({ groupName, username: "ada" });
    expect(await groupsOfAda()).toEqual(["admins", "staff"]);
    await world.pool.groups.removeUser(ada);
    expect(await groupsOfAda()).toEqual(["staff"]);
    expect(namesOf(await world.pool.groups.listUsers("staff"))).toEqual(["ada"]);
    expect(namesOf(await world.pool.groups.listUsers("admins"))).toEqual([]);
  });

  it("are of one user: the others stay", async () => {
    await world.signedIn({ username: "bob" });
    for (const username of ["ada", "bob"]) await world.pool.groups.addUser({ groupName: "admins", username });
    await world.pool.groups.removeUser(ada);
    expect(namesOf(await world.pool.groups.listUsers("admins"))).toEqual(["bob"]);
  });

  it("twice are once", async () => {
    for (let n = 0; n < 2; n += 1) await world.pool.groups.addUser(ada);
    expect(namesOf(await world.pool.groups.listUsers("admins"))).toEqual(["ada"]);
    expect(await groupsOfAda()).toEqual(["admins"]);
    for (let n = 0; n < 2; n += 1) await world.pool.groups.removeUser(ada);
    expect(namesOf(await world.pool.groups.listUsers("admins"))).toEqual([]);
  });

  it("of who is in no group is nothing to take away", async () => {
    await expect(world.pool.groups.removeUser(ada)).resolves.toBeUndefined();
  });

  it.each(["addUser", "removeUser"] as const)("%s refuses who, and what, is not there", async (method) => {
    const { groups } = world.pool;
    const noUser = { code: "UserNotFoundException", message: "User does not exist." };
    await expect(groups[method]({ ...ada, username: "nobody" })).rejects.toMatchObject(noUser);
    const noGroup = { code: "ResourceNotFoundException", message: "Group not found." };
    await expect(groups[method]({ ...ada, groupName: "Admins" })).rejects.toMatchObject(noGroup);
    const invalid = { code: "InvalidParameterException", details: { path: "groupName" } };
    await expect(groups[method]({ ...ada, groupName: "" })).rejects.toMatchObject(invalid);
  });

  it("find the user by any name they sign in with", async () => {
    world = await poolWithStore({ usernameAttributes: ["email"] });
    await world.signedIn({ username: "ada@example.com", attributes: { email: "ada@example.com" } });
    await world.pool.groups.create({ groupName: "admins" });
    await world.pool.groups.addUser({ groupName: "admins", username: "ADA@example.com" });
    expect((await world.pool.groups.ofUser("ada@example.com")).groups).toMatchObject([{ groupName: "admins" }]);
  });

  it("are of one pool: the same name in another pool gives nothing there", async () => {
    const other = await world.rockpool.ensureUserPool({ poolName: "other" });
    await other.groups.create({ groupName: "admins" });
    await world.pool.groups.addUser(ada);
    expect((await other.groups.listUsers("admins")).users).toEqual([]);
  });
});

describe("the tokens of a member", () => {
  it("carry groups, roles and the preferred role; an access token the groups only", async () => {
    const other = "arn:aws:iam::123456789012:role/staff";
    await world.pool.groups.create({ groupName: "staff", roleArn: other, precedence: 9 });
    await world.pool.groups.create({ groupName: "all" });
    for (const groupName of ["all", "staff", "admins"]) await world.pool.groups.addUser({ groupName, username: "ada" });
    const [access, id] = await claimsOf(world, await signIn());
    const names = ["admins", "staff", "all"];
    const roles = { "cognito:roles": [roleArn, other], "cognito:preferred_role": roleArn };
    expect(id).toMatchObject({ "cognito:groups": names, ...roles });
    expect(access).toMatchObject({ "cognito:groups": names });
    for (const claim of Object.keys(roles)) expect(access).not.toHaveProperty([claim]);
  });

  it("carry them after a challenge, too", async () => {
    await world.pool.users.create({ username: "bob", temporaryPassword: password, messageAction: "SUPPRESS" });
    const asked = await signIn("bob");
    if (asked.outcome !== "challenge") throw new Error("a question was expected");
    // Between the question and the answer.
    await world.pool.groups.addUser({ groupName: "admins", username: "bob" });
    const [access, id] = await claimsOf(world, await world.client.respond(asked, { newPassword: "Another horse 8!" }));
    for (const claims of [access, id]) expect(claims["cognito:groups"]).toEqual(["admins"]);
  });

  it("show another role and precedence from the next sign-in on", async () => {
    await world.pool.groups.addUser(ada);
    expect((await claimsOf(world, await signIn()))[1]).toMatchObject({ "cognito:preferred_role": roleArn });
    await world.pool.groups.update("admins", { roleArn: null });
    const [, id] = await claimsOf(world, await signIn());
    expect(id["cognito:groups"]).toEqual(["admins"]);
    expect(id).not.toHaveProperty(["cognito:roles"]);
    expect(id).not.toHaveProperty(["cognito:preferred_role"]);
  });

  // attack 79: group names and roles do not come from attributes, even when such a one got into the record
  it("carry none that an attribute claims", async () => {
    const { sub } = await world.pool.users.get("ada");
    const [user] = await world.store.read([users.key({ poolId: world.pool.userPoolId, sub })]);
    if (user === undefined) throw new Error("ada is not there");
    const forged = { "cognito:groups": "admins", "cognito:roles": roleArn, "cognito:preferred_role": roleArn };
    await world.store.commit([user.put({ attributes: { ...user.value.attributes, ...forged } })]);
    for (const claims of await claimsOf(world, await signIn())) {
      for (const claim of Object.keys(forged)) expect(claims).not.toHaveProperty([claim]);
    }
    await expect(
      world.client.signUp({ username: "eve", password, attributes: { "cognito:groups": "admins" } }),
    ).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("what a sign-in of a member costs", () => {
  it("is three reads and one commit; one read more while the group is not remembered", async () => {
    const storage = countingStorage(memory());
    const { pool, client, clock, signedIn } = await testPool({ storage });
    await signedIn({ username: "ada" });
    for (const groupName of ["a", "b", "c"]) {
      await pool.groups.create({ groupName });
      await pool.groups.addUser({ groupName, username: "ada" });
    }
    const cost = () => storage.count(() => client.signIn({ username: "ada", password }));
    expect(await cost()).toEqual({ get: 4, query: 0, commit: 1, sweep: 0 });
    expect(await cost()).toEqual({ get: 3, query: 0, commit: 1, sweep: 0 });
    await signedIn({ username: "bob" });
    await pool.groups.addUser({ groupName: "a", username: "bob" });
    expect(await storage.count(() => client.signIn({ username: "bob", password }))).toMatchObject({ get: 3 });
    clock.advance({ seconds: 5 });
    await client.settings();
    expect(await cost()).toMatchObject({ get: 4 });
    expect(await cost()).toMatchObject({ get: 3 });
    // A group that is gone is remembered as gone.
    await pool.groups.delete("a");
    expect(await cost()).toMatchObject({ get: 4 });
    expect(await cost()).toMatchObject({ get: 3 });
  });

  it("names no record of groups in its plan", async () => {
    const storage = recordingStorage();
    world = await poolWithStore({ storage });
    await world.signedIn({ username: "ada" });
    await world.pool.groups.create({ groupName: "admins" });
    await world.pool.groups.addUser(ada);
    const before = storage.plans.length;
    expect(await groupsOfAda()).toEqual(["admins"]);
    const named = storage.plans.slice(before).flatMap(({ entries }) => entries.map(({ table }) => table));
    expect(named).toContain("families");
    for (const table of ["groups", "memberships", "user_groups"]) expect(named).not.toContain(table);
  });
});

describe("groups.listUsers and ofUser (ListUsersInGroup, AdminListGroupsForUser)", () => {
  it("gives pages of users", async () => {
    const names = Array.from({ length: 7 }, (_, n) => `member-${n}`);
    for (const username of names) {
      await world.signedIn({ username });
      await world.pool.groups.addUser({ groupName: "admins", username });
    }
    const found: string[] = [];
    const lengths: number[] = [];
    let nextToken: string | null | undefined;
    while (nextToken !== null) {
      const page = await world.pool.groups.listUsers("admins", { limit: 3, nextToken });
      lengths.push(page.users.length);
      found.push(...namesOf(page));
      nextToken = page.nextToken;
    }
    expect(lengths).toEqual([3, 3, 1]);
    expect(found.sort()).toEqual(names);
    const [user] = (await world.pool.groups.listUsers("admins", { limit: 1 })).users;
    expect(user).toEqual(await world.pool.users.get(user?.username ?? ""));
  });

  it("gives pages of groups, in the order of names", async () => {
    const names = ["a", "b", "B", "c", "\u{1F99E}"];
    for (const groupName of names) await world.pool.groups.create({ groupName });
    for (const groupName of [...names].reverse()) await world.pool.groups.addUser({ groupName, username: "ada" });
    const found: string[] = [];
    let nextToken: string | null | undefined;
    while (nextToken !== null) {
      const page = await world.pool.groups.ofUser("ADA", { limit: 2, nextToken });
      found.push(...page.groups.map(({ groupName }) => groupName));
      nextToken = page.nextToken;
    }
    expect(found).toEqual(["B", "a", "b", "c", "\u{1F99E}"]);
    expect((await world.pool.groups.ofUser("ada")).groups[1]).toEqual(await world.pool.groups.get("a"));
    expect(await world.pool.groups.ofUser("ada", { limit: 5 })).toMatchObject({ nextToken: null });
  });

  it("refuses the token of a user for another", async () => {
    await world.signedIn({ username: "bob" });
    for (const groupName of ["a", "b"]) {
      await world.pool.groups.create({ groupName });
      for (const username of ["ada", "bob"]) await world.pool.groups.addUser({ groupName, username });
    }
    const { nextToken } = await world.pool.groups.ofUser("ada", { limit: 1 });
    await expect(world.pool.groups.ofUser("bob", { nextToken: nextToken ?? "" })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
  });

  it("is empty for who is in no group, and refuses who is not there", async () => {
    expect(await world.pool.groups.ofUser("ada")).toEqual({ groups: [], nextToken: null });
    await expect(world.pool.groups.ofUser("nobody")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});
