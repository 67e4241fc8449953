import type { AttributeDefinition, UserPoolSettings } from "rockpool";

const text: AttributeDefinition = {
  attributeDataType: "String",
  mutable: true,
  required: false,
  developerOnlyAttribute: false,
  searchable: false,
  stringAttributeConstraints: { minLength: 0, maxLength: 2048 },
  numberAttributeConstraints: { minValue: null, maxValue: null },
};
const flag: AttributeDefinition = { ...text, attributeDataType: "Boolean" };

/** What a custom attribute is unless it is told. */
export const customDefault: AttributeDefinition = text;

/** Every default but the name, as users-and-triggers.md 2.1, 2.3 and 2.6 have them, and where rockpool has its own. */
export const everyDefault: Omit<UserPoolSettings, "poolName"> = {
  issuer: null,
  signingAlgorithm: "RS256",
  aliasAttributes: [],
  usernameAttributes: [],
  usernameConfiguration: { caseSensitive: false },
  schema: {
    sub: { ...text, mutable: false, required: true, stringAttributeConstraints: { minLength: 1, maxLength: 2048 } },
    name: text,
    given_name: text,
    family_name: text,
    middle_name: text,
    nickname: text,
    preferred_username: text,
    profile: text,
    picture: text,
    website: text,
    email: text,
    email_verified: flag,
    gender: text,
    birthdate: { ...text, stringAttributeConstraints: { minLength: 10, maxLength: 10 } },
    zoneinfo: text,
    locale: text,
    phone_number: text,
    phone_number_verified: flag,
    address: text,
    updated_at: { ...text, attributeDataType: "Number", numberAttributeConstraints: { minValue: 0, maxValue: null } },
  },
  autoVerifiedAttributes: [],
  userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: [] },
  passwordPolicy: {
    minimumLength: 8,
    requireUppercase: true,
    requireLowercase: true,
    requireNumbers: true,
    requireSymbols: true,
    passwordHistorySize: 0,
    temporaryPasswordValidityDays: 7,
  },
  signInPolicy: { allowedFirstAuthFactors: ["PASSWORD"] },
  accountRecoverySetting: { recoveryMechanisms: null },
  adminCreateUserConfig: {
    allowAdminCreateUserOnly: false,
    inviteMessageTemplate: {
      emailMessage: "Your username is {username} and temporary password is {####}. ",
      emailSubject: "Your temporary password",
      smsMessage: "Your username is {username} and temporary password is {####}. ",
    },
  },
  verificationMessageTemplate: {
    defaultEmailOption: "CONFIRM_WITH_CODE",
    emailMessage: "Your verification code is {####}. ",
    emailSubject: "Your verification code",
    emailMessageByLink: "Please click the link below to verify your email address. {##Verify Email##} ",
    emailSubjectByLink: "Your verification link",
    smsMessage: "Your verification code is {####}. ",
  },
  authEventRetentionDays: 30,
  triggers: {
    preSignUp: null,
    postConfirmation: null,
    preAuthentication: null,
    postAuthentication: null,
    preTokenGeneration: null,
    userMigration: null,
    customMessage: null,
    customEmailSender: null,
    customSMSSender: null,
  },
  deletionProtection: "INACTIVE",
  userPoolTags: {},
  userPoolTier: "ESSENTIALS",
};
