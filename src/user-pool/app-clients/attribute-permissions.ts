import { z } from "zod";
import { type SettingTopic, settingRefused } from "../../settings/topic.ts";
import { type AttributeSchema, isStandardAttribute } from "../settings/attribute-schema.ts";

/** What a client may read and write of its users (users-and-triggers.md 6.1). */
export interface AttributePermissions {
  /**
   * Names of attributes that the client's users see in ID tokens and of themselves; `oidc:profile` stands for those of the scope
   * `profile`. `null`: all of them, custom ones too (of which Cognito's texts say both). @default null
   */
  readonly readAttributes: readonly string[] | null;
  /**
   * Names of attributes that the client's users may write; `null`: all standard ones. A custom attribute is written by
   * administrators unless it is named: it may be what a role rests on. `email_verified`, `phone_number_verified` and `sub` are
   * never written. @default null
   */
  readonly writeAttributes: readonly string[] | null;
}

/** Stands for names, nearly those of a scope (OpenID Connect Core section 5.4; users-and-triggers.md 6.1). */
const OIDC_PROFILE = "oidc:profile";
const profile = [
  "name",
  "family_name",
  "given_name",
  "middle_name",
  "nickname",
  "preferred_username",
  "profile",
  "picture",
  "website",
  "gender",
  "birthdate",
  "zoneinfo",
  "locale",
] as const;

const names = z.array(z.string().min(1).max(2048)).max(100).nullable();

export const attributePermissions: SettingTopic<AttributePermissions> = {
  schemas: { readAttributes: names, writeAttributes: names },
  defaults: { readAttributes: null, writeAttributes: null },
};

const NEVER_WRITTEN: ReadonlySet<string> = new Set(["sub", "email_verified", "phone_number_verified", "identities"]);

/** Rules that need the pool's schema. @throws `InvalidParameterException` */
export function checkAttributePermissions(
  { readAttributes, writeAttributes }: AttributePermissions,
  schema: AttributeSchema,
): void {
  const isKnown = (name: string): boolean => Object.hasOwn(schema, name) || name === OIDC_PROFILE;
  if (readAttributes?.every(isKnown) === false) {
    throw settingRefused("readAttributes", "Invalid read attributes specified while creating a client");
  }
  const required = Object.keys(schema).filter((name) => schema[name]?.required === true && name !== "sub");
  const isLackingOne = writeAttributes !== null && required.some((name) => !allows(writeAttributes, name));
  const isForbidden = (name: string): boolean =>
    !isKnown(name) || NEVER_WRITTEN.has(name) || schema[name]?.developerOnlyAttribute === true;
  if (isLackingOne || writeAttributes?.some(isForbidden) === true) {
    throw settingRefused("writeAttributes", "Invalid write attributes specified while creating a client");
  }
}

export function mayRead({ readAttributes }: AttributePermissions, name: string): boolean {
  return readAttributes === null || name === "sub" || allows(readAttributes, name);
}

export function mayWrite({ writeAttributes }: AttributePermissions, name: string): boolean {
  if (NEVER_WRITTEN.has(name)) return false;
  return writeAttributes === null ? isStandardAttribute(name) : allows(writeAttributes, name);
}

function allows(named: readonly string[], name: string): boolean {
  return named.includes(name) || (named.includes(OIDC_PROFILE) && (profile as readonly string[]).includes(name));
}
