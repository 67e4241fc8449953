import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";

describe("users.get (AdminGetUser, users-and-triggers.md 3.1)", () => {
  it("gives what a user is, by the name in any form", async () => {
    const { pool, clock, signedIn } = await testPool();
    const created = new Date(clock());
    const { sub } = await signedIn({ username: "Zoë", attributes: { email: "zoe@example.com", locale: "nl" } });
    expect(await pool.users.get("ZOE\u0308")).toEqual({
      username: "zoë",
      sub,
      attributes: { email: "zoe@example.com", locale: "nl", email_verified: "true" },
      userStatus: "CONFIRMED",
      enabled: true,
      userCreateDate: created,
      userLastModifiedDate: created,
    });
  });

  it("gives an object of the caller's own", async () => {
    const { pool, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    const first = await pool.users.get("ada");
    Object.assign(first.attributes, { email: "eve@example.com" });
    expect((await pool.users.get("ada")).attributes).toMatchObject({ email: "ada@example.com" });
  });
});

describe("an administrator says who is meant (users-and-triggers.md 3.2)", () => {
  it("by the user name, an alias, or the sub, which is not folded", async () => {
    const { pool, signedIn } = await testPool({ aliasAttributes: ["email"] });
    const { sub } = await signedIn({ username: "ada" });
    for (const username of ["ada", "ADA@example.com", sub]) expect((await pool.users.get(username)).sub).toBe(sub);
    await pool.users.setPassword({ username: sub, password: "Another horse 8!", permanent: true });
    await pool.groups.create({ groupName: "editors" });
    await pool.groups.addUser({ groupName: "editors", username: sub });
    await expect(pool.users.get(sub.toUpperCase())).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  // attack 76: what an application has stored of a user leads to nobody else
  it("by the sub, also when somebody else has it for a user name", async () => {
    const { pool, client, signedIn } = await testPool();
    const ada = await signedIn({ username: "ada" });
    await client.signUp({ username: ada.sub, password });
    expect(await pool.users.get(ada.sub)).toMatchObject({ sub: ada.sub, username: "ada" });
    await pool.users.delete(ada.sub);
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    expect(await pool.users.get(ada.sub)).toMatchObject({ username: ada.sub, userStatus: "UNCONFIRMED" });
  });

  it("by the sub, and users do not sign in by it", async () => {
    const { client, signedIn } = await testPool();
    const { sub } = await signedIn({ username: "ada", password });
    await expect(client.signIn({ username: sub, password })).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });
});

describe.each(["get", "confirm", "disable", "enable"] as const)("users.%s", (operation) => {
  it("says who does not exist: administrators may know", async () => {
    const { pool } = await testPool();
    const missing = { code: "UserNotFoundException", message: "User does not exist." };
    await expect(pool.users[operation]("nobody")).rejects.toMatchObject(missing);
  });

  // attack 78: a user of one pool is nobody in another
  it("does not find a user of another pool", async () => {
    const { rockpool, pool, client } = await testPool();
    await client.signUp({ username: "ada", password });
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    await expect(other.users[operation]("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "UNCONFIRMED", enabled: true });
  });

  it.each([
    ["no name", ""],
    ["white space", "ada lovelace"],
    ["U+0000", "ada\0"],
    ["a lone surrogate", "ada\ud800"],
    ["no text", 7],
    ["nothing", undefined],
    ["129 characters", "a".repeat(129)],
  ])("refuses %s for a name", async (_, username) => {
    const { pool } = await testPool();
    const refused = pool.users[operation](username as string);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "username" } });
  });
});
