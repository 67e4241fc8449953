import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { mac } from "../../src/seal/mac.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { newPoolSecret, poolKeys } from "../../src/seal/pool-secret.ts";

const newSecret = (): string => newPoolSecret(systemRuntime.random);
const bytesOf = (secret: string): Record<string, string> =>
  Object.fromEntries(Object.entries(poolKeys(secret)).map(([purpose, key]) => [purpose, key.export().toString("hex")]));

describe("a pool's secret", () => {
  it("is its kind and 256 random bits", () => {
    expect(newSecret()).toMatch(/^rpps_[A-Za-z0-9_-]{43}$/);
    expect(newSecret()).not.toBe(newSecret());
  });

  it.each(["", "rpps_", generateMasterKey()])("is nothing else: no keys come from %#", (text) => {
    expect(() => poolKeys(text)).toThrow();
  });
});

describe("a pool's keys", () => {
  it("are one for each purpose, no two the same, and none the secret", () => {
    const secret = newSecret();
    const keys = bytesOf(secret);
    expect(Object.keys(keys).toSorted()).toEqual(["code", "credential", "fakeSalt", "pageToken", "refresh", "subject"]);
    const all = [...Object.values(keys), Buffer.from(secret.slice(5), "base64url").toString("hex")];
    expect(new Set(all).size).toBe(7);
    expect(all.every((key) => key.length === 64)).toBe(true);
  });

  it("are the same each time they are derived: what they made is found again by another process", () => {
    const secret = newSecret();
    expect(bytesOf(secret)).toEqual(bytesOf(secret));
  });

  it("are those of the first version: codes and refresh tokens outlive an upgrade", () => {
    const keys = poolKeys(`rpps_${"A".repeat(43)}`);
    const macs = Object.entries(keys).map(([purpose, key]) => [purpose, mac(key, "a", "b").toString("base64url")]);
    expect(Object.fromEntries(macs)).toEqual({
      code: "jEVFAxKZ2Vv_6y0zyCby3WMV-PgJmAu__v-_Zz5xEzs",
      refresh: "avNglvmwo0oacwT6VO8vKCSRmJgRAue2uVH7sGc6N-Y",
      fakeSalt: "Otk_nSoogxIeGl2CXFgmZudnDWIg4tgmAj5-SwxOHPw",
      subject: "cAz0muxRm_XY6ig0qXZFMdPGgfApK68u5mSAhBUssx8",
      pageToken: "pbz-FOzy2TQ-9M00_DEcn2Gi9zKpeVxDTk6uumBbwU0",
      credential: "p0mMww3YSKmf548jW9voqx8rVtUsIy2bP7u5zYRcljc",
    });
  });

  it("are others for another secret, in every purpose", () => {
    const [ours, theirs] = [bytesOf(newSecret()), bytesOf(newSecret())];
    for (const [purpose, key] of Object.entries(ours)) expect(theirs[purpose]).not.toBe(key);
  });

  it("are derived once", () => {
    const keys = poolKeys(newSecret());
    expect(keys.code).toBe(keys.code);
  });

  it("print as nothing", () => {
    const secret = newSecret();
    const keys = poolKeys(secret);
    const printed = inspect(keys, { showHidden: true, depth: 10, getters: true }) + JSON.stringify(keys);
    for (const hidden of [secret.slice(5), ...Object.values(bytesOf(secret))]) expect(printed).not.toContain(hidden);
    expect(JSON.parse(JSON.stringify(keys))).toEqual({
      code: {},
      refresh: {},
      fakeSalt: {},
      subject: {},
      pageToken: {},
      credential: {},
    });
  });
});
