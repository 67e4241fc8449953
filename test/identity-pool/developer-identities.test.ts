import { describe, expect, it } from "vitest";
import type { IdentityPoolOptions } from "../../src/identity-pool/settings.ts";
import { type Directory, directory, roleOf } from "./directory.ts";

const OURS = "cognito-identity.amazonaws.com";

const backend = (options: Partial<IdentityPoolOptions> = {}): Promise<Directory> =>
  directory({ developerProviderName: "backend", ...options });

const ada = { logins: { backend: "ada" } };

const noMatch = {
  code: "NotAuthorizedException",
  message: "Logins don't match. Please include at least one valid login for this identity or identity pool.",
};

describe("developerIdentities.getOpenIdToken", () => {
  it("makes an identity at the first time, and finds it at each later one", async () => {
    const { identityPool } = await backend();
    const { identityId } = await identityPool.developerIdentities.getOpenIdToken(ada);
    expect((await identityPool.developerIdentities.getOpenIdToken(ada)).identityId).toBe(identityId);
    expect(await identityPool.identities.describe(identityId)).toMatchObject({ logins: ["backend"], mergedInto: null });
  });

  it("gives a token by which the user's client gets credentials of the default role, with the backend's tags", async () => {
    const { identityPool, providerName, client } = await backend();
    await identityPool.settings.update({
      roleMappings: {
        [`${providerName}:${client.clientId}`]: { type: "Token", ambiguousRoleResolution: "Deny" },
      },
    });
    const { identityId, token } = await identityPool.developerIdentities.getOpenIdToken({
      ...ada,
      principalTags: { team: "red" },
    });
    const given = await identityPool.getCredentialsForIdentity({ identityId, logins: { [OURS]: token } });
    expect(given).toMatchObject({ identityId, roleArn: roleOf("Auth") });
    const { sessionToken } = given.credentials;
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId: null })).toMatchObject({
      identityId,
      principalTags: { team: "red" },
      amr: ["authenticated", "backend", `backend:${identityPool.identityPoolId}:ada`],
    });
  });

  it.each([
    [undefined, 900],
    [1, 1],
    [86_400, 86_400],
  ])("is good for %s seconds: %i", async (tokenDuration, seconds) => {
    const { identityPool, clock } = await backend();
    const { identityId, token } = await identityPool.developerIdentities.getOpenIdToken({ ...ada, tokenDuration });
    const logins = { [OURS]: token };
    clock.advance({ seconds: -(clock() % 1000) / 1000 });
    clock.advance({ seconds: seconds - 1 });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).resolves.toBeDefined();
    clock.advance({ seconds: 2 });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: expect.stringMatching(/^Invalid login token\. Token expired: \d+ >= \d+$/),
    });
  });

  // attack 81: a developer's token, replayed elsewhere or for somebody else.
  it("gives a token that is good in its own pool and for its own user", async () => {
    const { identityPool, rockpool } = await backend();
    const { identityId, token } = await identityPool.developerIdentities.getOpenIdToken(ada);
    const logins = { [OURS]: token };
    const bob = await identityPool.developerIdentities.getOpenIdToken({ logins: { backend: "bob" } });
    const asBob = identityPool.getCredentialsForIdentity({ identityId: bob.identityId, logins });
    await expect(asBob).rejects.toMatchObject(noMatch);
    const same = { developerProviderName: "backend", roles: { authenticated: roleOf("Auth") } };
    const other = await rockpool.ensureIdentityPool({ identityPoolName: "others", ...same });
    const there = await other.developerIdentities.getOpenIdToken(ada);
    const elsewhere = other.getCredentialsForIdentity({ identityId: there.identityId, logins });
    await expect(elsewhere).rejects.toMatchObject({ code: "NotAuthorizedException" });
    // Even where both pools are one issuer.
    await identityPool.settings.update({ issuer: "https://identity.test" });
    await other.settings.update({ issuer: "https://identity.test" });
    const again = { [OURS]: (await identityPool.developerIdentities.getOpenIdToken(ada)).token };
    const asIssuer = other.getCredentialsForIdentity({ identityId: there.identityId, logins: again });
    await expect(asIssuer).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins: again })).resolves.toBeDefined();
  });

  it("makes the guest that was asked for the user", async () => {
    const { identityPool } = await backend();
    const guest = await identityPool.getId();
    expect((await identityPool.developerIdentities.getOpenIdToken({ ...ada, ...guest })).identityId).toBe(guest.identityId);
    await expect(identityPool.getCredentialsForIdentity(guest)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("links the public logins that come beside it", async () => {
    const { identityPool, login, providerName } = await backend();
    const logins = await login();
    const { identityId } = await identityPool.developerIdentities.getOpenIdToken({ logins: { ...logins, backend: "ada" } });
    expect(await identityPool.getId({ logins })).toEqual({ identityId });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual(["backend", providerName]);
  });

  it("needs a login of an identity that somebody has, and links a second user of the backend to it then", async () => {
    const { identityPool, login } = await backend();
    const { developerIdentities } = identityPool;
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    await expect(developerIdentities.getOpenIdToken({ ...ada, identityId })).rejects.toMatchObject(noMatch);
    const linked = await developerIdentities.getOpenIdToken({ logins: { ...logins, backend: "ada" }, identityId });
    expect(linked.identityId).toBe(identityId);
    await developerIdentities.getOpenIdToken({ logins: { ...logins, backend: "lovelace" }, identityId });
    expect(await developerIdentities.lookup({ identityId })).toEqual({
      identityId,
      developerUserIdentifiers: ["ada", "lovelace"],
      nextToken: null,
    });
  });

  it("does not take a user for another identity than they are", async () => {
    const { identityPool, login } = await backend();
    const { developerIdentities } = identityPool;
    const { identityId } = await developerIdentities.getOpenIdToken(ada);
    const guest = await identityPool.getId();
    const registered = { code: "DeveloperUserAlreadyRegisteredException" };
    await expect(developerIdentities.getOpenIdToken({ ...ada, ...guest })).rejects.toMatchObject(registered);
    const logins = await login();
    const other = await identityPool.getId({ logins });
    const asked = developerIdentities.getOpenIdToken({ logins: { ...logins, backend: "ada" }, ...other });
    await expect(asked).rejects.toMatchObject(registered);
    expect((await developerIdentities.getOpenIdToken(ada)).identityId).toBe(identityId);
    expect(await identityPool.getId({ logins })).toEqual(other);
  });

  it.each([
    ["no login of the provider", { logins: {} }],
    ["another provider", { logins: { backoffice: "ada" } }],
    ["an empty id", { logins: { backend: "" } }],
    ["an id that is too long", { logins: { backend: "a".repeat(257) } }],
    ["a tag of AWS's own", { ...ada, principalTags: { "aws:team": "red" } }],
    ["no seconds", { ...ada, tokenDuration: 0 }],
    ["more than a day", { ...ada, tokenDuration: 86_401 }],
  ])("refuses %s", async (_, input) => {
    const { identityPool } = await backend();
    await expect(identityPool.developerIdentities.getOpenIdToken(input)).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
    expect((await identityPool.identities.list()).identities).toEqual([]);
  });

  it("is for pools that name such a provider", async () => {
    const { identityPool } = await directory();
    await expect(identityPool.developerIdentities.getOpenIdToken(ada)).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "This identity pool does not support the specified developer provider.",
    });
  });

  it("takes nobody's word but a backend's: the provider is no public one", async () => {
    const { identityPool } = await backend({ allowClassicFlow: true });
    const { identityId } = await identityPool.developerIdentities.getOpenIdToken(ada);
    const refused = { code: "InvalidParameterException", message: "Please provide a valid public provider." };
    await expect(identityPool.getId(ada)).rejects.toMatchObject(refused);
    await expect(identityPool.getOpenIdToken({ identityId, ...ada })).rejects.toMatchObject(refused);
    await expect(identityPool.getCredentialsForIdentity({ identityId, ...ada })).rejects.toMatchObject(refused);
  });

  it.each([2, 50])("%i at once for one new user make one identity", async (count) => {
    const { identityPool } = await backend();
    const all = await Promise.all(Array.from({ length: count }, () => identityPool.developerIdentities.getOpenIdToken(ada)));
    expect(new Set(all.map(({ identityId }) => identityId)).size).toBe(1);
    expect((await identityPool.identities.list()).identities).toHaveLength(1);
  });
});

describe("settings.developerProviderName", () => {
  it("stays once it is set", async () => {
    const { identityPool, rockpool } = await directory();
    await identityPool.settings.update({ developerProviderName: "backend" });
    const refused = { code: "InvalidParameterException", message: expect.stringContaining("cannot be changed") };
    await expect(identityPool.settings.update({ developerProviderName: "other" })).rejects.toMatchObject(refused);
    await expect(identityPool.settings.update({ developerProviderName: null })).rejects.toMatchObject(refused);
    const options = { identityPoolName: "customers", reset: ["developerProviderName"] as const };
    await expect(rockpool.ensureIdentityPool(options)).rejects.toMatchObject(refused);
    expect((await identityPool.settings.get()).developerProviderName).toBe("backend");
  });
});

describe("developerIdentities.lookup", () => {
  it("finds the identity by the user, and the users by the identity", async () => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    const { identityId } = await developerIdentities.getOpenIdToken(ada);
    const found = { identityId, developerUserIdentifiers: ["ada"], nextToken: null };
    expect(await developerIdentities.lookup({ developerUserIdentifier: "ada" })).toEqual(found);
    expect(await developerIdentities.lookup({ identityId })).toEqual(found);
    expect(await developerIdentities.lookup({ identityId, developerUserIdentifier: "ada" })).toEqual(found);
    const guest = await identityPool.getId();
    expect(await developerIdentities.lookup(guest)).toEqual({ ...guest, developerUserIdentifiers: [], nextToken: null });
    const both = developerIdentities.lookup({ ...guest, developerUserIdentifier: "ada" });
    await expect(both).rejects.toMatchObject({ code: "ResourceConflictException" });
    const nobody = developerIdentities.lookup({ developerUserIdentifier: "bob" });
    await expect(nobody).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await expect(developerIdentities.lookup({})).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  // attack 63, attack 65
  it("gives the users page by page: who is taken away meanwhile hides nobody, and nobody comes twice", async () => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    const { identityId } = await developerIdentities.getOpenIdToken(ada);
    for (const user of ["bob", "carol", "dora"]) {
      await developerIdentities.getOpenIdToken({ logins: { backend: user } });
      const both = { sourceUserIdentifier: user, destinationUserIdentifier: "ada" };
      await developerIdentities.merge({ developerProviderName: "backend", ...both });
    }
    const first = await developerIdentities.lookup({ identityId, limit: 2 });
    expect(first.developerUserIdentifiers).toEqual(["ada", "bob"]);
    const named = { developerProviderName: "backend", developerUserIdentifier: "bob" };
    await developerIdentities.unlink({ identityId, ...named });
    const nextToken = first.nextToken ?? "";
    const second = await developerIdentities.lookup({ developerUserIdentifier: "ada", limit: 2, nextToken });
    expect(second).toEqual({ identityId, developerUserIdentifiers: ["carol", "dora"], nextToken: null });
    const guest = await identityPool.getId();
    await expect(developerIdentities.lookup({ ...guest, nextToken })).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "nextToken" },
    });
  });
});

describe("developerIdentities.merge", () => {
  const twoNames = { developerProviderName: "backend", sourceUserIdentifier: "lovelace", destinationUserIdentifier: "ada" };
  const lovelace = { logins: { backend: "lovelace" } };

  it("gives the one's logins to the other, and answers whoever asks by the old id", async () => {
    const { identityPool, login } = await backend();
    const { developerIdentities } = identityPool;
    const { identityId } = await developerIdentities.getOpenIdToken(ada);
    const logins = await login();
    const source = await developerIdentities.getOpenIdToken({ logins: { ...logins, backend: "lovelace" } });
    expect(await developerIdentities.merge(twoNames)).toEqual({ identityId });
    expect((await developerIdentities.lookup({ identityId })).developerUserIdentifiers).toEqual(["ada", "lovelace"]);
    expect(await identityPool.identities.describe(source.identityId)).toMatchObject({ logins: [], mergedInto: identityId });
    expect(await identityPool.getId({ logins })).toEqual({ identityId });
    const byOldToken = { identityId: source.identityId, logins: { [OURS]: source.token } };
    expect((await identityPool.getCredentialsForIdentity(byOldToken)).identityId).toBe(identityId);
    expect(await developerIdentities.merge(twoNames)).toEqual({ identityId });
  });

  it("refuses two users of one public provider, and whom it does not know", async () => {
    const { identityPool, login } = await backend();
    const { developerIdentities } = identityPool;
    const [one, two] = [await login(), await login()];
    await developerIdentities.getOpenIdToken({ logins: { ...one, backend: "ada" } });
    await expect(developerIdentities.merge(twoNames)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await developerIdentities.getOpenIdToken({ logins: { ...two, backend: "lovelace" } });
    await expect(developerIdentities.merge(twoNames)).rejects.toMatchObject({ code: "ResourceConflictException" });
    const stranger = developerIdentities.merge({ ...twoNames, developerProviderName: "other" });
    await expect(stranger).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  it("refuses more than 20 logins", async () => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    const names = Array.from({ length: 21 }, (_, n) => `user${n}`);
    for (const backendId of names) await developerIdentities.getOpenIdToken({ logins: { backend: backendId } });
    const merged = names
      .slice(1)
      .map(
        (sourceUserIdentifier) => () =>
          developerIdentities.merge({ ...twoNames, sourceUserIdentifier, destinationUserIdentifier: "user0" }),
      );
    for (const merge of merged.slice(0, 19)) await merge();
    await expect(merged[19]?.()).rejects.toMatchObject({ code: "ResourceConflictException" });
  });

  it.each([2, 20])("both ways, %i times at once: one identity is left, and both are it", async (count) => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    await developerIdentities.getOpenIdToken(ada);
    await developerIdentities.getOpenIdToken(lovelace);
    const back = { ...twoNames, sourceUserIdentifier: "ada", destinationUserIdentifier: "lovelace" };
    const all = Array.from({ length: count }, (_, n) => developerIdentities.merge(n % 2 === 0 ? twoNames : back));
    const ids = new Set((await Promise.all(all)).map(({ identityId }) => identityId));
    expect(ids.size).toBe(1);
    const [one, two] = [await developerIdentities.getOpenIdToken(ada), await developerIdentities.getOpenIdToken(lovelace)];
    expect([one.identityId, two.identityId]).toEqual([...ids, ...ids]);
  });
});

describe("developerIdentities.unlink", () => {
  const named = { developerProviderName: "backend", developerUserIdentifier: "ada" };

  // attack 81
  it("takes a user away, who is somebody new then; tokens of before give nothing", async () => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    const { identityId, token } = await developerIdentities.getOpenIdToken(ada);
    const logins = { [OURS]: token };
    await developerIdentities.unlink({ identityId, ...named });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject(noMatch);
    // Nor does it make a guest somebody.
    const guest = await identityPool.getId();
    await expect(identityPool.getCredentialsForIdentity({ ...guest, logins })).rejects.toMatchObject(noMatch);
    expect((await developerIdentities.getOpenIdToken(ada)).identityId).not.toBe(identityId);
  });

  // attack 81: the id was given to somebody else, and a token of before is left.
  it.each<[string, (pool: Directory["identityPool"], identityId: string) => Promise<void>]>([
    ["unlinked", (pool, identityId) => pool.developerIdentities.unlink({ identityId, ...named })],
    ["deleted", (pool, identityId) => pool.identities.delete(identityId)],
  ])("tokens of before give nothing of who comes by the id of one who was %s", async (_, end) => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    const { identityId, token } = await developerIdentities.getOpenIdToken(ada);
    await end(identityPool, identityId);
    const after = await developerIdentities.getOpenIdToken(ada);
    for (const { identityId: asked } of [after, await identityPool.getId()]) {
      const asking = (one: string) => ({ identityId: asked, logins: { [OURS]: one } });
      await expect(identityPool.getCredentialsForIdentity(asking(token))).rejects.toMatchObject(noMatch);
      const { identityId: given } = await identityPool.getCredentialsForIdentity(asking(after.token));
      expect(given).toBe(after.identityId);
    }
  });

  it("refuses whom it does not know, and who is another identity", async () => {
    const { identityPool } = await backend();
    const { developerIdentities } = identityPool;
    const guest = await identityPool.getId();
    await expect(developerIdentities.unlink({ ...guest, ...named })).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await developerIdentities.getOpenIdToken(ada);
    await expect(developerIdentities.unlink({ ...guest, ...named })).rejects.toMatchObject({ code: "ResourceConflictException" });
  });

  it("is all that takes such a login away: unlink is for public ones", async () => {
    const { identityPool, login, providerName } = await backend();
    const logins = await login();
    const { identityId } = await identityPool.developerIdentities.getOpenIdToken({ logins: { ...logins, backend: "ada" } });
    await identityPool.identities.unlink({ identityId, logins, loginsToRemove: ["backend", "@backend", providerName] });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual(["backend"]);
  });
});
