import { describe, expect, it } from "vitest";
import { type GroupOfClaims, groupClaims } from "../../../src/user-pool/claims/groups.ts";

type Written = readonly [groupName: string, precedence: number | null, role: string | null];

const arn = (role: string): string => `arn:aws:iam::123456789012:role/${role}`;
const groupsOf = (written: readonly Written[]): readonly GroupOfClaims[] =>
  written.map(([groupName, precedence, role]) => ({ groupName, precedence, roleArn: role === null ? null : arn(role) }));

interface Rule {
  readonly rule: string;
  readonly groups: readonly Written[];
  readonly names: string;
  readonly roles: string;
  readonly preferred: string | null;
}

/** users-and-triggers.md section 5, "What the tokens say" and "Preferred role". */
const rules: readonly Rule[] = [
  { rule: "no groups: no claims", groups: [], names: "", roles: "", preferred: null },
  { rule: "one without a role", groups: [["a", 1, null]], names: "a", roles: "", preferred: null },
  { rule: "one with a role", groups: [["a", 1, "x"]], names: "a", roles: "x", preferred: "x" },
  {
    rule: "the lowest precedence goes first, 0 before all, null last",
    groups: [
      ["none", null, "n"],
      ["ten", 10, "t"],
      ["zero", 0, "z"],
      ["two", 2, "w"],
    ],
    names: "zero two ten none",
    roles: "z w t n",
    preferred: "z",
  },
  {
    rule: "the greatest precedence is before null",
    groups: [
      ["a", null, "x"],
      ["b", 2 ** 31 - 1, "y"],
    ],
    names: "b a",
    roles: "y x",
    preferred: "y",
  },
  {
    rule: "of one precedence, by name: upper case first, then what is above U+FFFF last",
    groups: [
      ["\u{1F99E}", 1, null],
      ["\uFB01", 1, null],
      ["b", 1, null],
      ["B", 1, null],
      ["a", 1, null],
    ],
    names: "B a b \uFB01 \u{1F99E}",
    roles: "",
    preferred: null,
  },
  {
    rule: "a role of several groups is named once, where it comes first",
    groups: [
      ["a", 1, "x"],
      ["b", 2, "y"],
      ["c", 3, "x"],
    ],
    names: "a b c",
    roles: "x y",
    preferred: "x",
  },
  {
    rule: "several share the best number and the role: that one",
    groups: [
      ["a", 1, "x"],
      ["b", 1, "x"],
      ["c", 2, "y"],
    ],
    names: "a b c",
    roles: "x y",
    preferred: "x",
  },
  {
    rule: "several share the best number with different roles: none is preferred",
    groups: [
      ["a", 1, "x"],
      ["b", 1, "y"],
      ["c", 2, "x"],
    ],
    names: "a b c",
    roles: "x y",
    preferred: null,
  },
  {
    rule: "a group without a role at the best number is ignored beside one with a role",
    groups: [
      ["a", 1, null],
      ["b", 1, "x"],
    ],
    names: "a b",
    roles: "x",
    preferred: "x",
  },
  {
    rule: "a group without a role that has the best number alone is ignored",
    groups: [
      ["a", 0, null],
      ["b", 5, "x"],
      ["c", 6, "y"],
    ],
    names: "a b c",
    roles: "x y",
    preferred: "x",
  },
  {
    rule: "all at null with one role: that one",
    groups: [
      ["a", null, "x"],
      ["b", null, "x"],
      ["c", null, null],
    ],
    names: "a b c",
    roles: "x",
    preferred: "x",
  },
  {
    rule: "all at null with different roles: they tie",
    groups: [
      ["a", null, "x"],
      ["b", null, "y"],
    ],
    names: "a b",
    roles: "x y",
    preferred: null,
  },
];

const words = (text: string): readonly string[] => text.split(" ").filter((word) => word !== "");

describe("groupClaims (users-and-triggers.md 5)", () => {
  it.each(rules)("$rule", ({ groups, names, roles, preferred }) => {
    const expected = {
      ...(names !== "" && { "cognito:groups": words(names) }),
      ...(roles !== "" && { "cognito:roles": words(roles).map(arn) }),
      ...(preferred !== null && { "cognito:preferred_role": arn(preferred) }),
    };
    expect(groupClaims(groupsOf(groups))).toStrictEqual(expected);
    expect(groupClaims(groupsOf([...groups].reverse()))).toStrictEqual(expected);
  });
});
