import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { generateMasterKey, type KeyRequest, type PublicJwk, Rockpool, type RockpoolOptions, type Signer } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { fixedTestKeys, manualClock, outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { PUBLICATION_MS } from "../../src/tokens/rotation.ts";
import { adapterWith, recordingStorage } from "../user-pool/stand-ins.ts";
import { keysOf, takes } from "./world.ts";

interface Service extends Signer {
  isDown: boolean;
  readonly requests: readonly KeyRequest[];
  readonly signed: () => number;
  readonly keys: ReadonlyMap<string, KeyObject>;
}

/** A key management service. Keys are on P-256, or it would take long. */
function service(): Service {
  const keys = new Map<string, KeyObject>();
  const requests: KeyRequest[] = [];
  let signed = 0;
  return {
    isDown: false,
    requests,
    signed: () => signed,
    keys,
    async createKey(request) {
      if (this.isDown) throw new Error("the service is down");
      requests.push(request);
      const { privateKey } =
        request.alg === "RS256"
          ? generateKeyPairSync("rsa", { modulusLength: 2048 })
          : generateKeyPairSync("ec", { namedCurve: "P-256" });
      const keyId = `arn:kms:key/${keys.size}`;
      keys.set(keyId, privateKey);
      return { keyId, publicKey: createPublicKey(privateKey).export({ format: "jwk" }) as unknown as PublicJwk };
    },
    async sign({ keyId, data }) {
      if (this.isDown) throw new Error("the service is down");
      signed += 1;
      return sign("sha256", data, { key: keys.get(keyId) as KeyObject, dsaEncoding: "ieee-p1363" });
    },
  };
}

const ec = { signingAlgorithm: "ES256" } as const;
const unavailable = { code: "SignerUnavailableException" };

describe("Rockpool.open with a signer", () => {
  it.each(["RS256", "ES256"] as const)("has it make keys and sign with them; jose verifies: %s", async (signingAlgorithm) => {
    const signer = service();
    const { pool, clock, client, signedIn } = await testPool({ signingAlgorithm, rockpool: { signer } });
    expect(signer.requests).toEqual(
      ["id", "access"].map((tokenUse) => ({ poolId: pool.userPoolId, tokenUse, alg: signingAlgorithm })),
    );
    expect((await pool.keys.list()).map(({ keyId }) => keyId)).toEqual(["arn:kms:key/0", "arn:kms:key/1"]);
    const { idToken, accessToken } = (await signedIn()).tokens;
    const jwks = createLocalJWKSet(await pool.jwks());
    const expected = { currentDate: new Date(clock()), algorithms: [signingAlgorithm] };
    for (const token of [idToken, accessToken]) {
      await expect(jwtVerify(token, jwks, expected)).resolves.toBeDefined();
      expect(await takes(pool, token)).toBe(true);
    }
    await expect(client.user(accessToken)).resolves.toBeDefined();
  });

  it("stores no private key, and nothing in clear", async () => {
    const storage = recordingStorage();
    const signer = service();
    const { pool } = await testPool({ ...ec, storage, rockpool: { signer } });
    const shown = JSON.stringify(await storage.records("keysets"));
    expect(shown).not.toContain("arn:kms");
    for (const jwk of (await pool.jwks()).keys) expect(shown).not.toContain(jwk.kty === "EC" ? jwk.x : jwk.n);
    expect(await storage.records("keysets")).toHaveLength(2);
  });

  it("leaves keys that are there as they are, and has it make the next", async () => {
    const world = await twoWith();
    const signer = service();
    const moved = await world.open({ signer });
    const pool = await moved.userPool(world.pool.userPoolId);
    expect((await pool.keys.list()).map(({ keyId }) => keyId)).toEqual([null, null]);
    await pool.keys.rotate();
    expect((await pool.keys.list()).map(({ keyId }) => keyId)).toEqual([null, "arn:kms:key/0", null, "arn:kms:key/1"]);
  });

  it("does not ask the key source", async () => {
    const keySource = { forTestsOnly: true, generate: () => Promise.reject(new Error("it was asked")) };
    const { pool } = await testPool({ ...ec, rockpool: { signer: service(), keySource } });
    await expect(pool.keys.rotate()).resolves.toHaveLength(2);
  });

  it("refuses published keys on a storage that lasts all the same", async () => {
    const storage = adapterWith(memory(), { describe: async () => ({ name: "durable", durable: true, now: null }) });
    const options = { storage, baseUrl: "https://auth.test", delivery: outbox(), masterKey: generateMasterKey() };
    const refused = Rockpool.open({ ...options, signer: service(), keySource: fixedTestKeys() });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "keySource" } });
  });

  it.each([[{}], [{ sign: async () => new Uint8Array() }], ["kms"], [null]])("refuses %j", async (signer) => {
    const options = { storage: memory(), baseUrl: "https://auth.test", delivery: outbox() };
    const refused = Rockpool.open({ ...options, signer } as unknown as RockpoolOptions);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "signer" } });
  });

  it("is not shown a key that is imported: what was written down stays here", async () => {
    const signer = service();
    const { pool } = await testPool({ ...ec, rockpool: { signer } });
    const jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
    const { kid, keyId } = await pool.keys.import({ tokenUse: "id", privateKey: jwk, isPublished: true });
    expect(keyId).toBeNull();
    expect((await pool.jwks()).keys.map((key) => key.kid)).toContain(kid);
    expect(signer.keys.size).toBe(2);
  });
});

/** A Rockpool with a pool, and others on the same storage with other options. */
async function twoWith(options: Partial<RockpoolOptions> = {}) {
  const clock = manualClock();
  const given = { storage: memory(), clock, masterKey: generateMasterKey(), keySource: fixedTestKeys(), delivery: outbox() };
  const open = (more: Partial<RockpoolOptions>) => Rockpool.open({ baseUrl: "https://auth.test", ...given, ...more });
  const rockpool = await open(options);
  const pool = await rockpool.ensureUserPool({ poolName: "customers", ...ec });
  await pool.jwks();
  return { clock, open, rockpool, pool };
}

describe("a process that was not given the signer", () => {
  it("verifies, and does not sign", async () => {
    const signer = service();
    const storage = memory();
    const masterKey = generateMasterKey();
    const { signedIn, pool, client, clock } = await testPool({ ...ec, storage, rockpool: { signer, masterKey } });
    const { tokens, username, password } = await signedIn();
    const without = await Rockpool.open({ storage, masterKey, clock, baseUrl: "https://auth.test", delivery: outbox() });
    const same = await without.userPool(pool.userPoolId);
    expect(await takes(same, tokens.accessToken)).toBe(true);
    const signing = (await same.clients.get(client.clientId)).signIn({ username, password });
    await expect(signing).rejects.toMatchObject(unavailable);
  });

  it("rotates nothing: no key that is held here follows one of the signer's", async () => {
    const { open, pool, clock } = await twoWith({ signer: service() });
    const without = await open({});
    clock.advance({ days: 90 });
    expect(await without.maintain()).toMatchObject({ keysRotated: 0, finished: true });
    const same = await without.userPool(pool.userPoolId);
    await expect(same.keys.rotate()).rejects.toMatchObject(unavailable);
    expect(await keysOf(pool)).toEqual(["signing ES256"]);
  });

  it("drops the signer's keys that are over, as any", async () => {
    const { open, rockpool, pool, clock } = await twoWith({ signer: service() });
    clock.advance({ days: 90 });
    await rockpool.maintain();
    clock.advance({ days: 2 });
    await (await open({})).maintain();
    expect(await keysOf(pool)).toEqual(["signing ES256"]);
  });

  it("moves the keys here by an import, which is a decision", async () => {
    const { open, pool, clock } = await twoWith({ signer: service() });
    const same = await (await open({})).userPool(pool.userPoolId);
    for (const tokenUse of ["id", "access"] as const) {
      const jwk = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" });
      await same.keys.import({ tokenUse, privateKey: jwk });
    }
    clock.advance({ milliseconds: PUBLICATION_MS });
    await same.keys.rotate();
    expect((await same.keys.list()).map(({ keyId, status }) => [keyId !== null, status])).toEqual([
      ...[true, false, false].map((isRemote, n) => [isRemote, ["retiring", "signing", "published"][n]]),
      ...[true, false, false].map((isRemote, n) => [isRemote, ["retiring", "signing", "published"][n]]),
    ]);
  });

  it("does not take away the only key of a signer's: no key that is held here follows it", async () => {
    const { open, pool } = await twoWith({ signer: service() });
    const same = await (await open({})).userPool(pool.userPoolId);
    const [key] = await same.keys.list();
    await expect(same.keys.delete(key?.kid ?? "")).rejects.toMatchObject(unavailable);
    expect(await same.keys.list()).toContainEqual(key);
  });
});

// attack 92: the key store is down
describe("a signer that is down", () => {
  it("lets nobody in, and leaves nothing half done; when it is back all is well", async () => {
    const signer = service();
    const storage = recordingStorage();
    const { pool, client, signedIn } = await testPool({ ...ec, storage, rockpool: { signer } });
    const { username, password, tokens } = await signedIn();
    signer.isDown = true;
    const plans = storage.plans.length;
    await expect(client.signIn({ username, password })).rejects.toMatchObject({
      ...unavailable,
      cause: { message: "the service is down" },
    });
    await expect(pool.keys.rotate()).rejects.toMatchObject(unavailable);
    expect(storage.plans).toHaveLength(plans);
    // To verify, it is not asked.
    expect(await takes(pool, tokens.accessToken)).toBe(true);
    signer.isDown = false;
    await expect(client.signIn({ username, password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("keeps a new pool from its keys, not from being made; who needs them makes them later", async () => {
    const signer = service();
    signer.isDown = true;
    const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.test", delivery: outbox(), signer });
    const pool = await rockpool.ensureUserPool({ poolName: "customers", ...ec });
    await expect(pool.jwks()).rejects.toMatchObject(unavailable);
    signer.isDown = false;
    expect((await pool.jwks()).keys).toHaveLength(2);
  });

  it("keeps keys from being rotated, and nothing else from being maintained", async () => {
    const signer = service();
    const { rockpool, clock, signedIn } = await testPool({ ...ec, rockpool: { signer } });
    await signedIn();
    clock.advance({ days: 90 });
    signer.isDown = true;
    await expect(rockpool.maintain()).rejects.toMatchObject(unavailable);
    signer.isDown = false;
    expect(await rockpool.maintain()).toMatchObject({ swept: 0, keysRotated: 2, finished: true });
  });
});
