import { generateMasterKey } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { directory } from "./directory.ts";

const nobody = "us-east-1:12345678-1234-4234-8234-123456789012";

describe("rockpool.identityPoolOf", () => {
  it("finds the pool of a guest, of somebody who logged in, and of whom a backend knows", async () => {
    const { rockpool, identityPool, login } = await directory({ developerProviderName: "backend" });
    const another = await rockpool.createIdentityPool({ identityPoolName: "another", allowUnauthenticatedIdentities: true });
    const ids = [
      await identityPool.getId(),
      await identityPool.getId({ logins: await login() }),
      await identityPool.developerIdentities.getOpenIdToken({ logins: { backend: "ada" } }),
    ];
    for (const { identityId } of ids) {
      expect((await rockpool.identityPoolOf(identityId)).identityPoolId).toBe(identityPool.identityPoolId);
    }
    const guest = await another.getId();
    expect((await rockpool.identityPoolOf(guest.identityId)).identityPoolId).toBe(another.identityPoolId);
  });

  it("finds it also for an identity that was merged into another", async () => {
    const { rockpool, identityPool, login } = await directory();
    const logins = await login();
    await identityPool.getId({ logins });
    const guest = await identityPool.getId();
    await identityPool.getCredentialsForIdentity({ ...guest, logins });
    expect((await rockpool.identityPoolOf(guest.identityId)).identityPoolId).toBe(identityPool.identityPoolId);
  });

  it("finds none for an identity that never was, that was deleted, or whose pool was", async () => {
    const { rockpool, identityPool } = await directory();
    const gone = await identityPool.getId();
    await identityPool.identities.delete(gone.identityId);
    const orphan = await identityPool.getId();
    await identityPool.delete();
    for (const identityId of [nobody, gone.identityId, orphan.identityId]) {
      await expect(rockpool.identityPoolOf(identityId)).rejects.toMatchObject({
        code: "ResourceNotFoundException",
        message: `Identity '${identityId}' not found.`,
      });
    }
    await expect(rockpool.identityPoolOf("nobody")).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  it("is kept in nothing that outlives the pool", async () => {
    const storage = countingStorage(memory());
    const { rockpool, identityPool, login } = await directory({}, { storage, rockpool: { masterKey: generateMasterKey() } });
    const { identityId } = await identityPool.getId({ logins: await login() });
    for (let made = 0; made < 70; made += 1) await identityPool.getId();
    await identityPool.delete();
    await rockpool.maintain();
    const all = { range: { keyPrefix: [] }, index: "primary", limit: 1_000, cursor: null };
    const { records } = await storage.query({ table: "reserved_names", ...all });
    expect(records.filter(({ key }) => key[1] === "identityId" || key[2] === identityId)).toEqual([]);
    for (const table of ["identities", "identity_logins"]) {
      expect((await storage.query({ table, ...all })).records).toEqual([]);
    }
  });
});
