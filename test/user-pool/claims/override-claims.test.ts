import fc from "fast-check";
import { describe, expect, it } from "vitest";
import type { TokenUse } from "../../../src/tokens/claims.ts";
import type { TokenAnswer } from "../../../src/triggers/pre-token-generation.ts";
import type { GroupClaims } from "../../../src/user-pool/claims/groups.ts";
import { overriddenClaims, overriddenGroups } from "../../../src/user-pool/claims/override-claims.ts";
import { runs } from "../../fuzz/runs.ts";

type Claims = Readonly<Record<string, unknown>>;

/** Every claim that is the protocol's, and three that are not. */
const common = {
  ...{ sub: "the-sub", iss: "https://auth.test/pool", origin_jti: "origin", jti: "jti", event_id: "event" },
  ...{ auth_time: 1, exp: 2, iat: 1, nbf: 1, nonce: "nonce", azp: "azp", at_hash: "hash", acr: "acr", amr: ["pwd"] },
  ...{ "cognito:groups": ["staff"], "cognito:other": "kept", "dev:plan": "free", "custom:role": "user", name: "Ada" },
};
const before: { readonly [U in TokenUse]: Claims } = {
  id: {
    ...common,
    ...{ token_use: "id", aud: "client", identities: [{ userId: "7" }], "cognito:username": "ada" },
    ...{ "cognito:roles": ["arn:role"], "cognito:preferred_role": "arn:role" },
  },
  access: {
    ...common,
    ...{ token_use: "access", client_id: "client", username: "ada", device_key: "device", version: 2, scope: "openid api/read" },
  },
};

const protocol = "acr amr at_hash auth_time azp exp iat iss jti nbf nonce origin_jti sub token_use".split(" ");
const protectedOf: { readonly [U in TokenUse]: readonly string[] } = {
  id: [...protocol, "aud", "identities", "cognito:username", "cognito:other"],
  access: [...protocol, "username", "client_id", "event_id", "device_key", "version", "cognito:other"],
};
const after = (use: TokenUse, answer: TokenAnswer | null | undefined): Claims => overriddenClaims(use, before[use], answer);
const uses = ["id", "access"] as const;

// attack 59: a hook for claims makes no claim of the protocol
describe.each(uses)("the claims of the protocol in a token of use %s (users-and-triggers.md 7.8)", (use) => {
  it.each(protectedOf[use])("%s is neither changed nor taken away", (claim) => {
    expect(after(use, { claimsToAddOrOverride: { [claim]: "eve" } })).toEqual(before[use]);
    expect(after(use, { claimsToSuppress: [claim] })).toEqual(before[use]);
  });

  it.each(protectedOf[use])("%s is not added where it is not", (claim) => {
    const { [claim]: _, ...without } = before[use];
    expect(overriddenClaims(use, without, { claimsToAddOrOverride: { [claim]: "eve" } })).toEqual(without);
  });

  it("stay as they are whatever a handler answers", () => {
    const name = fc.oneof(fc.constantFrom(...Object.keys(before.id), ...Object.keys(before.access)), fc.string());
    const names = fc.array(name);
    const answers = fc.record({
      claimsToAddOrOverride: fc.dictionary(name, fc.jsonValue()),
      claimsToSuppress: names,
      scopesToAdd: names,
      scopesToSuppress: names,
    });
    fc.assert(
      fc.property(answers, (answer) => {
        const changed = after(use, answer);
        for (const claim of protectedOf[use]) expect(changed[claim]).toEqual(before[use][claim]);
        const gained = Object.keys(changed).filter((claim) => /^(cognito|dev):/.test(claim) && !(claim in before[use]));
        expect(gained).toEqual([]);
      }),
      runs(500),
    );
  });
});

describe.each(uses)("the other claims in a token of use %s", (use) => {
  it.each(["name", "custom:role", "email", "https://example.com/plan"])("%s is added, changed and taken away", (claim) => {
    expect(after(use, { claimsToAddOrOverride: { [claim]: "new" } })).toEqual({ ...before[use], [claim]: "new" });
    expect(after(use, { claimsToSuppress: [claim] })).not.toHaveProperty([claim]);
  });

  it("of what is added and suppressed, nothing stays", () => {
    const claimsToAddOrOverride = { name: "Eve", plan: "gold" };
    const changed = after(use, { claimsToAddOrOverride, claimsToSuppress: ["name", "plan"] });
    expect(Object.keys(changed)).not.toEqual(expect.arrayContaining(["name"]));
    expect(changed).not.toHaveProperty("plan");
  });

  it("dev:… is taken away, and never written", () => {
    expect(after(use, { claimsToAddOrOverride: { "dev:plan": "gold", "dev:new": "x" } })).toEqual(before[use]);
    expect(after(use, { claimsToSuppress: ["dev:plan"] })).not.toHaveProperty(["dev:plan"]);
  });

  it.each([null, undefined, {}, { claimsToAddOrOverride: null, claimsToSuppress: null }])("%j changes nothing", (answer) => {
    expect(after(use, answer)).toEqual(before[use]);
  });

  // A table that is a plain object has these members too.
  it.each(["constructor", "toString", "valueOf", "hasOwnProperty", "__proto__", "__defineGetter__"])("%s is a name", (claim) => {
    const changed = after(use, { claimsToAddOrOverride: Object.fromEntries([[claim, "text"]]) });
    expect(Object.entries(changed)).toContainEqual([claim, "text"]);
    expect(Object.getPrototypeOf(changed)).toBe(Object.prototype);
    expect(after(use, { claimsToSuppress: [claim] })).toEqual(before[use]);
  });

  it("cognito:groups is not written as a claim; suppressed, it takes the roles along", () => {
    const all = { "cognito:groups": ["admins"], "cognito:roles": ["arn:x"], "cognito:preferred_role": "arn:x" };
    expect(after(use, { claimsToAddOrOverride: all })).toEqual(before[use]);
    expect(after(use, { claimsToSuppress: ["cognito:roles", "cognito:preferred_role"] })).toEqual(before[use]);
    const changed = after(use, { claimsToSuppress: ["cognito:groups"] });
    for (const claim of Object.keys(all)) expect(changed).not.toHaveProperty([claim]);
  });
});

describe("what is of one token only", () => {
  it("aud: an access token may name its own client, and nothing else", () => {
    expect(after("access", { claimsToAddOrOverride: { aud: "client" } })).toEqual({ ...before.access, aud: "client" });
    for (const aud of ["other", ["client"], ["client", "other"], { client: true }, 1, ""]) {
      expect(after("access", { claimsToAddOrOverride: { aud } })).toEqual(before.access);
    }
    expect(after("access", { claimsToAddOrOverride: { aud: "client" }, claimsToSuppress: ["aud"] })).toEqual(before.access);
  });

  it.each([
    ["email_verified", "true", true],
    ["email_verified", "no", false],
    ["phone_number_verified", "true", true],
    ["updated_at", "1772510709", 1772510709],
    ["address", "1 Main Street", { formatted: "1 Main Street" }],
  ])("%s of an ID token has the form that OpenID Connect gives it, and in an access token its own", (claim, text, value) => {
    expect(after("id", { claimsToAddOrOverride: { [claim]: text } })[claim]).toEqual(value);
    expect(after("access", { claimsToAddOrOverride: { [claim]: text } })[claim]).toEqual(text);
  });

  it("scope is changed by scopes only", () => {
    expect(after("access", { claimsToAddOrOverride: { scope: "admin" } })).toEqual(before.access);
    expect(after("access", { claimsToSuppress: ["scope"] })).toEqual(before.access);
    expect(after("access", { scopesToAdd: ["api/write", "openid"] })["scope"]).toBe("openid api/read api/write");
    expect(after("access", { scopesToSuppress: ["openid", "unknown"] })["scope"]).toBe("api/read");
    expect(after("access", { scopesToAdd: ["api/write"], scopesToSuppress: ["api/write"] })["scope"]).toBe("openid api/read");
    expect(after("access", { scopesToSuppress: ["openid", "api/read"] })["scope"]).toBe("");
    expect(after("id", { scopesToAdd: ["api/write"] })).toEqual(before.id);
  });
});

describe("groupOverrideDetails", () => {
  const groups: GroupClaims = { "cognito:groups": ["staff"], "cognito:roles": ["arn:a"], "cognito:preferred_role": "arn:a" };

  it("leaves the groups as they are where it is absent", () => {
    expect(overriddenGroups(groups, undefined)).toBe(groups);
  });

  it.each([[null], [{}], [{ groupsToOverride: [], iamRolesToOverride: null, preferredRole: "" }]])("%j: none", (answer) => {
    expect(overriddenGroups(groups, answer)).toEqual({});
  });

  it("replaces all of them: what it does not copy is gone", () => {
    expect(overriddenGroups(groups, { groupsToOverride: ["admins"] })).toEqual({ "cognito:groups": ["admins"] });
    expect(overriddenGroups(groups, { iamRolesToOverride: ["arn:b"], preferredRole: "arn:b" })).toEqual({
      "cognito:roles": ["arn:b"],
      "cognito:preferred_role": "arn:b",
    });
  });
});
