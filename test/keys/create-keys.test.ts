import { generateKeyPairSync, type KeyObject } from "node:crypto";
import { inspect } from "node:util";
import { generateMasterKey, type KeySource } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { manualClock } from "rockpool/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { createKeys } from "../../src/keys/create-keys.ts";
import type { KeyOwner } from "../../src/keys/key-owner.ts";
import type { PrivateJwk, RsaPrivateJwk } from "../../src/tokens/jwk.ts";
import { type KeysByUse, keysets } from "../../src/tokens/keyset.table.ts";
import { thumbprint } from "../../src/tokens/thumbprint.ts";
import { deleteUserPool } from "../../src/user-pool/settings/delete-user-pool.ts";
import { newKey, newKeys, sourceOf } from "../tokens/world.ts";
import { adapterWith } from "../user-pool/stand-ins.ts";
import { poolId, processWith } from "./world.ts";

let keys: RsaPrivateJwk[];
beforeAll(async () => {
  keys = await newKeys(4);
});
const key = (position: number): RsaPrivateJwk => keys[position] as RsaPrivateJwk;
const given = ({ id, access }: KeysByUse): readonly unknown[] =>
  [...id, ...access].map((one) => ("privateJwk" in one ? one.privateJwk : one));
const places = ["id", "access"].map((use) => ({ table: "keysets", key: [poolId, use] }));

describe("the first keys of a pool", () => {
  it("are stored, one for each use, and sign at once", async () => {
    const clock = manualClock();
    const context = await processWith({ keySource: sourceOf(key(0), key(1)), clock });
    const made = await createKeys(context);
    const [id, access] = await context.store.read([keysets.key({ poolId, use: "id" }), keysets.key({ poolId, use: "access" })]);
    expect({ id: id?.value.keys, access: access?.value.keys }).toEqual(made);
    const times = { createdAt: clock(), signsFrom: clock() };
    expect(made).toEqual({
      id: [{ kid: thumbprint(key(0)), alg: "RS256", privateJwk: key(0), ...times }],
      access: [{ kid: thumbprint(key(1)), alg: "RS256", privateJwk: key(1), ...times }],
    });
  });

  it("are of the kind that the pool's settings say, for which the source is asked", async () => {
    const asked: unknown[] = [];
    const keySource: KeySource = {
      forTestsOnly: false,
      generate: (request) => {
        asked.push(request);
        return newKey(request.alg);
      },
    };
    const made = await createKeys(await processWith({ keySource, settings: { signingAlgorithm: "ES256" } }));
    expect([...made.id, ...made.access].map(({ alg }) => alg)).toEqual(["ES256", "ES256"]);
    const request = { poolId, alg: "ES256" };
    expect(asked).toEqual([
      { ...request, tokenUse: "id" },
      { ...request, tokenUse: "access" },
    ]);
  });

  it("are made when there are none", async () => {
    const context = await processWith({ keySource: sourceOf(key(0), key(1)) });
    const first = await createKeys(context);
    expect(await createKeys(context)).toEqual(first);
  });

  it("are made of the use that has none", async () => {
    const context = await processWith({ keySource: sourceOf(key(0), key(1), key(2)) });
    await createKeys(context);
    const [access] = await context.store.read([keysets.key({ poolId, use: "access" })]);
    await context.store.commit([(access as NonNullable<typeof access>).put({ keys: [] })]);
    expect(given(await createKeys(context))).toEqual([key(0), key(2)]);
  });

  it("are each pool's own", async () => {
    const [storage, masterKey] = [memory(), generateMasterKey()];
    const mine = await processWith({ storage, masterKey, keySource: sourceOf(key(0), key(1)) });
    const other = await processWith({ storage, masterKey, keySource: sourceOf(key(2), key(3)), poolId: "us-east-1_bbbbbbbbb" });
    const [ours, theirs] = await Promise.all([createKeys(mine), createKeys(other)]);
    expect(given(ours)).toEqual([key(0), key(1)]);
    expect(given(theirs)).toEqual([key(2), key(3)]);
  });

  it("are one set for 20 that make it at the same time, each with keys of its own", async () => {
    const [storage, masterKey] = [memory(), generateMasterKey()];
    const processes: KeyOwner[] = [];
    for (let n = 0; n < 20; n += 1) {
      const keySource = n % 2 === 0 ? sourceOf(key(0), key(1)) : sourceOf(key(2), key(3));
      processes.push(await processWith({ storage, masterKey, keySource }));
    }
    const all = await Promise.all(processes.map(createKeys));
    expect(new Set(all.map((made) => JSON.stringify(made))).size).toBe(1);
  });

  it("ask the source for two keys only, also when another process was first", async () => {
    const [storage, masterKey] = [memory(), generateMasterKey()];
    const late = sourceOf(key(2), key(3));
    const other = await processWith({ storage, masterKey, keySource: sourceOf(key(0), key(1)) });
    const keySource: KeySource = {
      forTestsOnly: false,
      // While the first pair is made, another process commits; a third key would not be there.
      async generate(request) {
        await createKeys(other).catch(() => {});
        return late.generate(request);
      },
    };
    expect(given(await createKeys(await processWith({ storage, masterKey, keySource })))).toEqual([key(0), key(1)]);
  });

  it("are made once, however often the plan is refused", async () => {
    const storage = memory();
    const context = await processWith({ storage, keySource: sourceOf(key(0), key(1)) });
    const { commit } = storage;
    let refusals = 3;
    storage.commit = async (plan) => {
      if (refusals === 0) return commit.call(storage, plan);
      refusals -= 1;
      return { outcome: "conflict", table: "keysets", key: [poolId, "id"] };
    };
    expect(given(await createKeys(context))).toEqual([key(0), key(1)]);
  });

  it("are not made for a pool that is deleted meanwhile", async () => {
    const [inner, masterKey] = [memory(), generateMasterKey()];
    const other = await processWith({ storage: inner, masterKey });
    const storage = adapterWith(inner, {
      async commit(plan) {
        if (plan.entries.some(({ table }) => table === "keysets")) await deleteUserPool(other.store, poolId).catch(() => {});
        return inner.commit(plan);
      },
    });
    const context = await processWith({ storage, masterKey, keySource: sourceOf(key(0), key(1)) });
    await expect(createKeys(context)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    expect(await inner.get(places)).toEqual([undefined, undefined]);
  });

  it("keep of a key what makes the key, and nothing a source adds", async () => {
    const keySource = sourceOf({ ...key(0), kid: "mine", use: "enc" } as RsaPrivateJwk, key(1));
    expect(given(await createKeys(await processWith({ keySource })))).toStrictEqual([key(0), key(1)]);
  });
});

describe("a key source", () => {
  it("is told with its reason when it fails, and nothing is stored", async () => {
    const storage = memory();
    await expect(createKeys(await processWith({ storage }))).rejects.toThrow("no key is left");
    expect(await storage.get(places)).toEqual([undefined, undefined]);
  });

  const refused = { code: "InvalidParameterException", details: { path: "keySource" } };

  it("is refused one key for both uses", async () => {
    await expect(createKeys(await processWith({ keySource: sourceOf(key(0), key(0)) }))).rejects.toMatchObject(refused);
  });

  const jwkOf = ({ privateKey }: { readonly privateKey: KeyObject }): unknown => privateKey.export({ format: "jwk" });
  it.each([
    ["an RSA key of 1024 bits", () => jwkOf(generateKeyPairSync("rsa", { modulusLength: 1024 }))],
    ["a key of the other kind", () => jwkOf(generateKeyPairSync("ec", { namedCurve: "P-256" }))],
    ["a key on another curve", () => jwkOf(generateKeyPairSync("ec", { namedCurve: "secp256k1" }))],
    ["a key that signs otherwise", () => jwkOf(generateKeyPairSync("ed25519"))],
    ["a public key", () => ({ kty: "RSA", n: key(0).n, e: key(0).e })],
    ["halves of two keys", () => ({ ...key(0), n: key(1).n })],
    ["a key with a member that is no text", () => ({ ...key(0), d: 5 })],
    ["nothing", () => undefined],
  ])("is refused %s, and nothing of it is shown", async (_, make) => {
    const storage: StorageAdapter = memory();
    const keySource: KeySource = { forTestsOnly: false, generate: async () => make() as PrivateJwk };
    const error = await createKeys(await processWith({ storage, keySource })).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(refused);
    const secrets = [key(0).d, key(0).p, key(0).q, key(0).dp, key(0).dq, key(0).qi];
    for (const secret of secrets) expect(inspect(error, { depth: 9 })).not.toContain(secret);
    expect(await storage.get(places)).toEqual([undefined, undefined]);
  });
});
