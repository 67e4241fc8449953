import type { MappingRule, MatchType } from "./role-settings.ts";

const tests: { readonly [M in Exclude<MatchType, "NotEqual">]: (text: string, value: string) => boolean } = {
  Equals: (text, value) => text === value,
  Contains: (text, value) => text.includes(value),
  StartsWith: (text, value) => text.startsWith(value),
};

/** Whether a rule holds for what a claim says. A claim that is absent matches nothing, `NotEqual` neither. */
export function matches({ matchType, value }: MappingRule, found: readonly string[]): boolean {
  if (matchType === "NotEqual") return found.length > 0 && !found.includes(value);
  return found.some((text) => tests[matchType](text, value));
}
