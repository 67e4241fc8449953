import { inspect } from "node:util";
import { isRockpoolError } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

const hashing = vi.hoisted(() => ({ count: 0 }));
vi.mock("@node-rs/argon2", async (importOriginal) => {
  const real = await importOriginal<typeof import("@node-rs/argon2")>();
  const hash: typeof real.hash = (...given) => {
    hashing.count += 1;
    return real.hash(...given);
  };
  return { ...real, hash };
});

const password = "Correct horse 7!";
const ada = { username: "ada", password, attributes: { email: "ada@example.com", name: "Ada" } };

describe("signUp (users-and-triggers.md 3.3)", () => {
  it("stores the user: unconfirmed, enabled, the e-mail not verified", async () => {
    const { client, pool, clock } = await testPool();
    const { userSub, userConfirmed } = await client.signUp(ada);
    expect(userConfirmed).toBe(false);
    expect(await pool.users.get("ada")).toEqual({
      username: "ada",
      sub: userSub,
      attributes: { email: "ada@example.com", name: "Ada", email_verified: "false" },
      userStatus: "UNCONFIRMED",
      enabled: true,
      userCreateDate: new Date(clock()),
      userLastModifiedDate: new Date(clock()),
    });
    expect(userSub).toMatch(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
  });

  it("is one commit, with every record of the user in it", async () => {
    const storage = recordingStorage();
    const { client } = await testPool({ storage });
    const before = storage.plans.length;
    await client.signUp(ada);
    const [plan, ...more] = storage.plans.slice(before);
    expect(more).toEqual([]);
    const tables = plan?.entries.map(({ table }) => table).sort();
    expect(tables).toEqual(["attempts", "attempts", "auth_events", "auth_states", "codes", "credentials", "usernames", "users"]);
  });

  it("sends a code of six digits, and answers where to", async () => {
    const { client, pool, outbox } = await testPool();
    const { codeDeliveryDetails } = await client.signUp(ada);
    expect(codeDeliveryDetails).toEqual({ attributeName: "email", deliveryMedium: "EMAIL", destination: "a***@e***" });
    const code = outbox.lastCode("ada@example.com");
    expect(code).toMatch(/^\d{6}$/);
    expect(outbox.messages).toEqual([
      {
        source: "CustomMessage_SignUp",
        userPoolId: pool.userPoolId,
        clientId: client.clientId,
        username: "ada",
        medium: "EMAIL",
        destination: "ada@example.com",
        subject: "Your verification code",
        body: `Your verification code is ${code}. `,
        html: `Your verification code is ${code}. `,
        code,
      },
    ]);
  });

  it.each([
    ["the user has no e-mail", { autoVerifiedAttributes: ["email"] as const }, {}],
    ["the user's e-mail is empty", { autoVerifiedAttributes: ["email"] as const }, { email: "" }],
    ["the pool verifies nothing", { autoVerifiedAttributes: [] as const }, { email: "ada@example.com" }],
  ])("makes and sends no code when %s", async (_, settings, attributes) => {
    const storage = recordingStorage();
    const { client, outbox } = await testPool({ ...settings, storage });
    expect(await client.signUp({ username: "ada", password, attributes })).toEqual({
      userConfirmed: false,
      userSub: expect.any(String),
    });
    expect(outbox.messages).toEqual([]);
    expect(await storage.records("codes")).toEqual([]);
  });

  // attack 92: a sender that fails fails the call, by a code of ours
  it("keeps a user whose code could not be delivered, and shows nothing of the sender's error, which quotes the code", async () => {
    let code = "";
    const send = async (message: { readonly body: string; readonly code: string }): Promise<void> => {
      code = message.code;
      throw new Error(`550 refused: ${message.body}`);
    };
    const { client, pool } = await testPool({ rockpool: { delivery: { send } } });
    const error = await client.signUp(ada).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "CodeDeliveryFailureException" });
    expect(code).toMatch(/^\d{6}$/);
    expect(inspect(error, { depth: 9, showHidden: true })).not.toMatch(new RegExp(`${code}|550`));
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "UNCONFIRMED" });
  });
});

describe("a name that is taken", () => {
  it.each([
    ["the same", "zoë"],
    ["in upper case", "ZOË"],
    ["decomposed", "zoe\u0308"],
    ["decomposed, in upper case", "ZOE\u0308"],
    ["in full-width letters", "\uff5a\uff4f\u00eb"],
  ])("is refused: %s", async (_, username) => {
    const { client } = await testPool();
    await client.signUp({ ...ada, username: "zoë" });
    const again = client.signUp({ ...ada, username });
    await expect(again).rejects.toMatchObject({ code: "UsernameExistsException", message: "User already exists" });
  });

  it("is free in another pool", async () => {
    const { rockpool, client } = await testPool();
    const other = await (await rockpool.ensureUserPool({ poolName: "other" })).clients.ensure({ clientName: "web" });
    const [here, there] = [await client.signUp(ada), await other.signUp(ada)];
    expect(here.userSub).not.toBe(there.userSub);
  });

  // attack 71: who asks whether a name is taken measures the same work
  it("costs the hash and the read that a free one costs", async () => {
    const storage = countingStorage(memory());
    const { client } = await testPool({ storage });
    await client.signUp(ada);
    hashing.count = 0;
    const free = await storage.count(() => client.signUp({ ...ada, username: "bob" }));
    expect(hashing.count).toBe(1);
    const taken = await storage.count(() => client.signUp(ada).catch(() => {}));
    expect(hashing.count).toBe(2);
    expect(taken.get).toBe(free.get);
  });
});

describe("what signUp refuses", () => {
  const storage = recordingStorage();
  let world: Awaited<ReturnType<typeof testPool>>;
  beforeEach(async () => {
    world = await testPool({ storage, rockpool: { masterKey: `rpmk_${"A".repeat(43)}` } });
  });
  afterEach(async () => {
    for (const table of ["users", "usernames", "credentials", "codes"]) expect(await storage.records(table)).toEqual([]);
    expect(world.outbox.messages).toEqual([]);
  });

  it.each([
    ["no name", { username: "" }, "username"],
    ["a name with a space inside", { username: "ada lovelace" }, "username"],
    ["a name of 129 characters", { username: "a".repeat(129) }, "username"],
    ["a name that is long once it is folded", { username: "\ufdfa".repeat(10) }, "username"],
    ["a name that is no text", { username: 7 }, "username"],
    ["no password", { password: "" }, "password"],
    ["a password of 257 characters", { password: `${"Aa1!".repeat(64)}x` }, "password"],
    ["a member nobody knows", { userAttributes: {} }, "userAttributes"],
    ["an attribute that is no text", { attributes: { name: 7 } }, "attributes.name"],
    ["attributes as a list", { attributes: [{ Name: "email" }] }, "attributes"],
    ["U+0000 in the name", { username: "ada\0" }, "username"],
    ["a lone surrogate in the name", { username: "ada\ud800" }, "username"],
    ["U+0000 in the password", { password: `${password}\0` }, "password"],
    ["a lone surrogate in the password", { password: `${password}\udc00` }, "password"],
    ["U+0000 in an attribute", { attributes: { name: "A\0da" } }, "attributes.name"],
    ["a lone surrogate in an attribute", { attributes: { name: "A\ud83dda" } }, "attributes.name"],
    ["a lone surrogate in an attribute's name", { attributes: { "na\ud83dme": "Ada" } }, "attributes"],
    ["U+0000 in the secret hash", { secretHash: "\0" }, "secretHash"],
  ])("is %s, by the path of the member; nothing is stored", async (_, wrong, path) => {
    const refused = world.client.signUp({ ...ada, ...wrong } as typeof ada);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });

  it("is text that no storage could keep, also in an input that is made by a class", async () => {
    class Form {
      readonly username = "ada";
      readonly password = password;
      readonly attributes = { name: "A\0da" };
    }
    const refused = world.client.signUp(new Form());
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "attributes.name" } });
  });

  it.each([undefined, null, 7, "ada", []])("is %j in place of an input", async (input) => {
    await expect(world.client.signUp(input as never)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  // attack 88: secrets are in no error
  it.each([
    ["against the policy", "sesam-sesam-sesam"],
    ["with U+0000", "Sesam-sesam-7!\0"],
    ["too long", "Sesam-7!".repeat(40)],
  ])("is a password %s, without quoting it", async (_, secret) => {
    const error = await world.client.signUp({ ...ada, password: secret }).catch((thrown: unknown) => thrown);
    expect(isRockpoolError(error)).toBe(true);
    expect(inspect(error, { depth: 9, showHidden: true }).toLowerCase()).not.toContain("sesam");
  });
});
