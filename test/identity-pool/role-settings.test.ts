import { describe, expect, it } from "vitest";
import { parse } from "../../src/codecs/schema.ts";
import {
  checkMappedProviders,
  type RoleMapping,
  type RoleSettings,
  rulesUsersDecide,
} from "../../src/identity-pool/role-settings.ts";
import { roleSettingsSchema } from "./role-settings-schema.ts";
import { byRules, byToken, provider, roleOf, rule } from "./world.ts";

const settingsWith = (mapping: object, key = provider): object => ({ roles: {}, roleMappings: { [key]: mapping } });
const withRule = (changes: object): object => settingsWith(byRules({ ...rule("sub", "Equals", "x"), ...changes }));
const mappings = (count: number): object =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`provider-${n}.example.com`, byToken]));
const rules = (count: number): RoleMapping => byRules(...Array.from({ length: count }, () => rule("sub", "Equals", "x")));

describe("roles and mappings take (identity-pools-and-iam.md, formats and limits)", () => {
  it.each<[string, object]>([
    ["nothing", { roles: {}, roleMappings: {} }],
    ["both roles", { roles: { authenticated: roleOf("Auth"), unauthenticated: roleOf("Guest") }, roleMappings: {} }],
    ["a role with a path", { roles: { authenticated: roleOf("a/b/c+=,.@-_1") }, roleMappings: {} }],
    ["a role of another partition", { roles: { authenticated: "arn:aws-cn:iam::111122223333:role/Auth" }, roleMappings: {} }],
    ["a role of MinIO", { roles: { authenticated: "arn:minio:iam:us-east-1::role/dGVzdA" }, roleMappings: {} }],
    ["a role of SeaweedFS", { roles: { authenticated: "arn:seaweed:iam::role/Reader" }, roleMappings: {} }],
    ["a mapping by token", settingsWith(byToken)],
    ["25 rules", settingsWith(rules(25))],
    ["10 mappings", { roles: {}, roleMappings: mappings(10) }],
    ["the longest provider", settingsWith(byToken, "p".repeat(128))],
    ["the longest claim and value", withRule({ claim: "c".repeat(64), value: "v".repeat(128) })],
    ["a value as long in code points", withRule({ value: "🪸".repeat(128) })],
    ["the name of a SAML attribute", withRule({ claim: "https://idp.example.com/role" })],
    ["a value with spaces", withRule({ value: " a b " })],
  ])("%s", (_, settings) => expect(parse(roleSettingsSchema, settings)).toEqual(settings));
});

describe("roles and mappings refuse", () => {
  const first = `roleMappings.${provider}`;
  const firstRule = `${first}.rulesConfiguration.rules.0`;
  it.each<[string, object, string]>([
    ["no roles", { roleMappings: {} }, "roles"],
    ["a third role", { roles: { admin: roleOf("A") }, roleMappings: {} }, "roles.admin"],
    ["a role's name", { roles: { authenticated: "AdministratorAccess1" }, roleMappings: {} }, "roles.authenticated"],
    ["a user", { roles: { authenticated: "arn:aws:iam::111122223333:user/A" }, roleMappings: {} }, "roles.authenticated"],
    [
      "a session",
      { roles: { authenticated: "arn:aws:sts::111122223333:assumed-role/A/b" }, roleMappings: {} },
      "roles.authenticated",
    ],
    ["a pattern of roles", { roles: { authenticated: roleOf("*") }, roleMappings: {} }, "roles.authenticated"],
    ["a line break", { roles: { authenticated: `${roleOf("A")}\n` }, roleMappings: {} }, "roles.authenticated"],
    ["an ARN of 19 characters", { roles: { authenticated: "arn:a:iam:::role/ab" }, roleMappings: {} }, "roles.authenticated"],
    ["an ARN of 2049", { roles: { authenticated: roleOf("a").padEnd(2049, "a") }, roleMappings: {} }, "roles.authenticated"],
    ["11 mappings", { roles: {}, roleMappings: mappings(11) }, "roleMappings"],
    ["a provider of 129 characters", settingsWith(byToken, "p".repeat(129)), `roleMappings.${"p".repeat(129)}`],
    ["a provider without a name", settingsWith(byToken, ""), "roleMappings."],
    ["another type", settingsWith({ ...byToken, type: "Claims" }), `${first}.type`],
    ["no resolution, by token", settingsWith({ type: "Token" }), `${first}.ambiguousRoleResolution`],
    [
      "no resolution, by rules",
      settingsWith({ ...rules(1), ambiguousRoleResolution: undefined }),
      `${first}.ambiguousRoleResolution`,
    ],
    ["another resolution", settingsWith({ ...byToken, ambiguousRoleResolution: "Allow" }), `${first}.ambiguousRoleResolution`],
    ["rules that are missing", settingsWith({ ...byToken, type: "Rules" }), `${first}.rulesConfiguration`],
    ["rules beside the token", settingsWith({ ...rules(1), type: "Token" }), `${first}.rulesConfiguration`],
    ["no rules", settingsWith(rules(0)), `${first}.rulesConfiguration.rules`],
    ["26 rules", settingsWith(rules(26)), `${first}.rulesConfiguration.rules`],
    ["a claim with a space", withRule({ claim: "a b" }), `${firstRule}.claim`],
    ["a claim of nothing", withRule({ claim: "" }), `${firstRule}.claim`],
    ["a claim of 65 characters", withRule({ claim: "c".repeat(65) }), `${firstRule}.claim`],
    ["a value of nothing", withRule({ value: "" }), `${firstRule}.value`],
    ["a value of 129 characters", withRule({ value: "v".repeat(129) }), `${firstRule}.value`],
    ["another match", withRule({ matchType: "Matches" }), `${firstRule}.matchType`],
    ["a rule without a role", withRule({ roleARN: undefined }), `${firstRule}.roleARN`],
    ["a misspelt member", withRule({ roleArn: roleOf("A") }), `${firstRule}.roleArn`],
  ])("%s", (_, settings, path) => {
    expect(() => parse(roleSettingsSchema, settings as RoleSettings)).toThrowError(
      expect.objectContaining({ code: "InvalidParameterException", details: { path } }),
    );
  });
});

describe("a mapping for a provider that the pool does not have", () => {
  const settings: RoleSettings = { roles: {}, roleMappings: { [provider]: byToken, "accounts.google.com": byToken } };

  it("is refused in the service's words", () => {
    expect(() => checkMappedProviders(settings, [provider])).toThrowError(
      expect.objectContaining({
        code: "InvalidParameterException",
        message: "accounts.google.com is not a valid RoleMapping ProviderName or is not a configured provider.",
        details: { path: "roleMappings.accounts.google.com" },
      }),
    );
  });

  it("is one that no listed provider equals", () => {
    expect(() => checkMappedProviders(settings, ["accounts.google.com", provider, "other"])).not.toThrow();
    expect(() => checkMappedProviders({ roles: {}, roleMappings: {} }, [])).not.toThrow();
  });
});

describe("rulesUsersDecide", () => {
  const settings: RoleSettings = {
    roles: {},
    roleMappings: {
      [provider]: byRules(rule("cognito:groups", "Equals", "admins"), rule("custom:team", "NotEqual", "guests")),
      "accounts.google.com": byRules(rule("custom:team", "Equals", "x")),
      "www.amazon.com": byToken,
    },
  };

  // attack 81
  it("finds the rules whose claim the users of the provider can write", () => {
    const found = rulesUsersDecide(settings, { [provider]: ["email", "custom:team"] });
    expect(found).toEqual([{ provider, rule: 1, claim: "custom:team" }]);
  });

  it("finds nothing where nothing can be written", () => {
    expect(rulesUsersDecide(settings, {})).toEqual([]);
    expect(rulesUsersDecide({ roles: {}, roleMappings: { constructor: byRules(rule("name", "Equals", "x")) } }, {})).toEqual([]);
    expect(rulesUsersDecide(settings, { [provider]: [], "www.amazon.com": ["sub"] })).toEqual([]);
  });
});
