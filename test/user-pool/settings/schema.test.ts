import type { AttributeDefinition, AttributeSchema, Patch, UserPoolPatch } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { customDefault, everyDefault } from "./every-default.ts";
import { itRefuses, itTakes } from "./rules.ts";

const written = (schema: object): UserPoolPatch => ({ schema: schema as Patch<AttributeSchema> });
const custom = (definition: object): UserPoolPatch => written({ "custom:x": definition });
const many = (count: number): object => Object.fromEntries(Array.from({ length: count }, (_, n) => [`custom:${n}`, {}]));
const longest = `custom:${"𝒶".repeat(20)}`;

describe("the schema (users-and-triggers.md 2.3)", () => {
  itTakes([
    ["50 custom attributes", written(many(50))],
    ["a name of 20 characters", written({ [longest]: {} })],
    ["a name of marks, symbols, digits and punctuation", written({ "custom:a\u0301+7_.-é☃": {} })],
    ["names that mean something to JavaScript", written({ "custom:__proto__": {}, "custom:constructor": {} })],
    ["every type", written({ "custom:a": { attributeDataType: "Number" }, "custom:b": { attributeDataType: "DateTime" } })],
    ["a standard attribute that is required", written({ given_name: { required: true } })],
    ["a standard attribute that is fixed", written({ locale: { mutable: false } })],
    [
      "a standard attribute that is shorter",
      written({ nickname: { stringAttributeConstraints: { minLength: 2, maxLength: 20 } } }),
    ],
    ["a standard attribute with its own type", written({ updated_at: { attributeDataType: "Number" } })],
    ["bounds that are equal", custom({ stringAttributeConstraints: { minLength: 3, maxLength: 3 } })],
    ["lengths at their ends", custom({ stringAttributeConstraints: { minLength: 0, maxLength: 2048 } })],
    [
      "values below zero, and broken ones",
      custom({ attributeDataType: "Number", numberAttributeConstraints: { minValue: -7.5, maxValue: -7.5 } }),
    ],
    ["what administrators write, and what is searched by", custom({ developerOnlyAttribute: true, searchable: true })],
  ]);

  const standard = "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute";
  const shorter = "cannot have a max length shorter than it's min length";
  const smaller = "cannot have a max value smaller than it's min value";
  const none = "Required custom attributes are not supported currently.";
  const either = "The attribute preferred_username cannot be required and an alias.";
  itRefuses([
    ["51 custom attributes", written(many(51)), "schema", "A user pool has at most 50 custom attributes."],
    ["a misspelt standard attribute", written({ nick_name: {} }), "schema.nick_name"],
    ["a custom attribute without its prefix", written({ tenant: {} }), "schema.tenant"],
    ["another prefix", written({ "dev:x": {} }), "schema.dev:x"],
    ["no name behind the prefix", written({ "custom:": {} }), "schema.custom:"],
    ["a name of 21 characters", written({ [`${longest}x`]: {} }), `schema.${longest}x`],
    ["a name with a space", written({ "custom:a b": {} }), "schema.custom:a b"],
    ["a name with a control character", written({ "custom:a\u0007": {} }), "schema.custom:a\u0007"],
    // attack 80
    ["a name that is a prototype", written(JSON.parse('{"__proto__": {}}')), "schema.__proto__"],
    ["JavaScript's own names", written({ constructor: {} }), "schema.constructor"],
    ["no definition", written({ "custom:x": null }), "schema.custom:x"],
    ["a misspelt member", custom({ type: "String" }), "schema.custom:x.type"],
    ["another type", custom({ attributeDataType: "Text" }), "schema.custom:x.attributeDataType"],
    ["a custom attribute that is required", custom({ required: true }), "schema.custom:x", none],
    ["another type of a standard one", written({ name: { attributeDataType: "Number" } }), "schema.name", `${standard} name`],
    [
      "a standard one for developers only",
      written({ name: { developerOnlyAttribute: true } }),
      "schema.name",
      `${standard} name`,
    ],
    ["a standard one to search by", written({ name: { searchable: true } }), "schema.name", `${standard} name`],
    [
      "a length of 2049",
      custom({ stringAttributeConstraints: { maxLength: 2049 } }),
      "schema.custom:x.stringAttributeConstraints.maxLength",
    ],
    [
      "a length below 0",
      custom({ stringAttributeConstraints: { minLength: -1 } }),
      "schema.custom:x.stringAttributeConstraints.minLength",
    ],
    [
      "a broken length",
      custom({ stringAttributeConstraints: { minLength: 0.5 } }),
      "schema.custom:x.stringAttributeConstraints.minLength",
    ],
    [
      "lengths the wrong way round",
      custom({ stringAttributeConstraints: { minLength: 4, maxLength: 3 } }),
      "schema.custom:x",
      `Attribute custom:x ${shorter}`,
    ],
    [
      "lengths of a standard one the wrong way round",
      written({ birthdate: { stringAttributeConstraints: { maxLength: 9 } } }),
      "schema.birthdate",
      `Attribute birthdate ${shorter}`,
    ],
    [
      "values the wrong way round",
      custom({ numberAttributeConstraints: { minValue: 1, maxValue: 0 } }),
      "schema.custom:x",
      `Attribute custom:x ${smaller}`,
    ],
    [
      "a value that is text",
      custom({ numberAttributeConstraints: { minValue: "1" } }),
      "schema.custom:x.numberAttributeConstraints.minValue",
    ],
    [
      "a preferred name that is required and an alias",
      { aliasAttributes: ["preferred_username"], schema: { preferred_username: { required: true } } },
      "aliasAttributes",
      either,
    ],
  ]);
});

describe("a schema that is there", () => {
  const tenant: AttributeDefinition = {
    ...customDefault,
    mutable: false,
    stringAttributeConstraints: { minLength: 2, maxLength: 20 },
  };
  let world: TestPool;
  beforeEach(async () => {
    world = await testPool({ schema: { "custom:tenant": tenant, nickname: { required: true } } });
  });
  const ways = [
    ["ensureUserPool", (schema: object) => world.rockpool.ensureUserPool({ ...written(schema), poolName: "test" })],
    ["settings.update", (schema: object) => world.pool.settings.update(written(schema))],
  ] as const;
  const schemaOf = async (): Promise<AttributeSchema> => (await world.pool.settings.get()).schema;

  it.each(ways)("gets more attributes by %s, completed by the defaults", async (_, write) => {
    await write({ "custom:tier": { attributeDataType: "Number" }, "custom:dots.in.it": {} });
    expect(await schemaOf()).toEqual({
      ...everyDefault.schema,
      nickname: { ...customDefault, required: true },
      "custom:tenant": tenant,
      "custom:tier": { ...customDefault, attributeDataType: "Number" },
      "custom:dots.in.it": customDefault,
    });
  });

  it.each(ways)("stays when %s writes it again, or less of it, or nothing", async (_, write) => {
    const before = await schemaOf();
    for (const same of [
      {},
      { "custom:tenant": tenant },
      { "custom:tenant": {} },
      { "custom:tenant": { mutable: false } },
      before,
    ]) {
      await write(same);
    }
    await write({ "custom:tenant": undefined, "custom:other": undefined, name: undefined });
    expect(await schemaOf()).toEqual(before);
  });

  it.each([
    ["attributeDataType", { attributeDataType: "Number" }],
    ["mutable", { mutable: true }],
    ["developerOnlyAttribute", { developerOnlyAttribute: true }],
    ["searchable", { searchable: true }],
    ["stringAttributeConstraints.minLength", { stringAttributeConstraints: { minLength: 1 } }],
    ["stringAttributeConstraints.maxLength", { stringAttributeConstraints: { maxLength: 21 } }],
    ["numberAttributeConstraints.minValue", { numberAttributeConstraints: { minValue: 0 } }],
    ["numberAttributeConstraints.maxValue", { numberAttributeConstraints: { maxValue: 0 } }],
  ])("keeps %s of an attribute", async (member, definition) => {
    for (const [, write] of ways) {
      const differences = [expect.objectContaining({ path: `schema.custom:tenant.${member}`, frozen: true })];
      await expect(write({ "custom:tenant": definition, "custom:new": {} })).rejects.toMatchObject({
        code: "FrozenSettingException",
        details: { differences },
      });
    }
    const after = await schemaOf();
    expect(after["custom:tenant"]).toEqual(tenant);
    expect(after["custom:new"]).toBeUndefined();
  });

  it.each([
    ["required", "nickname", { required: false }],
    ["required", "email", { required: true }],
    ["mutable", "sub", { mutable: true }],
  ])("keeps %s of the standard attribute %s", async (member, name, definition) => {
    for (const [, write] of ways) {
      const details = { differences: [{ path: `schema.${name}.${member}` }] };
      await expect(write({ [name]: definition })).rejects.toMatchObject({ code: "FrozenSettingException", details });
    }
  });

  it("gets 25 attributes at a time, however they are written, and 50 in all", async () => {
    const refusal = {
      code: "InvalidParameterException",
      message: "At most 25 custom attributes can be added at a time.",
      details: { path: "schema" },
    };
    const { rockpool, pool } = await testPool();
    const addThem = [
      (count: number) => pool.settings.update(written(many(count))),
      (count: number) => rockpool.ensureUserPool({ ...written(many(count)), poolName: "test" }),
    ];
    for (const add of addThem) await expect(add(26)).rejects.toMatchObject(refusal);
    await expect(rockpool.diffUserPool({ ...written(many(26)), poolName: "test" })).rejects.toMatchObject(refusal);
    for (const [at, count] of [25, 50].entries()) await addThem[at]?.(count);
    expect(Object.keys((await pool.settings.get()).schema).filter((name) => name.startsWith("custom:"))).toHaveLength(50);
  });

  it("loses no attribute by reset", async () => {
    const refused = world.rockpool.ensureUserPool({ poolName: "test", reset: ["schema"] });
    const differences = [
      expect.objectContaining({ path: "schema.nickname.required", stored: true, written: false }),
      expect.objectContaining({ path: "schema.custom:tenant", stored: tenant, written: undefined }),
    ];
    await expect(refused).rejects.toMatchObject({ code: "FrozenSettingException", details: { differences } });
  });

  it("gets each of two attributes that are added at once", async () => {
    await Promise.all(["custom:a", "custom:b"].map((name) => world.pool.settings.update(written({ [name]: {} }))));
    expect(Object.keys(await schemaOf())).toEqual(expect.arrayContaining(["custom:a", "custom:b"]));
  });
});
