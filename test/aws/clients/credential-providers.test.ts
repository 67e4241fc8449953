import { fromCognitoIdentity, fromCognitoIdentityPool } from "@aws-sdk/credential-providers";
import { describe, expect, it } from "vitest";
import { roleOf } from "../../identity-pool/directory.ts";
import { type IdentityWorld, identityWorld } from "../identity-world.ts";

/** What the providers are told, beside whose credentials they are to get. */
const clientConfig = ({ endpoint }: IdentityWorld) => ({ endpoint, region: "us-east-1", maxAttempts: 1 });

/** Of a browser, where the ids of guests are kept. */
function cacheOf(items: Map<string, string> = new Map()) {
  return {
    getItem: (key: string) => items.get(key) ?? null,
    setItem: (key: string, data: string) => void items.set(key, data),
    removeItem: (key: string) => void items.delete(key),
  };
}

describe("fromCognitoIdentityPool of @aws-sdk/credential-providers", () => {
  it("gets credentials of a guest, who comes back with the id", async () => {
    const world = await identityWorld();
    const cache = cacheOf();
    const of = { identityPoolId: world.IdentityPoolId, clientConfig: clientConfig(world), cache };
    const first = await fromCognitoIdentityPool(of)();
    const { sessionToken = "", accessKeyId } = first;
    expect(await world.identityPool.readCredentials({ sessionToken, accessKeyId })).toMatchObject({
      identityId: first.identityId,
      roleArn: roleOf("Guest"),
    });
    expect((await fromCognitoIdentityPool(of)()).identityId).toBe(first.identityId);
    expect((await fromCognitoIdentityPool({ ...of, cache: cacheOf() })()).identityId).not.toBe(first.identityId);
  });

  it("gets credentials of a user, which sign what the pool's guard takes", async () => {
    const world = await identityWorld();
    const logins = await world.login({ username: "ada" });
    const of = { identityPoolId: world.IdentityPoolId, clientConfig: clientConfig(world), logins };
    const { identityId, sessionToken = "", accessKeyId, secretAccessKey, expiration } = await fromCognitoIdentityPool(of)();
    const session = await world.identityPool.readCredentials({ sessionToken, accessKeyId });
    expect(session).toMatchObject({ identityId, roleArn: roleOf("Auth") });
    expect(session.secretAccessKey()).toBe(secretAccessKey);
    expect(expiration).toEqual(new Date(world.clock() + 3_600_000));
  });

  it("forgets an id that is nobody's any more, and has another the next time", async () => {
    const world = await identityWorld();
    const cache = cacheOf();
    const of = { identityPoolId: world.IdentityPoolId, clientConfig: clientConfig(world), cache };
    const { identityId } = await fromCognitoIdentityPool(of)();
    await world.identityPool.identities.delete(identityId);
    await expect(fromCognitoIdentityPool(of)()).rejects.toMatchObject({ name: "ResourceNotFoundException" });
    expect((await fromCognitoIdentityPool(of)()).identityId).not.toBe(identityId);
  });
});

describe("fromCognitoIdentity of @aws-sdk/credential-providers", () => {
  it("gets credentials of an identity that is known, of a role that is asked for", async () => {
    const world = await identityWorld();
    const { identityPool, pool, client, providerName } = world;
    await pool.groups.create({ groupName: "editors", roleArn: roleOf("Editor") });
    await identityPool.settings.update({
      roleMappings: { [`${providerName}:${client.clientId}`]: { type: "Token", ambiguousRoleResolution: "Deny" } },
    });
    const logins = await world.login({ groups: ["editors"] });
    const { identityId } = await identityPool.getId({ logins });
    const of = { identityId, logins, customRoleArn: roleOf("Editor"), clientConfig: clientConfig(world) };
    const { sessionToken = "", accessKeyId } = await fromCognitoIdentity(of)();
    expect((await identityPool.readCredentials({ sessionToken, accessKeyId })).roleArn).toBe(roleOf("Editor"));
  });

  it("gets credentials for the token of a backend's own user", async () => {
    const world = await identityWorld({ developerProviderName: "backend" });
    const { identityPool } = world;
    const { identityId, token } = await identityPool.developerIdentities.getOpenIdToken({ logins: { backend: "ada" } });
    const logins = { "cognito-identity.amazonaws.com": token };
    const { sessionToken = "", accessKeyId } = await fromCognitoIdentity({
      identityId,
      logins,
      clientConfig: clientConfig(world),
    })();
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId })).toMatchObject({
      identityId,
      roleArn: roleOf("Auth"),
    });
  });
});
