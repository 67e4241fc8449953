import type { UserPoolPatch, UserPoolSettings } from "rockpool";
import { describe } from "vitest";
import { itRefuses, itTakes } from "./rules.ts";

describe("sign-in names (users-and-triggers.md 2.5)", () => {
  itTakes([
    ["every alias", { aliasAttributes: ["phone_number", "preferred_username", "email"] }],
    ["both addresses as user names", { usernameAttributes: ["email", "phone_number"] }],
    ["case that counts", { usernameConfiguration: { caseSensitive: true } }],
    ["an empty list beside a full one", { aliasAttributes: [], usernameAttributes: ["email"] }],
  ]);

  const both = "Only one of the aliasAttributes or usernameAttributes can be set in a User pool.";
  itRefuses([
    ["both kinds at once", { aliasAttributes: ["preferred_username"], usernameAttributes: ["email"] }, "aliasAttributes", both],
    ["an alias that is none", { aliasAttributes: ["name"] }, "aliasAttributes.0"],
    ["four aliases", { aliasAttributes: ["email", "phone_number", "email", "email"] }, "aliasAttributes"],
    ["null in place of aliases", { aliasAttributes: null }, "aliasAttributes"],
    ["a preferred name as user name", { usernameAttributes: ["preferred_username"] }, "usernameAttributes.0"],
    ["three addresses", { usernameAttributes: ["email", "phone_number", "email"] }, "usernameAttributes"],
    ["case that is no flag", { usernameConfiguration: { caseSensitive: "no" } }, "usernameConfiguration.caseSensitive"],
    ["a misspelt member", { usernameConfiguration: { caseInsensitive: true } }, "usernameConfiguration.caseInsensitive"],
  ]);
});

describe("verification (users-and-triggers.md 2.1)", () => {
  const proved = (auto: readonly string[], before: readonly string[]): object => ({
    autoVerifiedAttributes: auto,
    userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: before },
  });
  const path = "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate";
  const subset = "All attributes in AttributesRequireVerificationBeforeUpdate must exist in AutoVerifiedAttributes";

  itTakes([
    ["both addresses", proved(["email", "phone_number"], [])],
    ["an address that must be proved before it counts", proved(["email", "phone_number"], ["phone_number"])],
  ]);
  itRefuses([
    ["what cannot be verified", { autoVerifiedAttributes: ["address"] }, "autoVerifiedAttributes.0"],
    ["three addresses", { autoVerifiedAttributes: ["email", "email", "email"] }, "autoVerifiedAttributes"],
    ["proof of what is not verified", proved(["email"], ["email", "phone_number"]), path, subset],
    ["proof of what cannot be", proved(["email"], ["name"]), `${path}.0`],
    ["a misspelt member", { userAttributeUpdateSettings: { before: [] } }, "userAttributeUpdateSettings.before"],
  ]);
});

describe("passwords (users-and-triggers.md 2.1)", () => {
  const policy = (passwordPolicy: object): UserPoolPatch => ({ passwordPolicy });
  itTakes([
    ["the least", policy({ minimumLength: 6, passwordHistorySize: 0, temporaryPasswordValidityDays: 1 })],
    ["the most", policy({ minimumLength: 99, passwordHistorySize: 24, temporaryPasswordValidityDays: 365 })],
  ]);
  itRefuses([
    ["a length of 5", policy({ minimumLength: 5 }), "passwordPolicy.minimumLength"],
    ["a length of 100", policy({ minimumLength: 100 }), "passwordPolicy.minimumLength"],
    ["a history below 0", policy({ passwordHistorySize: -1 }), "passwordPolicy.passwordHistorySize"],
    ["a history of 25", policy({ passwordHistorySize: 25 }), "passwordPolicy.passwordHistorySize"],
    ["no days", policy({ temporaryPasswordValidityDays: 0 }), "passwordPolicy.temporaryPasswordValidityDays"],
    ["366 days", policy({ temporaryPasswordValidityDays: 366 }), "passwordPolicy.temporaryPasswordValidityDays"],
    ["half a day", policy({ temporaryPasswordValidityDays: 0.5 }), "passwordPolicy.temporaryPasswordValidityDays"],
    ...["requireUppercase", "requireLowercase", "requireNumbers", "requireSymbols"].map(
      (rule) => [`${rule} that is no flag`, policy({ [rule]: 1 }), `passwordPolicy.${rule}`] as const,
    ),
  ]);
});

describe("the sign-in policy (users-and-triggers.md 2.1, 2.7)", () => {
  const factors = (...allowedFirstAuthFactors: readonly string[]): object => ({ signInPolicy: { allowedFirstAuthFactors } });
  const path = "signInPolicy.allowedFirstAuthFactors";
  const needed = "Password should be configured as one of the allowed first auth factors.";

  itTakes([["every factor", factors("WEB_AUTHN", "PASSWORD", "EMAIL_OTP", "SMS_OTP")]]);
  itRefuses([
    ["factors without the password", factors("EMAIL_OTP", "WEB_AUTHN"), path, needed],
    ["no factor", factors(), path],
    ["five factors", factors("PASSWORD", "EMAIL_OTP", "SMS_OTP", "WEB_AUTHN", "PASSWORD"), path],
    ["a factor that may not be used", factors("PASSWORD", "SOFTWARE_TOKEN"), `${path}.1`],
    ["a misspelt member", { signInPolicy: { factors: [] } }, "signInPolicy.factors"],
  ]);
});

describe("recovery (users-and-triggers.md 2.1, 2.7)", () => {
  const by = (...all: readonly (readonly [name: string, priority: number])[]): object => ({
    accountRecoverySetting: { recoveryMechanisms: all.map(([name, priority]) => ({ name, priority })) },
  });
  const path = "accountRecoverySetting.recoveryMechanisms";
  const alone = "Account Recovery Setting cannot use admin_only setting with any other recovery mechanisms.";
  const once = "Account Recovery Setting cannot have duplicate priorities or recovery mechanisms.";

  itTakes([
    ["no order", { accountRecoverySetting: { recoveryMechanisms: null } }],
    ["administrators only", by(["admin_only", 1])],
    ["one address", by(["verified_email", 2])],
    ["both addresses", by(["verified_email", 2], ["verified_phone_number", 1])],
  ]);
  itRefuses([
    ["administrators only, and others", by(["verified_email", 1], ["admin_only", 2]), path, alone],
    ["administrators only, twice", by(["admin_only", 1], ["admin_only", 2]), path, alone],
    ["one address twice", by(["verified_email", 1], ["verified_email", 2]), path, once],
    ["one priority twice", by(["verified_email", 1], ["verified_phone_number", 1]), path, once],
    ["no mechanism", by(), path],
    ["three mechanisms", by(["verified_email", 1], ["verified_phone_number", 2], ["admin_only", 2]), path],
    ["another mechanism", by(["email", 1]), `${path}.0.name`],
    ["priority 0", by(["verified_email", 0]), `${path}.0.priority`],
    ["priority 3", by(["verified_email", 1], ["verified_phone_number", 3]), `${path}.1.priority`],
    ["a misspelt member", { accountRecoverySetting: { mechanisms: [] } }, "accountRecoverySetting.mechanisms"],
  ]);
});

describe("metadata (users-and-triggers.md 2.1, 9)", () => {
  const tags = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`tag ${n}`, ""]));

  itTakes([
    ["protection", { deletionProtection: "ACTIVE" }],
    ...(["LITE", "ESSENTIALS", "PLUS"] satisfies UserPoolSettings["userPoolTier"][]).map(
      (userPoolTier) => [`the tier ${userPoolTier}`, { userPoolTier }] as const,
    ),
    ["50 tags", { userPoolTags: tags(50) }],
    ["the longest tag", { userPoolTags: { ["☃".repeat(128)]: "☃".repeat(256) } }],
    ["tags of JavaScript's names", { userPoolTags: { constructor: "a", toString: "b" } }],
  ]);
  itRefuses([
    ["another protection", { deletionProtection: true }, "deletionProtection"],
    ["another tier", { userPoolTier: "FREE" }, "userPoolTier"],
    ["51 tags", { userPoolTags: tags(51) }, "userPoolTags"],
    ["a tag without a key", { userPoolTags: { "": "x" } }, "userPoolTags."],
    ["a key of 129 characters", { userPoolTags: { ["x".repeat(129)]: "x" } }, `userPoolTags.${"x".repeat(129)}`],
    ["a value of 257 characters", { userPoolTags: { a: "x".repeat(257) } }, "userPoolTags.a"],
    ["a value that is no text", { userPoolTags: { a: 7 } }, "userPoolTags.a"],
    // attack 80
    ["a tag that is a prototype", { userPoolTags: JSON.parse('{"__proto__": "x"}') }, "userPoolTags.__proto__"],
  ]);
});
