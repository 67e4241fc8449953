import { generateKeyPairSync } from "node:crypto";
import { type ExportedUser, tokensOrThrow } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { credentials } from "../../../src/user-pool/users/credential.table.ts";
import { codeOf, holdingStorage, poolWithStore } from "../stand-ins.ts";
import { bcryptHash, hashesFromElsewhere, password } from "../users/password-hash/hashes-from-elsewhere.ts";
import { exportOf, plain } from "./plain-user.ts";

/** The parameters of a test pool. */
const isOurs = /^\$argon2id\$v=19\$m=8,t=1,p=1\$/;
const kinds = Object.entries(hashesFromElsewhere);
const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };
const another = "Another horse 8!";

async function poolOf(user: Partial<ExportedUser>, options?: TestPoolOptions): Promise<TestPool> {
  const world = await testPool(options);
  expect(await world.pool.users.import([{ ...plain, ...user }])).toEqual({ imported: 1, unchanged: 0, refused: [] });
  return world;
}
const adaIn = async ({ pool }: TestPool): Promise<ExportedUser> => (await exportOf(pool))[0] ?? plain;
const signIn = ({ client }: TestPool, attempted = password) => client.signIn({ username: "ada", password: attempted });

describe("users.import of a hash that was made elsewhere", () => {
  it.each(kinds)("lets the user in by the password, which is then hashed as argon2id: %s", async (_, passwordHash) => {
    const world = await poolOf({ passwordHash });
    expect(await signIn(world)).toMatchObject({ outcome: "signedIn" });
    const { passwordHash: anew, ...others } = await adaIn(world);
    expect(anew).toMatch(isOurs);
    const { passwordHash: __, ...before } = plain;
    expect(others).toEqual(before);
    // It is the same password, and is not hashed a third time.
    expect(await signIn(world)).toMatchObject({ outcome: "signedIn" });
    expect((await adaIn(world)).passwordHash).toBe(anew);
  });

  it.each(kinds)("keeps it through a wrong password, and through another export and import: %s", async (_, passwordHash) => {
    const world = await poolOf({ passwordHash, previousPasswordHashes: [passwordHash] });
    await expect(signIn(world, "Wrong horse 7!")).rejects.toMatchObject(incorrect);
    const exported = await adaIn(world);
    expect(exported).toMatchObject({ passwordHash, previousPasswordHashes: [passwordHash] });
    const elsewhere = await poolOf(exported);
    expect(await adaIn(elsewhere)).toEqual(exported);
    expect(await signIn(elsewhere)).toMatchObject({ outcome: "signedIn" });
  });

  it.each(kinds)("takes it sealed, too: %s", async (_, passwordHash) => {
    const { publicKey, privateKey } = generateKeyPairSync("x25519");
    const source = await poolOf({ passwordHash });
    const sealed = await exportOf(source.pool, { sealTo: publicKey.export({ format: "jwk" }) });
    expect(JSON.stringify(sealed)).not.toContain(passwordHash);
    const target = await testPool();
    await target.pool.users.import(sealed, { openWith: privateKey.export({ format: "jwk" }) });
    expect((await adaIn(target)).passwordHash).toBe(passwordHash);
    expect(await signIn(target)).toMatchObject({ outcome: "signedIn" });
  });

  it("counts wrong passwords and locks, as with a hash of ours", async () => {
    const world = await poolOf({ passwordHash: bcryptHash });
    for (let n = 0; n < 5; n += 1) await expect(signIn(world, "Wrong horse 7!")).rejects.toMatchObject(incorrect);
    await expect(signIn(world)).rejects.toMatchObject({ message: "Password attempts exceeded" });
    world.clock.advance({ seconds: 1 });
    expect(await signIn(world)).toMatchObject({ outcome: "signedIn" });
  });

  it("finds a user who was signed in since as another one: their hash is no more as written", async () => {
    const world = await poolOf({ passwordHash: bcryptHash });
    expect(await world.pool.users.import([{ ...plain, passwordHash: bcryptHash }])).toMatchObject({ unchanged: 1 });
    await signIn(world);
    const { refused } = await world.pool.users.import([{ ...plain, passwordHash: bcryptHash }]);
    expect(refused).toMatchObject([{ code: "UsernameExistsException" }]);
  });

  it("asks who comes in by a temporary password for their own", async () => {
    const world = await poolOf({
      passwordHash: bcryptHash,
      userStatus: "FORCE_CHANGE_PASSWORD",
      temporaryPasswordUntil: "2999-01-01T00:00:00.000Z",
    });
    expect(await signIn(world)).toMatchObject({ outcome: "challenge", challengeName: "NEW_PASSWORD_REQUIRED" });
  });
});

describe("a refusal of a hash", () => {
  it.each([
    ["of no scheme", "passwordHash", "$6$rounds=5000$saltstring$secretsecretsecret", "argon2, bcrypt, scrypt or PBKDF2"],
    ["that costs too much", "passwordHash", bcryptHash.replace("$04$", "$17$"), "a cost of 4 to 16"],
    ["of before", "previousPasswordHashes.0", bcryptHash.replace("$04$", "$17$"), "a cost of 4 to 16"],
  ])("%s names its path and what is taken, and not the hash", async (_, path, hash, words) => {
    const { pool } = await testPool();
    const wrong = path === "passwordHash" ? { passwordHash: hash } : { previousPasswordHashes: [hash] };
    const { refused } = await pool.users.import([{ ...plain, ...wrong }]);
    expect(refused).toMatchObject([
      { code: "InvalidParameterException", message: expect.stringContaining(`Value at '${path}'`) },
    ]);
    expect(refused[0]?.message).toContain(words);
    expect(refused[0]?.message).not.toContain(hash.slice(-10));
  });
});

describe("parallel sign-ins of one imported user", () => {
  it.each([2, 20])("let all %i in, and leave one hash of ours", async (parallel) => {
    const world = await poolOf({ passwordHash: bcryptHash });
    const answers = await Promise.all(Array.from({ length: parallel }, () => signIn(world).then(() => "in", codeOf)));
    expect(new Set(answers)).toEqual(new Set(["in"]));
    expect((await adaIn(world)).passwordHash).toMatch(isOurs);
  });

  // attack 18: rehash on sign-in, racing a change of the password
  it("lose to a password that is set between the proof and the new hash", async () => {
    const storage = holdingStorage();
    const world = await poolOf({ passwordHash: bcryptHash }, { storage });
    const held = storage.holdNextCommit("credentials");
    const signingIn = signIn(world);
    await held.reached;
    await world.pool.users.setPassword({ username: "ada", password: another, permanent: true });
    held.release();
    await expect(signingIn).rejects.toMatchObject(incorrect);
    await expect(signIn(world)).rejects.toMatchObject(incorrect);
    expect(await signIn(world, another)).toMatchObject({ outcome: "signedIn" });
  });
});

describe.each(kinds)("a password that is imported as %s", (_, hash) => {
  const withHistory = { passwordPolicy: { passwordHistorySize: 3 } } as const;
  const usedBefore = { code: "PasswordHistoryPolicyViolationException" };

  it("is one of those that a new password must differ from, also as one of before", async () => {
    for (const hashes of [{ passwordHash: hash }, { previousPasswordHashes: [hash] }]) {
      const { pool } = await poolOf(hashes, withHistory);
      const set = (chosen: string) => pool.users.setPassword({ username: "ada", password: chosen, permanent: true });
      await expect(set(password)).rejects.toMatchObject(usedBefore);
      await expect(set(another)).resolves.toBeUndefined();
    }
  });

  it("is replaced by confirmForgotPassword, by another one", async () => {
    const world = await poolOf({ passwordHash: hash }, withHistory);
    await world.client.forgotPassword({ username: "ada" });
    const confirm = (chosen: string) =>
      world.client.confirmForgotPassword({ username: "ada", confirmationCode: world.outbox.lastCode(), password: chosen });
    await expect(confirm(password)).rejects.toMatchObject(usedBefore);
    await confirm(another);
    const after = await adaIn(world);
    expect(after).toMatchObject({ passwordHash: expect.stringMatching(isOurs), previousPasswordHashes: [hash] });
    expect(await signIn(world, another)).toMatchObject({ outcome: "signedIn" });
  });

  it("is the previous password of changePassword, for who is signed in already", async () => {
    const world = await poolWithStore(withHistory);
    await world.signedIn({ username: "ada", password: another });
    const { accessToken } = tokensOrThrow(await signIn(world, another));
    const me = await world.client.user(accessToken);
    const { sub } = await world.pool.users.get("ada");
    const [credential] = await world.store.read([credentials.key({ poolId: world.pool.userPoolId, sub })]);
    await world.store.commit(credential === undefined ? [] : [credential.put({ passwordHash: hash })]);
    const change = (previousPassword: string, proposedPassword: string) =>
      me.changePassword({ previousPassword, proposedPassword });
    await expect(change("Wrong horse 7!", "Third horse 9!")).rejects.toMatchObject(incorrect);
    await expect(change(password, password)).rejects.toMatchObject(usedBefore);
    await change(password, "Third horse 9!");
    expect(await signIn(world, "Third horse 9!")).toMatchObject({ outcome: "signedIn" });
  });
});
