import { RockpoolError } from "../../errors.ts";

/** What a list of users is narrowed by: one condition, as Cognito has no more. */
export interface Filter {
  readonly name: string;
  /** `^=`: begins with. */
  readonly operator: "=" | "^=";
  readonly value: string;
}

/**
 * Reads a filter of `ListUsers` (users-and-triggers.md 4.1): `name = "value"`, or `name ^= "value"`, with white space around the
 * operator or without. In the value `\"` stands for a quote and `\\` for a backslash. An empty text is no filter: `null`.
 *
 * @throws `InvalidParameterException`: something else; `position` is the first character, from 0, that cannot stand where it does.
 */
export function parseFilter(text: string): Filter | null {
  if (text === "") return null;
  let position = 0;
  const take = (pattern: RegExp): string => {
    // Sticky, so that it matches here or not at all.
    const [taken] = new RegExp(pattern, "uy").exec(text.slice(position)) ?? [];
    if (taken === undefined) throw malformed(position);
    position += taken.length;
    return taken;
  };

  // A custom attribute may have a sign of the operator in its name: the operator is the one that a quote follows.
  const name = take(/(?:(?!\^?=\s*")\S)+/);
  take(/\s*/);
  const operator = take(/\^?=/) as Filter["operator"];
  take(/\s*/);
  take(/"/);
  const value = take(/(?:[^"\\]|\\["\\])*/);
  take(/"/);
  take(/$/);
  return { name, operator, value: value.replace(/\\(["\\])/g, "$1") };
}

function malformed(position: number): RockpoolError {
  return new RockpoolError("InvalidParameterException", "Error while parsing filter.", { path: "filter", position });
}
