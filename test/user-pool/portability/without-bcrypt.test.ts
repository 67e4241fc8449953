import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bcryptHash, hashesFromElsewhere, password } from "../users/password-hash/hashes-from-elsewhere.ts";
import { anotherSub, exportOf, plain } from "./plain-user.ts";

const missing = {
  code: "MissingPeerException",
  message: "A bcrypt hash needs the package @node-rs/bcrypt. Run: npm install @node-rs/bcrypt",
  details: { packageName: "@node-rs/bcrypt" },
};
const takeAway = (): void => {
  vi.doMock("@node-rs/bcrypt", () => {
    throw new Error("Cannot find package '@node-rs/bcrypt'");
  });
};
const bring = (): void => {
  vi.doUnmock("@node-rs/bcrypt");
};
beforeEach(takeAway);
afterEach(bring);

describe("without the package @node-rs/bcrypt", () => {
  it.each([
    ["", { passwordHash: bcryptHash }],
    [" of before", { previousPasswordHashes: [bcryptHash] }],
  ])("users.import says what to install at the first bcrypt hash%s, and can be begun again", async (_, hashes) => {
    const { pool } = await testPool();
    const bob = { ...plain, sub: anotherSub, username: "bob", attributes: {} };
    const records = [bob, { ...plain, ...hashes }];
    await expect(pool.users.import(records)).rejects.toMatchObject(missing);
    expect(await exportOf(pool)).toEqual([bob]);
    bring();
    expect(await pool.users.import(records)).toEqual({ imported: 1, unchanged: 1, refused: [] });
  });

  it("users.import takes every other hash", async () => {
    const { pool } = await testPool();
    const others = Object.values(hashesFromElsewhere).filter((hash) => !hash.startsWith("$2"));
    expect(await pool.users.import([{ ...plain, previousPasswordHashes: others }])).toMatchObject({ imported: 1, refused: [] });
  });

  it("a sign-in fails, and counts nothing: the password may be right", async () => {
    const storage = countingStorage(memory());
    const { client, pool } = await testPool({ storage });
    bring();
    await pool.users.import([{ ...plain, passwordHash: bcryptHash }]);
    takeAway();
    const signIn = () => client.signIn({ username: "ada", password });
    for (let n = 0; n < 10; n += 1) {
      const cost = await storage.count(() => expect(signIn()).rejects.toMatchObject(missing));
      expect(cost.commit).toBe(0);
    }
    bring();
    expect(await signIn()).toMatchObject({ outcome: "signedIn" });
  });
});
