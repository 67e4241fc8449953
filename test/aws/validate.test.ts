import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NotOfItsTypes } from "../../src/aws/constraints.ts";
import { identityPoolsModel, type ServiceModel, type Shape, userPoolsModel } from "../../src/aws/model.ts";
import { sentenceOf, validate } from "../../src/aws/validate.ts";
import { runs } from "../fuzz/runs.ts";

/** A model of one structure, of which every constraint is one that AWS's models have. */
const model: ServiceModel = {
  targetPrefix: "Test",
  signingName: "test",
  operations: {},
  shapes: {
    Input: {
      type: "structure",
      required: ["UserPoolId"],
      members: {
        UserPoolId: "Id",
        Username: "Name",
        Password: "Secret",
        Flow: "Flow",
        Flows: "Flows",
        Limit: "Count",
        Any: "Integer",
        Whole: "Long",
        Share: "Double",
        Created: "Time",
        IsOn: "Boolean",
        Image: "Blob",
        UserAttributes: "Attributes",
        Secrets: "Secrets",
        Tags: "Tags",
        Logins: "Logins",
        Mappings: "Mappings",
        Branding: "Document",
        Deep: "Input",
      },
    },
    Id: { type: "string", min: 1, max: 55, pattern: "[\\w-]+_[0-9a-zA-Z]+" },
    Name: { type: "string", min: 1, max: 5 },
    Secret: { type: "string", min: 6, max: 8, pattern: "[\\S]+", sensitive: true },
    Flow: { type: "string", enum: ["A", "B"] },
    Flows: { type: "list", member: "Flow", max: 2 },
    Count: { type: "integer", min: 1, max: 60 },
    Integer: { type: "integer" },
    Long: { type: "long" },
    Double: { type: "double", min: 0, max: 1 },
    Time: { type: "timestamp" },
    Boolean: { type: "boolean" },
    Blob: { type: "blob", max: 8 },
    Attributes: { type: "list", member: "Attribute", max: 1 },
    Attribute: { type: "structure", required: ["Name"], members: { Name: "Name", Value: "Secret" } },
    Secrets: { type: "list", member: "Secret", min: 1 },
    Tags: { type: "map", key: "Name", value: "Name", max: 1 },
    Logins: { type: "map", key: "Name", value: "Secret" },
    Mappings: { type: "map", key: "Name", value: "Attribute" },
    Document: { type: "structure", document: true },
  },
};

const of = { UserPoolId: "us-east-1_a" };
const faultsOf = (input: object): readonly string[] => validate(model, "Input", { ...of, ...input }).faults;
const constraint = (value: string, path: string, text: string): string =>
  `${value} at '${path}' failed to satisfy constraint: ${text}`;

describe("validate says of each constraint, in AWS's words", () => {
  it.each<[string, object, string]>([
    ["a member that is lacking", { UserPoolId: undefined }, constraint("Value null", "userPoolId", "Member must not be null")],
    ["null, which is lacking", { UserPoolId: null }, constraint("Value null", "userPoolId", "Member must not be null")],
    ["too short", { Username: "" }, constraint("Value ''", "username", "Member must have length greater than or equal to 1")],
    [
      "too long",
      { Username: "ababab" },
      constraint("Value 'ababab'", "username", "Member must have length less than or equal to 5"),
    ],
    [
      "a pattern, of which the whole must match",
      { UserPoolId: "us-east-1_a b" },
      constraint("Value 'us-east-1_a b'", "userPoolId", "Member must satisfy regular expression pattern: [\\w-]+_[0-9a-zA-Z]+"),
    ],
    ["another value", { Flow: "C" }, constraint("Value 'C'", "flow", "Member must satisfy enum value set: [A, B]")],
    ["too little", { Limit: 0 }, constraint("Value '0'", "limit", "Member must have value greater than or equal to 1")],
    ["too much", { Limit: 61 }, constraint("Value '61'", "limit", "Member must have value less than or equal to 60")],
    [
      "a share that is too much",
      { Share: 1.5 },
      constraint("Value '1.5'", "share", "Member must have value less than or equal to 1"),
    ],
    [
      "too many items, which are shown",
      { Flows: ["A", "B", "A"] },
      constraint("Value '[A, B, A]'", "flows", "Member must have length less than or equal to 2"),
    ],
    [
      "too many structures, which are not",
      { UserAttributes: [{ Name: "a" }, { Name: "b" }] },
      constraint("Value '[…, …]'", "userAttributes", "Member must have length less than or equal to 1"),
    ],
    [
      "too many pairs",
      { Tags: { a: "a", b: "b" } },
      constraint("Value '{a=a, b=b}'", "tags", "Member must have length less than or equal to 1"),
    ],
    [
      "an item, by its place from 1",
      { UserAttributes: [{ Value: "secret" }] },
      constraint("Value null", "userAttributes.1.member.name", "Member must not be null"),
    ],
    [
      "an item that is a value, with all that is asked of each",
      { Flows: ["A", "C"] },
      constraint("Value '[A, C]'", "flows", "Member must satisfy constraint: [Member must satisfy enum value set: [A, B]]"),
    ],
    [
      "a key of a map, with all that is asked of each",
      { Tags: { ababab: "a" } },
      constraint(
        "Value '{ababab=a}'",
        "tags",
        "Map keys must satisfy constraint: [Member must have length less than or equal to 5, Member must have length greater than or equal to 1]",
      ),
    ],
    [
      "a value of a map, with all that is asked of each",
      { Tags: { a: "ababab" } },
      constraint(
        "Value '{a=ababab}'",
        "tags",
        "Map value must satisfy constraint: [Member must have length less than or equal to 5, Member must have length greater than or equal to 1]",
      ),
    ],
    [
      "a member of a structure in a map, by its key",
      { Mappings: { a: {} } },
      constraint("Value null", "mappings.a.member.name", "Member must not be null"),
    ],
    [
      "a member of a member",
      { Deep: { Deep: { ...of, Flow: "C" }, ...of } },
      constraint("Value 'C'", "deep.deep.flow", "Member must satisfy enum value set: [A, B]"),
    ],
  ])("%s", (_, input, fault) => expect(faultsOf(input)).toEqual([fault]));

  it("counts them, and joins them", () => {
    const faults = faultsOf({ UserPoolId: null, Username: "", Flow: "C" });
    expect(faults).toHaveLength(3);
    expect(sentenceOf(faults)).toBe(`3 validation errors detected: ${faults.join("; ")}`);
    expect(sentenceOf(faults.slice(0, 1))).toBe(`1 validation error detected: ${faults[0]}`);
  });

  it("counts characters, not units of UTF-16", () => {
    expect(faultsOf({ Username: "🦆🦆🦆🦆🦆" })).toEqual([]);
    expect(faultsOf({ Username: "🦆🦆🦆🦆🦆🦆" })).toHaveLength(1);
  });

  it.each([
    ["too short", { Password: "p w" }],
    ["too long", { Password: "pass-word-1" }],
    ["not of its pattern", { Password: "pass word" }],
    ["in a structure in a list", { UserAttributes: [{ Name: "a", Value: "p w" }] }],
    ["in a list", { Secrets: ["p w"] }],
  ])("never shows a sensitive value that is %s", (_, input) => {
    const faults = faultsOf(input);
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).toMatch(/^Value at '/);
  });

  it("never shows the items of a list of sensitive values", () => {
    const short = { ...model, shapes: { ...model.shapes, Secrets: { type: "list", member: "Secret", max: 1 } as Shape } };
    const { faults } = validate(short, "Input", { ...of, Secrets: ["secret-1", "secret-2"] });
    expect(faults).toEqual([constraint("Value", "secrets", "Member must have length less than or equal to 1")]);
  });

  it("never shows the names in a map of sensitive values: one may stand in the place of the other", () => {
    const size = "[Member must have length less than or equal to";
    expect(faultsOf({ Logins: { "secret-1": "short" } })).toEqual([
      constraint(
        "Value",
        "logins",
        `Map keys must satisfy constraint: ${size} 5, Member must have length greater than or equal to 1]`,
      ),
      constraint(
        "Value",
        "logins",
        `Map value must satisfy constraint: ${size} 8, Member must have length greater than or equal to 6, Member must satisfy regular expression pattern: [\\S]+]`,
      ),
    ]);
  });

  it("says what is wrong a hundred times at most: an answer is not many times its request", () => {
    const UserAttributes = Array.from({ length: 100_000 }, () => ({}));
    const faults = faultsOf({ UserAttributes });
    expect(faults).toHaveLength(100);
    expect(sentenceOf(faults)).toMatch(/^100 validation errors detected: /);
  });

  // attack 88
  // attack 87: what is looked at for what it is takes as long as it is, and no longer.
  it("is at the end of a megabyte in which a token begins at each letter", () => {
    expect(faultsOf({ Username: "ey".repeat(500_000) })).toHaveLength(1);
    expect(faultsOf({ Username: `${"ey.".repeat(300_000)}` })).toHaveLength(1);
    expect(faultsOf({ Username: `${"eyeyeyey.!".repeat(100_000)}` })).toHaveLength(1);
  });

  it.each<[string, (token: string) => object]>([
    ["a text", (token) => ({ Username: token })],
    ["a text of a pattern", (token) => ({ UserPoolId: token.slice(0, 40) })],
    ["an item", (token) => ({ Flows: [token] })],
    ["the items of a list", (token) => ({ Flows: [token, "A", "B"] })],
    ["a name", (token) => ({ Tags: { [token]: "" } })],
  ])("never shows a token that stands where none belongs, as %s", (_, input) => {
    const faults = faultsOf(input("eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhZGEifQ.c2lnbmF0dXJl"));
    expect(faults.length).toBeGreaterThan(0);
    for (const fault of faults) expect(fault).not.toContain("eyJ");
  });
});

describe("validate gives", () => {
  it("what the model knows, as it is", () => {
    const input = {
      ...of,
      Username: "ada",
      Password: "secret",
      Flow: "A",
      Flows: ["B"],
      Limit: 60,
      Whole: 2 ** 40,
      Share: 0.5,
      Created: 1_700_000_000.123,
      IsOn: false,
      Image: "AAAA",
      UserAttributes: [{ Name: "email", Value: "secret" }],
      Tags: { team: "a" },
      Branding: { any: [{ thing: null }] },
    };
    expect(validate(model, "Input", input)).toEqual({ value: input, faults: [] });
  });

  it("nothing that the model does not know, at any depth", () => {
    const input = { ...of, Unknown: 1, UserAttributes: [{ Name: "a", Unknown: { deep: 1 } }], Deep: { ...of, toString: "x" } };
    expect(validate(model, "Input", input).value).toEqual({ ...of, UserAttributes: [{ Name: "a" }], Deep: of });
  });

  it("nothing for null, also in a map", () => {
    const input = { ...of, Username: null, Tags: { a: null, b: "b" }, Deep: { ...of, Flow: null } };
    expect(validate(model, "Input", input)).toEqual({ value: { ...of, Tags: { b: "b" }, Deep: of }, faults: [] });
  });

  it("no prototype for a member of that name", () => {
    const { value } = validate(
      model,
      "Input",
      JSON.parse('{"UserPoolId":"us-east-1_a","Tags":{"__proto__":"a"},"__proto__":{"IsOn":true}}'),
    );
    const { Tags, ...others } = value as { readonly Tags: object };
    expect(Object.getPrototypeOf(Tags)).toBe(Object.prototype);
    expect(others).toEqual(of);
    expect("IsOn" in others).toBe(false);
  });
});

describe("validate takes for no input at all", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a list", []],
    ["a text", "{}"],
    ["a number for a text", { ...of, Username: 7 }],
    ["a text for a number", { ...of, Limit: "7" }],
    ["a fraction for an integer", { ...of, Limit: 1.5 }],
    ["more than an integer holds", { ...of, Any: 2 ** 31 }],
    ["more than a long holds", { ...of, Whole: 2 ** 63 }],
    ["a fraction for a long", { ...of, Whole: 1.5 }],
    ["a number for a boolean", { ...of, IsOn: 1 }],
    ["a text for a boolean", { ...of, IsOn: "true" }],
    ["a text for a time", { ...of, Created: "2026-01-01" }],
    ["a list for a blob", { ...of, Image: [1] }],
    ["an object for a list", { ...of, Flows: {} }],
    ["null in a list", { ...of, Flows: [null] }],
    ["a list for a map", { ...of, Tags: [] }],
    ["a number in a map", { ...of, Tags: { a: 1 } }],
    ["a list for a structure", { ...of, Deep: [] }],
    ["a text for a structure in a list", { ...of, UserAttributes: ["email"] }],
  ])("%s", (_, input) => expect(() => validate(model, "Input", input)).toThrow(NotOfItsTypes));
});

const services = [
  ["cognito-idp", userPoolsModel],
  ["cognito-identity", identityPoolsModel],
] as const;

/** Texts of which each pattern of the models takes some. */
const samples: readonly string[] = [
  ...["a", "ab", "a1", "0", "12", "123456", "ada@example.com", "us-east-1_aB3dE5fG7", "us-east-1_0a-1", "import-0aB"],
  ...["us-east-1:5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c11", "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c11", "abc/def.ghi", "authenticated"],
  ...["arn:aws:lambda:us-east-1:123456789012:function:name", "arn:aws:kms:::name:another", "Your code is {####} now", ""],
  ...[
    "Go {##here##} now",
    "https://example.com/path",
    "cognito:english",
    "terms-of-use",
    "x".repeat(24),
    "x".repeat(64),
    "Straße Ω",
  ],
  ...["accounts.example.com", "eyJhbGciOiJub25lIn0.e30.", "x".repeat(20), "{}", "0".repeat(20)],
];

function takes({ min = 0, max = Number.POSITIVE_INFINITY, pattern = "(?s).*" }: Shape, text: string): boolean {
  const length = [...text].length;
  const whole = new RegExp(`^(?:${pattern.replace("(?s)", "")})$`, pattern.startsWith("(?s)") ? "us" : "u");
  return length >= min && length <= max && whole.test(text);
}

/** Inputs that a shape takes. */
function inputs({ shapes }: ServiceModel, name: string, depth = 0): fc.Arbitrary<unknown> {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`no shape ${name}`);
  const within = (inner = ""): fc.Arbitrary<unknown> => inputs({ shapes } as ServiceModel, inner, depth + 1);
  const { min = 0, max = 3 } = shape;
  if (shape.document === true) return fc.dictionary(fc.string(), fc.jsonValue());
  if (shape.type === "structure") {
    const required = shape.required ?? [];
    // As far down as something may be left out.
    const members = Object.entries(shape.members ?? {}).filter(([member]) => depth < 4 || required.includes(member));
    const all = Object.fromEntries(members.map(([member, inner]) => [member, within(inner)]));
    return fc.record(all, { requiredKeys: required.filter((member) => member in all) });
  }
  if (shape.type === "list") return fc.array(within(shape.member), { minLength: min, maxLength: Math.min(max, min + 2) });
  if (shape.type === "map") {
    return fc.dictionary(within(shape.key) as fc.Arbitrary<string>, within(shape.value), {
      minKeys: min,
      maxKeys: Math.min(max, min + 2),
    });
  }
  if (shape.type === "boolean") return fc.boolean();
  if (shape.type === "blob") return fc.base64String({ maxLength: 16 });
  if (shape.type === "string") {
    const taken = shape.enum ?? samples.filter((sample) => takes(shape, sample));
    if (taken.length === 0) throw new Error(`no sample is a ${name}`);
    return fc.constantFrom(...taken);
  }
  return fc.integer({ min: shape.min ?? 0, max: shape.max ?? 1_000_000 });
}

describe.each(services)("the model of %s", (_, service) => {
  const patterns = Object.values(service.shapes).flatMap(({ pattern }) => (pattern === undefined ? [] : [pattern]));

  // A pattern that takes the square of a text's length would take longer than a test may.
  it("has patterns that all compile, and can be asked of a text of any length", () => {
    expect(patterns.length).toBeGreaterThan(5);
    for (const pattern of new Set(patterns)) {
      const max = Math.max(
        ...Object.values(service.shapes).map((shape) => (shape.pattern === pattern ? (shape.max ?? 131_072) : 0)),
      );
      const one: ServiceModel = { ...model, shapes: { Text: { type: "string", pattern, max } } };
      for (const part of ["{####}", "{##a##}", "{##", "@", "arn:", "a", "_", "-", "a@"]) {
        for (const end of ["", "\u0000", "\n"]) {
          const text = part.repeat(Math.ceil(max / part.length)).slice(0, max - 1) + end;
          validate(one, "Text", text);
          validate(one, "Text", text.repeat(3));
        }
      }
    }
  });

  const operations = Object.entries(service.operations).flatMap(([name, { input }]) => (input === null ? [] : [{ name, input }]));

  it.each(operations)("takes every input of $name that it allows", ({ input }) => {
    fc.assert(
      fc.property(inputs(service, input), (made) => {
        expect(validate(service, input, made)).toEqual({ value: made, faults: [] });
      }),
      runs(20),
    );
  });

  it.each(operations)("answers another input of $name by constraints, or for its types", ({ input }) => {
    const mutation = fc.record({
      at: fc.nat(),
      by: fc.oneof(fc.jsonValue(), fc.constantFrom("", "\u0000", "x".repeat(200_000), -1)),
    });
    fc.assert(
      fc.property(inputs(service, input), mutation, (made, { at, by }) => {
        const changed: unknown = mutated(made, at, by);
        try {
          for (const fault of validate(service, input, changed).faults) {
            expect(fault).toMatch(
              /^Value( null| '.*')? at '[^']+' failed to satisfy constraint: (Member|Map keys|Map value) must /su,
            );
          }
        } catch (error) {
          expect(error).toBeInstanceOf(NotOfItsTypes);
        }
      }),
      runs(20),
    );
  });
});

/** One value of an input in place of another, whichever it is. */
function mutated(input: unknown, at: number, by: unknown): unknown {
  if (typeof input !== "object" || input === null) return by;
  const names = Object.keys(input);
  const name = names[at % (names.length + 1)];
  if (name === undefined) return by;
  const copy = structuredClone(input) as Record<string, unknown>;
  copy[name] = mutated(copy[name], Math.floor(at / 7), by);
  return copy;
}
