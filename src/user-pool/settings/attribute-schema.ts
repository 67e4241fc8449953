import { z } from "zod";
import { schemaFor } from "../../codecs/schema.ts";
import { merge } from "../../settings/reconcile.ts";
import { type Patch, type SettingTopic, settingRefused } from "../../settings/topic.ts";

/** Which attributes users have (users-and-triggers.md 2.3). */
export interface AttributeSchemaSettings {
  /**
   * Every attribute by name. The standard ones are there without being named. A custom one is called `custom:` and 1 to 20
   * characters; it can be added later, 25 at a time and 50 in all. What is there is fixed. @default the standard attributes
   */
  readonly schema: AttributeSchema;
}

export interface AttributeSchema {
  readonly [name: string]: AttributeDefinition;
}

export interface AttributeDefinition {
  /** Of a standard attribute it is given. @default "String" */
  readonly attributeDataType: AttributeDataType;
  /** Whether it can change after the user was created. @default true */
  readonly mutable: boolean;
  /** Whether every user must have it from the beginning: a standard attribute only. @default false */
  readonly required: boolean;
  /** Whether administrators alone may write it: a custom attribute only. @default false */
  readonly developerOnlyAttribute: boolean;
  /** Whether users can be listed by it: a custom attribute only; Cognito has no such thing. @default false */
  readonly searchable: boolean;
  readonly stringAttributeConstraints: StringAttributeConstraints;
  readonly numberAttributeConstraints: NumberAttributeConstraints;
}

/** What a value is; every value is written as a string. `DateTime`: RFC 3339, or seconds since the epoch. */
export type AttributeDataType = "String" | "Number" | "DateTime" | "Boolean";

export interface StringAttributeConstraints {
  /** Characters, 0 to 2048. @default 0 */
  readonly minLength: number;
  /** Characters, 0 to 2048. @default 2048 */
  readonly maxLength: number;
}

export interface NumberAttributeConstraints {
  /** `null`: none. @default null */
  readonly minValue: number | null;
  /** `null`: none. @default null */
  readonly maxValue: number | null;
}

const CUSTOM = "custom:";
const MAX_CUSTOM_ATTRIBUTES = 50;
/** Of one AddCustomAttributes (users-and-triggers.md 9). */
const MAX_ADDED_ATTRIBUTES = 25;

/** What a custom attribute is unless it is told. */
export const customAttribute: AttributeDefinition = {
  attributeDataType: "String",
  mutable: true,
  required: false,
  developerOnlyAttribute: false,
  searchable: false,
  stringAttributeConstraints: { minLength: 0, maxLength: 2048 },
  numberAttributeConstraints: { minValue: null, maxValue: null },
};

const text = customAttribute;
const flag: AttributeDefinition = { ...text, attributeDataType: "Boolean" };

export type StandardAttributeName =
  | "sub"
  | "name"
  | "given_name"
  | "family_name"
  | "middle_name"
  | "nickname"
  | "preferred_username"
  | "profile"
  | "picture"
  | "website"
  | "email"
  | "email_verified"
  | "gender"
  | "birthdate"
  | "zoneinfo"
  | "locale"
  | "phone_number"
  | "phone_number_verified"
  | "address"
  | "updated_at";

/** In the order DescribeUserPool lists them (OpenID Connect Core section 5.1). */
export const standardAttributes: { readonly [N in StandardAttributeName]: AttributeDefinition } = {
  sub: {
    ...text,
    mutable: false,
    required: true,
    stringAttributeConstraints: { minLength: 1, maxLength: 2048 },
  },
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
};

export function isStandardAttribute(name: string): name is StandardAttributeName {
  return Object.hasOwn(standardAttributes, name);
}

export function isCustomAttribute(name: string): boolean {
  return name.startsWith(CUSTOM);
}

const length = z.int().min(0).max(2048);
const bound = z.number().nullable();

const definition = schemaFor<Patch<AttributeDefinition>>()(
  z.strictObject({
    attributeDataType: z.enum(["String", "Number", "DateTime", "Boolean"]).optional(),
    mutable: z.boolean().optional(),
    required: z.boolean().optional(),
    developerOnlyAttribute: z.boolean().optional(),
    searchable: z.boolean().optional(),
    stringAttributeConstraints: z.strictObject({ minLength: length.optional(), maxLength: length.optional() }).optional(),
    numberAttributeConstraints: z.strictObject({ minValue: bound.optional(), maxValue: bound.optional() }).optional(),
  }),
);

const name = z
  .string()
  .regex(/^(custom:)?[\p{L}\p{M}\p{S}\p{N}\p{P}]{1,32}$/u)
  .refine(
    (written) => isStandardAttribute(written) || /^custom:[^:]{1,20}$/u.test(written),
    "Member must be a standard attribute, or custom: and 1 to 20 characters",
  );

export const attributeSchema: SettingTopic<AttributeSchemaSettings> = {
  schemas: { schema: z.record(name, definition.optional()) },
  defaults: { schema: standardAttributes },
  check({ schema }) {
    const custom = Object.keys(schema).filter(isCustomAttribute);
    if (custom.length > MAX_CUSTOM_ATTRIBUTES) {
      throw settingRefused("schema", `A user pool has at most ${MAX_CUSTOM_ATTRIBUTES} custom attributes.`);
    }
    for (const [attribute, defined] of Object.entries(schema)) checkDefinition(attribute, defined);
  },
};

/** Checks what is added to a pool that is there. @throws `InvalidParameterException` */
export function checkAddedAttributes(before: AttributeSchema, after: AttributeSchema): void {
  const added = Object.keys(after).filter((attribute) => isCustomAttribute(attribute) && !Object.hasOwn(before, attribute));
  if (added.length <= MAX_ADDED_ATTRIBUTES) return;
  throw settingRefused("schema", `At most ${MAX_ADDED_ATTRIBUTES} custom attributes can be added at a time.`);
}

/** Attributes that are there keep what is not written of them; one that is not there yet is completed by the defaults. */
export function mergeSchema(stored: AttributeSchema, written: Patch<AttributeSchema> = {}): AttributeSchema {
  const added = Object.keys(written).filter((one) => written[one] !== undefined);
  const names = [...new Set([...Object.keys(stored), ...added])];
  const definitions = names.map((one) => [one, merge(stored[one] ?? customAttribute, written[one] ?? {})]);
  return Object.fromEntries(definitions) as AttributeSchema;
}

function checkDefinition(attribute: string, defined: AttributeDefinition): void {
  const path = `schema.${attribute}`;
  const standard: AttributeDefinition | undefined = isStandardAttribute(attribute) ? standardAttributes[attribute] : undefined;
  if (standard === undefined && defined.required) {
    throw settingRefused(path, "Required custom attributes are not supported currently.");
  }
  if (
    standard !== undefined &&
    (defined.attributeDataType !== standard.attributeDataType || defined.developerOnlyAttribute || defined.searchable)
  ) {
    const what = "You can not change AttributeDataType or set developerOnlyAttribute for standard schema attribute";
    throw settingRefused(path, `${what} ${attribute}`);
  }
  const { stringAttributeConstraints: characters, numberAttributeConstraints: values } = defined;
  if (characters.minLength > characters.maxLength) {
    throw settingRefused(path, `Attribute ${attribute} cannot have a max length shorter than it's min length`);
  }
  if (values.minValue !== null && values.maxValue !== null && values.minValue > values.maxValue) {
    throw settingRefused(path, `Attribute ${attribute} cannot have a max value smaller than it's min value`);
  }
}
