import { describe, expect, it } from "vitest";
import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../src/codecs/schema.ts";
import { isRockpoolError } from "../../src/errors.ts";

interface Options {
  readonly username: string;
  readonly attributes?: Readonly<Record<string, string>> | undefined;
  readonly urls?: readonly string[] | undefined;
  readonly policy?: { readonly minimumLength?: number | undefined } | undefined;
}

const options: SchemaOf<Options> = schemaFor<Options>()(
  z.strictObject({
    username: z.string().min(1, "Member must not be empty").max(8),
    attributes: z.record(z.string(), z.string()).optional(),
    urls: z.array(z.url()).optional(),
    policy: z.strictObject({ minimumLength: z.int().min(6).optional() }).optional(),
  }),
);

function refusal(value: unknown, root?: string): { readonly path: string; readonly message: string } {
  try {
    parse(options, value, root);
  } catch (error) {
    if (isRockpoolError(error, "InvalidParameterException")) return { path: error.details.path, message: error.message };
    throw error;
  }
  throw new Error("it was accepted");
}

describe("parse", () => {
  it("gives back what fits, and fills in nothing", () => {
    expect(parse(options, { username: "ada" })).toEqual({ username: "ada" });
    const all = { username: "ada", attributes: { a: "\u{1f600}" }, urls: ["https://a.example"], policy: { minimumLength: 8 } };
    expect(parse(options, all)).toEqual(all);
  });

  it("keeps a member that is written as undefined apart from a value", () => {
    expect(parse(options, { username: "ada", policy: undefined }).policy).toBeUndefined();
  });

  it.each([
    ["a member of the wrong type", { username: 5 }, "username"],
    ["a missing member", {}, "username"],
    ["a nested member", { username: "ada", policy: { minimumLength: 5 } }, "policy.minimumLength"],
    ["an element of a list", { username: "ada", urls: ["https://a.example", "nowhere"] }, "urls.1"],
    ["an entry of a record", { username: "ada", attributes: { email: 1 } }, "attributes.email"],
    ["an unknown member", { username: "ada", usrname: "ada" }, "usrname"],
    ["an unknown nested member", { username: "ada", policy: { minLength: 8 } }, "policy.minLength"],
    ["what is not an object at all", "ada", ""],
    ["null", null, ""],
    ["nothing", undefined, ""],
  ])("names the path of %s", (_, value, path) => {
    expect(refusal(value).path).toBe(path);
  });

  it("names the first thing that is wrong", () => {
    expect(refusal({ username: "", policy: { minimumLength: 5 } }).path).toBe("username");
  });

  it("says it in the form of AWS's validation errors", () => {
    expect(refusal({ username: "" }).message).toBe(
      "1 validation error detected: Value at 'username' failed to satisfy constraint: Member must not be empty",
    );
  });

  it("begins the path with a root, for an argument that is not a member of an input", () => {
    expect(refusal({ username: 5 }, "options").path).toBe("options.username");
    expect(refusal({ username: "\0" }, "options").path).toBe("options.username");
    expect(refusal(null, "options").path).toBe("options");
  });

  const unstorable = ["\0", "a\0b", "\ud83d", "a\ude00", "\udfff\ud800"];
  describe.each(unstorable)("text that no storage keeps: %j", (text) => {
    it.each([
      ["as a member", { username: text }, "username"],
      ["as a value of a record", { username: "ada", attributes: { email: text } }, "attributes.email"],
      ["as the name in a record", { username: "ada", attributes: { [text]: "x" } }, "attributes"],
      ["in a list", { username: "ada", urls: ["https://a.example", text] }, "urls.1"],
      ["where nothing else would look: in an unknown member", { username: "ada", x: [{ y: [text] }] }, "x.0.y.0"],
      ["as the name of an unknown member", { username: "ada", [text]: 1 }, ""],
      ["in an object without a prototype", { username: "ada", x: Object.assign(Object.create(null), { y: text }) }, "x.y"],
      ["as the whole", text, ""],
    ])("is refused %s", (_, value, path) => {
      const refused = refusal(value);
      expect(refused.path).toBe(path);
      expect(refused.message).toContain("U+0000 or a lone surrogate");
      expect(refused.message.includes(text)).toBe(false);
    });
  });

  it("ends with a circle, and with what is deeper than any input of ours", () => {
    const circle: Record<string, unknown> = { username: "ada" };
    circle["left"] = circle;
    circle["right"] = circle;
    expect(refusal(circle).path).toMatch(/^left(\.left)*$/);
    let deep: unknown = "x";
    for (let n = 0; n < 10_000; n += 1) deep = [deep];
    expect(refusal({ username: "ada", deep }).path).toMatch(/^deep(\.0)*$/);
  });

  it.each([
    ["too long", { username: "s3cret-and-too-long" }],
    ["of a wrong type in a list", { username: "ada", urls: ["s3cret"] }],
    ["of a wrong type in a record", { username: "ada", attributes: { email: ["s3cret"] } }],
    ["of an unknown member", { username: "ada", password: "s3cret" }],
    ["unstorable", { username: "s3cret\0" }],
    ["a whole that is no object", "s3cret"],
  ])("never repeats a value in the message: %s", (_, value) => {
    expect(refusal(value).message).not.toContain("s3cret");
  });
});

describe("parse says what must hold in the words of AWS's validation errors", () => {
  it.each<[string, z.ZodType, unknown, string]>([
    ["nothing", z.string(), undefined, "Member must not be null"],
    ["null", z.string(), null, "Member must not be null"],
    ["a value of another type", z.string(), 5, "Member must be of type string"],
    ["a long text", z.string().max(3), "long", "Member must have length less than or equal to 3"],
    ["a short text", z.string().min(3), "a", "Member must have length greater than or equal to 3"],
    ["a long list", z.array(z.string()).max(1), ["a", "b"], "Member must have length less than or equal to 1"],
    ["a list of nothing", z.array(z.string()).min(1), [], "Member must have length greater than or equal to 1"],
    ["much", z.number().max(3), 4, "Member must have value less than or equal to 3"],
    ["little", z.number().min(3), 2, "Member must have value greater than or equal to 3"],
    ["what is not above", z.number().gt(3), 3, "Member must have value greater than 3"],
    ["another pattern", z.string().regex(/^a\/[\w]+$/u), "b", "Member must satisfy regular expression pattern: ^a\\/[\\w]+$"],
    ["another form", z.url(), "b", "Member must be of the form url"],
    ["another value", z.enum(["A", "B"]), "C", "Member must satisfy enum value set: [A, B]"],
    ["another name", z.record(z.string().max(1), z.string()), { ab: "" }, "Member must have a name that is allowed there"],
    ["a member that is not known", z.strictObject({}), { a: 1 }, "Member must be one that is known"],
    ["none of several forms", z.union([z.string(), z.number()]), true, "Member must be of another form"],
    ["what a schema has its own words for", z.string().min(1, "Member must not be empty"), "", "Member must not be empty"],
  ])("%s", (_, schema, value, constraint) => {
    const refused = expect.objectContaining({ message: expect.stringMatching(/^1 validation error detected: Value at /) });
    expect(() => parse(schema, value)).toThrow(refused);
    expect(() => parse(schema, value)).toThrow(` failed to satisfy constraint: ${constraint}`);
  });
});

describe("invalidParameter", () => {
  it("carries the path in its details and in its message", () => {
    expect(invalidParameter(["plan", "entries", "3"], "Member must hold")).toMatchObject({
      code: "InvalidParameterException",
      message: "1 validation error detected: Value at 'plan.entries.3' failed to satisfy constraint: Member must hold",
      details: { path: "plan.entries.3" },
    });
  });
});

describe("schemaFor", () => {
  it("ties a schema to its interface: it does not compile where they differ", () => {
    interface Named {
      readonly name: string;
      readonly nickname?: string | undefined;
    }
    schemaFor<Named>()(z.strictObject({ name: z.string(), nickname: z.string().optional() }));
    // @ts-expect-error a member is missing
    schemaFor<Named>()(z.strictObject({ name: z.string() }));
    // @ts-expect-error a member is required on one side only
    schemaFor<Named>()(z.strictObject({ name: z.string(), nickname: z.string() }));
    // @ts-expect-error a member has another type
    schemaFor<Named>()(z.strictObject({ name: z.number(), nickname: z.string().optional() }));
    // @ts-expect-error a default is filled in, so that written and unwritten look the same
    schemaFor<Named>()(z.strictObject({ name: z.string(), nickname: z.string().default("x") }));
    // @ts-expect-error what comes out is not what goes in
    schemaFor<Named>()(z.strictObject({ name: z.string().transform(Number), nickname: z.string().optional() }));
  });
});
