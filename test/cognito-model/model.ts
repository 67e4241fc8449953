import { readFileSync } from "node:fs";
import fc from "fast-check";

/** What Cognito's service model says of a kind of value: lengths of strings, bounds of numbers. */
export interface Shape {
  readonly type: "string" | "integer";
  readonly min?: number;
  readonly max?: number;
  /** A regular expression of Java's, for the whole value. */
  readonly pattern?: string;
  readonly enum?: readonly string[];
}

const file = new URL("../fixtures/cognito-idp-constraints.json", import.meta.url);
export const shapes = JSON.parse(readFileSync(file, "utf8")) as Readonly<Record<string, Shape>>;

/** Where the model ends, and ours must end too. The model does not say whether it counts UTF-16 units or code points: both pass. */
export type Verdict = "inside" | "outside" | "between";

export function verdict(shape: Shape, value: string | number): Verdict {
  if (typeof value === "number") return Number.isInteger(value) && isWithin(shape, value) ? "inside" : "outside";
  if (shape.enum !== undefined) return shape.enum.includes(value) ? "inside" : "outside";
  if (shape.pattern !== undefined && !wholly(shape.pattern).test(value)) return "outside";
  const [units, points] = [isWithin(shape, value.length), isWithin(shape, [...value].length)];
  if (units === points) return units ? "inside" : "outside";
  return "between";
}

function isWithin({ min = Number.NEGATIVE_INFINITY, max = Number.POSITIVE_INFINITY }: Shape, measure: number): boolean {
  return measure >= min && measure <= max;
}

function wholly(pattern: string): RegExp {
  const dotAll = pattern.startsWith("(?s)");
  return new RegExp(`^(?:${dotAll ? pattern.slice("(?s)".length) : pattern})$`, dotAll ? "su" : "u");
}

/** Values at the model's bounds and around them; strings are made of `right`, one that is surely taken, and of what may upset. */
export function around(shape: Shape, right: string | number): fc.Arbitrary<string | number> {
  if (shape.type === "integer") return aroundNumbers(shape);
  const text = aroundText(shape, String(right));
  return shape.enum === undefined ? text : fc.oneof(fc.constantFrom(...shape.enum), text);
}

function aroundNumbers({ min = 0, max = 2 ** 31 - 1 }: Shape): fc.Arbitrary<number> {
  const edges = [min, max].flatMap((edge) => [edge - 1, edge, edge + 1]);
  return fc.oneof(fc.constantFrom(...edges, 0.5), fc.integer({ min: min - 5, max: max + 5 }), fc.integer());
}

const pieces = [
  ..."aZ0_-+=,.@:/*#!\"\\$%|~`'<>{}()?;& \t\n\r",
  ..."é\u0308ßΩ٤☃\u00a0\u2003\u200d\u0007\u007f\ue000\0",
  "🙂",
  "{####}",
  "{##here##}",
  "{username}",
  "https://a.example/",
];

function aroundText({ min = 0, max = 64 }: Shape, right: string): fc.Arbitrary<string> {
  const piece = fc.constantFrom(...pieces);
  const junk = fc.array(piece, { maxLength: 4 }).map((some) => some.join(""));
  const lengths = fc.constantFrom(...[min, max].flatMap((edge) => [edge - 1, edge, edge + 1])).filter((length) => length >= 0);
  const stretched = fc.tuple(fc.constantFrom("", right), lengths, fc.constantFrom("a", "é", "🙂"), junk);
  return fc.oneof(
    junk,
    fc.tuple(junk, junk).map(([before, after]) => `${before}${right}${after}`),
    stretched.map(([start, length, fill, end]) => start + fill.repeat(Math.max(0, length - start.length - end.length)) + end),
    stretched.map(([start, length, fill]) => start + fill.repeat(Math.max(0, length - start.length))),
    fc.constant(right.slice(0, -1)),
  );
}
