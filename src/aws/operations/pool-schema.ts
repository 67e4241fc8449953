import {
  type AttributeDefinition,
  type AttributeSchema,
  isCustomAttribute,
  isStandardAttribute,
} from "../../user-pool/settings/attribute-schema.ts";
import { AwsFailure } from "../failure.ts";
import { present } from "../operation.ts";

/** Cognito's `SchemaAttributeType`. */
export interface SchemaAttribute {
  readonly Name?: string;
  readonly AttributeDataType?: AttributeDefinition["attributeDataType"];
  readonly DeveloperOnlyAttribute?: boolean;
  readonly Mutable?: boolean;
  readonly Required?: boolean;
  readonly NumberAttributeConstraints?: { readonly MinValue?: string; readonly MaxValue?: string };
  readonly StringAttributeConstraints?: { readonly MinLength?: string; readonly MaxLength?: string };
}

/** What is to be in a schema: a name that is no standard one is a custom one, which is named without its prefix. @throws {AwsFailure} */
export function schemaOf(
  attributes: readonly SchemaAttribute[],
  isStandard: (name: string) => boolean = isStandardAttribute,
): AttributeSchema {
  const schema: Record<string, object> = {};
  for (const attribute of attributes) {
    const { Name: written } = attribute;
    if (written === undefined) throw refused("Schema attributes must have a Name.");
    const name = isStandard(written) ? written : `custom:${written}`;
    if (Object.hasOwn(schema, name)) {
      throw refused(`Duplicate custom attribute names ${name} are not allowed in a user pool schema.`);
    }
    if (isCustomAttribute(name) && attribute.AttributeDataType === undefined) {
      throw refused("Invalid AttributeDataType input, consider using the provided AttributeDataType enum.");
    }
    schema[name] = definitionOf(attribute);
  }
  // The rest of each definition is filled in by the domain, whose schema it is checked by.
  return schema as unknown as AttributeSchema;
}

/** Every attribute, in the order of the pool. */
export function attributesOfSchema(schema: AttributeSchema): readonly SchemaAttribute[] {
  return Object.entries(schema).map(([name, definition]) => ({
    Name: definition.developerOnlyAttribute ? `dev:${name}` : name,
    AttributeDataType: definition.attributeDataType,
    DeveloperOnlyAttribute: definition.developerOnlyAttribute,
    Mutable: definition.mutable,
    Required: definition.required,
    ...constraintsOf(definition),
  }));
}

/** @throws {AwsFailure}: there is one of its name. */
export function refuseExisting(schema: AttributeSchema, added: AttributeSchema): void {
  const existing = Object.keys(added).find((name) => Object.hasOwn(schema, name));
  if (existing !== undefined) throw refused(`${existing}: Existing attribute already has name ${existing}.`);
}

function definitionOf(attribute: SchemaAttribute): object {
  const { NumberAttributeConstraints: values, StringAttributeConstraints: characters } = attribute;
  const bound = (which: "String" | "Number", written: string | undefined, form: RegExp): number | undefined => {
    if (written === undefined) return undefined;
    if (!form.test(written)) throw refused(`Invalid ${which}AttributeConstraints for schema attribute ${attribute.Name}`);
    return Number(written);
  };
  return {
    attributeDataType: attribute.AttributeDataType,
    developerOnlyAttribute: attribute.DeveloperOnlyAttribute,
    mutable: attribute.Mutable,
    required: attribute.Required,
    numberAttributeConstraints: values && {
      minValue: bound("Number", values.MinValue, NUMBER),
      maxValue: bound("Number", values.MaxValue, NUMBER),
    },
    stringAttributeConstraints: characters && {
      minLength: bound("String", characters.MinLength, LENGTH),
      maxLength: bound("String", characters.MaxLength, LENGTH),
    },
  };
}

const NUMBER = /^-?\d{1,15}(\.\d{1,15})?$/;
const LENGTH = /^\d{1,9}$/;

function constraintsOf(definition: AttributeDefinition): object {
  const { attributeDataType, stringAttributeConstraints, numberAttributeConstraints } = definition;
  if (attributeDataType === "String") {
    const { minLength, maxLength } = stringAttributeConstraints;
    return { StringAttributeConstraints: { MinLength: String(minLength), MaxLength: String(maxLength) } };
  }
  if (attributeDataType !== "Number") return {};
  const { minValue, maxValue } = numberAttributeConstraints;
  return {
    NumberAttributeConstraints: present({
      MinValue: minValue === null ? undefined : String(minValue),
      MaxValue: maxValue === null ? undefined : String(maxValue),
    }),
  };
}

function refused(message: string): AwsFailure {
  return new AwsFailure("InvalidParameterException", message);
}
