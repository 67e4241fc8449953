import { invalidParameter } from "../codecs/schema.ts";

/** A place behind a record: its entry (for a secondary index) and its key. */
export function encodeCursor(parts: readonly string[]): string {
  return JSON.stringify(parts);
}

/** @throws `InvalidParameterException` for a cursor of another index or table, or one that was never given out. */
export function decodeCursor(cursor: string, length: number): readonly string[] {
  const parts = parseJson(cursor);
  if (!Array.isArray(parts) || parts.length !== length || !parts.every((part) => typeof part === "string")) {
    throw invalidParameter(["query", "cursor"], "Member must be a cursor of this query");
  }
  return parts;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
