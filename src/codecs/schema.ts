import type { z } from "zod";
import { isRockpoolError, RockpoolError } from "../errors.ts";
import { constraintOf } from "./constraint.ts";
import { isStorableText } from "./text.ts";

/** A zod schema that is known to take exactly `T`. */
export type SchemaOf<T> = z.ZodType<T, T>;

/** `readonly` is a promise of ours to callers, zod does not make it: it is left out of the comparison. */
type Writable<T> = T extends (...args: never[]) => unknown
  ? T
  : T extends object
    ? { -readonly [K in keyof T]: Writable<T[K]> }
    : T;
type Same<A, B> = (<X>() => X extends A ? 1 : 2) extends <X>() => X extends B ? 1 : 2 ? true : false;
type TakesExactly<S extends z.ZodType, T> =
  Same<Writable<z.input<S>>, Writable<T>> extends true
    ? Same<Writable<z.output<S>>, Writable<T>> extends true
      ? S
      : { readonly "the schema's output differs from": T }
    : { readonly "the schema's input differs from": T };

/**
 * Ties a schema to the public interface it checks. It does not compile when the two differ, also where
 * `z.ZodType<T, T>` alone would let the difference through: a member forgotten, optional on one side only.
 * A schema fills in nothing (no `.default()`): `ensure` must tell a written member from an unwritten one.
 */
export function schemaFor<T>(): <S extends z.ZodType>(schema: S & TakesExactly<S, T>) => SchemaOf<T> {
  return (schema) => schema as unknown as SchemaOf<T>;
}

/**
 * Checks an argument once, at the edge. Inside, plain types are trusted.
 *
 * @param root What the path of an error begins with, for arguments that are not members of an input.
 * @throws `InvalidParameterException` with the path of the first thing that is wrong. The value is never in the message.
 */
export function parse<T>(schema: SchemaOf<T>, value: unknown, root?: string): T {
  const before = root === undefined ? [] : [root];
  const parsed = asData(before, () => {
    refuseUnstorable(value, before);
    const result = schema.safeParse(value, { error: constraintOf });
    // Once more what is used, since the input may have been an object that shows its members in another way.
    if (result.success) refuseUnstorable(result.data, before);
    return result;
  });
  if (parsed.success) return parsed.data;
  const issue = parsed.error.issues[0];
  const path = issue?.code === "unrecognized_keys" ? [...issue.path, issue.keys[0] ?? ""] : (issue?.path ?? []);
  throw invalidParameter([...before, ...path.map(String)], issue?.message ?? "Invalid value");
}

/** Data can be looked at: what throws then is something else. @throws `InvalidParameterException` */
export function asData<T>(path: readonly string[], look: () => T): T {
  try {
    return look();
  } catch (error) {
    throw isRockpoolError(error) ? error : invalidParameter(path, "Member must be plain data");
  }
}

/** @param constraint What must hold, in the form of AWS's validation errors: `Member must …`. */
export function invalidParameter(path: readonly string[], constraint: string): RockpoolError {
  const dotted = path.join(".");
  return new RockpoolError(
    "InvalidParameterException",
    `1 validation error detected: Value at '${dotted}' failed to satisfy constraint: ${constraint}`,
    { path: dotted },
  );
}

/** Refuses the first text that no storage could keep, and the one name that means something else to JavaScript. */
function refuseUnstorable(value: unknown, path: readonly string[]): void {
  if (typeof value === "string") refuseText(value, path);
  if (!isPlainData(value)) return;
  // Deeper than any input of ours, and a circle ends here.
  if (path.length > 16) throw invalidParameter(path, "Member must not be nested so deep");
  for (const [name, member] of Object.entries(value)) {
    refuseText(name, path);
    if (name === "__proto__") throw invalidParameter([...path, name], "Member must not have this name");
    refuseUnstorable(member, [...path, name]);
  }
}

function refuseText(text: string, path: readonly string[]): void {
  if (!isStorableText(text)) throw invalidParameter(path, "Member must not hold U+0000 or a lone surrogate");
}

/** Arrays and object literals: what carries data. A storage, a function or a Date among the options is not looked into. */
function isPlainData(value: unknown): value is object {
  if (typeof value !== "object" || value === null) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return Array.isArray(value) || prototype === Object.prototype || prototype === null;
}
