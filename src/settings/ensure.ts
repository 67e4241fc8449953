import { z } from "zod";
import { invalidParameter } from "../codecs/schema.ts";
import type { SettingDifference } from "../errors.ts";
import { attempt, type Step } from "../storage/attempt.ts";
import type { Store } from "../storage/store.ts";
import type { Entry, Found, PoolRecord, Ref } from "../storage/table.ts";
import { differences, refuseFrozen } from "./reconcile.ts";
import { type ReservedRecord, reservedNames } from "./reserved.table.ts";

/** What every `ensure…` takes beside its settings. */
export interface EnsureOptions<M extends string> {
  /** By what it is found: of the same form as a name. What has a key of its own can be renamed. @default the name */
  readonly key?: string | undefined;
  /** Members that return to their defaults; none of them may be written as well. */
  readonly reset?: readonly M[] | undefined;
  /**
   * The age of this configuration. One lower than what is stored writes nothing and finds what is there: an old process that
   * starts again does not undo a newer one. Without it, whoever comes last is right.
   */
  readonly revision?: number | undefined;
}

/** The name of a pool or a client, and the key it is found by. */
export const nameSchema: z.ZodString = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w\s+=,.@-]+$/);

interface EnsureMembers<M extends string> {
  key: z.ZodOptional<z.ZodString>;
  reset: z.ZodOptional<z.ZodArray<z.ZodEnum<{ [member in M]: member }>>>;
  revision: z.ZodOptional<z.ZodInt>;
}

/** The members of {@link EnsureOptions}, for a schema. */
export function ensureMembers<const M extends string>(resettable: readonly M[]): EnsureMembers<M> {
  return {
    key: nameSchema.optional(),
    reset: z
      .array(z.enum(resettable) as EnsureMembers<M>["reset"]["def"]["innerType"]["element"])
      .max(resettable.length)
      .optional(),
    revision: z.int().min(0).optional(),
  };
}

/** A record of something that code configures. */
export interface Configured<S extends object> extends PoolRecord {
  /** The name under which `ensure…` finds it. */
  readonly key: string;
  readonly settings: S;
  /** The highest that was written; `null` until one was. */
  readonly revision: number | null;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

/** When something was made, and when its settings were written last. */
export interface SettingDates {
  readonly creationDate: Date;
  readonly lastModifiedDate: Date;
}

export function datesOf({ createdAt, lastModifiedAt }: Pick<Configured<object>, "createdAt" | "lastModifiedAt">): SettingDates {
  return { creationDate: new Date(createdAt), lastModifiedDate: new Date(lastModifiedAt) };
}

/** What `ensure` must know of a kind of thing. */
export interface EnsuredKind<S extends object, R extends Configured<S>> {
  readonly reserved: Pick<ReservedRecord, "poolId" | "kind">;
  readonly name: keyof S & string;
  /** Every setting but the name. */
  readonly defaults: Partial<S>;
  /** Dotted paths of what is fixed at creation. */
  readonly frozen: readonly string[];
  /** What settings become when others are written over them; also what stored ones become when they are written over the defaults. */
  merge(settings: S, written: object): S;
  /**
   * Rules between members, for what the settings would become.
   *
   * @param before What they are; `null` at creation.
   * @throws `InvalidParameterException`
   */
  check(settings: S, before: S | null): void;
  /**
   * What the settings rest on in other records: looked up in each try, and only when something is to be written. The entries that
   * it returns, checks of what it found, join the plan. `before` is `null` at creation.
   */
  rests?(read: Step["read"], before: S | null, after: S): Promise<readonly Entry[]>;
  /** Differences in what is written beside the settings, and is not to be shown: each is fixed at creation. */
  hidden?(stored: R): readonly SettingDifference[];
  find(id: string): Ref<R>;
  create(configured: Omit<Configured<S>, "poolId">): { readonly id: string; readonly entries: readonly Entry[] };
}

/** What {@link ensure} came to. */
export interface Ensured {
  readonly id: string;
  readonly isNew: boolean;
}

/**
 * Creates what has this key, or brings it to what is written. A member that is not written stays, objects merge member by
 * member, lists are replaced; equal means no write; nothing is ever deleted.
 *
 * @param written Checked options: the members of the settings, and those of {@link EnsureOptions}.
 * @returns Its id, and whether it was created.
 * @throws `InvalidParameterException`; `FrozenSettingException` when a member that is fixed at creation differs.
 */
export function ensure<S extends object, R extends Configured<S>>(
  store: Store,
  kind: EnsuredKind<S, R>,
  written: EnsureOptions<string> & object,
): Promise<Ensured> {
  return attempt<Ensured>(store, async ({ read }) => {
    const now = store.runtime.clock();
    const key = keyOf(kind, written);
    const stored = await lookUp(read, kind, key);
    const { before, settings, changes, revision, isWrite } = plan(kind, stored?.found.value, written);
    refuseFrozen(changes);
    if (stored !== undefined && !isWrite) return { result: { id: stored.id, isNew: false } };
    const checks = (await kind.rests?.(read, before, settings)) ?? [];
    if (stored === undefined) {
      const { id, entries } = kind.create({ key, settings, revision, createdAt: now, lastModifiedAt: now });
      const reserved = reservedNames.create({ ...kind.reserved, name: key, id });
      return { commit: [reserved, ...entries, ...checks], result: { id, isNew: true } };
    }
    const put = stored.found.put({ settings, revision, lastModifiedAt: now } as Partial<R>);
    return { commit: [put, ...checks], result: { id: stored.id, isNew: false } };
  });
}

/** What {@link ensure} would change, in the order of the settings; all of them, from `undefined`, when it would create. */
export async function diff<S extends object, R extends Configured<S>>(
  store: Store,
  kind: EnsuredKind<S, R>,
  written: EnsureOptions<string> & object,
): Promise<readonly SettingDifference[]> {
  const stored = await lookUp((refs) => store.read(refs), kind, keyOf(kind, written));
  return plan(kind, stored?.found.value, written).changes;
}

interface Planned<S> {
  /** What is stored, with the defaults of members it does not know; `null` where nothing is. */
  readonly before: S | null;
  readonly settings: S;
  readonly changes: readonly SettingDifference[];
  readonly revision: number | null;
  readonly isWrite: boolean;
}

/** Decides what is to be written; reads and writes nothing. */
function plan<S extends object, R extends Configured<S>>(
  kind: EnsuredKind<S, R>,
  stored: R | undefined,
  written: EnsureOptions<string> & object,
): Planned<S> {
  const { reset = [], revision = stored?.revision ?? null } = written;
  const both = reset.find((member) => (written as Readonly<Record<string, unknown>>)[member] !== undefined);
  if (both !== undefined) throw invalidParameter(["reset"], `Member must not name ${both}, which is written as well`);
  if (stored !== undefined && revision !== null && revision < (stored.revision ?? 0)) {
    const { settings } = stored;
    return { before: settings, settings, changes: [], revision: stored.revision, isWrite: false };
  }
  const named = unnamed(kind);
  const before = stored === undefined ? named : completed(kind, stored.settings);
  const defaults = Object.fromEntries(reset.map((member) => [member, named[member as keyof S]]));
  const settings = kind.merge({ ...before, ...defaults }, written);
  kind.check(settings, stored === undefined ? null : before);
  const none = Object.fromEntries(Object.keys(settings).map((member) => [member, undefined]));
  const shown = differences(stored === undefined ? none : before, settings, stored === undefined ? [] : kind.frozen);
  const changes = [...shown, ...((stored && kind.hidden?.(stored)) ?? [])];
  const isWrite = changes.length > 0 || revision !== stored?.revision;
  return { before: stored === undefined ? null : before, settings, changes, revision, isWrite };
}

/**
 * Changes what is there: a member that is not written stays, objects merge member by member, lists are replaced; equal means no
 * write. Cognito's updates return what is not written to its default.
 *
 * @param change `written`: what is written, or what makes it of what is stored; `notFound`: made when there is no such thing.
 * @throws `InvalidParameterException`; `FrozenSettingException` when a member that is fixed at creation differs.
 */
export function update<S extends object, R extends Configured<S>>(
  store: Store,
  kind: EnsuredKind<S, R>,
  {
    id,
    written,
    notFound,
  }: { readonly id: string; readonly written: object | ((stored: S) => object); readonly notFound: () => Error },
): Promise<void> {
  return attempt(store, async ({ read }) => {
    const [found] = await read([kind.find(id)]);
    if (found === undefined) throw notFound();
    const change = typeof written === "function" ? written(completed(kind, found.value.settings)) : written;
    const { before, settings, changes, isWrite } = plan(kind, found.value, change);
    refuseFrozen(changes);
    if (!isWrite) return { result: undefined };
    const checks = (await kind.rests?.(read, before, settings)) ?? [];
    const put = found.put({ settings, lastModifiedAt: store.runtime.clock() } as Partial<R>);
    return { commit: [put, ...checks], result: undefined };
  });
}

/** Every default, and no name yet. */
function unnamed<S extends object, R extends Configured<S>>({ name, defaults }: EnsuredKind<S, R>): S {
  return { [name]: "", ...defaults } as unknown as S;
}

/** What is stored, with the defaults of members it does not know; in our order, which not every database keeps. */
function completed<S extends object, R extends Configured<S>>(kind: EnsuredKind<S, R>, settings: S): S {
  return kind.merge(unnamed(kind), settings);
}

function keyOf<S extends object, R extends Configured<S>>(
  { name }: EnsuredKind<S, R>,
  written: EnsureOptions<string> & object,
): string {
  return written.key ?? String((written as Readonly<Record<string, unknown>>)[name]);
}

async function lookUp<S extends object, R extends Configured<S>>(
  read: Step["read"],
  kind: EnsuredKind<S, R>,
  key: string,
): Promise<{ readonly id: string; readonly found: Found<R> } | undefined> {
  const name = reservedNames.key({ ...kind.reserved, name: key });
  let [reserved] = await read([name]);
  while (reserved !== undefined) {
    const { id } = reserved.value;
    // The name once more: between the two reads, what had it can be deleted, and another can have taken it.
    const [still, found] = await read([name, kind.find(id)]);
    if (still?.value.id === id) {
      if (found === undefined) throw new Error(`the name of ${kind.reserved.kind} ${id} is reserved, and there is no such thing`);
      return { id, found };
    }
    reserved = still;
  }
  return undefined;
}
