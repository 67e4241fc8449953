import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { codePointLength } from "../../codecs/text.ts";
import { RockpoolError } from "../../errors.ts";
import type { Patch, SettingTopic } from "../../settings/topic.ts";

/** What a new password must be like. Letters count when they are basic Latin, as in Cognito. */
export interface PasswordPolicy {
  /** Characters, 6 to 99. @default 8 */
  readonly minimumLength: number;
  /** @default true */
  readonly requireUppercase: boolean;
  /** @default true */
  readonly requireLowercase: boolean;
  /** @default true */
  readonly requireNumbers: boolean;
  /** One of ``^ $ * . [ ] { } ( ) ? " ! @ # % & / \ , > < ' : ; | _ ~ ` = + -`` or a space inside. @default true */
  readonly requireSymbols: boolean;
  /** How many of the last passwords, the current one among them, a new one must differ from: 0 to 24. @default 0 */
  readonly passwordHistorySize: number;
  /** How long a temporary password can be used, 1 to 365 days. (Cognito takes 0 for 7.) @default 7 */
  readonly temporaryPasswordValidityDays: number;
}

export interface PasswordSettings {
  readonly passwordPolicy: PasswordPolicy;
}

export const passwords: SettingTopic<PasswordSettings> = {
  schemas: {
    passwordPolicy: schemaFor<Patch<PasswordPolicy>>()(
      z.strictObject({
        minimumLength: z.int().min(6).max(99).optional(),
        requireUppercase: z.boolean().optional(),
        requireLowercase: z.boolean().optional(),
        requireNumbers: z.boolean().optional(),
        requireSymbols: z.boolean().optional(),
        passwordHistorySize: z.int().min(0).max(24).optional(),
        temporaryPasswordValidityDays: z.int().min(1).max(365).optional(),
      }),
    ),
  },
  defaults: {
    passwordPolicy: {
      minimumLength: 8,
      requireUppercase: true,
      requireLowercase: true,
      requireNumbers: true,
      requireSymbols: true,
      passwordHistorySize: 0,
      temporaryPasswordValidityDays: 7,
    },
  },
};

const symbols = new Set("^$*.[]{}()?\"!@#%&/\\,><':;|_~`=+-");

/** One reason is reported, in this order (the reference gives none). */
const rules: readonly { readonly breaks: (password: string, policy: PasswordPolicy) => boolean; readonly reason: string }[] = [
  { breaks: (password, { minimumLength }) => codePointLength(password) < minimumLength, reason: "Password not long enough" },
  {
    breaks: (password, { requireUppercase }) => requireUppercase && !/[A-Z]/.test(password),
    reason: "Password must have uppercase characters",
  },
  {
    breaks: (password, { requireLowercase }) => requireLowercase && !/[a-z]/.test(password),
    reason: "Password must have lowercase characters",
  },
  {
    breaks: (password, { requireNumbers }) => requireNumbers && !/[0-9]/.test(password),
    reason: "Password must have numeric characters",
  },
  {
    breaks: (password, { requireSymbols }) => requireSymbols && !hasSymbol(password),
    reason: "Password must have symbol characters",
  },
];

/**
 * Checks a password that is to be set. One that begins or ends with white space is refused: Cognito's model allows no white
 * space at all, its guide allows spaces inside, and at the ends it is a slip of copying.
 *
 * @throws `InvalidPasswordException` with the first reason.
 */
export function checkPassword(policy: PasswordPolicy, password: string): void {
  const broken = rules.find(({ breaks }) => breaks(password, policy));
  const reason = broken?.reason ?? (password !== password.trim() ? "Password must not begin or end with white space" : undefined);
  if (reason !== undefined) {
    throw new RockpoolError("InvalidPasswordException", `Password did not conform with policy: ${reason}`);
  }
}

function hasSymbol(password: string): boolean {
  return [...password].some((character) => symbols.has(character)) || password.trim().includes(" ");
}
