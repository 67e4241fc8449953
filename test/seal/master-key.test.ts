import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { generateMasterKey, type KeyProvider, parseMasterKey, resolveMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";

const { random } = systemRuntime;
const isNew = { storageIsNew: true, random };

describe("a master key", () => {
  it("is its kind and 32 random bytes in base64url", () => {
    expect(generateMasterKey()).toMatch(/^rpmk_[A-Za-z0-9_-]{43}$/);
    expect(generateMasterKey()).not.toBe(generateMasterKey());
    expect(parseMasterKey(generateMasterKey()).symmetricKeySize).toBe(32);
  });

  const key = `rpmk_${"A".repeat(43)}`;
  it.each([
    ["empty", ""],
    ["without its prefix", key.slice(5)],
    ["of another kind", key.replace("rpmk_", "rpps_")],
    ["with a line break behind it", `${key}\n`],
    ["with a space before it", ` ${key}`],
    ["one byte short", `rpmk_${"A".repeat(42)}`],
    ["one byte long", `rpmk_${"A".repeat(44)}`],
    ["with padding", `${key}=`],
    ["in base64 instead of base64url", key.replace("A", "+")],
    ["with bits that stand for no byte", `rpmk_${"A".repeat(42)}B`],
  ])("is refused when it is %s, and the message does not show it", (_, text) => {
    const make = (): unknown => createKeyring({ current: text, previous: [] }, random);
    expect(make).toThrow(expect.objectContaining({ code: "MasterKeyException" }));
    expect(make).not.toThrow(/AAAA/);
  });

  it.each([undefined, null, 7, {}])("is refused when it is no text at all, by callers without types (%j)", (value) => {
    expect(() => parseMasterKey(value as unknown as string)).toThrow(expect.objectContaining({ code: "MasterKeyException" }));
  });

  it("is refused when a previous one is malformed", () => {
    const make = (): unknown => createKeyring({ current: generateMasterKey(), previous: ["rpmk_old"] }, random);
    expect(make).toThrow(expect.objectContaining({ code: "MasterKeyException" }));
  });
});

describe("the option masterKey", () => {
  it("is the key itself when it is a text", async () => {
    const key = generateMasterKey();
    expect(await resolveMasterKey(key, { durable: true, ...isNew })).toEqual({ current: key, previous: [] });
  });

  it("may be a provider, which is told whether the storage is new", async () => {
    const keys = { current: generateMasterKey(), previous: [generateMasterKey()] };
    const told: boolean[] = [];
    const provider: KeyProvider = {
      async load({ storageIsNew }) {
        told.push(storageIsNew);
        return keys;
      },
    };
    expect(await resolveMasterKey(provider, { durable: true, storageIsNew: true, random })).toEqual(keys);
    expect(await resolveMasterKey(provider, { durable: true, storageIsNew: false, random })).toEqual(keys);
    expect(told).toEqual([true, false]);
  });

  // attack 92: a key store that fails is passed on, and nothing opens without it
  it("may be a provider that has no use for that, and whose rejection is passed on", async () => {
    const outage = new Error("the key service does not answer");
    const provider: KeyProvider = { load: () => Promise.reject(outage) };
    await expect(resolveMasterKey(provider, { durable: true, ...isNew })).rejects.toBe(outage);
  });

  it("is refused with the path when a provider gives something else than keys", async () => {
    const provider = { load: async () => ({ current: generateMasterKey() }) } as unknown as KeyProvider;
    await expect(resolveMasterKey(provider, { durable: true, ...isNew })).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "masterKey.previous" },
    });
  });

  it("must be there for a durable storage; the error says how to make one", async () => {
    const refused = resolveMasterKey(undefined, { durable: true, ...isNew });
    await expect(refused).rejects.toMatchObject({ code: "MasterKeyException" });
    await expect(refused).rejects.toThrow('keyFile("auth.key")');
    await expect(refused).rejects.toThrow("generateMasterKey()");
  });

  it("may be left out where nothing outlives the process: each time, the key is a new one", async () => {
    const one = await resolveMasterKey(undefined, { durable: false, ...isNew });
    const other = await resolveMasterKey(undefined, { durable: false, ...isNew });
    expect(() => createKeyring(one, random)).not.toThrow();
    expect(one.current).not.toBe(other.current);
  });

  it("is refused when it is an empty text, also there: an empty variable is a mistake, not a choice", async () => {
    const keys = await resolveMasterKey("", { durable: false, ...isNew });
    expect(() => createKeyring(keys, random)).toThrow(expect.objectContaining({ code: "MasterKeyException" }));
  });
});
