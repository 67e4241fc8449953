import { generateKeyPairSync } from "node:crypto";
import { inspect } from "node:util";
import { calculateJwkThumbprint } from "jose";
import { memory } from "rockpool/storage/memory";
import { beforeAll, describe, expect, it } from "vitest";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import type { StorageAdapter } from "../../src/storage/contract.ts";
import type { Jwk, RsaPrivateJwk } from "../../src/tokens/jwk.ts";
import type { KeySource } from "../../src/tokens/key-source.ts";
import { keysets } from "../../src/tokens/keyset.table.ts";
import { createKeyset, parseKeyset } from "../../src/tokens/keyset.ts";
import { thumbprint } from "../../src/tokens/thumbprint.ts";
import { keysetOf, newKeys, openStore, poolId, sourceOf } from "./world.ts";

let keys: RsaPrivateJwk[];
beforeAll(async () => {
  keys = await newKeys(4);
});
const key = (position: number): RsaPrivateJwk => keys[position] as RsaPrivateJwk;

const privateMembers = ["d", "p", "q", "dp", "dq", "qi"] as const;
const secretsOf = (jwk: RsaPrivateJwk): string[] => privateMembers.map((member) => jwk[member]);
const place = { table: "keysets", key: [poolId] };

/** What a person sees who can read the database. */
async function stored(storage: StorageAdapter): Promise<string> {
  return JSON.stringify(await storage.get([place]));
}

describe("key ids", () => {
  it("are SHA-256 thumbprints (RFC 7638 section 3.1, its example, in base64)", () => {
    const n =
      "0vx7agoebGcQSuuPiLJXZptN9nndrQmbXEps2aiAFbWhM78LhWx4cbbfAAtVT86zwu1RK7aPFFxuhDR1L6tSoc_BJECPebWKRXjBZCiFV4n3oknjhMstn64tZ_2W" +
      "-5JsGY4Hc5n9yBXArwl93lqt7_RN5w6Cf0h4QyQ5v-65YGjQR0_FDW2QvzqY368QQMicAtaSqzs8KJZgnYb9c7d0zgdAZHzu6qMQvRL5hajrn1n91CbOpbISD08q" +
      "NLyrdkt-bFTWhAI4vMQFh6WeZu0fM4lFd2NcRwr3XPksINHaQ-G_xBniIqbw0Ls1jF44-csFCur-kEgU8awapJzKnqDKgw";
    expect(thumbprint({ kty: "RSA", n, e: "AQAB" })).toBe("NzbLsXh8uDCcd+6MNwXF4W/7noWXFZAfHkxZsRGC9Xs=");
  });

  it("are those that jose computes from the published halves", async () => {
    const { keys: published } = (await keysetOf(key(0), key(1))).jwks();
    for (const jwk of published) {
      expect(Buffer.from(jwk.kid, "base64").toString("base64url")).toBe(await calculateJwkThumbprint(jwk));
      expect(jwk.kid).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    }
  });
});

describe("a keyset", () => {
  it("has one key for ID tokens and another for access tokens", async () => {
    const keyset = await keysetOf(key(0), key(1));
    const [id, access] = [keyset.signingKey("id"), keyset.signingKey("access")];
    expect(id.kid).not.toBe(access.kid);
    expect(keyset.verificationKey(id.kid)).toMatchObject({ use: "id", kid: id.kid, alg: "RS256" });
    expect(keyset.verificationKey(access.kid)).toMatchObject({ use: "access", kid: access.kid, alg: "RS256" });
  });

  it("knows no other key", async () => {
    const [mine, other] = [await keysetOf(key(0), key(1)), await keysetOf(key(2), key(3))];
    expect(mine.verificationKey(other.signingKey("id").kid)).toBeUndefined();
    expect(mine.verificationKey("")).toBeUndefined();
    expect(mine.verificationKey("__proto__")).toBeUndefined();
  });

  it("publishes the public halves with exactly these members (RFC 7517 section 4)", async () => {
    const keyset = await keysetOf(key(0), key(1));
    const common = { alg: "RS256", e: "AQAB", kty: "RSA", use: "sig" };
    expect(keyset.jwks()).toStrictEqual({
      keys: [
        { ...common, kid: keyset.signingKey("id").kid, n: key(0).n },
        { ...common, kid: keyset.signingKey("access").kid, n: key(1).n },
      ],
    });
    for (const jwk of keyset.jwks().keys) expect(Object.keys(jwk)).toEqual(["alg", "e", "kid", "kty", "n", "use"]);
  });

  it("is not changed by what is done to a JWK Set that it gave", async () => {
    const keyset = await keysetOf(key(0), key(1));
    const before = JSON.stringify(keyset.jwks());
    const given = keyset.jwks();
    Object.assign(given.keys[0] ?? {}, { n: key(2).n });
    given.keys.pop();
    expect(JSON.stringify(keyset.jwks())).toBe(before);
  });

  it("shows no private key, printed or as JSON", async () => {
    const keyset = await keysetOf(key(0), key(1));
    const shown = [keyset, keyset.signingKey("id"), keyset.verificationKey(keyset.signingKey("id").kid), keyset.jwks()]
      .flatMap((value) => [inspect(value, { depth: null, showHidden: true, getters: true }), JSON.stringify(value)])
      .join("\n");
    for (const secret of [...secretsOf(key(0)), ...secretsOf(key(1))]) expect(shown).not.toContain(secret);
    expect(JSON.stringify(keyset.jwks())).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });
});

describe("making the keys of a pool", () => {
  it("stores them, so that the next process reads the same", async () => {
    const [storage, masterKey] = [memory(), generateMasterKey()];
    const made = await createKeyset(await openStore(storage, masterKey), sourceOf(key(0), key(1)), poolId);
    const [record] = await (await openStore(storage, masterKey)).read([keysets.key({ poolId })]);
    expect(record && parseKeyset(record.value).jwks()).toEqual(made.jwks());
  });

  it("makes none when there are some", async () => {
    const store = await openStore();
    const first = await createKeyset(store, sourceOf(key(0), key(1)), poolId);
    const second = await createKeyset(store, sourceOf(), poolId);
    expect(second.jwks()).toEqual(first.jwks());
  });

  it("gives every pool its own", async () => {
    const store = await openStore();
    const [mine, other] = await Promise.all([
      createKeyset(store, sourceOf(key(0), key(1)), poolId),
      createKeyset(store, sourceOf(key(2), key(3)), "us-east-1_bbbbbbbbb"),
    ]);
    expect(mine.jwks()).not.toEqual(other.jwks());
  });

  it("gives one keyset to 20 that make it at the same time, each with keys of its own", async () => {
    const [storage, masterKey] = [memory(), generateMasterKey()];
    const all = await Promise.all(
      Array.from({ length: 20 }, async (_, n) => {
        const source = n % 2 === 0 ? sourceOf(key(0), key(1)) : sourceOf(key(2), key(3));
        return createKeyset(await openStore(storage, masterKey), source, poolId);
      }),
    );
    expect(new Set(all.map((keyset) => JSON.stringify(keyset.jwks()))).size).toBe(1);
    const [record] = await (await openStore(storage, masterKey)).read([keysets.key({ poolId })]);
    expect(record && parseKeyset(record.value).jwks()).toEqual(all[0]?.jwks());
  });

  it("asks the source for two keys only, also when another process was first", async () => {
    const [storage, masterKey] = [memory(), generateMasterKey()];
    const late = sourceOf(key(2), key(3));
    const store = await openStore(storage, masterKey);
    const slow = createKeyset(
      store,
      {
        forTestsOnly: false,
        // While the first pair is made, another process commits; a third key would not be there.
        async generate() {
          await createKeyset(store, sourceOf(key(0), key(1)), poolId).catch(() => {});
          return late.generate();
        },
      },
      poolId,
    );
    expect((await slow).jwks().keys.map(modulusOf)).toEqual([key(0).n, key(1).n]);
  });

  it("makes keys once, however often its plan is refused", async () => {
    const storage = memory();
    const { commit } = storage;
    let refusals = 3;
    storage.commit = async (plan) => {
      if (refusals === 0) return commit.call(storage, plan);
      refusals -= 1;
      return { outcome: "conflict", ...place };
    };
    const keyset = await createKeyset(await openStore(storage), sourceOf(key(0), key(1)), poolId);
    expect(keyset.jwks().keys.map(modulusOf)).toEqual([key(0).n, key(1).n]);
  });

  it("dates the keys by the clock that was given", async () => {
    const store = await openStore();
    const before = store.runtime.clock();
    await createKeyset(store, sourceOf(key(0), key(1)), poolId);
    const [record] = await store.read([keysets.key({ poolId })]);
    for (const { createdAt } of record?.value.keys ?? []) expect(createdAt).toBeGreaterThanOrEqual(before);
  });

  it("keeps of a key what makes the key, and nothing a source adds", async () => {
    const store = await openStore();
    await createKeyset(store, sourceOf({ ...key(0), kid: "mine", use: "enc" } as RsaPrivateJwk, key(1)), poolId);
    const [record] = await store.read([keysets.key({ poolId })]);
    expect(record?.value.keys[0]).toMatchObject({ use: "id", kid: thumbprint(key(0)), privateJwk: key(0) });
    expect(Object.keys(record?.value.keys[0]?.privateJwk ?? {})).toHaveLength(9);
  });

  it("passes on why a source failed, and stores nothing", async () => {
    const storage = memory();
    const store = await openStore(storage);
    await expect(createKeyset(store, sourceOf(), poolId)).rejects.toThrow("no key is left");
    expect(await storage.get([place])).toEqual([undefined]);
  });

  it("refuses a source that gives the same key twice", async () => {
    const made = createKeyset(await openStore(), sourceOf(key(0), key(0)), poolId);
    await expect(made).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "keySource" } });
  });

  it.each([
    ["an RSA key of 1024 bits", () => generateKeyPairSync("rsa", { modulusLength: 1024 }).privateKey.export({ format: "jwk" })],
    ["an elliptic-curve key", () => generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey.export({ format: "jwk" })],
    ["a public key", () => ({ kty: "RSA", n: key(0).n, e: key(0).e })],
    ["a key with a member that is no text", () => ({ ...key(0), d: 5 })],
    ["nothing", () => undefined],
  ])("refuses %s, and shows nothing of it", async (_, make) => {
    const source: KeySource = { forTestsOnly: false, generate: async () => make() as RsaPrivateJwk };
    const error = await createKeyset(await openStore(), source, poolId).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException", details: { path: "keySource" } });
    for (const secret of secretsOf(key(0))) expect(inspect(error)).not.toContain(secret);
  });
});

describe("a stored keyset", () => {
  it("reaches the storage as ciphertext only", async () => {
    const storage = memory();
    await createKeyset(await openStore(storage), sourceOf(key(0), key(1)), poolId);
    const [record] = await storage.get([place]);
    expect(record?.value).toEqual({ keys: expect.stringMatching(/^rps1\./) });
    const json = await stored(storage);
    for (const secret of [...secretsOf(key(0)), ...secretsOf(key(1))]) expect(json).not.toContain(secret);
    expect(json).not.toMatch(/"(d|p|q|dp|dq|qi|privateJwk)"/);
  });

  it("has no public half beside it that a database writer could replace", async () => {
    const storage = memory();
    await createKeyset(await openStore(storage), sourceOf(key(0), key(1)), poolId);
    const json = await stored(storage);
    for (const { n } of [key(0), key(1)]) expect(json).not.toContain(n);
  });

  it.each([
    ["moved from another pool's row", async (storage: StorageAdapter) => (await storage.get([otherPlace]))[0]?.value["keys"]],
    ["written in clear", async () => JSON.stringify([{ use: "access", kid: "mine", alg: "RS256", privateJwk: key(2) }])],
    ["removed", async () => null],
  ])("does not open when it was %s", async (_, forge) => {
    const storage = memory();
    const store = await openStore(storage);
    await createKeyset(store, sourceOf(key(0), key(1)), poolId);
    await createKeyset(store, sourceOf(key(2), key(3)), otherPool);
    const [record] = await storage.get([place]);
    const value = { keys: (await forge(storage)) ?? null };
    const expected = { version: record?.version ?? "" };
    await storage.commit({
      id: "by hand",
      entries: [{ kind: "put", ...place, expect: expected, value, indexEntries: {}, expiresAt: null }],
    });
    await expect(createKeyset(store, sourceOf(), poolId)).rejects.toMatchObject({ code: "SealBrokenException" });
  });
});

/** What tells two RSA keys apart. */
const modulusOf = (jwk: Jwk): string => (jwk.kty === "RSA" ? jwk.n : "");
const otherPool = "us-east-1_bbbbbbbbb";
const otherPlace = { table: "keysets", key: [otherPool] };
