import { generateMasterKey, type PasswordHashing, Rockpool } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../../../src/runtime.ts";
import { createKeyring } from "../../../../src/seal/sealing.ts";
import { Store } from "../../../../src/storage/store.ts";
import type { Found } from "../../../../src/storage/table.ts";
import type { AppClient } from "../../../../src/user-pool/app-client.ts";
import { type CredentialRecord, credentials } from "../../../../src/user-pool/users/credential.table.ts";
import { createPasswordHasher } from "../../../../src/user-pool/users/password-hasher.ts";
import { codeOf, holdingStorage } from "../../stand-ins.ts";

const password = "Correct horse 7!";
const costlier = { memoryCostKib: 16, timeCost: 2 };
const isOld = /^\$argon2id\$v=19\$m=8,t=1,p=1\$/;
const isNew = /^\$argon2id\$v=19\$m=16,t=2,p=1\$/;

interface Renewed {
  /** Of a Rockpool that was opened with costlier hashing, on the storage where ada signed up before. */
  readonly client: AppClient;
  readonly store: Store;
  credential(): Promise<Found<CredentialRecord>>;
}

async function renewed(storage: StorageAdapter = memory(), passwordHashing: PasswordHashing = costlier): Promise<Renewed> {
  const masterKey = generateMasterKey();
  const before = await testPool({ storage, rockpool: { masterKey } });
  const { sub } = await before.signedIn({ username: "ada" });
  const rockpool = await Rockpool.open({
    storage,
    masterKey,
    passwordHashing,
    baseUrl: "https://auth.test",
    delivery: outbox(),
    clock: before.clock,
    keySource: fixedTestKeys(),
  });
  const pool = await rockpool.userPool(before.pool.userPoolId);
  const store = new Store(storage, createKeyring({ current: masterKey, previous: [] }, systemRuntime.random), systemRuntime);
  const credential = async (): Promise<Found<CredentialRecord>> => {
    const [found] = await store.read([credentials.key({ poolId: pool.userPoolId, sub })]);
    if (found === undefined) throw new Error("ada has no password");
    return found;
  };
  return { client: await pool.clients.get(before.client.clientId), store, credential };
}

describe("a password that was hashed with other parameters", () => {
  it("is hashed anew by the sign-in that proves it, and stays the same password", async () => {
    const { client, credential } = await renewed();
    const before = await credential();
    expect(before.value.passwordHash).toMatch(isOld);
    await client.signIn({ username: "ada", password });
    const after = await credential();
    expect(after.value.passwordHash).toMatch(isNew);
    expect(after.value.passwordId).toBe(before.value.passwordId);
    await client.signIn({ username: "ada", password });
    expect((await credential()).version).toBe(after.version);
  });

  it("is not, by a wrong one", async () => {
    const { client, credential } = await renewed();
    const { version } = await credential();
    await expect(client.signIn({ username: "ada", password: "wrong" })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    expect((await credential()).version).toBe(version);
  });

  it("is hashed anew when the parameters are cheaper, too", async () => {
    const { client, credential } = await renewed(memory(), { memoryCostKib: 8, timeCost: 2 });
    await client.signIn({ username: "ada", password });
    expect((await credential()).value.passwordHash).toMatch(/m=8,t=2,p=1/);
  });

  it.each([2, 20])("lets %i sign in at once", async (parallel) => {
    const { client, credential } = await renewed();
    const answers = await Promise.all(
      Array.from({ length: parallel }, () => client.signIn({ username: "ada", password }).then(() => "in", codeOf)),
    );
    expect(new Set(answers)).toEqual(new Set(["in"]));
    expect((await credential()).value.passwordHash).toMatch(isNew);
  });

  // attack 18: rehash on sign-in, racing a change of the password
  it("never comes back over a password that was set meanwhile", async () => {
    const storage = holdingStorage();
    const { client, store, credential } = await renewed(storage);
    const held = storage.holdNextCommit("credentials");
    const signingIn = client.signIn({ username: "ada", password });
    await held.reached;
    const passwordHash = await createPasswordHasher(costlier, systemRuntime.random, 1).hash("Another horse 8!");
    await store.commit([(await credential()).put({ passwordHash, passwordId: "another" })]);
    held.release();
    await expect(signingIn).rejects.toMatchObject({ code: "NotAuthorizedException", message: "Incorrect username or password." });
    expect((await credential()).value).toMatchObject({ passwordHash, passwordId: "another" });
    await expect(client.signIn({ username: "ada", password: "Another horse 8!" })).resolves.toMatchObject({
      outcome: "signedIn",
    });
  });
});
