import { generateKeyPairSync } from "node:crypto";
import { createLocalJWKSet, decodeProtectedHeader, jwtVerify } from "jose";
import { generateMasterKey, Rockpool } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, fixedTestKeys, manualClock, outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import type { IdentityPoolOptions } from "../../src/identity-pool/settings.ts";
import { type Directory, directory } from "./directory.ts";

const classic = (options: Partial<IdentityPoolOptions> = {}): Promise<Directory> =>
  directory({ allowClassicFlow: true, ...options });

/** What a service that trusts the pool does. */
async function verified({ identityPool, clock }: Directory, token: string): Promise<Readonly<Record<string, unknown>>> {
  const keys = createLocalJWKSet(await identityPool.jwks());
  const [issuer, audience] = [await identityPool.issuer(), identityPool.identityPoolId];
  return { ...(await jwtVerify(token, keys, { issuer, audience, currentDate: new Date(clock()) })).payload };
}

describe("identityPool.getOpenIdToken", () => {
  it("says who a guest is, for ten minutes", async () => {
    const world = await classic();
    const { identityPool, clock } = world;
    const { identityId } = await identityPool.getId();
    const { token, ...rest } = await identityPool.getOpenIdToken({ identityId });
    expect(rest).toEqual({ identityId });
    const iat = Math.floor(clock() / 1000);
    expect(await verified(world, token)).toEqual({
      iss: `https://auth.test/${identityPool.identityPoolId}`,
      sub: identityId,
      aud: identityPool.identityPoolId,
      amr: ["unauthenticated"],
      iat,
      exp: iat + 600,
    });
    clock.advance({ minutes: 10 });
    await expect(verified(world, token)).rejects.toMatchObject({ code: "ERR_JWT_EXPIRED" });
  });

  it("says by which user of which provider somebody is known, and their tags, each in a list", async () => {
    const world = await classic();
    const { identityPool, providerName, client, login } = world;
    const principalTags = { useDefaults: false, principalTags: { person: "cognito:username", app: "aud", none: "custom:none" } };
    await identityPool.settings.update({ principalTags: { [providerName]: principalTags } });
    const logins = await login({ username: "ada" });
    const { identityId } = await identityPool.getId({ logins });
    const { token } = await identityPool.getOpenIdToken({ identityId, logins });
    const { sub = "" } = (await world.pool.users.get("ada")) as { readonly sub: string };
    expect(await verified(world, token)).toMatchObject({
      amr: ["authenticated", providerName, `${providerName}:CognitoSignIn:${sub}`],
      "https://aws.amazon.com/tags": { principal_tags: { person: ["ada"], app: [client.clientId] } },
    });
  });

  it("makes a guest the user who logs in, and answers with the id they have already", async () => {
    const { identityPool, login } = await classic();
    const guest = await identityPool.getId();
    const logins = await login();
    expect((await identityPool.getOpenIdToken({ ...guest, logins })).identityId).toBe(guest.identityId);
    const another = await identityPool.getId();
    expect((await identityPool.getOpenIdToken({ ...another, logins })).identityId).toBe(guest.identityId);
    await expect(identityPool.getOpenIdToken(another)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("is off unless the pool allows the classic flow, and changes nothing then", async () => {
    const { identityPool, login } = await directory();
    const { identityId } = await identityPool.getId();
    const refused = identityPool.getOpenIdToken({ identityId, logins: await login() });
    await expect(refused).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "Basic (classic) flow is not enabled, please use enhanced flow.",
    });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([]);
  });

  it("is no login: no pool takes its own token, nor that of a guest for a user's", async () => {
    const { identityPool } = await classic({ developerProviderName: "backend" });
    const { identityId } = await identityPool.getId();
    const logins = { "cognito-identity.amazonaws.com": (await identityPool.getOpenIdToken({ identityId })).token };
    const message = "Invalid login token. Can't pass in a Cognito token.";
    await expect(identityPool.getId({ logins })).rejects.toMatchObject({ code: "NotAuthorizedException", message });
    await expect(identityPool.getOpenIdToken({ identityId, logins })).rejects.toMatchObject({ message });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
  });

  it("is no token of a user pool, and a user pool's is none of it", async () => {
    const { identityPool, pool, client, login } = await classic();
    const { identityId } = await identityPool.getId();
    const { token } = await identityPool.getOpenIdToken({ identityId });
    for (const tokenUse of ["id", "access", null] as const) {
      await expect(pool.verify(token, { tokenUse, clientId: null })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    }
    await expect(client.user(token)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    const [idToken = ""] = Object.values(await login());
    const logins = { "cognito-identity.amazonaws.com": idToken };
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: expect.stringMatching(/^Invalid login token\./),
    });
  });

  it("is signed by ES256 where the pool says so, by an issuer that the pool names", async () => {
    const world = await classic({ signingAlgorithm: "ES256", issuer: "https://identity.test/customers" });
    const { identityId } = await world.identityPool.getId();
    const { token } = await world.identityPool.getOpenIdToken({ identityId });
    expect(decodeProtectedHeader(token)).toMatchObject({ alg: "ES256" });
    expect(await verified(world, token)).toMatchObject({ iss: "https://identity.test/customers" });
  });
});

describe("identityPool.jwks", () => {
  it("has one key, which many who ask at once in two processes agree on", async () => {
    const given = { storage: memory(), masterKey: generateMasterKey(), delivery: outbox(), keySource: fixedTestKeys() };
    const opened = () => Rockpool.open({ baseUrl: "https://auth.test", ...given });
    const [here, there] = [await opened(), await opened()];
    const pool = await here.ensureIdentityPool({ identityPoolName: "customers" });
    const same = await there.identityPool(pool.identityPoolId);
    const asked = Array.from({ length: 20 }, (_, n) => (n % 2 === 0 ? pool : same).jwks());
    const kids = (await Promise.all(asked)).flatMap(({ keys }) => keys.map(({ kid }) => kid));
    expect(kids).toHaveLength(20);
    expect(new Set(kids).size).toBe(1);
    await here.close();
  });

  it("is rotated by maintain, and a token of the key before stays good", async () => {
    const world = await classic();
    const { identityPool, rockpool, clock } = world;
    const { identityId } = await identityPool.getId();
    const before = await identityPool.getOpenIdToken({ identityId });
    clock.advance({ days: 90 });
    await rockpool.maintain();
    const { keys } = await identityPool.jwks();
    expect(keys).toHaveLength(2);
    clock.advance({ hours: 3 });
    const { token } = await identityPool.getOpenIdToken({ identityId });
    expect(decodeProtectedHeader(token).kid).toBe(keys[1]?.kid);
    expect(decodeProtectedHeader(before.token).kid).toBe(keys[0]?.kid);
    await expect(verified(world, token)).resolves.toMatchObject({ sub: identityId });
  });

  it("can be rotated and taken away by hand, as those of a user pool", async () => {
    const world = await classic({ signingAlgorithm: "ES256" });
    const { identityPool, clock } = world;
    expect(await identityPool.keys.list()).toEqual([]);
    const { identityId } = await identityPool.getId();
    const { token } = await identityPool.getOpenIdToken({ identityId });
    const [first] = await identityPool.keys.list();
    expect(first).toMatchObject({ tokenUse: "id", alg: "ES256", status: "signing" });
    const [next] = await identityPool.keys.rotate();
    expect(next).toMatchObject({ tokenUse: "id", status: "published" });
    await identityPool.keys.delete(first?.kid ?? "");
    await expect(verified(world, token)).rejects.toMatchObject({ code: "ERR_JWKS_NO_MATCHING_KEY" });
    clock.advance({ seconds: 1 });
    const after = await identityPool.getOpenIdToken({ identityId });
    expect(decodeProtectedHeader(after.token).kid).toBe(next?.kid);
  });

  it("takes a key of an issuer before for its own tokens only", async () => {
    const { identityPool } = await classic();
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const refused = identityPool.keys.import({ tokenUse: "access", privateKey: pem });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "tokenUse" } });
    expect(await identityPool.keys.import({ tokenUse: "id", privateKey: pem })).toMatchObject({ status: "signing" });
    expect((await identityPool.jwks()).keys).toHaveLength(1);
  });

  it("goes with its pool", async () => {
    const clock = manualClock();
    const storage = countingStorage(memory());
    const masterKey = generateMasterKey();
    const rockpool = await Rockpool.open({ baseUrl: "https://auth.test", storage, masterKey, clock, delivery: outbox() });
    const pool = await rockpool.ensureIdentityPool({ identityPoolName: "customers", signingAlgorithm: "ES256" });
    await pool.jwks();
    await pool.delete();
    await rockpool.maintain();
    expect(await storage.get([{ table: "keysets", key: [pool.identityPoolId, "id"] }])).toEqual([undefined]);
    await expect(pool.jwks()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await rockpool.close();
  });
});
