import type { AppClientPatch, SignedInUser } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

const unauthorized = { code: "NotAuthorizedException", message: "A client attempted to write unauthorized attribute" };
const schema = {
  "custom:role": {},
  "custom:fixed": { mutable: false },
  "custom:secret": { developerOnlyAttribute: true },
  "custom:age": { attributeDataType: "Number", numberAttributeConstraints: { minValue: 0, maxValue: 150 } },
} as const;

let world: TestPool;
let user: SignedInUser;
async function opened(options: TestPoolOptions = {}): Promise<void> {
  world = await testPool({ schema, ...options });
  const { tokens } = await world.signedIn({ username: "ada" });
  user = await world.client.user(tokens.accessToken);
}
beforeEach(() => opened());

const mayWrite = (patch: AppClientPatch) => world.pool.clients.update(world.client.clientId, patch);
const stored = async () => (await world.pool.users.get("ada")).attributes;

describe("user.attributes.update (UpdateUserAttributes, users-and-triggers.md 3.6)", () => {
  it("writes what is given, and leaves the rest", async () => {
    world.clock.advance({ minutes: 1 });
    await expect(user.attributes.update({ name: "Ada", locale: "en" })).resolves.toEqual([]);
    expect(await stored()).toEqual({ email: "ada@example.com", email_verified: "true", name: "Ada", locale: "en" });
    expect((await world.pool.users.get("ada")).userLastModifiedDate).toEqual(new Date(world.clock()));
  });

  it("takes an attribute away that is given empty", async () => {
    await user.attributes.update({ name: "Ada" });
    await user.attributes.update({ name: "" });
    expect(await stored()).not.toHaveProperty("name");
  });

  // attack 30: nobody says of themselves what others are to rely on
  it.each(["email_verified", "phone_number_verified"])("refuses %s, also to a client that may write everything", async (name) => {
    await expect(user.attributes.update({ [name]: "true" })).rejects.toMatchObject(unauthorized);
    await expect(mayWrite({ writeAttributes: [name] })).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  // attack 31: what an application trusts is not the user's to write
  it("refuses custom attributes that the client does not name", async () => {
    await expect(user.attributes.update({ "custom:role": "admin" })).rejects.toMatchObject(unauthorized);
    await mayWrite({ writeAttributes: ["custom:role"] });
    await user.attributes.update({ "custom:role": "admin" });
    expect((await stored())["custom:role"]).toBe("admin");
    await expect(user.attributes.update({ name: "Ada" })).rejects.toMatchObject(unauthorized);
  });

  // attack 79: what is for administrators cannot be given to clients at all
  it("refuses attributes for developers only, which no client can be allowed", async () => {
    await expect(user.attributes.update({ "custom:secret": "x" })).rejects.toMatchObject(unauthorized);
    await expect(mayWrite({ writeAttributes: ["custom:secret"] })).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  it.each([
    ["what is fixed", { "custom:fixed": "new" }, "user.custom:fixed: Attribute cannot be updated."],
    ["what is not in the schema", { "custom:none": "x" }, "custom:none: Attribute does not exist in the schema."],
    ["a number that is none", { "custom:age": "old" }, "custom:age"],
    ["a number out of its bounds", { "custom:age": "151" }, "custom:age"],
    ["an address that is none", { email: "nowhere" }, "Invalid email address format."],
    ["a sub", { sub: "x" }, "sub"],
    ["identities", { identities: "[]" }, "identities"],
    // attack 80
    ["a prototype", JSON.parse('{"__proto__": "x"}'), "__proto__"],
  ])("refuses %s, and changes nothing", async (_, attributes, words) => {
    await mayWrite({ writeAttributes: ["custom:fixed", "custom:age", "email", "name"] });
    await world.pool.users.updateAttributes({ username: "ada", attributes: { "custom:age": "36" } });
    const before = await stored();
    const refused = user.attributes.update({ name: "Ada", ...attributes });
    await expect(refused).rejects.toMatchObject({
      code: expect.stringMatching(/^(InvalidParameter|NotAuthorized)Exception$/),
      message: expect.stringMatching(`${words}|unauthorized`),
    });
    expect(await stored()).toEqual(before);
  });

  it("keeps what the pool requires", async () => {
    const { client, pool } = await testPool({ schema: { name: { required: true } } });
    await client.signUp({ username: "eve", password: "Correct horse 7!", attributes: { email: "eve@example.com", name: "Eve" } });
    await pool.users.confirm("eve");
    const result = await client.signIn({ username: "eve", password: "Correct horse 7!" });
    if (result.outcome !== "signedIn") throw new Error("no tokens");
    const eve = await client.user(result.tokens.accessToken);
    await expect(eve.attributes.update({ name: "" })).rejects.toMatchObject({ code: "InvalidParameterException" });
    await expect(eve.attributes.delete(["name"])).rejects.toMatchObject({ code: "InvalidParameterException" });
    expect((await pool.users.get("eve")).attributes["name"]).toBe("Eve");
  });
});

describe("user.attributes.update of an address", () => {
  it("stores it unverified, and sends a code there", async () => {
    await expect(user.attributes.update({ email: "new@example.com" })).resolves.toEqual([
      { attributeName: "email", deliveryMedium: "EMAIL", destination: "n***@e***" },
    ]);
    expect(await stored()).toMatchObject({ email: "new@example.com", email_verified: "false" });
    expect(world.outbox.messages.at(-1)).toMatchObject({
      source: "CustomMessage_UpdateUserAttribute",
      destination: "new@example.com",
      username: "ada",
    });
  });

  it("sends none where the pool does not verify it", async () => {
    await expect(user.attributes.update({ phone_number: "+15555550100" })).resolves.toEqual([]);
    expect(await stored()).toMatchObject({ phone_number: "+15555550100", phone_number_verified: "false" });
  });

  it("sends none, and keeps the proof, where it is the same", async () => {
    await expect(user.attributes.update({ email: "ada@example.com" })).resolves.toEqual([]);
    expect(await stored()).toMatchObject({ email_verified: "true" });
  });

  it("is refused after five codes in an hour; other attributes are not", async () => {
    for (let n = 0; n < 5; n += 1) await user.attributes.update({ email: `ada${n}@example.com` });
    await expect(user.attributes.update({ email: "ada5@example.com", name: "Ada" })).rejects.toMatchObject({
      code: "LimitExceededException",
      message: "Attempt limit exceeded, please try after some time.",
    });
    expect(await stored()).toMatchObject({ email: "ada4@example.com" });
    await expect(user.attributes.update({ name: "Ada" })).resolves.toEqual([]);
  });
});

describe("attributesRequireVerificationBeforeUpdate (users-and-triggers.md 3.6)", () => {
  const careful = { userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] } } as const;
  beforeEach(() => opened({ ...careful, aliasAttributes: ["email"] }));
  const password = "Correct horse 7!";

  // attack 29: the old address stays until the new one is proved
  it("keeps the address of before, verified and good to sign in, until the code proves the new one", async () => {
    await user.attributes.update({ email: "new@example.com", name: "Ada" });
    expect(await stored()).toMatchObject({ email: "ada@example.com", email_verified: "true", name: "Ada" });
    await expect(world.client.signIn({ username: "ada@example.com", password })).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(world.client.signIn({ username: "new@example.com", password })).rejects.toBeDefined();
    await user.attributes.verify({ attributeName: "email", code: world.outbox.lastCode("new@example.com") });
    expect(await stored()).toMatchObject({ email: "new@example.com", email_verified: "true" });
    await expect(world.client.signIn({ username: "new@example.com", password })).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(world.client.signIn({ username: "ada@example.com", password })).rejects.toBeDefined();
  });

  it("sends another code to the address that waits", async () => {
    await user.attributes.update({ email: "new@example.com" });
    await expect(user.attributes.sendVerificationCode("email")).resolves.toMatchObject({ destination: "n***@e***" });
    expect(world.outbox.messages.at(-1)?.destination).toBe("new@example.com");
  });

  it("waits for the last of several addresses", async () => {
    await user.attributes.update({ email: "first@example.com" });
    const first = world.outbox.lastCode();
    await user.attributes.update({ email: "second@example.com" });
    await expect(user.attributes.verify({ attributeName: "email", code: first })).rejects.toMatchObject({
      code: "CodeMismatchException",
    });
    await user.attributes.verify({ attributeName: "email", code: world.outbox.lastCode() });
    expect((await stored())["email"]).toBe("second@example.com");
  });

  const laterDecisions: readonly (readonly [string, () => Promise<unknown>, string | undefined])[] = [
    ["the user keeps the address of before", () => user.attributes.update({ email: "ada@example.com" }), "ada@example.com"],
    ["the user has none any more", () => user.attributes.delete(["email"]), undefined],
    [
      "an administrator gives another",
      () =>
        world.pool.users.updateAttributes({ username: "ada", attributes: { email: "b@example.com", email_verified: "true" } }),
      "b@example.com",
    ],
    [
      "an administrator says that the one of before stays",
      () => world.pool.users.updateAttributes({ username: "ada", attributes: { email: "ada@example.com" } }),
      "ada@example.com",
    ],
    [
      "an administrator takes it away",
      () => world.pool.users.deleteAttributes({ username: "ada", attributeNames: ["email"] }),
      undefined,
    ],
  ];

  // attack 17: a proof that was begun before is stale
  it.each(laterDecisions)("waits no longer when %s", async (_, decide, remains) => {
    await user.attributes.update({ email: "waiting@example.com" });
    const code = world.outbox.lastCode();
    await decide();
    await expect(user.attributes.verify({ attributeName: "email", code })).rejects.toMatchObject({
      code: "ExpiredCodeException",
    });
    expect((await stored())["email"]).toBe(remains);
    if (remains === undefined) return;
    await user.attributes.sendVerificationCode("email");
    expect(world.outbox.messages.at(-1)?.destination).toBe(remains);
  });

  it("goes on waiting when something else is written", async () => {
    await user.attributes.update({ email: "waiting@example.com" });
    const code = world.outbox.lastCode();
    await user.attributes.update({ name: "Ada" });
    await user.attributes.verify({ attributeName: "email", code });
    expect((await stored())["email"]).toBe("waiting@example.com");
  });

  it("keeps the waiting address in no place where it could be read", async () => {
    const storage = recordingStorage();
    await opened({ ...careful, storage });
    await user.attributes.update({ email: "hidden@example.com" });
    expect(JSON.stringify(storage.plans)).not.toContain("hidden@example.com");
  });

  it("does not hold an administrator up who calls it verified", async () => {
    const attributes = { email: "new@example.com", email_verified: "true" };
    const sent = world.outbox.messages.length;
    await world.pool.users.updateAttributes({ username: "ada", attributes });
    expect(await stored()).toMatchObject(attributes);
    expect(world.outbox.messages).toHaveLength(sent);
    await world.pool.users.updateAttributes({ username: "ada", attributes: { email: "third@example.com" } });
    expect(await stored()).toMatchObject(attributes);
    expect(world.outbox.messages.at(-1)?.destination).toBe("third@example.com");
  });
});

describe("user.attributes.delete (DeleteUserAttributes)", () => {
  it("takes them away; with an address goes that it was verified", async () => {
    await user.attributes.update({ name: "Ada" });
    await user.attributes.delete(["name", "email"]);
    expect(await stored()).toEqual({});
  });

  it.each([
    [
      "what is not in the schema",
      "custom:none",
      "Invalid user attributes: user.custom:none: Attribute does not exist in the schema.\n",
    ],
    ["a sub", "sub", expect.stringContaining("Member must not name sub")],
    ["what the client may not write", "custom:role", unauthorized.message],
  ])("refuses %s", async (_, name, message) => {
    await expect(user.attributes.delete(["name", name])).rejects.toMatchObject({ message });
    expect(await stored()).toHaveProperty("email");
  });
});
