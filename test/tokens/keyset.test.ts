import { inspect } from "node:util";
import { memory } from "rockpool/storage/memory";
import { beforeAll, describe, expect, it } from "vitest";
import type { StorageAdapter } from "../../src/storage/contract.ts";
import type { Store } from "../../src/storage/store.ts";
import type { RsaPrivateJwk } from "../../src/tokens/jwk.ts";
import { type KeysetRecord, keysets } from "../../src/tokens/keyset.table.ts";
import { type Keyset, parseKeyset } from "../../src/tokens/keyset.ts";
import { signToken } from "../../src/tokens/sign.ts";
import { accessClaims, keysetOf, newKey, newKeys, openStore, poolId, recordOf } from "./world.ts";

let keys: RsaPrivateJwk[];
beforeAll(async () => {
  keys = await newKeys(4);
});
const key = (position: number): RsaPrivateJwk => keys[position] as RsaPrivateJwk;

const privateMembers = ["d", "p", "q", "dp", "dq", "qi"] as const;
const secretsOf = (jwk: RsaPrivateJwk): string[] => privateMembers.map((member) => jwk[member]);

describe("a keyset", () => {
  it("has one key for ID tokens and another for access tokens", async () => {
    const keyset = await keysetOf(key(0), key(1));
    const [id, access] = [keyset.signingKey("id", 0), keyset.signingKey("access", 0)];
    expect(id.kid).not.toBe(access.kid);
    expect(keyset.verificationKey(id.kid)).toMatchObject({ use: "id", kid: id.kid, alg: "RS256" });
    expect(keyset.verificationKey(access.kid)).toMatchObject({ use: "access", kid: access.kid, alg: "RS256" });
  });

  it("signs with the key whose turn it is, and verifies with all of them", () => {
    const [before, now, next] = [recordOf(key(0)), recordOf(key(1), { signsFrom: 10 }), recordOf(key(2), { signsFrom: 20 })];
    const keyset = parseKeyset({ id: [before, now, next], access: [recordOf(key(3))] }, null);
    expect([0, 10, 19, 20].map((time) => keyset.signingKey("id", time).kid)).toEqual([before.kid, now.kid, now.kid, next.kid]);
    for (const { kid } of [before, now, next]) expect(keyset.verificationKey(kid)).toMatchObject({ use: "id", kid });
    expect(keyset.jwks().keys.map(({ kid }) => kid)).toEqual([before.kid, now.kid, next.kid, recordOf(key(3)).kid]);
  });

  it("knows no other key", async () => {
    const [mine, other] = [await keysetOf(key(0), key(1)), await keysetOf(key(2), key(3))];
    expect(mine.verificationKey(other.signingKey("id", 0).kid)).toBeUndefined();
    expect(mine.verificationKey("")).toBeUndefined();
    expect(mine.verificationKey("__proto__")).toBeUndefined();
  });

  it("publishes the public halves with exactly these members (RFC 7517 section 4)", async () => {
    const ec = await newKey("ES256");
    const keyset = await keysetOf(key(0), ec);
    const [id, access] = [keyset.signingKey("id", 0), keyset.signingKey("access", 0)];
    const { x, y } = ec as { readonly x: string; readonly y: string } & typeof ec;
    expect(keyset.jwks()).toStrictEqual({
      keys: [
        { alg: "RS256", e: "AQAB", kid: id.kid, kty: "RSA", n: key(0).n, use: "sig" },
        { alg: "ES256", crv: "P-256", kid: access.kid, kty: "EC", use: "sig", x, y },
      ],
    });
    expect(keyset.jwks().keys.map((jwk) => Object.keys(jwk))).toEqual([
      ["alg", "e", "kid", "kty", "n", "use"],
      ["alg", "crv", "kid", "kty", "use", "x", "y"],
    ]);
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
    const shown = [keyset, keyset.signingKey("id", 0), keyset.verificationKey(keyset.signingKey("id", 0).kid), keyset.jwks()]
      .flatMap((value) => [inspect(value, { depth: null, showHidden: true, getters: true }), JSON.stringify(value)])
      .join("\n");
    for (const secret of [...secretsOf(key(0)), ...secretsOf(key(1))]) expect(shown).not.toContain(secret);
    expect(JSON.stringify(keyset.jwks())).not.toMatch(/"(d|p|q|dp|dq|qi)"/);
  });

  it("does not sign for a signer that was not given, and says so", async () => {
    const { kid, alg, createdAt, signsFrom } = recordOf(key(1));
    const remote = {
      kid,
      alg,
      createdAt,
      signsFrom,
      keyId: "kms/1",
      publicJwk: { kty: "RSA", n: key(1).n, e: key(1).e },
    } as const;
    const keyset: Keyset = parseKeyset({ id: [recordOf(key(0))], access: [remote] }, null);
    expect(keyset.verificationKey(kid)).toMatchObject({ use: "access" });
    const signing = signToken(keyset.signingKey("access", 0), accessClaims(0));
    await expect(signing).rejects.toMatchObject({ code: "SignerUnavailableException", message: /was not given/ });
  });
});

describe("a stored keyset", () => {
  const place = { table: "keysets", key: [poolId, "access"] };
  let storage: StorageAdapter;
  let store: Store;

  /** Each with its key. */
  async function stored(...records: readonly (readonly [poolId: string, use: KeysetRecord["use"], key: RsaPrivateJwk])[]) {
    storage = memory();
    store = await openStore(storage);
    const puts = records.map(([pool, use, jwk]) => keysets.create({ poolId: pool, use, keys: [recordOf(jwk)] }));
    expect(await store.commit(puts)).toMatchObject({ outcome: "committed" });
  }

  it("is read as it was written", async () => {
    await stored([poolId, "access", key(0)]);
    const [record] = await store.read([keysets.key({ poolId, use: "access" })]);
    expect(record?.value).toEqual({ poolId, use: "access", keys: [recordOf(key(0))] });
  });

  it("reaches the storage as ciphertext only: no private key, and no public half that a database writer could replace", async () => {
    await stored([poolId, "access", key(0)]);
    const [record] = await storage.get([place]);
    expect(record?.value).toEqual({ keys: expect.stringMatching(/^rps1\./) });
    const json = JSON.stringify(record);
    for (const hidden of [...secretsOf(key(0)), key(0).n, recordOf(key(0)).kid]) expect(json).not.toContain(hidden);
  });

  it.each([
    [
      "moved from another pool's row",
      async () => (await storage.get([{ ...place, key: ["other", "access"] }]))[0]?.value["keys"],
    ],
    ["moved from the row for ID tokens", async () => (await storage.get([{ ...place, key: [poolId, "id"] }]))[0]?.value["keys"]],
    ["written in clear", async () => JSON.stringify([recordOf(key(3))])],
    ["removed", async () => null],
  ])("does not open when it was %s", async (_, forge) => {
    await stored([poolId, "access", key(0)], [poolId, "id", key(1)], ["other", "access", key(2)]);
    const [record] = await storage.get([place]);
    const value = { keys: (await forge()) ?? null };
    const expected = { version: record?.version ?? "" };
    await storage.commit({
      id: "by hand",
      entries: [{ kind: "put", ...place, expect: expected, value, indexEntries: {}, expiresAt: null }],
    });
    const reading = store.read([keysets.key({ poolId, use: "access" })]);
    await expect(reading).rejects.toMatchObject({ code: "SealBrokenException" });
  });
});
