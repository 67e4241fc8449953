import fc from "fast-check";
import { type AppClientOptions, isRockpoolError, type UserPoolPatch } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { runs } from "../fuzz/runs.ts";
import { around, type Shape, shapes, verdict } from "./model.ts";

/** One kind of value of Cognito's, and where rockpool takes it. */
interface Row {
  readonly shape: string;
  /** The path of the member in our refusals, or how it begins. */
  readonly at: string;
  /** A value that is taken. */
  readonly right: string | number;
  readonly write: (value: never) => Promise<unknown>;
  /** What we refuse and the model does not, with the reason. */
  readonly narrower?: readonly [reason: string, refused: (value: never) => boolean];
  /** What we take and the model does not, with the reason. */
  readonly wider?: readonly [reason: string, taken: (value: never) => boolean];
}

let world: TestPool;
/** A client with a secret. */
let server: string;
beforeAll(async () => {
  const anyPassword = {
    minimumLength: 6,
    requireUppercase: false,
    requireLowercase: false,
    requireNumbers: false,
    requireSymbols: false,
  };
  world = await testPool({ schema: { "custom:text": {} }, passwordPolicy: anyPassword });
  ({ clientId: server } = await world.pool.clients.ensure({ clientName: "server", generateSecret: true }));
  await world.pool.groups.create({ groupName: "staff" });
  await world.pool.resourceServers.create({ identifier: "api", name: "API" });
  await world.client.signUp({ username: "grace", password: "Correct horse 7!", attributes: {} });
});
afterAll(() => world.close());

/** Refused or taken; nothing is written. */
const pool = (patch: object): Promise<unknown> =>
  world.rockpool.diffUserPool({ poolName: "test", ...patch } as UserPoolPatch & { poolName: string });
const client = (patch: object): Promise<unknown> => world.pool.clients.update(world.client.clientId, patch);

const template = (member: string) => (value: string) => pool({ verificationMessageTemplate: { [member]: value } });
const invite = (member: string) => (value: string) =>
  pool({ adminCreateUserConfig: { inviteMessageTemplate: { [member]: value } } });
const policy = (member: string) => (value: number) => pool({ passwordPolicy: { [member]: value } });

const hasControl = (text: string): boolean => /[^\p{L}\p{M}\p{S}\p{N}\p{P}\p{Cf}\s]/u.test(text);
const formatting = [
  "characters that only format, without which Persian and a family of emoji cannot be written",
  (text: string) => /\p{Cf}/u.test(text),
] as const;
const tooLarge = ["all settings of a pool are one record", (text: string) => Buffer.byteLength(text) > 50_000] as const;
const oneLine = [
  "a subject is one line without control characters: a mail has headers behind it",
  (text: string) => /[\p{Cc}\p{Zl}\p{Zp}]/u.test(text),
] as const;
const control = ["control characters, as in an e-mail", (text: string) => hasControl(text)] as const;
const noCode = [
  "without its placeholders, or with control characters",
  (text: string) => hasControl(text) || !(text.includes("{####}") && text.includes("{username}")),
] as const;

const ofPools: readonly Row[] = [
  { shape: "UserPoolNameType", at: "poolName", right: "customers", write: (poolName: string) => pool({ key: "test", poolName }) },
  {
    shape: "AliasAttributeType",
    at: "aliasAttributes",
    right: "email",
    write: (name: string) => world.rockpool.diffUserPool({ poolName: "new", aliasAttributes: [name as "email"] }),
  },
  {
    shape: "UsernameAttributeType",
    at: "usernameAttributes",
    right: "email",
    write: (name: string) => world.rockpool.diffUserPool({ poolName: "new", usernameAttributes: [name as "email"] }),
  },
  {
    shape: "VerifiedAttributeType",
    at: "autoVerifiedAttributes",
    right: "email",
    write: (name: string) => pool({ autoVerifiedAttributes: [name] }),
  },
  { shape: "PasswordPolicyMinLengthType", at: "passwordPolicy.minimumLength", right: 8, write: policy("minimumLength") },
  { shape: "PasswordHistorySizeType", at: "passwordPolicy.passwordHistorySize", right: 0, write: policy("passwordHistorySize") },
  {
    shape: "TemporaryPasswordValidityDaysType",
    at: "passwordPolicy.temporaryPasswordValidityDays",
    right: 7,
    write: policy("temporaryPasswordValidityDays"),
    narrower: ["0, which Cognito takes for 7", (days: number) => days === 0],
  },
  {
    shape: "AuthFactorType",
    at: "signInPolicy.allowedFirstAuthFactors",
    right: "PASSWORD",
    write: (factor: string) => pool({ signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", factor] } }),
    narrower: ["a first factor that the guide does not allow", (factor: string) => factor === "SOFTWARE_TOKEN"],
  },
  {
    shape: "RecoveryOptionNameType",
    at: "accountRecoverySetting.recoveryMechanisms",
    right: "admin_only",
    write: (name: string) => pool({ accountRecoverySetting: { recoveryMechanisms: [{ name, priority: 1 }] } }),
  },
  {
    shape: "PriorityType",
    at: "accountRecoverySetting.recoveryMechanisms",
    right: 1,
    write: (priority: number) => pool({ accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority }] } }),
  },
  {
    shape: "DefaultEmailOptionType",
    at: "verificationMessageTemplate.defaultEmailOption",
    right: "CONFIRM_WITH_LINK",
    write: template("defaultEmailOption"),
  },
  {
    shape: "EmailVerificationMessageType",
    at: "verificationMessageTemplate.emailMessage",
    right: "Code {####}",
    write: template("emailMessage"),
    narrower: tooLarge,
    wider: formatting,
  },
  {
    shape: "EmailVerificationSubjectType",
    at: "verificationMessageTemplate.emailSubject",
    right: "Code",
    write: template("emailSubject"),
    narrower: oneLine,
    wider: formatting,
  },
  {
    shape: "EmailVerificationMessageByLinkType",
    at: "verificationMessageTemplate.emailMessageByLink",
    right: "{##Here##}",
    write: template("emailMessageByLink"),
    narrower: tooLarge,
    wider: formatting,
  },
  {
    shape: "EmailVerificationSubjectByLinkType",
    at: "verificationMessageTemplate.emailSubjectByLink",
    right: "Link",
    write: template("emailSubjectByLink"),
    narrower: oneLine,
    wider: formatting,
  },
  {
    shape: "SmsVerificationMessageType",
    at: "verificationMessageTemplate.smsMessage",
    right: "Code {####}",
    write: template("smsMessage"),
    narrower: control,
    wider: ["more than one line", (text: string) => /[\r\n]/.test(text)],
  },
  {
    shape: "EmailInviteMessageType",
    at: "adminCreateUserConfig.inviteMessageTemplate.emailMessage",
    right: "{username} {####}",
    write: invite("emailMessage"),
    narrower: ["too large, or without its placeholders", (text: string) => tooLarge[1](text) || noCode[1](text)],
    wider: formatting,
  },
  {
    shape: "EmailVerificationSubjectType",
    at: "adminCreateUserConfig.inviteMessageTemplate.emailSubject",
    right: "Welcome",
    write: invite("emailSubject"),
    narrower: oneLine,
    wider: formatting,
  },
  {
    shape: "SmsInviteMessageType",
    at: "adminCreateUserConfig.inviteMessageTemplate.smsMessage",
    right: "{username} {####}",
    write: invite("smsMessage"),
    narrower: noCode,
  },
  {
    shape: "DeletionProtectionType",
    at: "deletionProtection",
    right: "ACTIVE",
    write: (deletionProtection: string) => pool({ deletionProtection }),
  },
  { shape: "UserPoolTierType", at: "userPoolTier", right: "LITE", write: (userPoolTier: string) => pool({ userPoolTier }) },
  {
    shape: "TagKeysType",
    at: "userPoolTags",
    right: "team",
    write: (key: string) => pool({ userPoolTags: { [key]: "identity" } }),
  },
  {
    shape: "TagValueType",
    at: "userPoolTags",
    right: "identity",
    write: (value: string) => pool({ userPoolTags: { team: value } }),
  },
  {
    shape: "CustomAttributeNameType",
    at: "schema",
    right: "tier",
    write: (name: string) => pool({ schema: { [`custom:${name}`]: {} } }),
    narrower: ["a colon ends the prefix", (name: string) => name.includes(":")],
  },
  {
    shape: "AttributeDataType",
    at: "schema",
    right: "Number",
    write: (attributeDataType: string) => pool({ schema: { "custom:new": { attributeDataType } } }),
  },
];

/** A client by itself, which goes again: its secret is fixed. */
async function ensured(options: AppClientOptions): Promise<void> {
  const { clientId } = await world.pool.clients.ensure(options);
  await world.pool.clients.delete(clientId);
}

const web = "https://app.example.com/signed-in";

const ofClients: readonly Row[] = [
  { shape: "ClientNameType", at: "clientName", right: "web", write: (clientName: string) => client({ clientName }) },
  {
    shape: "ExplicitAuthFlowsType",
    at: "explicitAuthFlows",
    right: "ALLOW_USER_PASSWORD_AUTH",
    write: (flow: string) => client({ explicitAuthFlows: [flow] }),
  },
  {
    shape: "PreventUserExistenceErrorTypes",
    at: "preventUserExistenceErrors",
    right: "LEGACY",
    write: (value: string) => client({ preventUserExistenceErrors: value }),
  },
  {
    shape: "AccessTokenValidityType",
    at: "accessTokenValiditySeconds",
    right: 600,
    write: (accessTokenValiditySeconds: number) => client({ accessTokenValiditySeconds }),
    narrower: ["less than five minutes, which the guide excludes", (seconds: number) => seconds < 300],
  },
  {
    shape: "IdTokenValidityType",
    at: "idTokenValiditySeconds",
    right: 600,
    write: (idTokenValiditySeconds: number) => client({ idTokenValiditySeconds }),
    narrower: ["less than five minutes, which the guide excludes", (seconds: number) => seconds < 300],
  },
  {
    shape: "RefreshTokenValidityType",
    at: "refreshTokenValiditySeconds",
    right: 86_400,
    write: (refreshTokenValiditySeconds: number) =>
      client({ refreshTokenValiditySeconds, accessTokenValiditySeconds: 300, idTokenValiditySeconds: 300 }),
    narrower: ["less than an hour, which the guide excludes", (seconds: number) => seconds < 3_600],
  },
  {
    shape: "AuthSessionValidityType",
    at: "authSessionValiditySeconds",
    right: 5,
    write: (minutes: number) => client({ authSessionValiditySeconds: minutes * 60 }),
  },
  {
    shape: "FeatureType",
    at: "refreshTokenRotation.feature",
    right: "DISABLED",
    write: (feature: string) => client({ refreshTokenRotation: { feature }, explicitAuthFlows: [] }),
  },
  {
    shape: "RetryGracePeriodSecondsType",
    at: "refreshTokenRotation.retryGracePeriodSeconds",
    right: 10,
    write: (retryGracePeriodSeconds: number) => client({ refreshTokenRotation: { retryGracePeriodSeconds } }),
  },
  {
    shape: "RedirectUrlType",
    at: "callbackURLs",
    right: web,
    write: (url: string) => client({ callbackURLs: [url] }),
    narrower: ["what is no URL, has a fragment, or is not safe to send a code to", (url: string) => url !== web],
  },
  {
    shape: "OAuthFlowType",
    at: "allowedOAuthFlows",
    right: "code",
    write: (flow: string) => client({ allowedOAuthFlows: [flow], callbackURLs: [web], allowedOAuthScopes: ["openid"] }),
    narrower: ["a machine, which has no use for openid", (flow: string) => flow === "client_credentials"],
  },
  {
    shape: "ScopeType",
    at: "allowedOAuthScopes",
    right: "openid",
    write: (scope: string) => client({ allowedOAuthScopes: [scope] }),
  },
  {
    shape: "ClientSecretType",
    at: "clientSecret",
    right: "s".repeat(40),
    write: (clientSecret: string) => world.pool.clients.addSecret(server, { clientSecret }),
  },
  {
    shape: "ClientSecretType",
    at: "clientSecret",
    right: "s".repeat(40),
    write: (clientSecret: string) => ensured({ clientName: "own", clientSecret }),
  },
];

const scope = (written: object): Promise<unknown> =>
  world.pool.resourceServers.update("api", { scopes: [{ scopeName: "read", scopeDescription: "Reading", ...written } as never] });

const ofOthers: readonly Row[] = [
  {
    shape: "ResourceServerIdentifierType",
    at: "identifier",
    right: "https://api.example.com",
    write: (identifier: string) => world.pool.resourceServers.ensure({ identifier, name: "API" }),
  },
  {
    shape: "ResourceServerNameType",
    at: "name",
    right: "API",
    write: (name: string) => world.pool.resourceServers.update("api", { name }),
  },
  { shape: "ResourceServerScopeNameType", at: "scopes", right: "read", write: (scopeName: string) => scope({ scopeName }) },
  {
    shape: "ResourceServerScopeDescriptionType",
    at: "scopes",
    right: "Reading",
    write: (scopeDescription: string) => scope({ scopeDescription }),
  },
  {
    shape: "GroupNameType",
    at: "groupName",
    right: "staff",
    write: (groupName: string) => world.pool.groups.ensure({ groupName }),
  },
  {
    shape: "DescriptionType",
    at: "description",
    right: "Who works here",
    write: (description: string) => world.pool.groups.update("staff", { description }),
  },
  {
    shape: "ArnType",
    at: "roleArn",
    right: "arn:aws:iam::123456789012:role/staff",
    write: (roleArn: string) => world.pool.groups.update("staff", { roleArn }),
  },
  {
    shape: "PrecedenceType",
    at: "precedence",
    right: 0,
    write: (precedence: number) => world.pool.groups.update("staff", { precedence }),
    narrower: ["more than a 32-bit integer", (precedence: number) => precedence > 2 ** 31 - 1],
  },
  { shape: "QueryLimitType", at: "limit", right: 0, write: (limit: number) => world.pool.groups.list({ limit }) },
];

const grace = (attributes: Record<string, string>): Promise<unknown> =>
  world.pool.users.updateAttributes({ username: "grace", attributes });
const notInSchema = ["what the pool's schema has not", (name: string) => name !== "nickname"] as const;
const passwordRules = [
  "the pool's policy, and white space at an end",
  (text: string) => text.length < 6 || text !== text.trim(),
] as const;

const ofUsers: readonly Row[] = [
  {
    shape: "AttributeNameType",
    at: "attributes",
    right: "nickname",
    write: (name: string) => grace({ [name]: "x" }),
    narrower: notInSchema,
  },
  {
    shape: "AttributeNameType",
    at: "attributeNames",
    right: "nickname",
    write: (name: string) => world.pool.users.deleteAttributes({ username: "grace", attributeNames: [name] }),
    narrower: notInSchema,
  },
  {
    shape: "UsernameType",
    at: "username",
    right: "ada",
    write: (username: string) => world.pool.users.create({ username, messageAction: "SUPPRESS" }),
    narrower: [
      "what is no name, or longer, once its characters are folded",
      (name: string) => verdict(shapeOf("UsernameType"), name.normalize("NFKC")) !== "inside",
    ],
  },
  {
    shape: "PasswordType",
    at: "password",
    right: "Correct-horse-7!",
    write: (password: string) => world.pool.users.setPassword({ username: "grace", password }),
    narrower: passwordRules,
    wider: ["white space inside, which counts as a symbol", (text: string) => /\S\s+\S/.test(text)],
  },
  {
    shape: "AttributeValueType",
    at: "attributes.nickname",
    right: "Amazing Grace",
    write: (nickname: string) => grace({ nickname }),
  },
  {
    shape: "AttributeValueType",
    at: "attributes.custom:text",
    right: "text",
    write: (text: string) => grace({ "custom:text": text }),
  },
  {
    shape: "UserFilterType",
    at: "filter",
    right: 'name = "Grace"',
    write: (filter: string) => world.pool.users.list({ filter }),
    narrower: ["what is no filter", (filter: string) => filter !== 'name = "Grace"'],
  },
];

function shapeOf(name: string): Shape {
  const shape = shapes[name];
  if (shape === undefined) throw new Error(`The fixture has no ${name}`);
  return shape;
}

/** U+0000 has no place in PostgreSQL's JSONB: it is refused wherever text is taken. */
const isStorable = (value: string | number): boolean => typeof value === "number" || !value.includes("\0");

/** Refused by its form. Any other answer than success or that is a fault of this test. */
async function isRefused({ at, write }: Row, value: string | number): Promise<boolean> {
  try {
    await write(value as never);
    return false;
  } catch (error) {
    // Its form is taken: what it names is there already, or is not.
    const isTaken = ["UsernameExistsException", "LimitExceededException", "ScopeDoesNotExistException"] as const;
    if (isTaken.some((code) => isRockpoolError(error, code))) return false;
    if (isRockpoolError(error, "InvalidPasswordException") || isRockpoolError(error, "InvalidOAuthFlowException")) return true;
    if (isRockpoolError(error, "InvalidParameterException") && isAt(at, error.details.path)) return true;
    throw error;
  }
}

/** A rule of what is around a member names that. */
const isAt = (at: string, path: string): boolean => path.startsWith(at) || at.startsWith(`${path}.`);

const titled = (rows: readonly Row[]) => rows.map((row) => [row.shape, row.at, row] as const);

describe.each([
  ["the settings of a pool", ofPools],
  ["the settings of a client", ofClients],
  ["groups, resource servers and lists", ofOthers],
  ["users", ofUsers],
])("the constraints of cognito-idp.json hold for %s", (_, rows) => {
  it.each(titled(rows))("%s at %s", async (name, __, row) => {
    const shape = shapeOf(name);
    expect(await isRefused(row, row.right)).toBe(false);
    await fc.assert(
      fc.asyncProperty(around(shape, row.right), async (value) => {
        const [refused, model] = [await isRefused(row, value), verdict(shape, value)];
        const narrower = row.narrower?.[1](value as never) === true || !isStorable(value);
        const wider = row.wider?.[1](value as never) === true;
        if (model === "inside" && refused) expect(narrower, `refused: ${JSON.stringify(value)}`).toBe(true);
        if (model === "outside" && !refused) expect(wider, `taken: ${JSON.stringify(value)}`).toBe(true);
      }),
      { ...runs(300), examples: [[row.right]] },
    );
  });
});
