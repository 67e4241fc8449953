import { codePointLength } from "../codecs/text.ts";
import type { Shape } from "./model.ts";

/** Input that is not even of the types of its model. */
export class NotOfItsTypes extends Error {}

/** What a value must be, in AWS's words: `Member must have length less than or equal to 128`. */
export type Constraint = string;

/** All that a shape asks for, in the order in which AWS writes it where it writes all. */
export function constraintsOf(shape: Shape): readonly Constraint[] {
  return worded(shape, () => true);
}

/**
 * What a value is not that its shape asks for.
 *
 * @param value Of a list or a map, how many members it has.
 * @throws {NotOfItsTypes}
 */
export function brokenBy(shape: Shape, value: unknown): readonly Constraint[] {
  if (!isOfType(shape, value)) throw new NotOfItsTypes();
  const size = isText(shape) ? codePointLength(String(value)) : Number(value);
  const { min, max, pattern, enum: values } = shape;
  const isTooLarge = max !== undefined && size > max;
  const isBroken: Readonly<Record<Kind, boolean>> = {
    max: isTooLarge,
    min: min !== undefined && size < min,
    // What is too long already is not searched as well.
    pattern: pattern !== undefined && !isTooLarge && !matches(pattern, String(value)),
    enum: values !== undefined && !values.includes(String(value)),
  };
  return worded(shape, (kind) => isBroken[kind]);
}

type Kind = "max" | "min" | "pattern" | "enum";

function worded(shape: Shape, isAsked: (kind: Kind) => boolean): readonly Constraint[] {
  const { type, min, max, pattern, enum: values } = shape;
  const what = isText(shape) || type === "list" || type === "map" ? "length" : "value";
  const all: Constraint[] = [];
  if (max !== undefined && isAsked("max")) all.push(`Member must have ${what} less than or equal to ${max}`);
  if (min !== undefined && isAsked("min")) all.push(`Member must have ${what} greater than or equal to ${min}`);
  if (pattern !== undefined && isAsked("pattern")) all.push(`Member must satisfy regular expression pattern: ${pattern}`);
  if (values !== undefined && isAsked("enum")) all.push(`Member must satisfy enum value set: [${values.join(", ")}]`);
  return all;
}

function isText({ type }: Shape): boolean {
  return type === "string" || type === "blob";
}

function isOfType(shape: Shape, value: unknown): boolean {
  const { type } = shape;
  if (type === "boolean") return typeof value === "boolean";
  if (isText(shape)) return typeof value === "string";
  // As Java has them: a number beyond is none.
  if (type === "integer") return Number.isInteger(value) && Math.abs(Number(value)) < 2 ** 31;
  if (type === "long") return Number.isSafeInteger(value);
  return Number.isFinite(value);
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
