import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { PatchOf, SettingTopic } from "../../settings/topic.ts";
import type { TokenTriggerVersion, TriggerName } from "../../triggers/triggers.ts";

/** What is called while people sign up and in (Cognito's `LambdaConfig`). */
export interface TriggerSettings {
  readonly triggers: TriggerNames;
}

/**
 * The names of functions, 1 to 256 characters: every process is given the functions themselves. `ensureUserPool` takes functions, and
 * makes the name `<poolName>/<trigger>` of them.
 */
export interface TriggerNames {
  /** Before a user is stored: may refuse, confirm, verify. @default null */
  readonly preSignUp: string | null;
  /** After a user was confirmed, or has chosen another password by a code. @default null */
  readonly postConfirmation: string | null;
  /** Before a proof is looked at: may refuse. @default null */
  readonly preAuthentication: string | null;
  /** After a proof was right: may refuse. @default null */
  readonly postAuthentication: string | null;
  /** Before tokens are signed: says what is in them. With the version of its event: `V1_0`, `V2_0` or `V3_0`. @default null */
  readonly preTokenGeneration: { readonly version: TokenTriggerVersion; readonly handler: string } | null;
  /** Brings users from an older system, at their first sign-in. @default null */
  readonly userMigration: string | null;
  /** Says what is in a message. @default null */
  readonly customMessage: string | null;
  /** Sends e-mails, in place of the delivery. @default null */
  readonly customEmailSender: string | null;
  /** Sends SMS, in place of the delivery. @default null */
  readonly customSMSSender: string | null;
}

const nameSchema = z
  .string()
  .min(1)
  .max(256)
  .regex(/^[^\p{Cc}]+$/u, "Member must contain no control characters")
  .refine((given) => given !== "skip", "Member must not be skip: with a version it would be a name");
const name = nameSchema.nullable().optional();

const none: { readonly [N in TriggerName]: null } = {
  preSignUp: null,
  postConfirmation: null,
  preAuthentication: null,
  postAuthentication: null,
  preTokenGeneration: null,
  userMigration: null,
  customMessage: null,
  customEmailSender: null,
  customSMSSender: null,
};

const triggersSchema: SchemaOf<PatchOf<TriggerNames>> = schemaFor<PatchOf<TriggerNames>>()(
  z.strictObject({
    preSignUp: name,
    postConfirmation: name,
    preAuthentication: name,
    postAuthentication: name,
    preTokenGeneration: z
      .strictObject({ version: z.enum(["V1_0", "V2_0", "V3_0"]).optional(), handler: nameSchema.optional() })
      .refine(({ version, handler }) => version !== undefined && handler !== undefined, "Member must have version and handler")
      .nullable()
      .optional(),
    userMigration: name,
    customMessage: name,
    customEmailSender: name,
    customSMSSender: name,
  }),
);

export const triggerSettings: SettingTopic<TriggerSettings> = {
  schemas: { triggers: triggersSchema },
  defaults: { triggers: none },
};
