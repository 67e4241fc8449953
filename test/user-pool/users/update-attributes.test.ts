import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

let world: TestPool;
beforeEach(async () => {
  world = await testPool({
    schema: { "custom:role": { developerOnlyAttribute: true }, "custom:fixed": { mutable: false }, name: { required: true } },
  });
  const attributes = { email: "ada@example.com", email_verified: "true", name: "Ada", "custom:fixed": "a" };
  await world.pool.users.create({ username: "ada", attributes, messageAction: "SUPPRESS" });
});
const update = (attributes: Readonly<Record<string, string>>) =>
  world.pool.users.updateAttributes({ username: "ada", attributes });
const stored = async () => (await world.pool.users.get("ada")).attributes;

describe("users.updateAttributes (AdminUpdateUserAttributes, users-and-triggers.md 3.6)", () => {
  it("writes what users may not, and leaves the rest", async () => {
    world.clock.advance({ minutes: 1 });
    await update({ "custom:role": "admin", email_verified: "false" });
    expect(await stored()).toMatchObject({ email: "ada@example.com", email_verified: "false", "custom:role": "admin" });
    expect((await world.pool.users.get("ada")).userLastModifiedDate).toEqual(new Date(world.clock()));
  });

  it.each([
    ["a new address, and a code", { email: "new@example.com" }, "false", 1],
    ["a new address that is called unverified, and a code", { email: "new@example.com", email_verified: "false" }, "false", 1],
    ["a new address that is called verified, and none", { email: "new@example.com", email_verified: "true" }, "true", 0],
    ["the same address, and none", { email: "ada@example.com" }, "true", 0],
  ])("stores %s", async (_, attributes, verified, codes) => {
    await update(attributes);
    expect(await stored()).toMatchObject({ ...attributes, email_verified: verified });
    expect(world.outbox.messages).toHaveLength(codes);
    if (codes > 0) {
      expect(world.outbox.messages[0]).toMatchObject({
        source: "CustomMessage_UpdateUserAttribute",
        clientId: "CLIENT_ID_NOT_APPLICABLE",
        destination: "new@example.com",
      });
    }
  });

  it.each([
    ["nobody", "UserNotFoundException", "User does not exist.", { username: "nobody" }],
    ["nothing to write", "InvalidParameterException", "Member must have at least one attribute", { attributes: {} }],
    [
      "what is fixed",
      "InvalidParameterException",
      "user.custom:fixed: Attribute cannot be updated.",
      { attributes: { "custom:fixed": "b" } },
    ],
    [
      "what is not in the schema",
      "InvalidParameterException",
      "Attribute does not exist in the schema.",
      { attributes: { "custom:x": "b" } },
    ],
    ["a sub", "InvalidParameterException", "Member must not be given", { attributes: { sub: "x" } }],
    ["identities", "InvalidParameterException", "identities", { attributes: { identities: "[]" } }],
    [
      "a proof of no address",
      "InvalidParameterException",
      "Member must not be true without phone_number",
      { attributes: { phone_number_verified: "true" } },
    ],
    ["a flag that is none", "InvalidParameterException", "email_verified", { attributes: { email_verified: "yes" } }],
    ["to empty what is required", "InvalidParameterException", "name", { attributes: { name: "" } }],
    // attack 80
    ["a prototype", "InvalidParameterException", "__proto__", { attributes: JSON.parse('{"__proto__": "x"}') }],
  ])("refuses %s, and changes nothing", async (_, code, words, input) => {
    const before = await world.pool.users.get("ada");
    const refused = world.pool.users.updateAttributes({ username: "ada", attributes: { name: "Eve" }, ...input });
    await expect(refused).rejects.toMatchObject({ code, message: expect.stringContaining(words) });
    expect(await world.pool.users.get("ada")).toEqual(before);
  });

  it("writes, shows and takes away an attribute with the longest name there is, counted in characters", async () => {
    const longest = `custom:${"𝒶".repeat(20)}`;
    await world.pool.settings.update({ schema: { [longest]: { searchable: true } } });
    await update({ [longest]: "x" });
    const found = await world.pool.users.list({ filter: `${longest} = "x"`, attributesToGet: [longest] });
    expect(found.users).toMatchObject([{ username: "ada", attributes: { [longest]: "x" } }]);
    await world.pool.users.deleteAttributes({ username: "ada", attributeNames: [longest] });
    expect(await stored()).not.toHaveProperty(longest);
  });

  it("writes what is fixed again, when it is the same", async () => {
    await expect(update({ "custom:fixed": "a", name: "Countess" })).resolves.toBeUndefined();
    expect((await stored())["name"]).toBe("Countess");
  });

  it("loses nothing of 20 updates of different attributes at once", async () => {
    const names = ["nickname", "profile", "picture", "website", "gender", "zoneinfo", "locale", "address", "middle_name"];
    await Promise.all(names.map((name) => update({ [name]: "x" }).catch(() => update({ [name]: "x" }))));
    expect(await stored()).toMatchObject(Object.fromEntries(names.map((name) => [name, "x"])));
  });
});

describe("users.deleteAttributes (AdminDeleteUserAttributes)", () => {
  const remove = (...attributeNames: string[]) => world.pool.users.deleteAttributes({ username: "ada", attributeNames });

  it("takes them away; with an address goes that it was verified; twice is once", async () => {
    await update({ "custom:role": "admin" });
    await remove("email", "custom:role");
    await remove("email");
    expect(await stored()).toEqual({ name: "Ada", "custom:fixed": "a" });
  });

  it.each([
    [
      "what is not in the schema",
      "custom:x",
      "Invalid user attributes: user.custom:x: Attribute does not exist in the schema.\n",
    ],
    ["what is fixed", "custom:fixed", "user.custom:fixed: Attribute cannot be updated."],
    ["a sub", "sub", expect.stringContaining("Member must not name sub")],
    ["what is required", "name", expect.stringContaining("name")],
  ])("refuses %s, and changes nothing", async (_, name, message) => {
    await expect(remove("email", name)).rejects.toMatchObject({ code: "InvalidParameterException", message });
    expect(await stored()).toHaveProperty("email");
  });
});
