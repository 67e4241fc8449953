import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { parseFilter } from "../../../src/user-pool/users/filter.ts";
import { fuzzTimeout, runs } from "../../fuzz/runs.ts";
import { codeOf } from "../stand-ins.ts";

const refused = (position: number) => ({
  code: "InvalidParameterException",
  message: "Error while parsing filter.",
  details: { path: "filter", position },
});

describe("a filter of users.list (users-and-triggers.md 4.1)", () => {
  it.each([
    ["", null],
    ['email = "ada@example.com"', { name: "email", operator: "=", value: "ada@example.com" }],
    ['email="ada@example.com"', { name: "email", operator: "=", value: "ada@example.com" }],
    ['name ^= "Ad"', { name: "name", operator: "^=", value: "Ad" }],
    ['name^="Ad"', { name: "name", operator: "^=", value: "Ad" }],
    ['name   =\t"Ad"', { name: "name", operator: "=", value: "Ad" }],
    ['cognito:user_status = "CONFIRMED"', { name: "cognito:user_status", operator: "=", value: "CONFIRMED" }],
    ['name = ""', { name: "name", operator: "=", value: "" }],
    ['name = "a \\"b\\" \\\\ c"', { name: "name", operator: "=", value: 'a "b" \\ c' }],
    ['name = " = \' AND * % _ "', { name: "name", operator: "=", value: " = ' AND * % _ " }],
    ['custom:a=b = "x"', { name: "custom:a=b", operator: "=", value: "x" }],
    ['custom:a^=b^="x"', { name: "custom:a^=b", operator: "^=", value: "x" }],
  ])("%s", (text, filter) => {
    expect(parseFilter(text)).toEqual(filter);
  });

  // attack 85: what is no filter is no filter
  it.each([
    ["no name", '= "x"', 0],
    ["a space before", ' name = "x"', 0],
    ["no operator", 'name "x"', 5],
    ["another operator", 'name != "x"', 5],
    ["the operator alone", "name =", 6],
    ["no quotes", "name = x", 7],
    ["one quote", 'name = "x', 9],
    ["single quotes", "name = 'x'", 7],
    ["a quote that is not escaped", 'name = "a"b"', 10],
    ["a backslash that escapes nothing", 'name = "a\\b"', 9],
    ["a second condition", 'name = "a" and email = "b"', 10],
    ["a space behind", 'name = "a" ', 10],
    ["a quote that is escaped away", 'name = "a\\"', 11],
  ])("refuses %s, and says where", (_, text, position) => {
    let error: unknown;
    try {
      parseFilter(text);
    } catch (thrown) {
      error = thrown;
    }
    expect(error).toMatchObject(refused(position));
  });

  it(
    "brings any value back that was written as the grammar says",
    () => {
      fc.assert(
        fc.property(fc.string({ unit: "binary" }), fc.constantFrom("=", "^="), (value, operator) => {
          const written = value.replace(/["\\]/g, "\\$&");
          expect(parseFilter(`name ${operator} "${written}"`)).toEqual({ name: "name", operator, value });
        }),
        runs(300),
      );
    },
    fuzzTimeout,
  );

  it(
    "refuses or reads any text, and throws nothing else",
    () => {
      const pieces = fc.array(fc.oneof(fc.constantFrom("name", "=", "^=", '"', "\\", " ", "custom:x"), fc.string()));
      fc.assert(
        fc.property(pieces, (parts) => {
          try {
            parseFilter(parts.join(""));
          } catch (error) {
            expect(codeOf(error)).toBe("InvalidParameterException");
          }
        }),
        runs(500),
      );
    },
    fuzzTimeout,
  );
});
