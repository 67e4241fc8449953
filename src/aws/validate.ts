import { brokenBy, constraintsOf, NotOfItsTypes } from "./constraints.ts";
import type { ServiceModel, Shape } from "./model.ts";

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

/** An answer does not grow with its request: of a list of things that are all wrong, those at its beginning say so. */
const MAX_FAULTS = 100;

interface Visit {
  readonly model: ServiceModel;
  readonly faults: Fault[];
}

type Path = readonly string[];

function visit(context: Visit, shapeName: string, value: unknown, path: Path): unknown {
  const shape = shapeOf(context, shapeName);
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
    if (value[name] == null) tell(context, () => "Value null", [...path, lowered(name)], ["Member must not be null"]);
  }
  const known = Object.entries(members).filter(([name]) => Object.hasOwn(value, name) && value[name] != null);
  return Object.fromEntries(known.map(([name, shape]) => [name, visit(context, shape, value[name], [...path, lowered(name)])]));
}

function map(context: Visit, shape: Shape, value: Readonly<Record<string, unknown>>, path: Path): unknown {
  const entries = Object.entries(value).filter(([, member]) => member !== null);
  const [keys, values] = [shapeOf(context, shape.key), shapeOf(context, shape.value)];
  // Who writes one in the place of the other has it in no error.
  const areTold = ![shape, keys, values].some(({ sensitive }) => sensitive);
  const pairs = (): string => entries.map(([name, member]) => `${shownItem(name)}=${shownItem(member)}`).join(", ");
  const shown = (): string => (areTold ? `Value '{${pairs()}}'` : "Value");
  tell(context, shown, path, brokenBy(shape, entries.length));
  if (entries.some(([name]) => brokenBy(keys, name).length > 0)) {
    tell(context, shown, path, [`Map keys must satisfy constraint: [${constraintsOf(keys).join(", ")}]`]);
  }
  if (isScalar(values) && entries.some(([, member]) => brokenBy(values, member).length > 0)) {
    tell(context, shown, path, [`Map value must satisfy constraint: [${constraintsOf(values).join(", ")}]`]);
  }
  if (isScalar(values)) return Object.fromEntries(entries);
  return Object.fromEntries(
    entries.map(([name, member]) => {
      const at = areTold && !isToken(name) ? [name, "member"] : ["member"];
      return [name, visit(context, shape.value ?? "", member, [...path, ...at])];
    }),
  );
}

function list(context: Visit, shape: Shape, value: unknown, path: Path): unknown {
  if (!Array.isArray(value)) throw new NotOfItsTypes();
  const member = shapeOf(context, shape.member);
  const isTold = !shape.sensitive && !member.sensitive;
  const shown = (): string => (isTold ? `Value '[${value.map(shownItem).join(", ")}]'` : "Value");
  tell(context, shown, path, brokenBy(shape, value.length));
  if (!isScalar(member)) {
    return value.map((item, index) => visit(context, shape.member ?? "", item, [...path, String(index + 1), "member"]));
  }
  if (value.some((item) => brokenBy(member, item).length > 0)) {
    tell(context, shown, path, [`Member must satisfy constraint: [${constraintsOf(member).join(", ")}]`]);
  }
  return value;
}

function scalar(context: Visit, shape: Shape, value: unknown, path: Path): unknown {
  const shown = (): string => (shape.sensitive || isToken(value) ? "Value" : `Value '${String(value)}'`);
  tell(context, shown, path, brokenBy(shape, value));
  return value;
}

function isScalar({ type }: Shape): boolean {
  return type !== "structure" && type !== "list" && type !== "map";
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

function tell({ faults }: Visit, value: () => string, path: Path, constraints: readonly string[]): void {
  for (const constraint of constraints) {
    if (faults.length < MAX_FAULTS) faults.push(`${value()} at '${path.join(".")}' failed to satisfy constraint: ${constraint}`);
  }
}

function shapeOf({ model }: Visit, name = ""): Shape {
  const shape = model.shapes[name];
  if (shape === undefined) throw new Error(`the model has no shape ${name}`);
  return shape;
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
