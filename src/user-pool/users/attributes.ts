import { z } from "zod";
import { invalidParameter } from "../../codecs/schema.ts";
import { codePointLength } from "../../codecs/text.ts";
import { RockpoolError } from "../../errors.ts";
import { type AttributePermissions, mayWrite } from "../app-clients/attribute-permissions.ts";
import type { AttributeDataType, AttributeDefinition, AttributeSchema } from "../settings/attribute-schema.ts";

/** A user's attributes by name. All values are strings, also booleans and numbers, as on Cognito's wire. */
export type Attributes = Readonly<Record<string, string>>;

/** Cognito's `AttributeNameType`: 1 to 32 characters. */
export const attributeNameSchema: z.ZodString = z
  .string()
  .min(1)
  .refine((name) => codePointLength(name) <= 32, "Member must have at most 32 characters");

/** Attributes as an operation takes them. An empty value is none. */
export const attributesSchema: z.ZodRecord<z.ZodString, z.ZodString> = z.record(attributeNameSchema, z.string());

interface Form {
  readonly accepts: (value: string) => boolean;
  readonly message: string;
}

const emailAddress = z.email();
/** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
export const MAX_EMAIL_LENGTH = 254;
const rfc3339 = z.iso.datetime({ offset: true });

/** What a value of each type must look like; how many characters it may have is for strings only. */
const forms: Readonly<Record<AttributeDataType, Form | undefined>> = {
  String: undefined,
  Number: { accepts: (value) => /^-?\d{1,15}(\.\d{1,15})?$/.test(value), message: "Invalid number." },
  Boolean: { accepts: (value) => value === "true" || value === "false", message: "Invalid boolean." },
  // The reference says no form.
  DateTime: {
    accepts: (value) => /^\d{1,15}$/.test(value) || rfc3339.safeParse(value).success,
    message: "Invalid date, expected RFC 3339 or seconds since the epoch.",
  },
};

/** What a value of some standard attributes must look like beyond its type. */
const formOf: Readonly<Record<string, Form | undefined>> = {
  // ASCII only: a look-alike of `@`, a second address or a line break is not an address.
  email: {
    accepts: (value) => value.length <= MAX_EMAIL_LENGTH && emailAddress.safeParse(value).success,
    message: "Invalid email address format.",
  },
  phone_number: { accepts: (value) => /^\+\d{1,32}$/.test(value), message: "Invalid phone number format." },
  birthdate: {
    accepts: (value) => z.iso.date().safeParse(value).success,
    message: "Invalid birthdate format, expected YYYY-MM-DD.",
  },
  updated_at: { accepts: (value) => /^\d{1,15}$/.test(value), message: "Invalid number." },
};

/** UTF-8 bytes of all names and values together, so that a user fits in one record. Cognito has limits for each value only. */
const MAX_ATTRIBUTES_BYTES = 49_152;

/** Attributes that say something about an address; nobody says it of their own. */
const FLAG = /^(email|phone_number)_verified$/;
/** Given by rockpool to every user, and by providers to those who come from there. */
const NEVER_WRITTEN = new Set(["sub", "identities"]);

/**
 * Checks what somebody writes about a user: every attribute is in the schema, and every value is of its form. To write an empty
 * value is to have none.
 *
 * @throws `InvalidParameterException` with a sentence for each attribute that does not conform.
 */
export function checkAttributeValues(schema: AttributeSchema, written: Attributes): void {
  const faults = Object.entries(written).flatMap(([name, value]) => {
    const fault = faultOf(schema, name, value);
    return fault === undefined ? [] : [[name, fault] as const];
  });
  refuseFaults(faults);
  checkAttributesSize(written);
}

/**
 * Checks that a user who comes into being has what every user must have; or that one who is there keeps it.
 *
 * @param before What the user had: who was made without some of it is asked for it elsewhere.
 * @throws `InvalidParameterException`
 */
export function checkRequiredAttributes(schema: AttributeSchema, attributes: Attributes, before?: Attributes): void {
  const missing = missingAttributes(schema, attributes).filter((name) => before === undefined || before[name]);
  refuseFaults(missing.map((name) => [name, "The attribute is required"]));
}

/** Names of attributes that every user must have, and this one has not. The sub is always there. */
export function missingAttributes(schema: AttributeSchema, attributes: Attributes): readonly string[] {
  return Object.keys(schema).filter((name) => schema[name]?.required === true && name !== "sub" && !attributes[name]);
}

/**
 * Checks that a client may write these attributes: those that every user must have, and those it is allowed. What is in no schema
 * is refused by that.
 *
 * @throws `NotAuthorizedException`
 */
export function checkWritable(schema: AttributeSchema, permissions: AttributePermissions, names: readonly string[]): void {
  const isRefused = (name: string): boolean => {
    const defined = Object.hasOwn(schema, name) ? schema[name] : undefined;
    if (defined === undefined) return false;
    return defined.developerOnlyAttribute || !(mayWrite(permissions, name) || (defined.required && name !== "sub"));
  };
  if (names.some(isRefused)) {
    throw new RockpoolError("NotAuthorizedException", "A client attempted to write unauthorized attribute");
  }
}

/**
 * Checks attributes that an administrator gives: an address may be called verified, where there is one.
 *
 * @param others What the user has beside these.
 * @throws `InvalidParameterException` with a sentence for each attribute that does not conform.
 */
export function checkGivenAttributes(schema: AttributeSchema, given: Attributes, others: Attributes = {}): void {
  for (const name of NEVER_WRITTEN) {
    if (given[name] !== undefined) throw invalidParameter(["attributes", name], "Member must not be given");
  }
  checkAttributeValues(schema, given);
  const after = { ...others, ...given };
  for (const [name, value] of Object.entries(given)) {
    const [, address] = FLAG.exec(name) ?? [];
    if (address !== undefined && value === "true" && !after[address]) {
      throw invalidParameter(["attributes", name], `Member must not be true without ${address}`);
    }
  }
}

/** @throws `InvalidParameterException` for an attribute that was fixed when the user was created. */
export function checkMutable(schema: AttributeSchema, names: readonly string[]): void {
  const fixed = names.find((name) => schema[name]?.mutable === false);
  if (fixed === undefined) return;
  throw new RockpoolError("InvalidParameterException", `user.${fixed}: Attribute cannot be updated.`, {
    path: `attributes.${fixed}`,
  });
}

/** @throws `InvalidParameterException` when all attributes of a user would not fit in a record. */
export function checkAttributesSize(attributes: Attributes): void {
  if (Buffer.byteLength(JSON.stringify(attributes)) <= MAX_ATTRIBUTES_BYTES) return;
  throw invalidParameter(["attributes"], `Member must have at most ${MAX_ATTRIBUTES_BYTES} bytes in all`);
}

/** Attributes as they are stored: an empty value is none, and every address has its flag, `false` unless it was given. */
export function initialAttributes(written: Attributes): Attributes {
  const present = Object.entries(written).filter(([, value]) => value !== "");
  const flags = present.filter(([name]) => FLAG.test(`${name}_verified`)).map(([name]) => [`${name}_verified`, "false"]);
  return Object.fromEntries([...flags, ...present]);
}

/**
 * What a user's attributes become: an empty value takes one away, and with an address goes what was said of it. A new address is
 * not verified unless that is written with it.
 */
export function changedAttributes(before: Attributes, written: Attributes): Attributes {
  const after: Record<string, string> = { ...before };
  for (const [name, value] of Object.entries(written)) {
    if (FLAG.test(`${name}_verified`) && value !== before[name]) after[`${name}_verified`] = "false";
    after[name] = value;
  }
  for (const [name, value] of Object.entries(written)) if (FLAG.test(name)) after[name] = value;
  return Object.fromEntries(
    Object.entries(after).filter(([name, value]) => {
      const [, address] = FLAG.exec(name) ?? [];
      return value !== "" && (address === undefined || !!after[address]);
    }),
  );
}

function faultOf(schema: AttributeSchema, name: string, value: string): string | undefined {
  const defined = Object.hasOwn(schema, name) ? schema[name] : undefined;
  if (defined === undefined || NEVER_WRITTEN.has(name)) return "Attribute does not exist in the schema.";
  if (value === "") return undefined;
  const form = formOf[name] ?? forms[defined.attributeDataType];
  if (codePointLength(value) > MAX_VALUE_LENGTH) return `String must be between 0 and ${MAX_VALUE_LENGTH} characters long.`;
  return boundsFault(defined, value) ?? (form === undefined || form.accepts(value) ? undefined : form.message);
}

/** Characters of any value. */
const MAX_VALUE_LENGTH = 2048;

function boundsFault({ attributeDataType, ...defined }: AttributeDefinition, value: string): string | undefined {
  if (attributeDataType === "String") {
    const { minLength, maxLength } = defined.stringAttributeConstraints;
    const length = codePointLength(value);
    if (length < minLength || length > maxLength) {
      return `String must be between ${minLength} and ${maxLength} characters long.`;
    }
  }
  if (attributeDataType === "Number" && forms.Number?.accepts(value) === true) {
    const { minValue, maxValue } = defined.numberAttributeConstraints;
    const number = Number(value);
    if (minValue !== null && number < minValue) return `Number must not be less than ${minValue}.`;
    if (maxValue !== null && number > maxValue) return `Number must not be greater than ${maxValue}.`;
  }
  return undefined;
}

function refuseFaults(faults: readonly (readonly [name: string, fault: string])[]): void {
  const [first] = faults;
  if (first === undefined) return;
  throw new RockpoolError(
    "InvalidParameterException",
    `Attributes did not conform to the schema: ${faults.map(([name, fault]) => `${name}: ${fault}`).join(" ")}`,
    { path: `attributes.${first[0]}` },
  );
}
