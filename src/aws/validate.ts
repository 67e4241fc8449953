import { codePointLength } from "../codecs/text.ts";
import type { ServiceModel, Shape } from "./model.ts";

/** Input that is not even of the types of its model. */
export class NotOfItsTypes extends Error {}

/** What is wrong with an input, in AWS's words: `Value 'x' at 'username' failed to satisfy constraint: Member must …`. */
export type Fault = string;

/**
 * Checks an input by the model of its service, and leaves out what the model does not know, and what is `null`.
 *
 * @returns The input, and what is wrong with it: nothing, where it is empty.
 * @throws {NotOfItsTypes}
 */
export function validate(
  model: ServiceModel,
  shapeName: string,
  input: unknown,
): { readonly value: unknown; readonly faults: readonly Fault[] } {
  const faults: Fault[] = [];
  const value = visit({ model, faults }, shapeName, input, []);
  return { value, faults };
}

/** All faults in one sentence, as AWS counts them. */
export function sentenceOf(faults: readonly Fault[]): string {
  return `${faults.length} validation error${faults.length === 1 ? "" : "s"} detected: ${faults.join("; ")}`;
}

interface Visit {
  readonly model: ServiceModel;
  readonly faults: Fault[];
}

type Path = readonly string[];

function visit(context: Visit, shapeName: string, value: unknown, path: Path): unknown {
  const shape = context.model.shapes[shapeName];
  if (shape === undefined) throw new Error(`the model has no shape ${shapeName}`);
  if (shape.document === true) return value;
  switch (shape.type) {
    case "structure":
      return structure(context, shape, asObject(value), path);
    case "map":
      return map(context, shape, asObject(value), path);
    case "list":
      return list(context, shape, value, path);
    default:
      return scalar(context, shape, value, path);
  }
}

function structure(
  context: Visit,
  { members = {}, required = [] }: Shape,
  value: Readonly<Record<string, unknown>>,
  path: Path,
): unknown {
  for (const name of required) {
    if (value[name] == null) context.faults.push(fault("Value null", [...path, lowered(name)], "Member must not be null"));
  }
  const known = Object.entries(members).filter(([name]) => Object.hasOwn(value, name) && value[name] != null);
  return Object.fromEntries(known.map(([name, shape]) => [name, visit(context, shape, value[name], [...path, lowered(name)])]));
}

function map(context: Visit, shape: Shape, value: Readonly<Record<string, unknown>>, path: Path): unknown {
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  judgeLength(context, shape, entries.length, { shown: "", path });
  // Who writes one in the place of the other has it in no error.
  const areNamesTold = context.model.shapes[shape.value ?? ""]?.sensitive !== true;
  return Object.fromEntries(
    entries.map(([name, member]) => {
      if (shape.key !== undefined) scalar(context, keyShape(context, shape.key, areNamesTold), name, [...path, "key"]);
      const at = areNamesTold && !isToken(name) ? [name, "member"] : ["member"];
      return [name, visit(context, shape.value ?? "", member, [...path, ...at])];
    }),
  );
}

function keyShape({ model }: Visit, name: string, isTold: boolean): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the model has no shape ${name}`);
  return isTold ? shape : { ...shape, sensitive: true };
}

function list(context: Visit, shape: Shape, value: unknown, path: Path): unknown {
  if (!Array.isArray(value)) throw new NotOfItsTypes();
  const isSensitive = context.model.shapes[shape.member ?? ""]?.sensitive === true;
  judgeLength(context, shape, value.length, { shown: isSensitive ? null : `[${value.map(shownItem).join(", ")}]`, path });
  return value.map((item, index) => visit(context, shape.member ?? "", item, [...path, String(index + 1), "member"]));
}

function scalar(context: Visit, shape: Shape, value: unknown, path: Path): unknown {
  const { type, pattern, sensitive = false } = shape;
  const shown = sensitive || isToken(value) ? "Value" : `Value '${String(value)}'`;
  if (type === "boolean") {
    if (typeof value !== "boolean") throw new NotOfItsTypes();
  } else if (type === "string" || type === "blob") {
    if (typeof value !== "string") throw new NotOfItsTypes();
    const length = codePointLength(value);
    judgeLength(context, shape, length, { shown: sensitive || isToken(value) ? null : value, path });
    // What is too long already is not searched as well.
    if (pattern !== undefined && length <= (shape.max ?? length) && !matches(pattern, value)) {
      context.faults.push(fault(shown, path, `Member must satisfy regular expression pattern: ${pattern}`));
    }
    if (shape.enum !== undefined && !shape.enum.includes(value)) {
      context.faults.push(fault(shown, path, `Member must satisfy enum value set: [${shape.enum.join(", ")}]`));
    }
  } else {
    if (typeof value !== "number" || !Number.isFinite(value)) throw new NotOfItsTypes();
    if ((type === "integer" || type === "long") && !Number.isInteger(value)) throw new NotOfItsTypes();
    const { min, max } = shape;
    if (min !== undefined && value < min)
      context.faults.push(fault(shown, path, `Member must have value greater than or equal to ${min}`));
    if (max !== undefined && value > max)
      context.faults.push(fault(shown, path, `Member must have value less than or equal to ${max}`));
  }
  return value;
}

/**
 * A token that stands where none belongs stays one: `ey…`, a dot, and more, wherever it stands in a text. By cutting, which takes as long as the
 * text is: one expression for all of it would try each `ey` to the end.
 */
function isToken(value: unknown): boolean {
  if (typeof value !== "string") return false;
  return value.split(/[^\w.-]+/).some((run) => {
    const parts = run.split(".");
    return parts.some((part, index) => {
      const start = part.indexOf("ey");
      return start >= 0 && part.length - start >= 10 && (parts[index + 1]?.length ?? 0) >= 8;
    });
  });
}

function judgeLength(
  context: Visit,
  { min, max, sensitive = false }: Shape,
  length: number,
  { shown, path }: { readonly shown: string | null; readonly path: Path },
): void {
  const value = sensitive || shown === null ? "Value" : `Value '${shown}'`;
  if (min !== undefined && length < min) {
    context.faults.push(fault(value, path, `Member must have length greater than or equal to ${min}`));
  }
  if (max !== undefined && length > max) {
    context.faults.push(fault(value, path, `Member must have length less than or equal to ${max}`));
  }
}

function fault(value: string, path: Path, constraint: string): Fault {
  return `${value} at '${path.join(".")}' failed to satisfy constraint: ${constraint}`;
}

/** Items of a list may be structures, which hold anything. */
function shownItem(item: unknown): string {
  return typeof item === "object" || isToken(item) ? "…" : String(item);
}

function lowered(name: string): string {
  return name.charAt(0).toLowerCase() + name.slice(1);
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new NotOfItsTypes();
  return value as Readonly<Record<string, unknown>>;
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
