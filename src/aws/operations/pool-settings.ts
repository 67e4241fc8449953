import type { AccountRecoverySetting } from "../../user-pool/settings/recovery.ts";
import { AwsFailure } from "../failure.ts";
import { type Member, sameMembers } from "../members.ts";

interface AwsRecovery {
  readonly Name: string;
  readonly Priority: number;
}

const recoveryMechanisms: Member = {
  aws: "AccountRecoverySetting.RecoveryMechanisms",
  ours: "accountRecoverySetting.recoveryMechanisms",
  toOurs: (all: readonly AwsRecovery[]) => all.map(({ Name: name, Priority: priority }) => ({ name, priority })),
  toAws: (all: NonNullable<AccountRecoverySetting["recoveryMechanisms"]>) =>
    all.map(({ name: Name, priority: Priority }) => ({ Name, Priority })),
};

/** Cognito takes 0 for a week. */
const WEEK_DAYS = 7;
const temporaryPasswordDays = {
  ours: "passwordPolicy.temporaryPasswordValidityDays",
  toOurs: (days: number) => (days === 0 ? WEEK_DAYS : days),
};

/** What is fixed when a pool is made, but for its attributes. */
export const fixedMembers: readonly Member[] = [
  ...sameMembers({ aws: "", ours: "" }, ["AliasAttributes", "UsernameAttributes"]),
  { aws: "UsernameConfiguration.CaseSensitive", ours: "usernameConfiguration.caseSensitive" },
];

/** Older names of members below: shown in step with them, and overruled by them. */
const olderMembers: readonly Member[] = [
  { aws: "SmsVerificationMessage", ours: "verificationMessageTemplate.smsMessage" },
  { aws: "EmailVerificationMessage", ours: "verificationMessageTemplate.emailMessage" },
  { aws: "EmailVerificationSubject", ours: "verificationMessageTemplate.emailSubject" },
  { aws: "AdminCreateUserConfig.UnusedAccountValidityDays", ...temporaryPasswordDays },
];

const passwordFlags = ["RequireUppercase", "RequireLowercase", "RequireNumbers", "RequireSymbols"];

/** What can change, but for the triggers. */
export const changingMembers: readonly Member[] = [
  ...olderMembers,
  ...sameMembers({ aws: "Policies.PasswordPolicy.", ours: "passwordPolicy." }, [
    "MinimumLength",
    ...passwordFlags,
    "PasswordHistorySize",
  ]),
  { aws: "Policies.PasswordPolicy.TemporaryPasswordValidityDays", ...temporaryPasswordDays },
  { aws: "Policies.SignInPolicy.AllowedFirstAuthFactors", ours: "signInPolicy.allowedFirstAuthFactors" },
  ...sameMembers({ aws: "", ours: "" }, ["DeletionProtection", "AutoVerifiedAttributes", "UserPoolTags", "UserPoolTier"]),
  ...sameMembers({ aws: "VerificationMessageTemplate.", ours: "verificationMessageTemplate." }, [
    "SmsMessage",
    "EmailMessage",
    "EmailSubject",
    "EmailMessageByLink",
    "EmailSubjectByLink",
    "DefaultEmailOption",
  ]),
  {
    aws: "UserAttributeUpdateSettings.AttributesRequireVerificationBeforeUpdate",
    ours: "userAttributeUpdateSettings.attributesRequireVerificationBeforeUpdate",
  },
  { aws: "AdminCreateUserConfig.AllowAdminCreateUserOnly", ours: "adminCreateUserConfig.allowAdminCreateUserOnly" },
  ...sameMembers({ aws: "AdminCreateUserConfig.InviteMessageTemplate.", ours: "adminCreateUserConfig.inviteMessageTemplate." }, [
    "EmailMessage",
    "EmailSubject",
  ]),
  {
    aws: "AdminCreateUserConfig.InviteMessageTemplate.SMSMessage",
    ours: "adminCreateUserConfig.inviteMessageTemplate.smsMessage",
  },
  recoveryMechanisms,
];

/** What an input says of features that are not there, where to pass over it would leave people less safe than it says. */
export interface UnbuiltPoolMembers {
  readonly MfaConfiguration?: string;
  readonly UserPoolAddOns?: { readonly AdvancedSecurityMode: string };
}

/** @throws {AwsFailure} */
export function refuseUnbuilt({ MfaConfiguration = "OFF", UserPoolAddOns }: UnbuiltPoolMembers): void {
  if (MfaConfiguration !== "OFF") throw refused("MfaConfiguration can only be OFF: second factors are not built yet.");
  if (UserPoolAddOns?.AdvancedSecurityMode === "ENFORCED") {
    throw refused("AdvancedSecurityMode cannot be ENFORCED: threat protection is not built yet.");
  }
}

export interface PasswordDays {
  readonly Policies?: { readonly PasswordPolicy?: Readonly<Record<string, unknown>> };
  readonly AdminCreateUserConfig?: { readonly UnusedAccountValidityDays?: number };
}

/** What both of its names say may be said twice. @throws {AwsFailure} */
export function refuseTwoValidities({ Policies, AdminCreateUserConfig }: PasswordDays): void {
  const older = AdminCreateUserConfig?.UnusedAccountValidityDays;
  const newer = Policies?.PasswordPolicy?.["TemporaryPasswordValidityDays"];
  if (older === undefined || newer === undefined || older === newer) return;
  throw refused("Please use TemporaryPasswordValidityDays in PasswordPolicy instead of UnusedAccountValidityDays");
}

/** Of a policy that is given, a flag that is not is off. */
export function withUnsaidFlags<I extends PasswordDays>(input: I): I {
  const policy = input.Policies?.PasswordPolicy;
  if (policy === undefined) return input;
  const off = Object.fromEntries(passwordFlags.map((name) => [name, false]));
  return { ...input, Policies: { ...input.Policies, PasswordPolicy: { ...off, ...policy } } };
}

function refused(message: string): AwsFailure {
  return new AwsFailure("InvalidParameterException", message);
}
