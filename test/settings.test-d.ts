import type {
  AnalyticsConfiguration,
  AppClient,
  AppClientPatch,
  AppClientSettings,
  AttributeDefinition,
  OAuthFlow,
  PasswordPolicy,
  UserPool,
  UserPoolPatch,
  UserPoolSettings,
  VerificationMessageTemplate,
} from "rockpool";
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import type { Patch, PatchOf, SettingTopic } from "../src/settings/topic.ts";
import type { analytics } from "../src/user-pool/app-clients/analytics-settings.ts";
import type { attributePermissions } from "../src/user-pool/app-clients/attribute-permissions.ts";
import type { clientAuthFlows } from "../src/user-pool/app-clients/auth-flows.ts";
import type { clientOAuth } from "../src/user-pool/app-clients/oauth-settings.ts";
import type { clientTokens } from "../src/user-pool/app-clients/token-settings.ts";
import type { adminCreateUser } from "../src/user-pool/settings/admin-create-user.ts";
import type { attributeSchema } from "../src/user-pool/settings/attribute-schema.ts";
import type { eventSettings } from "../src/user-pool/settings/events.ts";
import type { messages } from "../src/user-pool/settings/messages.ts";
import type { metadata } from "../src/user-pool/settings/metadata.ts";
import type { passwords } from "../src/user-pool/settings/password-policy.ts";
import type { recovery } from "../src/user-pool/settings/recovery.ts";
import type { signInNames } from "../src/user-pool/settings/sign-in-names.ts";
import type { signInPolicy } from "../src/user-pool/settings/sign-in-policy.ts";
import type { signing } from "../src/user-pool/settings/signing.ts";
import type { triggerSettings } from "../src/user-pool/settings/triggers.ts";
import type { verification } from "../src/user-pool/settings/verification.ts";

declare const pool: UserPool;
declare const client: AppClient;

/** What the schema of a member of a topic takes. */
type Taken<T extends { readonly schemas: object }, M extends keyof T["schemas"]> =
  T["schemas"][M] extends z.ZodType<infer O> ? O : never;
/** The members of all topics. */
type Of<T> = T extends SettingTopic<infer S> ? keyof S : never;

interface Limits {
  readonly limits: { readonly most: number; readonly names: readonly string[] };
  readonly note: string | null;
}
const limits = z.strictObject({ most: z.int().optional(), names: z.array(z.string()).optional() });
const defaults: Limits = { limits: { most: 5, names: [] }, note: null };

describe("a topic", () => {
  test("has a schema and a default for each of its members", () => {
    // @ts-expect-error a schema was forgotten
    const noSchema: SettingTopic<Limits> = { schemas: { limits }, defaults };
    // @ts-expect-error a default was forgotten
    const noDefault: SettingTopic<Limits> = { schemas: { limits, note: z.string().nullable() }, defaults: { note: null } };
    // @ts-expect-error a member too many
    const more: SettingTopic<Limits> = { schemas: { limits, note: z.string().nullable(), more: z.string() }, defaults };
    // @ts-expect-error another type
    const other: SettingTopic<Limits> = { schemas: { limits, note: z.number() }, defaults };
    expectTypeOf([noSchema, noDefault, more, other]).toBeArray();
  });

  test("is written in part: objects at every depth, lists as a whole", () => {
    expectTypeOf<PatchOf<Limits["limits"]>>().toEqualTypeOf<{
      readonly most?: number | undefined;
      readonly names?: readonly string[] | undefined;
    }>();
    expectTypeOf<Patch<Limits>["note"]>().toEqualTypeOf<string | null | undefined>();
  });
});

describe("the settings of a pool", () => {
  test("are the members of the topics, and the name", () => {
    type Members =
      | Of<typeof signing>
      | Of<typeof signInNames>
      | Of<typeof attributeSchema>
      | Of<typeof verification>
      | Of<typeof passwords>
      | Of<typeof signInPolicy>
      | Of<typeof recovery>
      | Of<typeof adminCreateUser>
      | Of<typeof messages>
      | Of<typeof eventSettings>
      | Of<typeof triggerSettings>
      | Of<typeof metadata>;
    expectTypeOf<Members | "poolName">().toEqualTypeOf<keyof UserPoolSettings>();
    expectTypeOf<keyof UserPoolPatch>().toEqualTypeOf<keyof UserPoolSettings>();
  });

  test("are written as their schemas take them", () => {
    expectTypeOf<Taken<typeof passwords, "passwordPolicy">>().toEqualTypeOf<PatchOf<PasswordPolicy>>();
    expectTypeOf<Taken<typeof messages, "verificationMessageTemplate">>().toEqualTypeOf<PatchOf<VerificationMessageTemplate>>();
    expectTypeOf<Taken<typeof attributeSchema, "schema">>().toEqualTypeOf<PatchOf<UserPoolSettings["schema"]>>();
    expectTypeOf<Taken<typeof signInNames, "aliasAttributes">>().toEqualTypeOf<UserPoolSettings["aliasAttributes"]>();
    expectTypeOf<Taken<typeof metadata, "userPoolTier">>().toEqualTypeOf<"LITE" | "ESSENTIALS" | "PLUS">();
  });

  test("are read whole and cannot be changed in place", async () => {
    const settings = await pool.settings.get();
    expectTypeOf(settings).toEqualTypeOf<UserPoolSettings>();
    expectTypeOf(settings.schema["email"]).toEqualTypeOf<AttributeDefinition | undefined>();
    // @ts-expect-error to change what was read changes no setting
    settings.passwordPolicy.minimumLength = 9;
    // @ts-expect-error nor in a list
    settings.autoVerifiedAttributes.push("email");
  });

  test("do not compile when they are misspelt, at any depth", () => {
    const patch: UserPoolPatch = { passwordPolicy: { minimumLength: 9 }, schema: { "custom:tier": { mutable: false } } };
    void pool.settings.update(patch);
    // @ts-expect-error a member there is not
    void pool.settings.update({ passwordPolicies: {} });
    // @ts-expect-error a member of a member there is not
    void pool.settings.update({ passwordPolicy: { minLength: 9 } });
    // @ts-expect-error of an attribute
    void pool.settings.update({ schema: { "custom:tier": { type: "String" } } });
    // @ts-expect-error a value there is not
    void pool.settings.update({ accountRecoverySetting: { recoveryMechanisms: [{ name: "phone", priority: 1 }] } });
    // @ts-expect-error what is not nullable is not written as null
    void pool.settings.update({ aliasAttributes: null });
    // @ts-expect-error what a pool is found by does not change
    void pool.settings.update({ key: "customers" });
  });
});

describe("the settings of a client", () => {
  test("are the members of the topics, the name, and what stands for itself", () => {
    type Members =
      | Of<typeof clientAuthFlows>
      | Of<typeof clientTokens>
      | Of<typeof attributePermissions>
      | Of<typeof clientOAuth>
      | Of<typeof analytics>;
    type Others = "clientName" | "generateSecret" | "preventUserExistenceErrors" | "enablePropagateAdditionalUserContextData";
    expectTypeOf<Members | Others>().toEqualTypeOf<keyof AppClientSettings>();
    expectTypeOf<keyof AppClientPatch>().toEqualTypeOf<keyof AppClientSettings>();
  });

  test("are written as their schemas take them", () => {
    expectTypeOf<Taken<typeof clientAuthFlows, "explicitAuthFlows">>().toEqualTypeOf<AppClientSettings["explicitAuthFlows"]>();
    expectTypeOf<Taken<typeof clientTokens, "refreshTokenRotation">>().toEqualTypeOf<
      PatchOf<AppClientSettings["refreshTokenRotation"]>
    >();
    expectTypeOf<Taken<typeof clientTokens, "accessTokenValiditySeconds">>().toEqualTypeOf<number>();
    expectTypeOf<Taken<typeof attributePermissions, "readAttributes">>().toEqualTypeOf<readonly string[] | null>();
    expectTypeOf<Taken<typeof clientOAuth, "allowedOAuthFlows">>().toEqualTypeOf<readonly OAuthFlow[]>();
    expectTypeOf<Taken<typeof clientOAuth, "defaultRedirectURI">>().toEqualTypeOf<string | null>();
    expectTypeOf<Taken<typeof analytics, "analyticsConfiguration">>().toEqualTypeOf<PatchOf<AnalyticsConfiguration>>();
    expectTypeOf<AppClientPatch["analyticsConfiguration"]>().toEqualTypeOf<PatchOf<AnalyticsConfiguration> | undefined>();
  });

  test("are read whole and cannot be changed in place", async () => {
    const settings = await client.settings();
    expectTypeOf(settings).toEqualTypeOf<AppClientSettings>();
    // @ts-expect-error to change what was read changes no setting
    settings.refreshTokenRotation.feature = "ENABLED";
    // @ts-expect-error nor in a list
    settings.callbackURLs.push("https://app.example.com");
    // @ts-expect-error a secret is no setting
    expectTypeOf(settings.clientSecret).toBeUndefined();
  });

  test("do not compile when they are misspelt, in any topic", () => {
    // @ts-expect-error a flow there is not
    void pool.clients.update("id", { explicitAuthFlows: ["ALLOW_EVERYTHING"] });
    // @ts-expect-error a member of a member there is not
    void pool.clients.update("id", { refreshTokenRotation: { enabled: true } });
    // @ts-expect-error a unit is in the name
    void pool.clients.update("id", { accessTokenValidity: 1 });
    // @ts-expect-error names stand in a list
    void pool.clients.update("id", { readAttributes: "email" });
    // @ts-expect-error a grant there is not
    void pool.clients.update("id", { allowedOAuthFlows: ["password"] });
    // @ts-expect-error what is not nullable is not written as null
    void pool.clients.update("id", { callbackURLs: null });
    // @ts-expect-error a member of a member there is not
    void pool.clients.update("id", { analyticsConfiguration: { applicationARN: null } });
  });
});
