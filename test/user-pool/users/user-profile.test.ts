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
