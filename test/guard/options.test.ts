import { type BearerGuardOptions, bearerGuard, isRockpoolError } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { guardWorld, refusal } from "./world.ts";

const { options } = guardWorld();

/** The path of the member that a guard was refused for. */
function refusedFor(written: unknown): string {
  try {
    bearerGuard(written as BearerGuardOptions<"access">);
  } catch (error) {
    if (!isRockpoolError(error, "InvalidParameterException")) throw error;
    expect(error.message).toContain(`'${error.details.path}'`);
    return error.details.path;
  }
  return "not refused";
}

describe("the options of a guard", () => {
  it.each(["keys", "issuer", "tokenUse", "clientId", "audience", "scopes", "groups", "check", "isRevoked"])(
    "must say %s, or skip it by null: callers without types, too",
    (member) => {
      const { [member as "issuer"]: _, ...without } = options;
      expect(refusedFor(without)).toBe(member);
      expect(refusedFor({ ...options, [member]: undefined })).toBe(member);
      expect(refusedFor({ ...options, [member]: null })).toBe(member === "keys" ? "keys" : "not refused");
    },
  );

  it.each([
    ["keys", [{}, "https://auth.test/jwks.json", { jwks: "no function" }, { current: () => {} }, []]],
    ["issuer", ["", [], [""], [1], 42, {}, /auth/]],
    ["tokenUse", ["refresh", "", ["access"], true]],
    ["clientId", ["", [], ["a", ""], 42, {}]],
    ["audience", ["", [], [null], 42]],
    ["scopes", ["orders/read", [], [""], ["a b"], ['a"b'], ["a\\b"], ["é"], [1]]],
    ["groups", ["admins", [], [""], [1], {}]],
    ["check", ["check", true, {}]],
    ["isRevoked", ["isRevoked", false, {}]],
    ["realm", ["", 'a"b', "a\\b", "a\nb", "é", 42, null]],
    ["timeoutMs", [0, -1, 1.5, Number.NaN, "1000", null]],
    ["clock", [Date.now(), null]],
  ] as const)("take for %s nothing that checks nothing, or is of another type", (member, wrong) => {
    for (const value of wrong) expect(refusedFor({ ...options, [member]: value })).toBe(member);
  });

  it("have no other members: a misspelt one is a check that is not made", () => {
    expect(refusedFor({ ...options, scope: ["orders/read"] })).toBe("scope");
    expect(refusedFor({ ...options, toString: null })).toBe("toString");
  });

  it.each([undefined, null, 42, "options", []])("are an object: %o", (written) => {
    expect(refusedFor(written)).toBe("keys");
  });

  it("are looked at once: what the caller changes afterwards changes no check", async () => {
    const scopes = ["orders/delete"];
    const changing = { ...options, scopes };
    const guard = bearerGuard(changing);
    scopes.length = 0;
    changing.scopes = [];
    expect(await refusal(guard.verify(`Bearer ${guardWorld().token()}`))).toContain("insufficient_scope");
  });
});
