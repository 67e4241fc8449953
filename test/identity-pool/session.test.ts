import { generateMasterKey } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { describe, expect, it } from "vitest";
import { identityPools } from "../../src/identity-pool/identity-pool.table.ts";
import { credentialKey, type ReadSession, readCredentials } from "../../src/identity-pool/session-token.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { poolKeys } from "../../src/seal/pool-secret.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { Store } from "../../src/storage/store.ts";
import { directory, roleOf } from "./directory.ts";

const masterKey = generateMasterKey();

async function opened() {
  const storage = memory();
  const world = await directory({}, { storage, rockpool: { masterKey } });
  const store = new Store(storage, createKeyring({ current: masterKey, previous: [] }, systemRuntime.random), systemRuntime);
  const { identityPoolId: poolId } = world.identityPool;
  /** What whoever holds the key of the pool learns of a session. */
  const read = async (sessionToken: string): Promise<ReadSession> => {
    const [pool] = await store.read([identityPools.key({ poolId })]);
    const key = credentialKey(poolKeys(pool?.value.secret ?? "").credential);
    return readCredentials([key], sessionToken, { audience: poolId, accessKeyId: null, now: world.clock() });
  };
  return { ...world, read };
}

describe("a session", () => {
  it("says who it is of, by which login, and what was made tags", async () => {
    const { identityPool, providerName, signedIn, client, read } = await opened();
    await identityPool.settings.update({
      principalTags: {
        [providerName]: { useDefaults: false, principalTags: { mail: "email", app: "aud", missing: "custom:x" } },
      },
    });
    const { tokens, sub } = await signedIn({ username: "ada" });
    const logins = { [providerName]: tokens.idToken };
    const { identityId } = await identityPool.getId({ logins });
    const { credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    const session = await read(credentials.sessionToken);
    expect(session).toMatchObject({
      identityId,
      audience: identityPool.identityPoolId,
      roleArn: roleOf("Auth"),
      amr: ["authenticated", providerName, `${providerName}:CognitoSignIn:${sub}`],
      principalTags: { mail: "ada@example.com", app: client.clientId },
    });
    expect(session.secretAccessKey()).toBe(credentials.secretAccessKey);
  });

  it("of a guest says so, and has no tags", async () => {
    const { identityPool, read } = await opened();
    const guest = await identityPool.getId();
    const { credentials } = await identityPool.getCredentialsForIdentity(guest);
    expect(await read(credentials.sessionToken)).toMatchObject({ ...guest, amr: ["unauthenticated"], principalTags: {} });
  });

  // attack 78: credentials of one identity pool in another.
  it("is opened by the key of its own pool only", async () => {
    const { rockpool, read } = await opened();
    const other = await rockpool.ensureIdentityPool({
      identityPoolName: "other",
      allowUnauthenticatedIdentities: true,
      roles: { unauthenticated: roleOf("Guest") },
    });
    const { credentials } = await other.getCredentialsForIdentity(await other.getId());
    await expect(read(credentials.sessionToken)).rejects.toMatchObject({ code: "UnrecognizedClientException" });
  });

  it("of a pool that was deleted can be read by nobody any more", async () => {
    const { identityPool } = await opened();
    const { credentials } = await identityPool.getCredentialsForIdentity(await identityPool.getId());
    const { sessionToken, accessKeyId } = credentials;
    await expect(identityPool.readCredentials({ sessionToken, accessKeyId })).resolves.toMatchObject({ accessKeyId });
    await identityPool.delete();
    await expect(identityPool.readCredentials({ sessionToken, accessKeyId })).rejects.toMatchObject({
      code: "ResourceNotFoundException",
    });
  });
});
