import { z } from "zod";
import { invalidParameter, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { Patch, SettingTopic } from "../../settings/topic.ts";
import type { FirstAuthFactor } from "./sign-in-policy.ts";

/** What messages say (users-and-triggers.md 2.6). Lengths are characters. */
export interface MessageSettings {
  readonly verificationMessageTemplate: VerificationMessageTemplate;
}

export interface VerificationMessageTemplate {
  /** Whether a sign-up is confirmed by a code to type in or by a link. @default "CONFIRM_WITH_CODE" */
  readonly defaultEmailOption: "CONFIRM_WITH_CODE" | "CONFIRM_WITH_LINK";
  /** 6 to 20000, with `{####}` for the code. @default "Your verification code is {####}. " */
  readonly emailMessage: string;
  /** 1 to 140. @default "Your verification code" */
  readonly emailSubject: string;
  /** 6 to 20000, with `{##any text##}`, which becomes the link. @default "Please click the link below to verify your email address. {##Verify Email##} " */
  readonly emailMessageByLink: string;
  /** 1 to 140. @default "Your verification link" */
  readonly emailSubjectByLink: string;
  /** 6 to 140, with `{####}` for the code. @default "Your verification code is {####}. " */
  readonly smsMessage: string;
}

/**
 * What somebody is told for whom an administrator made an account: `{username}`, and `{####}` for the temporary password. Where
 * people come in by a password only, each text has both; elsewhere one without `{####}` is for those who have no password.
 */
export interface InviteMessageTemplate {
  /** 6 to 20000, with `{username}`; and `{####}`, but for users without a password. @default "Your username is {username} and temporary password is {####}. " */
  readonly emailMessage: string;
  /** 1 to 140. @default "Your temporary password" */
  readonly emailSubject: string;
  /** 6 to 140, as `emailMessage`. @default "Your username is {username} and temporary password is {####}. " */
  readonly smsMessage: string;
}

const CODE = "{####}";
const USERNAME = "{username}";
const LINK = /\{##[^#]*##\}/;

/**
 * Cognito's pattern for what an e-mail says, and characters that only format: Persian and a family of emoji cannot be written
 * without them.
 */
const PRINTABLE = /^[\p{L}\p{M}\p{S}\p{N}\p{P}\p{Cf}\s]*$/u;
const printable = z.string().regex(PRINTABLE, "Member must contain no control characters");

const subject = printable
  .min(1)
  .max(140)
  .regex(/^[^\p{Cc}\p{Zl}\p{Zp}]*$/u, "Member must be one line");

function text(max: number, ...placeholders: readonly string[]): SchemaOf<string> {
  const missing = (value: string): boolean => placeholders.some((placeholder) => !value.includes(placeholder));
  return printable
    .min(6)
    .max(max)
    .refine((value) => !missing(value), `Member must contain ${placeholders.join(" and ")}`);
}

export const inviteMessageSchema: SchemaOf<Patch<InviteMessageTemplate>> = schemaFor<Patch<InviteMessageTemplate>>()(
  z.strictObject({
    emailMessage: text(20_000, USERNAME).optional(),
    emailSubject: subject.optional(),
    smsMessage: text(140, USERNAME).optional(),
  }),
);

/** What CustomMessage may write: by the same limits. */
export const customSubjectSchema: SchemaOf<string> = subject;
export const customEmailSchema: SchemaOf<string> = text(20_000);
export const customSmsSchema: SchemaOf<string> = text(140);

/** Whether a text has a place for a link. */
export function hasLink(text: string): boolean {
  return LINK.test(text);
}

export function saysUsername(text: string): boolean {
  return text.includes(USERNAME);
}

/** Whether an invitation has a place for a temporary password: then, and only then, it is for somebody who has one. */
export function saysPassword(text: string): boolean {
  return text.includes(CODE);
}

/**
 * Where nobody can come in but by a password, an invitation must say it (users-and-triggers.md 2.6).
 *
 * @throws `InvalidParameterException`
 */
export function checkInvitation(template: InviteMessageTemplate, factors: readonly FirstAuthFactor[]): void {
  if (factors.some((factor) => factor !== "PASSWORD")) return;
  for (const member of ["emailMessage", "smsMessage"] as const) {
    if (saysPassword(template[member])) continue;
    const path = ["adminCreateUserConfig", "inviteMessageTemplate", member];
    throw invalidParameter(
      path,
      `Member must contain ${USERNAME} and ${CODE}, because the pool lets nobody in without a password`,
    );
  }
}

const invitation = "Your username is {username} and temporary password is {####}. ";

export const defaultInviteMessage: InviteMessageTemplate = {
  emailMessage: invitation,
  emailSubject: "Your temporary password",
  smsMessage: invitation,
};

const code = "Your verification code is {####}. ";

export const messages: SettingTopic<MessageSettings> = {
  schemas: {
    verificationMessageTemplate: schemaFor<Patch<VerificationMessageTemplate>>()(
      z.strictObject({
        defaultEmailOption: z.enum(["CONFIRM_WITH_CODE", "CONFIRM_WITH_LINK"]).optional(),
        emailMessage: text(20_000, CODE).optional(),
        emailSubject: subject.optional(),
        emailMessageByLink: printable.min(6).max(20_000).regex(LINK, "Member must contain {##any text##}").optional(),
        emailSubjectByLink: subject.optional(),
        smsMessage: text(140, CODE).optional(),
      }),
    ),
  },
  defaults: {
    verificationMessageTemplate: {
      defaultEmailOption: "CONFIRM_WITH_CODE",
      emailMessage: code,
      emailSubject: "Your verification code",
      emailMessageByLink: "Please click the link below to verify your email address. {##Verify Email##} ",
      emailSubjectByLink: "Your verification link",
      smsMessage: code,
    },
  },
};
