import { z } from "zod";
import { invalidParameter } from "../../codecs/schema.ts";
import { codePointLength } from "../../codecs/text.ts";
import { RockpoolError } from "../../errors.ts";

/** A user's attributes by name. All values are strings, also booleans and numbers, as on Cognito's wire. */
export type Attributes = Readonly<Record<string, string>>;

interface StandardAttribute {
  /** Code points. */
  readonly minLength: number;
  readonly maxLength: number;
  /** Set by rockpool or an administrator, never by the person it describes. */
  readonly protected?: true;
  /** What a value must look like beyond its length. */
  readonly form?: { readonly accepts: (value: string) => boolean; readonly message: string };
}

const text: StandardAttribute = { minLength: 0, maxLength: 2048 };
const flag: StandardAttribute = {
  minLength: 4,
  maxLength: 5,
  protected: true,
  form: { accepts: (value) => value === "true" || value === "false", message: "Invalid boolean." },
};
const emailAddress = z.email();

/** The standard attributes of a user pool, in the order DescribeUserPool lists them (OpenID Connect Core section 5.1). */
const standardAttributes: ReadonlyMap<string, StandardAttribute> = new Map(
  Object.entries({
    sub: { ...text, minLength: 1, protected: true },
    name: text,
    given_name: text,
    family_name: text,
    middle_name: text,
    nickname: text,
    preferred_username: text,
    profile: text,
    picture: text,
    website: text,
    // ASCII only: a look-alike of `@`, a second address or a line break is not an address.
    email: {
      ...text,
      form: { accepts: (value) => emailAddress.safeParse(value).success, message: "Invalid email address format." },
    },
    email_verified: flag,
    gender: text,
    birthdate: {
      minLength: 10,
      maxLength: 10,
      form: {
        accepts: (value) => z.iso.date().safeParse(value).success,
        message: "Invalid birthdate format, expected YYYY-MM-DD.",
      },
    },
    zoneinfo: text,
    locale: text,
    phone_number: { ...text, form: { accepts: (value) => /^\+\d+$/.test(value), message: "Invalid phone number format." } },
    phone_number_verified: flag,
    address: text,
    updated_at: { ...text, form: { accepts: (value) => /^\d{1,15}$/.test(value), message: "Invalid number." } },
  } satisfies Record<string, StandardAttribute>),
);

/** UTF-8 bytes of all names and values together, so that a user fits in one record. Cognito has limits for each value only. */
const MAX_ATTRIBUTES_BYTES = 49_152;

/**
 * Checks attributes that a person writes about themselves.
 *
 * @throws `NotAuthorizedException` for a protected one: nobody verifies their own address by saying so.
 * @throws `InvalidParameterException` with a sentence for each attribute that does not conform.
 */
export function checkOwnAttributes(attributes: Attributes): void {
  const names = Object.keys(attributes);
  if (names.some((name) => standardAttributes.get(name)?.protected === true)) {
    throw new RockpoolError("NotAuthorizedException", "A client attempted to write unauthorized attribute");
  }
  checkForm(attributes);
}

/**
 * Checks attributes that an administrator gives a new user: an address may be called verified, where there is one.
 *
 * @throws `InvalidParameterException` with a sentence for each attribute that does not conform.
 */
export function checkGivenAttributes(attributes: Attributes): void {
  if (attributes["sub"] !== undefined)
    throw invalidParameter(["attributes", "sub"], "Member must not be given: every user has one");
  checkForm(attributes);
  for (const [name, value] of Object.entries(attributes)) {
    const [address, isFlag] = [name.replace(/_verified$/, ""), name.endsWith("_verified")];
    if (isFlag && value === "true" && !attributes[address]) {
      throw invalidParameter(["attributes", name], `Member must not be true without ${address}`);
    }
  }
}

function checkForm(attributes: Attributes): void {
  const faults = Object.entries(attributes).flatMap(([name, value]) => {
    const fault = value === "" && standardAttributes.has(name) ? undefined : faultOf(name, value);
    return fault === undefined ? [] : [{ name, sentence: `${name}: ${fault}` }];
  });
  const [first] = faults;
  if (first !== undefined) {
    throw new RockpoolError(
      "InvalidParameterException",
      `Attributes did not conform to the schema: ${faults.map(({ sentence }) => sentence).join(" ")}`,
      { path: `attributes.${first.name}` },
    );
  }
  checkAttributesSize(attributes);
}

/** @throws `InvalidParameterException` when all attributes of a user would not fit in a record. */
export function checkAttributesSize(attributes: Attributes): void {
  if (Buffer.byteLength(JSON.stringify(attributes)) <= MAX_ATTRIBUTES_BYTES) return;
  throw invalidParameter(["attributes"], `Member must have at most ${MAX_ATTRIBUTES_BYTES} bytes in all`);
}

/** Attributes as they are stored: an empty value is none, and every address has its flag, `false` unless it was given. */
export function initialAttributes(written: Attributes): Attributes {
  const present = Object.entries(written).filter(([, value]) => value !== "");
  const flags = present
    .filter(([name]) => standardAttributes.has(`${name}_verified`))
    .map(([name]) => [`${name}_verified`, "false"]);
  return Object.fromEntries([...flags, ...present]);
}

function faultOf(name: string, value: string): string | undefined {
  const attribute = standardAttributes.get(name);
  if (attribute === undefined) return "Attribute does not exist in the schema.";
  const length = codePointLength(value);
  if (length < attribute.minLength || length > attribute.maxLength) {
    return `String must be between ${attribute.minLength} and ${attribute.maxLength} characters long.`;
  }
  return attribute.form === undefined || attribute.form.accepts(value) ? undefined : attribute.form.message;
}
