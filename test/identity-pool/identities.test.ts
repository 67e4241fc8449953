import { describe, expect, it } from "vitest";
import { directory } from "./directory.ts";

describe("identityPool.identities.list", () => {
  it("gives pages in the order of the ids", async () => {
    const { identityPool } = await directory();
    const made = await Promise.all(Array.from({ length: 5 }, () => identityPool.getId()));
    const first = await identityPool.identities.list({ limit: 3 });
    const second = await identityPool.identities.list({ limit: 3, nextToken: first.nextToken ?? "" });
    const ids = [...first.identities, ...second.identities].map(({ identityId }) => identityId);
    expect(ids).toEqual(made.map(({ identityId }) => identityId).toSorted());
    expect(second.nextToken).toBeNull();
  });

  // attack 63, attack 65, attack 78: a token that was changed, is an hour old, of another list, or of another pool.
  it("goes on by its own tokens only", async () => {
    const { identityPool, rockpool, clock } = await directory();
    await identityPool.getId();
    await identityPool.getId();
    const nextToken = (await identityPool.identities.list({ limit: 1 })).nextToken ?? "";
    const other = await rockpool.ensureIdentityPool({ identityPoolName: "other" });
    const ofPools = (await rockpool.listIdentityPools({ limit: 1 })).nextToken ?? "";
    const refused = { code: "InvalidParameterException", details: { path: "nextToken" } };
    await expect(identityPool.identities.list({ nextToken: `${nextToken.slice(0, -2)}AA` })).rejects.toMatchObject(refused);
    await expect(identityPool.identities.list({ nextToken, hideDisabled: true })).rejects.toMatchObject(refused);
    await expect(identityPool.identities.list({ nextToken: ofPools })).rejects.toMatchObject(refused);
    await expect(rockpool.listIdentityPools({ nextToken })).rejects.toMatchObject(refused);
    await expect(other.identities.list({ nextToken })).rejects.toMatchObject(refused);
    clock.advance({ hours: 1 });
    await expect(identityPool.identities.list({ nextToken })).rejects.toMatchObject(refused);
  });
});

describe("identityPool.identities.unlink", () => {
  it("takes a login away: it is somebody new then, and the identity out of reach", async () => {
    const { identityPool, login, providerName } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    await identityPool.identities.unlink({ identityId, logins, loginsToRemove: [providerName] });
    await expect(identityPool.getCredentialsForIdentity({ identityId })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    expect(await identityPool.getId({ logins })).not.toEqual({ identityId });
  });

  it("takes the issuer for a name too, and nothing from others", async () => {
    const { identityPool, login, pool } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    const issuerName = (await pool.issuer()).replace("https://", "");
    const stranger = { identityId, logins: await login(), loginsToRemove: [issuerName] };
    await expect(identityPool.identities.unlink(stranger)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await identityPool.identities.unlink({ identityId, logins, loginsToRemove: ["accounts.google.com"] });
    expect((await identityPool.identities.describe(identityId)).logins).toHaveLength(1);
    await identityPool.identities.unlink({ identityId, logins, loginsToRemove: [issuerName] });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([]);
  });

  // What a pool among the providers is logged in by takes its login away too, also where it does not end with the pool's id.
  it("takes an issuer of the pool's own for a name", async () => {
    const { identityPool, login, pool, providerName } = await directory();
    await pool.settings.update({ issuer: "https://login.example.com" });
    const { [providerName]: token = "" } = await login();
    const logins = { "login.example.com": token };
    const { identityId } = await identityPool.getId({ logins });
    await identityPool.identities.unlink({ identityId, logins, loginsToRemove: ["login.example.com"] });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([]);
    expect(await identityPool.getId({ logins })).not.toEqual({ identityId });
  });
});

describe("identityPool.identities.delete", () => {
  // Each deletion wrote the record of the pool: on PostgreSQL a quarter of them were refused with TooManyRequestsException.
  it("of 50 at once, beside 50 that come for the first time, none is in another's way", async () => {
    const { identityPool } = await directory();
    const gone: string[] = [];
    for (let made = 0; made < 50; made += 1) gone.push((await identityPool.getId()).identityId);
    const come = await Promise.all([
      ...gone.map((identityId) => identityPool.identities.delete(identityId)),
      ...Array.from({ length: 50 }, () => identityPool.getId()),
    ]);
    const { identities } = await identityPool.identities.list();
    expect(identities.map(({ identityId }) => identityId).toSorted()).toEqual(
      come.flatMap((one) => one?.identityId ?? []).toSorted(),
    );
  });
});
