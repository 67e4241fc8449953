import { invalidParameter } from "../codecs/schema.ts";
import type { Query } from "./contract.ts";
import { isKeyRange } from "./limits.ts";

/** The place behind the last record of a page: for a secondary index pool and entry, then the key. */
export function encodeCursor({ table, index }: Query, place: readonly string[]): string {
  return JSON.stringify([table, index, ...place]);
}

/**
 * The place a query goes on from; `null` for its first page.
 *
 * @throws `InvalidParameterException` for a cursor of another query, or one that was never given out.
 */
export function decodeCursor(query: Query, keyLength: number): readonly string[] | null {
  if (query.cursor === null) return null;
  const parts = parseJson(query.cursor);
  if (Array.isArray(parts) && parts.every((part) => typeof part === "string")) {
    const [table, index, ...place] = parts;
    if (table === query.table && index === query.index && isInRange(query.range, place, keyLength)) return place;
  }
  throw invalidParameter(["query", "cursor"], "Member must be a cursor of this query");
}

function isInRange(range: Query["range"], place: readonly string[], keyLength: number): boolean {
  if (isKeyRange(range)) {
    return place.length === keyLength && range.keyPrefix.every((part, position) => part === place[position]);
  }
  const [poolId, entry = ""] = place;
  const matches = "equals" in range ? entry === range.equals : entry.startsWith(range.startsWith);
  return place.length === keyLength + 2 && poolId === range.poolId && matches;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
