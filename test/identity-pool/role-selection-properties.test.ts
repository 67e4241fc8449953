import fc from "fast-check";
import { isRockpoolError } from "rockpool";
import { describe, expect, it } from "vitest";
import { textsOf } from "../../src/identity-pool/claim-texts.ts";
import { explainRole } from "../../src/identity-pool/role-explanation.ts";
import { decideRole, type RolePool, type RoleRequest, selectRole } from "../../src/identity-pool/role-selection.ts";
import type { MappingRule, RoleMapping } from "../../src/identity-pool/role-settings.ts";
import { matches } from "../../src/identity-pool/rule-match.ts";
import { asking, poolWith, provider, roleOf } from "./world.ts";

// Few names and values, so that rules often match; and whatever JSON can hold.
const names = fc.constantFrom("a", "b", "cognito:roles", "cognito:preferred_role", "constructor", "__proto__");
const roleArn = fc.constantFrom("A", "B", "C", "Auth", "Guest").map(roleOf);
const text = fc.oneof(fc.constantFrom("x", "xy", "y", "true", "1"), roleArn, fc.string());
const claim = fc.oneof(text, fc.array(text, { maxLength: 3 }), fc.jsonValue({ maxDepth: 2 }));
const claims = fc.dictionary(names, claim, { maxKeys: 5 });
const mappingRule: fc.Arbitrary<MappingRule> = fc.record({
  claim: names,
  matchType: fc.constantFrom("Equals", "Contains", "StartsWith", "NotEqual"),
  value: fc.constantFrom("x", "xy", "y", "1"),
  roleARN: roleArn,
});
const resolution = fc.constantFrom("AuthenticatedRole" as const, "Deny" as const);
const mapping: fc.Arbitrary<RoleMapping> = fc.oneof(
  fc.record({ type: fc.constant("Token" as const), ambiguousRoleResolution: resolution }),
  fc.record({
    type: fc.constant("Rules" as const),
    ambiguousRoleResolution: resolution,
    rulesConfiguration: fc.record({ rules: fc.array(mappingRule, { minLength: 1, maxLength: 6 }) }),
  }),
);
const pool: fc.Arbitrary<RolePool> = fc.record({
  roles: fc.record({ authenticated: roleArn, unauthenticated: roleArn }, { requiredKeys: [] }),
  roleMappings: fc.dictionary(fc.constantFrom(provider, "accounts.google.com"), mapping),
  allowUnauthenticatedIdentities: fc.boolean(),
});
const login = fc.record({ provider: fc.constantFrom(provider, "accounts.google.com", "__proto__"), claims });
const request: fc.Arbitrary<RoleRequest> = fc.record({
  logins: fc.array(login, { maxLength: 3 }),
  customRoleArn: fc.option(roleArn),
});

function rulesOf({ roleMappings }: RolePool): readonly MappingRule[] {
  return Object.values(roleMappings).flatMap(({ rulesConfiguration }) => rulesConfiguration?.rules ?? []);
}

describe("whatever the settings, the claims and the request", () => {
  // attack 81
  it("a role is one of the settings, or one that a token carries under a mapping of the type Token", () => {
    fc.assert(
      fc.property(pool, request, (settings, asked) => {
        const decision = decideRole(settings, asked);
        if (decision.outcome === "refused") return;
        const ofSettings = [...Object.values(settings.roles), ...rulesOf(settings).map(({ roleARN }) => roleARN)];
        const tokens = asked.logins.filter((one) => settings.roleMappings[one.provider]?.type === "Token");
        const ofTokens = tokens.flatMap((one) =>
          ["cognito:roles", "cognito:preferred_role"].flatMap((name) =>
            textsOf(one.claims, name).flatMap((written) => [written, ...written.split(",").map((part) => part.trim())]),
          ),
        );
        expect([...ofSettings, ...ofTokens]).toContain(decision.role);
        if (asked.customRoleArn !== null) expect(decision.role).toBe(asked.customRoleArn);
      }),
      { numRuns: 1000 },
    );
  });

  it("a refusal is one of two, selectRole throws just that, and both can be explained", () => {
    fc.assert(
      fc.property(pool, request, (settings, asked) => {
        const decision = decideRole(settings, asked);
        expect(explainRole(settings, asked)).toHaveLength(decision.steps.length + 1);
        if (decision.outcome === "role") {
          expect(selectRole(settings, asked)).toBe(decision.role);
          return;
        }
        expect(["NotAuthorizedException", "InvalidIdentityPoolConfigurationException"]).toContain(decision.error.code);
        expect(() => selectRole(settings, asked)).toThrowError(decision.error.message);
      }),
      { numRuns: 1000 },
    );
  });

  it("settings and request are read, and never written", () => {
    fc.assert(
      fc.property(pool, request, (settings, asked) => {
        const before = JSON.stringify([settings, asked]);
        decideRole(settings, asked);
        expect(JSON.stringify([settings, asked])).toBe(before);
      }),
    );
  });
});

describe("whatever the rules", () => {
  const rules = fc.array(mappingRule, { minLength: 1, maxLength: 8 });
  const select = (all: readonly MappingRule[], said: Record<string, unknown>): string => {
    const byAll = { type: "Rules", ambiguousRoleResolution: "AuthenticatedRole", rulesConfiguration: { rules: all } } as const;
    return selectRole(poolWith({ [provider]: byAll }), asking(said));
  };

  it("the first that matches decides", () => {
    fc.assert(
      fc.property(rules, claims, (all, said) => {
        const first = all.find((one) => matches(one, textsOf(said, one.claim)));
        expect(select(all, said)).toBe(first?.roleARN ?? roleOf("Auth"));
      }),
      { numRuns: 1000 },
    );
  });

  it("one that is added behind never takes away what an earlier one gave", () => {
    fc.assert(
      fc.property(rules, mappingRule, claims, (all, another, said) => {
        if (all.some((one) => matches(one, textsOf(said, one.claim)))) {
          expect(select([...all, another], said)).toBe(select(all, said));
        }
      }),
    );
  });

  // attack 81
  it("a claim that none of them names changes nothing", () => {
    const others = fc.dictionary(fc.string(), claim);
    fc.assert(
      fc.property(rules, claims, others, (all, said, more) => {
        const named = new Set(all.map((one) => one.claim));
        const unnamed = Object.entries(more).filter(([name]) => !named.has(name));
        expect(select(all, { ...said, ...Object.fromEntries(unnamed) })).toBe(select(all, said));
      }),
    );
  });
});

it("refusals are errors of this library", () => {
  const decision = decideRole(poolWith({}, { roles: {} }), asking({}));
  expect(decision.outcome === "refused" && isRockpoolError(decision.error)).toBe(true);
});
