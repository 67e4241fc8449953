import { canonical } from "../../codecs/text.ts";
import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/** A custom attribute of a user, where the pool's schema says that users can be listed by it. It is there as long as the attribute is. */
export interface AttributeValueRecord extends PoolRecord {
  readonly sub: string;
  readonly name: string;
  readonly value: string;
}

export const attributeValues: Table<AttributeValueRecord, "sub" | "name", "value"> = table({
  name: "attribute_values",
  key: ["poolId", "sub", "name"],
  indexes: { value: ({ name, value }) => namedValue(name, value) },
});

/** A value of an attribute as the index has it. No name of a custom attribute has a second colon: nothing reads in two ways. */
export function namedValue(name: string, value: string): string {
  return `${name}:${canonical(value)}`;
}
