import type { UserPoolOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";
import { everyDefault } from "./every-default.ts";

describe("ensureUserPool creates", () => {
  it("a pool with every default", async () => {
    const { rockpool } = await testPool();
    const pool = await rockpool.ensureUserPool({ poolName: "customers" });
    expect(pool.userPoolId).toMatch(/^us-east-1_[0-9A-Za-z]{9}$/);
    const settings = await pool.settings.get();
    expect(settings).toEqual({ poolName: "customers", ...everyDefault });
    expect(Object.keys(settings.schema)).toEqual(Object.keys(everyDefault.schema));
  });

  it("a pool in the region that is named", async () => {
    const { pool } = await testPool({ rockpool: { region: "eu-west-3" } });
    expect(pool.userPoolId).toMatch(/^eu-west-3_[0-9A-Za-z]{9}$/);
  });

  it("one pool, when 20 ask at once", async () => {
    const storage = recordingStorage();
    const { rockpool } = await testPool({ storage });
    const pools = await Promise.all(Array.from({ length: 20 }, () => rockpool.ensureUserPool({ poolName: "customers" })));
    expect(new Set(pools.map(({ userPoolId }) => userPoolId)).size).toBe(1);
    expect(await storage.records("user_pools")).toHaveLength(2);
  });

  it("one pool for each name: case and white space count", async () => {
    const { rockpool } = await testPool();
    const names = ["customers", "Customers", "customers ", "custo mers"];
    const pools = await Promise.all(names.map((poolName) => rockpool.ensureUserPool({ poolName })));
    expect(new Set(pools.map(({ userPoolId }) => userPoolId)).size).toBe(4);
  });
});

describe("ensureUserPool finds", () => {
  it("the pool of that name again, and writes nothing when nothing differs", async () => {
    const storage = countingStorage(memory());
    const { rockpool, pool } = await testPool({ storage, passwordPolicy: { minimumLength: 12 } });
    const written: UserPoolOptions[] = [
      { poolName: "test" },
      { poolName: "test", autoVerifiedAttributes: ["email"], passwordPolicy: { minimumLength: 12, requireNumbers: true } },
      { poolName: "test", autoVerifiedAttributes: undefined, passwordPolicy: {}, issuer: undefined },
    ];
    await pool.jwks();
    for (const options of written) {
      const cost = await storage.count(async () => {
        expect((await rockpool.ensureUserPool(options)).userPoolId).toBe(pool.userPoolId);
      });
      expect(cost.commit).toBe(0);
    }
  });

  it.each([
    ["aliasAttributes", ["email", "phone_number", "preferred_username"]],
    ["usernameAttributes", ["email", "phone_number"]],
  ] as const)("no difference in the order of %s, which is a set and fixed", async (member, names) => {
    const storage = countingStorage(memory());
    const { rockpool, pool } = await testPool({ storage, [member]: names });
    for (const written of [names.toReversed(), names.toSpliced(0, 1).concat(names[0]), names]) {
      const options = { poolName: "test", [member]: written };
      expect(await rockpool.diffUserPool(options)).toEqual([]);
      expect((await storage.count(() => rockpool.ensureUserPool(options))).commit).toBe(0);
      await pool.settings.update({ [member]: written });
      expect((await pool.settings.get())[member]).toEqual(names);
    }
    for (const other of [names.slice(1), []]) {
      const refused = rockpool.ensureUserPool({ poolName: "test", [member]: other });
      await expect(refused).rejects.toMatchObject({ code: "FrozenSettingException" });
    }
  });

  it("and brings it to what is written; what is not written stays", async () => {
    const storage = countingStorage(memory());
    const { rockpool, pool } = await testPool({
      storage,
      passwordPolicy: { minimumLength: 12 },
      issuer: "https://id.example.com",
    });
    await pool.jwks();
    const cost = await storage.count(() =>
      rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { requireSymbols: false } }),
    );
    expect(cost.commit).toBe(1);
    expect(await pool.settings.get()).toEqual({
      ...everyDefault,
      poolName: "test",
      autoVerifiedAttributes: ["email"],
      passwordPolicy: { ...everyDefault.passwordPolicy, minimumLength: 12, requireSymbols: false },
      issuer: "https://id.example.com",
    });
  });

  it("and replaces lists", async () => {
    const { rockpool, pool } = await testPool();
    await rockpool.ensureUserPool({ poolName: "test", autoVerifiedAttributes: [] });
    expect(await pool.settings.get()).toMatchObject({ autoVerifiedAttributes: [] });
  });

  it("keeps each of four changes that are written at once", async () => {
    const { rockpool, pool } = await testPool();
    const members = ["requireUppercase", "requireLowercase", "requireNumbers", "requireSymbols"];
    await Promise.all(
      members.map((member) => rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { [member]: false } })),
    );
    const { passwordPolicy } = await pool.settings.get();
    expect(passwordPolicy).toEqual({
      ...everyDefault.passwordPolicy,
      ...Object.fromEntries(members.map((member) => [member, false])),
    });
  });
});

describe("ensureUserPool refuses", () => {
  it.each([
    ["no name", { poolName: "" }, "poolName"],
    ["a name that is missing", {}, "poolName"],
    ["a name of 129 characters", { poolName: "x".repeat(129) }, "poolName"],
    ["a name with another character", { poolName: "customers!" }, "poolName"],
    ["a name with U+0000", { poolName: "customers\0" }, "poolName"],
    ["a misspelt member", { pooName: "x", poolName: "x" }, "pooName"],
    ["a misspelt rule", { poolName: "x", passwordPolicy: { minLength: 8 } }, "passwordPolicy.minLength"],
    ["a length below 6", { poolName: "x", passwordPolicy: { minimumLength: 5 } }, "passwordPolicy.minimumLength"],
    ["a length above 99", { poolName: "x", passwordPolicy: { minimumLength: 100 } }, "passwordPolicy.minimumLength"],
    ["a broken length", { poolName: "x", passwordPolicy: { minimumLength: 8.5 } }, "passwordPolicy.minimumLength"],
    ["null in place of a rule", { poolName: "x", passwordPolicy: { requireNumbers: null } }, "passwordPolicy.requireNumbers"],
    ["what cannot be verified", { poolName: "x", autoVerifiedAttributes: ["name"] }, "autoVerifiedAttributes.0"],
    ["an issuer that is no URL", { poolName: "x", issuer: "id.example.com" }, "issuer"],
    ["an issuer that is no web address", { poolName: "x", issuer: "ftp://id.example.com" }, "issuer"],
    ["an issuer with a query", { poolName: "x", issuer: "https://id.example.com?a=b" }, "issuer"],
    ["an issuer with a fragment", { poolName: "x", issuer: "https://id.example.com/#a" }, "issuer"],
    ["an issuer of 70,000 characters", { poolName: "x", issuer: `https://id.example.com/${"x".repeat(70_000)}` }, "issuer"],
  ])("%s, by the path of the member; no pool is made", async (_, options, path) => {
    const storage = recordingStorage();
    const { rockpool } = await testPool({ storage });
    const refused = rockpool.ensureUserPool(options as UserPoolOptions);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
    expect(await storage.records("user_pools")).toHaveLength(1);
  });
});
