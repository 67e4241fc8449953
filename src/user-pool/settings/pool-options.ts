import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type EnsureOptions, ensureMembers, nameSchema } from "../../settings/ensure.ts";
import { merge } from "../../settings/reconcile.ts";
import { refuseTooLarge } from "../../settings/record-size.ts";
import { optional, type Patch, settingRefused } from "../../settings/topic.ts";
import type { TriggerOptions } from "../../triggers/options.ts";
import { type AdminCreateUserSettings, adminCreateUser } from "./admin-create-user.ts";
import { type AttributeSchemaSettings, attributeSchema, checkAddedAttributes, mergeSchema } from "./attribute-schema.ts";
import { type EventSettings, eventSettings } from "./events.ts";
import { checkInvitation, type MessageSettings, messages } from "./messages.ts";
import { type MetadataSettings, metadata } from "./metadata.ts";
import { type PasswordSettings, passwords } from "./password-policy.ts";
import { type RecoverySettings, recovery } from "./recovery.ts";
import { frozenSignInNames, type SignInNameSettings, sameSets, signInNames } from "./sign-in-names.ts";
import { type SignInPolicySettings, signInPolicy } from "./sign-in-policy.ts";
import { type SigningSettings, signing } from "./signing.ts";
import { type TriggerSettings, triggerSettings } from "./triggers.ts";
import { type VerificationSettings, verification } from "./verification.ts";

/** The settings of a user pool, every default applied: the members of CreateUserPool that concern the directory. */
export interface UserPoolSettings
  extends SigningSettings,
    SignInNameSettings,
    AttributeSchemaSettings,
    VerificationSettings,
    PasswordSettings,
    SignInPolicySettings,
    RecoverySettings,
    AdminCreateUserSettings,
    MessageSettings,
    EventSettings,
    TriggerSettings,
    MetadataSettings {
  /** 1 to 128 of letters, digits, white space and `_+=,.@-`. */
  readonly poolName: string;
}

/** Settings as they are written into the storage: triggers by their names. */
export interface WrittenUserPoolPatch extends Patch<UserPoolSettings> {}

/** What `settings.update` takes. */
export interface UserPoolPatch extends Omit<WrittenUserPoolPatch, "triggers"> {
  /** Functions, or the names of functions. */
  readonly triggers?: TriggerOptions | undefined;
}

interface Named extends EnsureOptions<ResettableUserPoolSetting> {
  /** The pool is found by it, unless it has a `key`. 1 to 128 of letters, digits, white space and `_+=,.@-`. */
  readonly poolName: string;
}

export interface WrittenUserPool extends WrittenUserPoolPatch, Named {
  readonly poolName: string;
}

/** What `ensureUserPool` takes: settings, of which what is left out stays as it is stored, or gets its default at creation. */
export interface UserPoolOptions extends UserPoolPatch, Named {
  readonly poolName: string;
}

/** What `reset` may name. */
export type ResettableUserPoolSetting = Exclude<keyof UserPoolSettings, "poolName">;

const topics = [
  signing,
  signInNames,
  attributeSchema,
  verification,
  passwords,
  signInPolicy,
  recovery,
  adminCreateUser,
  messages,
  eventSettings,
  triggerSettings,
  metadata,
] as const;

/** Merged at creation only; the name has none. */
export const defaultUserPoolSettings: Pick<UserPoolSettings, ResettableUserPoolSetting> = {
  ...signing.defaults,
  ...signInNames.defaults,
  ...attributeSchema.defaults,
  ...verification.defaults,
  ...passwords.defaults,
  ...signInPolicy.defaults,
  ...recovery.defaults,
  ...adminCreateUser.defaults,
  ...messages.defaults,
  ...eventSettings.defaults,
  ...triggerSettings.defaults,
  ...metadata.defaults,
};

const resettable = Object.keys(defaultUserPoolSettings) as ResettableUserPoolSetting[];

const patchShape = {
  ...optional(signing.schemas),
  ...optional(signInNames.schemas),
  ...optional(attributeSchema.schemas),
  ...optional(verification.schemas),
  ...optional(passwords.schemas),
  ...optional(signInPolicy.schemas),
  ...optional(recovery.schemas),
  ...optional(adminCreateUser.schemas),
  ...optional(messages.schemas),
  ...optional(eventSettings.schemas),
  ...optional(triggerSettings.schemas),
  ...optional(metadata.schemas),
};

export const userPoolSchema: SchemaOf<WrittenUserPool> = schemaFor<WrittenUserPool>()(
  z.strictObject({ ...ensureMembers(resettable), ...patchShape, poolName: nameSchema }),
);

export const userPoolPatchSchema: SchemaOf<WrittenUserPoolPatch> = schemaFor<WrittenUserPoolPatch>()(
  z.strictObject({ ...patchShape, poolName: nameSchema.optional() }),
);

/** What is fixed at creation. Attributes can be added to the schema. */
export const frozenUserPoolSettings: readonly (keyof UserPoolSettings)[] = [...frozenSignInNames, "schema"];

/** What settings become when others are written over them. */
export function mergeUserPool(stored: UserPoolSettings, written: WrittenUserPoolPatch): UserPoolSettings {
  return {
    ...sameSets(stored, merge(stored, written)),
    schema: mergeSchema(stored.schema, written.schema),
    userPoolTags: (written.userPoolTags as UserPoolSettings["userPoolTags"] | undefined) ?? stored.userPoolTags,
  };
}

/** Settings that were stored before some member was known, with that member's default; in our order, which not every database keeps. */
export function completeUserPool(stored: UserPoolSettings): UserPoolSettings {
  return mergeUserPool({ ...defaultUserPoolSettings, poolName: stored.poolName }, stored);
}

/** Rules between members. @param before `null` at creation. @throws `InvalidParameterException` */
export function checkUserPool(settings: UserPoolSettings, before: UserPoolSettings | null): void {
  for (const { check } of topics) check?.(settings);
  const { aliasAttributes, schema, signInPolicy, adminCreateUserConfig } = settings;
  if (before !== null) checkAddedAttributes(before.schema, schema);
  checkInvitation(adminCreateUserConfig.inviteMessageTemplate, signInPolicy.allowedFirstAuthFactors);
  if (aliasAttributes.includes("preferred_username") && schema["preferred_username"]?.required === true) {
    // The service's words are not known; its guide says that one excludes the other.
    throw settingRefused("aliasAttributes", "The attribute preferred_username cannot be required and an alias.");
  }
  refuseTooLarge("user pool", settings);
}
