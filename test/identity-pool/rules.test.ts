import { describe, expect, it } from "vitest";
import { selectRole } from "../../src/identity-pool/role-selection.ts";
import type { MappingRule } from "../../src/identity-pool/role-settings.ts";
import { asking, byRules, poolWith, provider, roleOf, rule } from "./world.ts";

function isTaken(by: MappingRule, claims: { readonly [claim: string]: unknown }): boolean {
  return selectRole(poolWith({ [provider]: byRules(by) }), asking(claims)) === by.roleARN;
}

describe("a rule of a mapping", () => {
  it.each<[string, MappingRule, unknown, boolean]>([
    ["Equals: the same", rule("c", "Equals", "a"), "a", true],
    ["Equals: case counts", rule("c", "Equals", "a"), "A", false],
    ["Equals: nothing is trimmed", rule("c", "Equals", "a"), "a ", false],
    ["Equals: composition counts", rule("c", "Equals", "\u00e9"), "e\u0301", false],
    ["Equals: a star is a star", rule("c", "Equals", "*"), "a", false],
    ["Equals: one of a list", rule("c", "Equals", "a"), ["b", "a"], true],
    ["Equals: not what a list looks like joined", rule("c", "Equals", "b,a"), ["b", "a"], false],
    ["Equals: a number as JSON writes it", rule("c", "Equals", "1.5"), 1.5, true],
    ["Equals: no", rule("c", "Equals", "false"), false, true],
    ["Contains: inside", rule("c", "Contains", "b"), "abc", true],
    ["Contains: case counts", rule("c", "Contains", "b"), "aBc", false],
    ["Contains: not across a list", rule("c", "Contains", "ab"), ["a", "b"], false],
    ["StartsWith: the beginning", rule("c", "StartsWith", "ab"), "abc", true],
    ["StartsWith: not later", rule("c", "StartsWith", "b"), "abc", false],
    ["NotEqual: another", rule("c", "NotEqual", "a"), "b", true],
    ["NotEqual: no list with it", rule("c", "NotEqual", "a"), ["b", "a"], false],
    ["NotEqual: a list without it", rule("c", "NotEqual", "a"), ["b", "c"], true],
  ])("%s", (_, by, claim, taken) => expect(isTaken(by, { c: claim })).toBe(taken));

  // attack 81
  it.each<[string, { readonly [claim: string]: unknown }]>([
    ["is absent", {}],
    ["is null", { c: null }],
    ["is an empty list", { c: [] }],
    ["is an object", { c: { a: "x" } }],
    ["is a list of objects", { c: [{ a: "x" }, null, ["x"]] }],
    ["is a number that JSON does not know", { c: Number.POSITIVE_INFINITY }],
    ["belongs to a prototype", Object.create({ c: "x" })],
  ])("matches in no way a claim that %s", (_, claims) => {
    for (const matchType of ["Equals", "Contains", "StartsWith", "NotEqual"] as const) {
      expect(isTaken(rule("c", matchType, "x"), claims), matchType).toBe(false);
    }
  });

  // attack 81
  it.each(["constructor", "toString", "__proto__", "hasOwnProperty"])("finds no claim %s where the token has none", (claim) => {
    expect(isTaken(rule(claim, "NotEqual", "x"), {})).toBe(false);
    expect(isTaken(rule(claim, "Contains", "function"), {})).toBe(false);
  });
});

describe("customRoleArn with rules", () => {
  const pool = poolWith({
    [provider]: byRules(
      rule("a", "Equals", "1", "First"),
      rule("a", "StartsWith", "1", "Second"),
      rule("b", "Equals", "1", "Third"),
    ),
  });

  it("goes before their order, among those that match", () => {
    expect(selectRole(pool, asking({ a: "1" }))).toBe(roleOf("First"));
    expect(selectRole(pool, asking({ a: "1" }, { customRoleArn: roleOf("Second") }))).toBe(roleOf("Second"));
  });

  // attack 81
  it.each(["Third", "Auth", "Guest"])("gives no role whose rule does not match, nor a default one: %s", (name) => {
    const request = asking({ a: "1", "cognito:roles": [roleOf(name)] }, { customRoleArn: roleOf(name) });
    expect(() => selectRole(pool, request)).toThrowError(expect.objectContaining({ code: "NotAuthorizedException" }));
  });
});
