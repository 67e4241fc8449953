import { describe, expect, it } from "vitest";
import { directory, nameOf, roleOf } from "./directory.ts";

const forbidden = { code: "NotAuthorizedException", message: expect.stringMatching(/^Access to Identity '.*' is forbidden\.$/) };
const noMatch = {
  code: "NotAuthorizedException",
  message: "Logins don't match. Please include at least one valid login for this identity or identity pool.",
};

describe("identityPool.getCredentialsForIdentity", () => {
  it("gives credentials of the default role, for an hour", async () => {
    const { identityPool, login, clock } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    const given = await identityPool.getCredentialsForIdentity({ identityId, logins });
    expect(given).toMatchObject({ identityId, roleArn: roleOf("Auth") });
    expect(given.credentials.accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(given.credentials.expiration.getTime() - clock()).toBe(3_600_000);
  });

  it("gives a guest the role of guests", async () => {
    const { identityPool } = await directory();
    const { identityId } = await identityPool.getId();
    expect(await identityPool.getCredentialsForIdentity({ identityId })).toMatchObject({ identityId, roleArn: roleOf("Guest") });
  });

  it("says when the pool has no role to give", async () => {
    const { identityPool } = await directory({ roles: {} });
    const { identityId } = await identityPool.getId();
    await expect(identityPool.getCredentialsForIdentity({ identityId })).rejects.toMatchObject({
      code: "InvalidIdentityPoolConfigurationException",
    });
  });

  // attack 81: a role for guests where guests are no longer taken.
  it("refuses a guest once the pool takes none", async () => {
    const { identityPool } = await directory();
    const { identityId } = await identityPool.getId();
    await identityPool.settings.update({ allowUnauthenticatedIdentities: false });
    await expect(identityPool.getCredentialsForIdentity({ identityId })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Unauthenticated access is not supported for this identity pool.",
    });
  });

  it("chooses by the groups of a user, and takes another of their roles when asked", async () => {
    const { identityPool, pool, client, login, providerName } = await directory();
    const mapping = { type: "Token", ambiguousRoleResolution: "Deny" } as const;
    await identityPool.settings.update({ roleMappings: { [`${providerName}:${client.clientId}`]: mapping } });
    await pool.groups.create({ groupName: "admins", roleArn: roleOf("Admin"), precedence: 1 });
    await pool.groups.create({ groupName: "staff", roleArn: roleOf("Staff"), precedence: 2 });
    const logins = await login({ groups: ["admins", "staff"] });
    const { identityId } = await identityPool.getId({ logins });
    const roleFor = async (customRoleArn?: string) =>
      (await identityPool.getCredentialsForIdentity({ identityId, logins, customRoleArn })).roleArn;
    expect(await roleFor()).toBe(roleOf("Admin"));
    expect(await roleFor(roleOf("Staff"))).toBe(roleOf("Staff"));
    // attack 81: a role that the token does not carry; a role where nothing decides.
    await expect(roleFor(roleOf("Auth"))).rejects.toMatchObject({ code: "NotAuthorizedException" });
    const nobody = await login();
    const { identityId: other } = await identityPool.getId({ logins: nobody });
    await expect(identityPool.getCredentialsForIdentity({ identityId: other, logins: nobody })).rejects.toMatchObject({
      message: expect.stringContaining("The ambiguous role mapping rules for:"),
    });
  });
});

describe("a guest that logs in", () => {
  it("keeps its id when the login is new, and is no guest any more", async () => {
    const { identityPool, login } = await directory();
    const { identityId } = await identityPool.getId();
    const logins = await login();
    expect(await identityPool.getCredentialsForIdentity({ identityId, logins })).toMatchObject({
      identityId,
      roleArn: roleOf("Auth"),
    });
    expect(await identityPool.getId({ logins })).toEqual({ identityId });
    await expect(identityPool.getCredentialsForIdentity({ identityId })).rejects.toMatchObject(forbidden);
  });

  it("becomes the identity that the login has already; its own id leads there, with that login only", async () => {
    const { identityPool, login } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    const guest = await identityPool.getId();
    const upgraded = () => identityPool.getCredentialsForIdentity({ identityId: guest.identityId, logins });
    expect(await upgraded()).toMatchObject({ identityId });
    expect(await upgraded()).toMatchObject({ identityId });
    await expect(identityPool.getCredentialsForIdentity(guest)).rejects.toMatchObject(forbidden);
    await expect(
      identityPool.getCredentialsForIdentity({ identityId: guest.identityId, logins: await login() }),
    ).rejects.toMatchObject(noMatch);
  });

  it("is linked to nothing when there is no role for it", async () => {
    const { identityPool, login } = await directory();
    const { identityId } = await identityPool.getId();
    const wished = { identityId, logins: await login(), customRoleArn: roleOf("Admin") };
    await expect(identityPool.getCredentialsForIdentity(wished)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([]);
  });

  it("is linked to nothing when a claim of it can be no tag", async () => {
    const { identityPool, login, providerName } = await directory();
    const principalTags = { [providerName]: { useDefaults: false, principalTags: { called: "name" } } };
    await identityPool.settings.update({ principalTags });
    const guest = await identityPool.getId();
    const logins = await login({ attributes: { email: "ada@example.com", name: "Ada!" } });
    await expect(identityPool.getCredentialsForIdentity({ ...guest, logins })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "The claim name cannot be a principal tag.",
    });
    expect((await identityPool.identities.describe(guest.identityId)).logins).toEqual([]);
    await expect(identityPool.getCredentialsForIdentity(guest)).resolves.toMatchObject({ roleArn: roleOf("Guest") });
  });
});

describe("somebody else's identity", () => {
  it("is not given to whoever knows its id, and nothing is linked to it", async () => {
    const { identityPool, login } = await directory();
    const { identityId } = await identityPool.getId({ logins: await login() });
    await expect(identityPool.getCredentialsForIdentity({ identityId })).rejects.toMatchObject(forbidden);
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins: await login() })).rejects.toMatchObject(noMatch);
    expect((await identityPool.identities.describe(identityId)).logins).toHaveLength(1);
  });

  // attack 78: an identity of another pool.
  it("is not found in another identity pool", async () => {
    const { identityPool, rockpool, client, pool, login } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    const other = await rockpool.ensureIdentityPool({
      identityPoolName: "other",
      cognitoIdentityProviders: [{ providerName: nameOf(pool.userPoolId), clientId: client.clientId }],
      roles: { authenticated: roleOf("Auth") },
    });
    await expect(other.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
      message: `Identity '${identityId}' not found.`,
    });
    expect(await other.getId({ logins })).not.toEqual({ identityId });
  });

  it("is not found once it was deleted; its login is somebody new then", async () => {
    const { identityPool, login } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    await identityPool.identities.delete(identityId);
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
    expect(await identityPool.getId({ logins })).not.toEqual({ identityId });
  });
});
