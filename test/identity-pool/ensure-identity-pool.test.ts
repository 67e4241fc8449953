import { describe, expect, it } from "vitest";
import { directory, roleOf } from "./directory.ts";

describe("rockpool.ensureIdentityPool", () => {
  it("finds what it made, leaves what is not written, and resets what it is told to", async () => {
    const { rockpool, identityPool, clock } = await directory({ identityPoolTags: { team: "a" } });
    const before = await identityPool.settings.dates();
    clock.advance({ seconds: 1 });
    const again = await rockpool.ensureIdentityPool({ identityPoolName: "customers" });
    expect(again.identityPoolId).toBe(identityPool.identityPoolId);
    expect(await again.settings.dates()).toEqual(before);
    await rockpool.ensureIdentityPool({ identityPoolName: "customers", reset: ["identityPoolTags"], roles: {} });
    expect(await again.settings.get()).toMatchObject({
      identityPoolTags: {},
      roles: {},
      allowUnauthenticatedIdentities: true,
    });
  });

  it("writes nothing where nothing differs", async () => {
    const { rockpool, identityPool, clock } = await directory();
    const before = await identityPool.settings.dates();
    clock.advance({ seconds: 1 });
    await rockpool.ensureIdentityPool({ ...(await identityPool.settings.get()) });
    expect(await identityPool.settings.dates()).toEqual(before);
  });

  it("has one pool of a name, however many ask for it at once", async () => {
    const { rockpool } = await directory();
    const all = await Promise.all(Array.from({ length: 20 }, () => rockpool.ensureIdentityPool({ identityPoolName: "new" })));
    expect(new Set(all.map(({ identityPoolId }) => identityPoolId)).size).toBe(1);
  });

  it("does not find what was created beside", async () => {
    const { rockpool, identityPool } = await directory();
    const beside = await rockpool.createIdentityPool({ identityPoolName: "customers" }, { region: "eu-west-1" });
    expect(beside.identityPoolId).toMatch(/^eu-west-1:/);
    expect((await rockpool.ensureIdentityPool({ identityPoolName: "customers" })).identityPoolId).toBe(
      identityPool.identityPoolId,
    );
    const { identityPools } = await rockpool.listIdentityPools();
    expect(identityPools.map(({ identityPoolId }) => identityPoolId)).toEqual([
      beside.identityPoolId,
      identityPool.identityPoolId,
    ]);
  });

  it.each([
    ["the providers name a client twice", (p: object) => ({ cognitoIdentityProviders: [p, p] })],
    ["a mapping is for no provider", () => ({ roleMappings: { "x:y": { type: "Token", ambiguousRoleResolution: "Deny" } } })],
    ["tags are mapped for no provider", () => ({ principalTags: { x: { useDefaults: true, principalTags: {} } } })],
    ["a role is none", () => ({ roles: { authenticated: "Admin" } })],
    ["a provider is none that is known here", () => ({ samlProviders: ["arn:aws:iam::111122223333:saml-provider/corp"] })],
  ])("refuses settings where %s", async (_, settings) => {
    const { identityPool, client, providerName } = await directory();
    const patch = settings({ providerName, clientId: client.clientId }) as object;
    await expect(identityPool.settings.update(patch)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("identityPool.delete", () => {
  it("ends the pool at once, and maintain deletes what was in it", async () => {
    const { rockpool, identityPool, login } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    await identityPool.delete();
    const gone = { code: "ResourceNotFoundException", message: `IdentityPool '${identityPool.identityPoolId}' not found.` };
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject(gone);
    await expect(rockpool.identityPool(identityPool.identityPoolId)).rejects.toMatchObject(gone);
    await expect(identityPool.delete()).rejects.toMatchObject(gone);
    expect(await rockpool.maintain()).toMatchObject({ finished: true });
    const next = await rockpool.ensureIdentityPool({ identityPoolName: "customers", roles: { authenticated: roleOf("Auth") } });
    expect(next.identityPoolId).not.toBe(identityPool.identityPoolId);
  });
});
