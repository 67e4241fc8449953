import { describe, expect, it } from "vitest";
import { directory } from "./directory.ts";

describe("at the same time", () => {
  it.each([2, 50, 200])("%d first logins of one user make one identity", async (count) => {
    const { identityPool, login } = await directory();
    const logins = await login();
    const all = await Promise.all(Array.from({ length: count }, () => identityPool.getId({ logins })));
    expect(new Set(all.map(({ identityId }) => identityId)).size).toBe(1);
    expect((await identityPool.identities.list()).identities).toHaveLength(1);
  });

  it.each([2, 20])("%d users who upgrade one guest: one of them gets it", async (count) => {
    const { identityPool, login } = await directory();
    const { identityId } = await identityPool.getId();
    const users = [];
    for (let n = 0; n < count; n += 1) users.push(await login());
    const all = await Promise.allSettled(users.map((logins) => identityPool.getCredentialsForIdentity({ identityId, logins })));
    expect(all.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const one of all) {
      if (one.status === "rejected") expect(one.reason).toMatchObject({ code: "NotAuthorizedException" });
    }
    expect((await identityPool.identities.describe(identityId)).logins).toHaveLength(1);
  });

  it("a login and the deletion of its identity: no login is left that leads nowhere", async () => {
    const { identityPool, login } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    await Promise.all([
      identityPool.identities.delete(identityId),
      identityPool.getId({ logins }),
      identityPool.getId({ logins }),
    ]);
    const after = await identityPool.getId({ logins });
    expect(await identityPool.identities.describe(after.identityId)).toMatchObject({ logins: expect.any(Array) });
    await expect(identityPool.identities.describe(identityId)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("20 guests are 20 identities", async () => {
    const { identityPool } = await directory();
    const all = await Promise.all(Array.from({ length: 20 }, () => identityPool.getId()));
    expect(new Set(all.map(({ identityId }) => identityId)).size).toBe(20);
  });
});
