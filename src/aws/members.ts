/** How a member of AWS's is one of ours: dotted paths in both, and what its value becomes. */
export interface Member {
  readonly aws: string;
  readonly ours: string;
  /** @default the value as it is */
  readonly toOurs?: (value: never) => unknown;
  /** `undefined`: it is not shown. @default the value as it is */
  readonly toAws?: (value: never) => unknown;
}

type Members = Readonly<Record<string, unknown>>;

/** What is written of an input, as ours: a member that is not there stays away. */
export function toOurs(table: readonly Member[], input: object): Members {
  const written: Record<string, unknown> = {};
  for (const { aws, ours, toOurs: convert } of table) {
    const value = valueAt(input, aws);
    if (value !== undefined) put(written, ours, convert === undefined ? value : convert(value as never));
  }
  return written;
}

/** Settings as AWS shows them: what is `null` here, or a list of nothing, is not there. */
export function toAws(table: readonly Member[], settings: object): Members {
  const shown: Record<string, unknown> = {};
  for (const { aws, ours, toAws: convert } of table) {
    const value = valueAt(settings, ours);
    const isNothing = value == null || (Array.isArray(value) && value.length === 0);
    const made = isNothing || convert === undefined ? value : convert(value as never);
    if (!isNothing && made !== undefined) put(shown, aws, made);
  }
  return shown;
}

function valueAt(root: object, path: string): unknown {
  return path.split(".").reduce<unknown>((value, name) => (value as Members | null | undefined)?.[name], root);
}

function put(root: Record<string, unknown>, path: string, value: unknown): void {
  const names = path.split(".");
  const last = names.pop() ?? "";
  let at = root;
  for (const name of names) {
    at[name] ??= {};
    at = at[name] as Record<string, unknown>;
  }
  at[last] = value;
}

/** Members of the same name in both, but for the first letter. */
export function sameMembers(
  prefix: { readonly aws: string; readonly ours: string },
  names: readonly string[],
): readonly Member[] {
  return names.map((name) => ({
    aws: `${prefix.aws}${name}`,
    ours: `${prefix.ours}${name.charAt(0).toLowerCase()}${name.slice(1)}`,
  }));
}
