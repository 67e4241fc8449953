import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { CompactEncrypt } from "jose";
import type { EncryptionJwk, ExportedUser } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { anotherSub, exportOf, phc, plain } from "./plain-user.ts";

const password = "Correct horse 7!";

interface Pair {
  readonly sealTo: EncryptionJwk;
  readonly openWith: EncryptionJwk;
}
const pairOf = (type: "rsa" | "ec" | "x25519" | "ed25519", options: object = {}): Pair => {
  const { publicKey, privateKey } = generateKeyPairSync(type as "rsa", options as { modulusLength: number });
  return { sealTo: publicKey.export({ format: "jwk" }), openWith: privateKey.export({ format: "jwk" }) };
};
const rsa = pairOf("rsa", { modulusLength: 2048 });
const ec = pairOf("ec", { namedCurve: "P-256" });

async function populated(): Promise<TestPool> {
  const world = await testPool({ passwordPolicy: { passwordHistorySize: 3 } });
  await world.signedIn({ username: "ada", password: "First horse 1!" });
  await world.pool.users.setPassword({ username: "ada", password, permanent: true });
  await world.pool.users.import([{ ...plain, username: "passwordless", attributes: {} }]);
  return world;
}
const sealedBy = ({ pool }: TestPool, { sealTo }: Pair) => exportOf(pool, { sealTo });

describe("users.export with `sealTo`, and users.import with `openWith`", () => {
  it.each([
    ["RSA of 2048 bits", rsa],
    ["RSA of 4096 bits", pairOf("rsa", { modulusLength: 4096 })],
    ["EC on P-256", ec],
    ["EC on P-384", pairOf("ec", { namedCurve: "P-384" })],
    ["EC on P-521", pairOf("ec", { namedCurve: "P-521" })],
    ["OKP on X25519", pairOf("x25519")],
  ])("carry passwords, past ones too, by %s", async (_, pair) => {
    const { openWith } = pair;
    const [source, target] = [await populated(), await testPool({ passwordPolicy: { passwordHistorySize: 3 } })];
    const sealed = await sealedBy(source, pair);
    expect(await target.pool.users.import(sealed, { openWith })).toEqual({ imported: 2, unchanged: 0, refused: [] });
    expect(await exportOf(target.pool)).toEqual(await exportOf(source.pool));
    expect(await target.client.signIn({ username: "ada", password })).toMatchObject({ outcome: "signedIn" });
    // To begin again finds everybody as written, though each sealing is another text.
    expect(await target.pool.users.import(await sealedBy(source, pair), { openWith })).toMatchObject({ unchanged: 2 });
  });

  it("leave no hash in the record, and all else as it is", async () => {
    const source = await populated();
    const sealed = await sealedBy(source, ec);
    const clear = await exportOf(source.pool);
    expect(JSON.stringify(sealed)).not.toContain("argon2");
    for (const [at, user] of sealed.entries()) {
      const { sealedPasswords, ...others } = user;
      expect(others).toEqual({ ...clear[at], passwordHash: null, previousPasswordHashes: [] });
      expect(sealedPasswords).toMatch(/^[\w-]+\.[\w-]*\.[\w-]+\.[\w-]+\.[\w-]+$/);
    }
    expect(clear.some(({ sealedPasswords }) => sealedPasswords !== undefined)).toBe(false);
  });
});

describe("a sealed record is refused, the user is not made, and the others are", () => {
  const refusal = async (change: (sealed: ExportedUser, other: ExportedUser) => ExportedUser, openWith?: EncryptionJwk) => {
    const [source, target] = [await populated(), await testPool()];
    const [one, other] = (await sealedBy(source, rsa)) as [ExportedUser, ExportedUser];
    const records = [change(one, other), { ...plain, sub: anotherSub, username: "bob", attributes: {} }];
    const { refused, ...counts } = await target.pool.users.import(records, { openWith });
    expect(counts).toEqual({ imported: 1, unchanged: 0 });
    expect(refused).toHaveLength(1);
    await expect(target.pool.users.get(one.username)).rejects.toMatchObject({ code: "UserNotFoundException" });
    return refused[0];
  };
  const forged = (plaintext: unknown, header: object = {}): Promise<string> =>
    new CompactEncrypt(Buffer.from(JSON.stringify(plaintext)))
      .setProtectedHeader({ alg: "RSA-OAEP-256", enc: "A256GCM", ...header })
      .encrypt(rsa.sealTo as { kty: "RSA" });
  const doesNotOpen = {
    code: "SealBrokenException",
    message: "The passwords of this user do not open: they were sealed to another key, changed, or sealed for another user.",
  };

  it("without a key, and the reason says what to give", async () => {
    expect(await refusal((sealed) => sealed)).toMatchObject({
      code: "InvalidParameterException",
      message: expect.stringContaining("give openWith, the private key"),
    });
  });

  it.each([
    ["another key of the same kind", pairOf("rsa", { modulusLength: 2048 })],
    ["a key of another kind", ec],
  ])("with %s", async (_, { openWith }) => {
    expect(await refusal((sealed) => sealed, openWith)).toMatchObject(doesNotOpen);
  });

  it("when it was moved from another user", async () => {
    const moved = await refusal((one, { sealedPasswords }) => ({ ...one, sealedPasswords }), rsa.openWith);
    expect(moved).toMatchObject(doesNotOpen);
  });

  it.each([
    ["a byte was changed", (text: string) => `${text.slice(0, -2)}${text.endsWith("AA") ? "BB" : "AA"}`],
    ["it was cut short", (text: string) => text.slice(0, text.lastIndexOf("."))],
    ["it is no JWE", () => "sealed"],
    ["it is five empty parts", () => "...."],
  ])("when %s", async (_, change) => {
    const changed = (one: ExportedUser) => ({ ...one, sealedPasswords: change(one.sealedPasswords ?? "") });
    expect(await refusal(changed, rsa.openWith)).toMatchObject(doesNotOpen);
  });

  // attack 50
  it("when it is sealed by another algorithm than ours, or compressed", async () => {
    const { passwordHash, previousPasswordHashes } = plain;
    for (const header of [{ alg: "RSA-OAEP" }, { enc: "A128CBC-HS256" }, { zip: "DEF" }]) {
      const { pool } = await testPool();
      const sealedPasswords = await forged({ sub: plain.sub, passwordHash, previousPasswordHashes }, header);
      const { refused } = await pool.users.import([{ ...plain, sealedPasswords }], { openWith: rsa.openWith });
      expect(refused).toMatchObject([doesNotOpen]);
    }
  });

  it.each([
    ["nothing", null, doesNotOpen.code],
    ["a text", "argon2", doesNotOpen.code],
    ["no sub", { passwordHash: null, previousPasswordHashes: [] }, doesNotOpen.code],
    ["no hash", { sub: plain.sub }, "InvalidParameterException"],
    ["a hash of another kind", { sub: plain.sub, passwordHash: "md5", previousPasswordHashes: [] }, "InvalidParameterException"],
    [
      "a hash that costs too much",
      { sub: plain.sub, passwordHash: phc({ passes: 65 }), previousPasswordHashes: [] },
      "InvalidParameterException",
    ],
  ])("when what was sealed is %s, without a word of it", async (_, plaintext, code) => {
    const { pool } = await testPool();
    const sealedPasswords = await forged(plaintext);
    const { refused } = await pool.users.import([{ ...plain, sealedPasswords }], { openWith: rsa.openWith });
    expect(refused).toMatchObject([{ code }]);
    expect(JSON.stringify(refused)).not.toMatch(/\$argon2id|md5/);
  });
});

describe("a key that is none", () => {
  const oct = { kty: "oct", k: "A".repeat(43) };
  it.each<[string, object]>([
    ["a text", { sealTo: "key" }],
    ["nothing that is a JWK", { sealTo: {} }],
    ["a symmetric key", { sealTo: oct }],
    ["RSA of 1024 bits", { sealTo: pairOf("rsa", { modulusLength: 1024 }).sealTo }],
    ["a curve that is not among them", { sealTo: pairOf("ec", { namedCurve: "secp256k1" }).sealTo }],
    ["a key that signs only", { sealTo: pairOf("ed25519").sealTo }],
    ["the private key", { sealTo: rsa.openWith }],
    ["a misspelt member", { sealsTo: rsa.sealTo }],
  ])("is refused by `export` before anybody is read: %s", async (_, options) => {
    const { pool } = await testPool();
    const error = await pool.users
      .export(options)
      .next()
      .catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException" });
    for (const secret of [rsa.openWith.d, oct.k]) expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(secret);
  });

  it.each<[string, object]>([
    ["a text", { openWith: "key" }],
    ["a symmetric key", { openWith: oct }],
    ["the public key", { openWith: rsa.sealTo }],
    ["a key that signs only", { openWith: pairOf("ed25519").openWith }],
    ["a misspelt member", { key: rsa.openWith }],
  ])("is refused by `import`, and nobody is made: %s", async (_, options) => {
    const { pool } = await testPool();
    const error = await pool.users.import([plain], options).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException" });
    expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(oct.k);
    expect((await pool.users.list()).users).toEqual([]);
  });
});
