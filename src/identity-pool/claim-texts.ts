/** What a provider says of a user, verified. */
export interface Claims {
  readonly [claim: string]: unknown;
}

/**
 * The texts of a claim that can be compared: of a list those of its members, numbers and booleans as JSON writes them. `null`, objects and
 * empty lists have none, as a claim that is absent has none. Only what is the claims' own counts: `constructor` is no claim of theirs.
 */
export function textsOf(claims: Claims, claim: string): readonly string[] {
  if (!Object.hasOwn(claims, claim)) return [];
  const value = claims[claim];
  const texts: string[] = [];
  // A loop, because each of 25 rules comes here.
  for (const member of Array.isArray(value) ? (value as readonly unknown[]) : [value]) {
    const text = textOf(member);
    if (text !== undefined) texts.push(text);
  }
  return texts;
}

function textOf(value: unknown): string | undefined {
  if (typeof value === "string") return value;
  // A number that JSON cannot write (`1e999` is read as Infinity) is none.
  return typeof value === "boolean" || (typeof value === "number" && Number.isFinite(value)) ? JSON.stringify(value) : undefined;
}
