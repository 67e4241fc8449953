import { codePointLength } from "../codecs/text.ts";
import type { Shape } from "./model.ts";

/** Input that is not even of the types of its model. */
export class NotOfItsTypes extends Error {}

/** What a value must be, in AWS's words: `Member must have length less than or equal to 128`. */
export type Constraint = string;

interface Rule {
  readonly constraint: Constraint;
  holds(value: unknown): boolean;
}

/** All that a shape asks for, in the order in which AWS writes it where it writes all. */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  return rulesOf(shape).map(({ constraint }) => constraint);
}

/**
 * What a value is not that its shape asks for.
 *
 * @param value Of a list or a map, how many members it has.
 * @throws {NotOfItsTypes}
 */
export function brokenBy(shape: Shape, value: unknown): readonly Constraint[] {
  if (!isOfType(shape, value)) throw new NotOfItsTypes();
  return rulesOf(shape).flatMap(({ constraint, holds }) => (holds(value) ? [] : [constraint]));
}

function isOfType({ type }: Shape, value: unknown): boolean {
  if (type === "boolean") return typeof value === "boolean";
  if (type === "string" || type === "blob") return typeof value === "string";
  return Number.isFinite(value) && (type === "double" || type === "float" || type === "timestamp" || Number.isInteger(value));
}

function rulesOf({ type, min, max, pattern, enum: values }: Shape): readonly Rule[] {
  const isText = type === "string" || type === "blob";
  const what = isText || type === "list" || type === "map" ? "length" : "value";
  const sizeOf = (value: unknown): number => (isText ? codePointLength(String(value)) : Number(value));
  const rules: Rule[] = [];
  if (max !== undefined) {
    rules.push({ constraint: `Member must have ${what} less than or equal to ${max}`, holds: (value) => sizeOf(value) <= max });
  }
  if (min !== undefined) {
    rules.push({
      constraint: `Member must have ${what} greater than or equal to ${min}`,
      holds: (value) => sizeOf(value) >= min,
    });
  }
  if (pattern !== undefined) {
    // What is too long already is not searched as well.
    const holds = (value: unknown): boolean => (max !== undefined && sizeOf(value) > max) || matches(pattern, String(value));
    rules.push({ constraint: `Member must satisfy regular expression pattern: ${pattern}`, holds });
  }
  if (values !== undefined) {
    const constraint = `Member must satisfy enum value set: [${values.join(", ")}]`;
    rules.push({ constraint, holds: (value) => values.includes(String(value)) });
  }
  return rules;
}

/**
 * Whether the whole of a value matches, as in Java. Where one class of characters stands at both ends, what is between is of it as well: it
 * is asked first whether there are others, since the search would go through all that are before them, time and again.
 */
function matches(pattern: string, value: string): boolean {
  const [, ends] = /^(\[[^\]]+\]|\.)[*+].*\1[*+]$/.exec(pattern) ?? [];
  return (ends === undefined || regExpOf(`${ends}*`).test(value)) && regExpOf(pattern).test(value);
}

/** A flag stands in front in Java. */
function regExpOf(pattern: string): RegExp {
  const isAll = pattern.startsWith("(?s)");
  return new RegExp(`^(?:${isAll ? pattern.slice(4) : pattern})$`, isAll ? "us" : "u");
}
