import type { Step } from "../../storage/attempt.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import type { AttributeSchema } from "../settings/attribute-schema.ts";
import { attributeValues } from "./attribute-value.table.ts";
import type { Attributes } from "./attributes.ts";

/** Whether users can be listed by a custom attribute. */
export function isSearchable(schema: AttributeSchema, name: string): boolean {
  return Object.hasOwn(schema, name) && schema[name]?.searchable === true;
}

/** The entries that make the records of searchable attributes what the new attributes say: for those that changed. */
export async function revalued(
  { poolId, settings: { schema } }: PoolContext,
  read: Step["read"],
  { sub, before, after }: { readonly sub: string; readonly before: Attributes; readonly after: Attributes },
): Promise<readonly Entry[]> {
  const changed = Object.keys(schema).filter((name) => isSearchable(schema, name) && before[name] !== after[name]);
  if (changed.length === 0) return [];
  const found = await read(changed.map((name) => attributeValues.key({ poolId, sub, name })));
  return changed.flatMap((name, at) => {
    const [record, value] = [found[at], after[name]];
    if (value === undefined) return record === undefined ? [] : [record.delete()];
    return [record === undefined ? attributeValues.create({ poolId, sub, name, value }) : record.put({ value })];
  });
}
