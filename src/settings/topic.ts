import type { z } from "zod";
import type { SchemaOf } from "../codecs/schema.ts";
import { RockpoolError } from "../errors.ts";

/**
 * Settings as they are written: a member that is left out, or `undefined`, stays as it is (at creation: gets its default);
 * objects are merged member by member, lists are replaced.
 */
export type Patch<S> = { readonly [M in keyof S]?: PatchOf<S[M]> | undefined };

export type PatchOf<T> = T extends readonly unknown[] ? T : T extends object ? Patch<T> : T;

/** One topic of the settings, told once: how each member is written, what it is when it is not, and what must hold between them. */
export interface SettingTopic<S> {
  readonly schemas: { readonly [M in keyof S]: SchemaOf<PatchOf<S[M]>> };
  /** Merged at creation, and into settings that were stored before a member was known. */
  readonly defaults: S;
  /** Checked on what the settings would become. @throws `InvalidParameterException` */
  readonly check?: (settings: S) => void;
}

/** The schemas of a topic, as members that may be left out. */
export function optional<S>(schemas: SettingTopic<S>["schemas"]): { [M in keyof S]: z.ZodOptional<SchemaOf<PatchOf<S[M]>>> } {
  const entries = Object.entries<z.ZodType>(schemas).map(([member, schema]) => [member, schema.optional()]);
  return Object.fromEntries(entries) as { [M in keyof S]: z.ZodOptional<SchemaOf<PatchOf<S[M]>>> };
}

/** A rule between settings that does not hold. @param message In the service's own words where it has some. */
export function settingRefused(path: string, message: string): RockpoolError {
  return new RockpoolError("InvalidParameterException", message, { path });
}
