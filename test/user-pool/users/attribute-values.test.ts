import fc from "fast-check";
import type { AttributeDefinition } from "rockpool";
import { describe, expect, it } from "vitest";
import { checkAttributeValues } from "../../../src/user-pool/users/attributes.ts";
import { runs } from "../../fuzz/runs.ts";
import { customDefault } from "../settings/every-default.ts";

/** `null` when the value is taken, else what is said of it. */
function faultOf(definition: Partial<AttributeDefinition>, value: string): string | null {
  try {
    checkAttributeValues({ "custom:it": { ...customDefault, ...definition } }, { "custom:it": value });
    return null;
  } catch (error) {
    return (error as Error).message.replace("Attributes did not conform to the schema: custom:it: ", "");
  }
}

const digits = fc.stringMatching(/^[0-9]{1,15}$/);
const integer = fc.tuple(fc.constantFrom("", "-"), digits).map(([sign, whole]) => `${sign}${whole}`);
const decimal = fc.tuple(integer, digits).map(([whole, part]) => `${whole}.${part}`);
const numeric = fc.oneof(integer, decimal);
const text = fc.string({ unit: fc.constantFrom("a", "é", "☃", "🙂", " ", "\n"), minLength: 1, maxLength: 40 });
const bounds = (max: number) =>
  fc.tuple(fc.nat({ max }), fc.nat({ max })).map(([a, b]) => [Math.min(a, b), Math.max(a, b)] as const);

describe("a String (users-and-triggers.md 2.4)", () => {
  it("has as many characters as its bounds allow, whatever they are made of", () => {
    fc.assert(
      fc.property(bounds(30), text, ([minLength, maxLength], value) => {
        const fault = faultOf({ stringAttributeConstraints: { minLength, maxLength } }, value);
        const length = [...value].length;
        const fits = length >= minLength && length <= maxLength;
        expect(fault).toBe(fits ? null : `String must be between ${minLength} and ${maxLength} characters long.`);
      }),
      runs(500),
    );
  });
});

describe("a Number", () => {
  const definition = (minValue: number | null, maxValue: number | null): Partial<AttributeDefinition> => ({
    attributeDataType: "Number",
    numberAttributeConstraints: { minValue, maxValue },
  });

  it("is written in digits, with a sign and a fraction at most", () => {
    fc.assert(
      fc.property(numeric, (value) => {
        expect(faultOf(definition(null, null), value)).toBeNull();
      }),
      runs(200),
    );
    fc.assert(
      fc.property(fc.string({ minLength: 1 }), (value) => {
        const isNumber = value.trim() === value && !/[^0-9.-]/.test(value) && value !== "." && Number.isFinite(Number(value));
        if (!isNumber) expect(faultOf(definition(null, null), value)).toBe("Invalid number.");
      }),
      runs(500),
    );
  });

  it.each([
    "1e5",
    "0x10",
    "0b1",
    "1_000",
    "1,5",
    "+1",
    ".5",
    "5.",
    "--1",
    "-",
    " 1",
    "1\n",
    "NaN",
    "Infinity",
    "١",
    "１",
    "true",
  ])("is not %j", (value) => expect(faultOf(definition(null, null), value)).toBe("Invalid number."));

  it("is within its bounds, both of them included", () => {
    fc.assert(
      fc.property(
        fc.option(fc.integer()),
        fc.option(fc.integer()),
        fc.oneof(numeric, fc.integer().map(String)),
        (a, b, value) => {
          const [min, max] = a !== null && b !== null && a > b ? [b, a] : [a, b];
          const below = min !== null && Number(value) < min;
          const above = max !== null && Number(value) > max;
          const message = below ? `Number must not be less than ${min}.` : `Number must not be greater than ${max}.`;
          expect(faultOf(definition(min, max), value)).toBe(below || above ? message : null);
          for (const edge of [min, max]) if (edge !== null) expect(faultOf(definition(min, max), String(edge))).toBeNull();
        },
      ),
      runs(500),
    );
  });
});

describe("a Boolean", () => {
  it("is true or false, in small letters", () => {
    const definition = { attributeDataType: "Boolean" } as const;
    for (const value of ["true", "false"]) expect(faultOf(definition, value)).toBeNull();
    for (const value of ["True", "FALSE", "1", "0", "yes", " true", "true\n", "null"]) {
      expect(faultOf(definition, value)).toBe("Invalid boolean.");
    }
  });
});

describe("a DateTime", () => {
  const definition = { attributeDataType: "DateTime" } as const;
  const refusal = "Invalid date, expected RFC 3339 or seconds since the epoch.";

  it("is every moment that JavaScript writes, in UTC or with an offset, and seconds since the epoch", () => {
    const moment = fc.date({ min: new Date("0001-01-01T00:00:00Z"), max: new Date("9999-12-31T23:59:59Z"), noInvalidDate: true });
    fc.assert(
      fc.property(moment, digits, (date, seconds) => {
        const written = date.toISOString();
        for (const value of [written, written.replace("Z", "+05:30"), written.replace(/\.\d+Z/, "Z"), seconds]) {
          expect(faultOf(definition, value)).toBeNull();
        }
      }),
      runs(200),
    );
  });

  it.each([
    "2026-02-30T00:00:00Z",
    "2026-01-01",
    "2026-01-01T00:00:00",
    "01.01.2026",
    "2026-13-01T00:00:00Z",
    "today",
    "-1",
    "1.5",
  ])("is not %j", (value) => expect(faultOf(definition, value)).toBe(refusal));
});

describe("a value of any type", () => {
  // attack 87
  it.each(["String", "Number", "DateTime", "Boolean"] as const)("of %s has 2048 characters at most", (attributeDataType) => {
    const [longest, longer] = ["🙂".repeat(2048), "🙂".repeat(2049)];
    expect(faultOf({ attributeDataType }, longer)).toBe("String must be between 0 and 2048 characters long.");
    if (attributeDataType === "String") expect(faultOf({ attributeDataType }, longest)).toBeNull();
  });

  it.each(["String", "Number", "DateTime", "Boolean"] as const)("of %s is none when it is empty", (attributeDataType) => {
    const definition = { attributeDataType, stringAttributeConstraints: { minLength: 5, maxLength: 9 } };
    expect(faultOf(definition, "")).toBeNull();
  });
});
