import type { ExportedUser } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { checkedOptions } from "../../../src/rockpool-options.ts";
import { exportedUserSchema } from "../../../src/user-pool/portability/exported-user.ts";
import { anotherSub, identity, linkedAt, phc, plain } from "./plain-user.ts";

const invalid = "InvalidParameterException";
type Wrong = Partial<Record<keyof ExportedUser, unknown>>;

describe("users.import refuses a record", () => {
  it.each<[string, string, Wrong]>([
    ["a sub that is none", "sub", { sub: "ada" }],
    ["a name that is none", "username", { username: "a b" }],
    ["an attribute that is not in the schema", "shoe_size", { attributes: { shoe_size: "44" } }],
    ["a value of another form", "email", { attributes: { email: "nobody" } }],
    ["an attribute that is rockpool's", "sub", { attributes: { sub: plain.sub } }],
    ["an address that is verified and not there", "email_verified", { attributes: { email_verified: "true" } }],
    ["an address that is verified and empty", "email_verified", { attributes: { email: "", email_verified: "true" } }],
    ["a status there is not", "userStatus", { userStatus: "ARCHIVED" }],
    ["a hash of another kind", "passwordHash", { passwordHash: "$1$Etg2ExUZ$F9NTP7omafhKIlqaBMqng1" }],
    ["a hash that is no secret of ours in the history", "previousPasswordHashes.0", { previousPasswordHashes: ["none"] }],
    ["a group twice", "groups", { groups: ["staff", "staff"] }],
    ["an identity at Cognito, which links nobody", "providerName", { identities: [{ ...identity, providerName: "Cognito" }] }],
    ["an identity twice", "identities", { identities: [identity, { ...identity, linkedAt: "2026-01-02T00:00:00Z" }] }],
    ["a sealed hash beside one in the clear", "sealedPasswords", { sealedPasswords: "a.b.c.d.e", passwordHash: phc() }],
    [
      "a temporary password of a user who chose their own",
      "temporaryPasswordUntil",
      { userStatus: "CONFIRMED", temporaryPasswordUntil: "2099-01-01T00:00:00Z" },
    ],
    [
      "a user who must choose a password, and no end of the temporary one",
      "temporaryPasswordUntil",
      { userStatus: "FORCE_CHANGE_PASSWORD" },
    ],
    ["a date without a time", "userCreateDate", { userCreateDate: "2026-01-01" }],
    ["a member there is not", "isAdmin", { isAdmin: true } as never],
  ])("for %s, by its path, and goes on with the next", async (_, path, wrong) => {
    const { pool } = await testPool();
    await pool.groups.create({ groupName: "staff" });
    const next = { ...plain, sub: anotherSub, username: "bob", attributes: {} };
    const result = await pool.users.import([{ ...plain, ...wrong } as ExportedUser, next]);
    expect(result).toEqual({
      imported: 1,
      unchanged: 0,
      refused: [{ index: 0, username: expect.anything(), code: invalid, message: expect.stringContaining(path) }],
    });
  });

  it("whose group is not there, and makes nobody", async () => {
    const { pool } = await testPool();
    await pool.groups.create({ groupName: "staff" });
    const { refused } = await pool.users.import([{ ...plain, groups: ["staff", "nobody"] }]);
    expect(refused).toMatchObject([{ code: "ResourceNotFoundException", message: "Group not found." }]);
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    expect((await pool.groups.listUsers("staff")).users).toEqual([]);
  });

  it("whose name, address, identity or sub is somebody else's", async () => {
    const { pool } = await testPool({ aliasAttributes: ["email"] });
    const ada = { ...plain, identities: [identity] };
    await pool.users.import([ada]);
    const other = { ...ada, sub: anotherSub };
    const { refused, ...counts } = await pool.users.import([
      other,
      { ...other, username: "eve", identities: [] },
      { ...other, username: "eve", attributes: {} },
      { ...ada, attributes: {} },
    ]);
    expect(counts).toEqual({ imported: 0, unchanged: 0 });
    expect(refused.map(({ code }) => code)).toEqual([
      "UsernameExistsException",
      "AliasExistsException",
      "AliasExistsException",
      "UsernameExistsException",
    ]);
    expect(refused.every(({ message }) => !message.includes("argon2"))).toBe(true);
  });
});

describe("users.import takes no name that could not be made in the pool (users-and-triggers.md 2.5)", () => {
  const [email, phone_number] = ["ada@example.com", "+15555550100"];
  const sub = { username: plain.sub };

  it.each<[string, TestPoolOptions, Wrong, string | null]>([
    ["an address as a name, where e-mail is an alias", { aliasAttributes: ["email"] }, { username: email }, "of email format"],
    ["a number, where phones are", { aliasAttributes: ["phone_number"] }, { username: phone_number }, "of phone number format"],
    ["an address, where phones are", { aliasAttributes: ["phone_number"] }, { username: email }, null],
    ["an address, where there are no aliases", {}, { username: email }, null],
    ["another name, where addresses are names", { usernameAttributes: ["email"] }, {}, "Member must be the sub"],
    ["an address, where addresses are names", { usernameAttributes: ["email"] }, { username: email }, "Member must be the sub"],
    ["the sub, where addresses are names", { usernameAttributes: ["email"] }, sub, null],
    [
      "the sub without that address",
      { usernameAttributes: ["email"] },
      { ...sub, attributes: { phone_number } },
      "Member must have email, which is the user name",
    ],
    [
      "the sub without any address",
      { usernameAttributes: ["email", "phone_number"] },
      { ...sub, attributes: { email: "" } },
      "Member must have email or phone_number",
    ],
  ])("%s", async (_, settings, written, message) => {
    const { pool } = await testPool(settings);
    const result = await pool.users.import([{ ...plain, ...written } as ExportedUser]);
    const refused = [{ code: invalid, message: expect.stringContaining(message ?? "") }];
    expect(result).toMatchObject(message === null ? { imported: 1, refused: [] } : { imported: 0, refused });
  });
});

describe("the cost of a hash", () => {
  /** The form only: nobody could wait for a hash of that cost. */
  const isTaken = (cost: Parameters<typeof phc>[0]): boolean =>
    exportedUserSchema.safeParse({ ...plain, passwordHash: phc(cost), previousPasswordHashes: [phc(cost)] }).success;
  const isAllowed = ({ kib, passes, lanes }: { kib: number; passes: number; lanes: number }): boolean => {
    const passwordHashing = { memoryCostKib: kib, timeCost: passes, parallelism: lanes };
    try {
      checkedOptions({ storage: memory(), baseUrl: "https://auth.test", delivery: { send: async () => {} }, passwordHashing });
      return true;
    } catch {
      return false;
    }
  };
  const most = { kib: 4_194_304, passes: 64, lanes: 64 };

  it.each([
    ["at its most", most, true],
    ["at its least", { kib: 8, passes: 1, lanes: 1 }, true],
    ["with more memory", { ...most, kib: 4_194_305 }, false],
    ["with more passes", { ...most, passes: 65 }, false],
    ["with more lanes", { ...most, lanes: 65 }, false],
    ["with no pass", { ...most, passes: 0 }, false],
    ["with less memory than its lanes need", { kib: 15, passes: 1, lanes: 2 }, false],
  ])("%s is taken as `passwordHashing` takes it", (_, cost, taken) => {
    expect([isTaken(cost), isAllowed(cost)]).toEqual([taken, taken]);
  });
});

describe("users.import tells what is the same", () => {
  it("by the time of a date, not by how it is written", async () => {
    const { pool } = await testPool();
    const dated = { userCreateDate: "2026-01-01T00:00:00Z", temporaryPasswordUntil: "2026-01-08T00:00:00Z" };
    const ada = {
      ...plain,
      ...dated,
      userStatus: "FORCE_CHANGE_PASSWORD" as const,
      identities: [{ ...identity, linkedAt: "2026-01-01T00:00:00Z" }],
      passwordHash: phc(),
    };
    expect(await pool.users.import([ada, ada])).toEqual({ imported: 1, unchanged: 1, refused: [] });
    const later = { ...ada, temporaryPasswordUntil: "2026-01-08T00:00:00.001Z" };
    expect((await pool.users.import([later])).refused).toMatchObject([{ code: "UsernameExistsException" }]);
  });

  it("where an empty value is none, and an address that nothing is said of is not verified", async () => {
    const { pool } = await testPool();
    const ada = { ...plain, attributes: { email: "ada@example.com", name: "" } };
    expect(await pool.users.import([ada, ada])).toEqual({ imported: 1, unchanged: 1, refused: [] });
    expect((await pool.users.get("ada")).attributes).toEqual({ email: "ada@example.com", email_verified: "false" });
  });
});

describe("users.import of what is no list", () => {
  it.each([[undefined], [null], [7], [{ ...plain }]])("refuses %j", async (records) => {
    const { pool } = await testPool();
    await expect(pool.users.import(records as never)).rejects.toMatchObject({ code: invalid, details: { path: "records" } });
  });

  it("lets what the list throws through: what was imported stays", async () => {
    const { pool } = await testPool();
    const broken = (async function* () {
      yield { ...plain, identities: [{ ...identity, linkedAt }] };
      throw new Error("the file broke off");
    })();
    await expect(pool.users.import(broken)).rejects.toThrow("the file broke off");
    expect((await pool.users.get("ada")).sub).toBe(plain.sub);
  });
});
