import { isDeepStrictEqual } from "node:util";
import { RockpoolError, type SettingDifference } from "../errors.ts";

/** A setting, or settings by name. */
type Members = Readonly<Record<string, unknown>>;

/**
 * What settings become when options are written over them: a member that is written is set, one that is not (absent or
 * `undefined`) stays. Objects merge member by member, lists are replaced. Members the settings do not know are left out.
 */
export function merge<S extends object>(stored: S, written: object): S {
  const from = written as Members;
  const merged = Object.entries(stored).map(([member, before]) => {
    const after = from[member];
    if (after === undefined) return [member, before];
    return [member, isMembers(before) && isMembers(after) ? merge(before, after) : after];
  });
  return Object.fromEntries(merged) as S;
}

/**
 * Every member that differs, by dotted path, in the order of the settings.
 *
 * @param frozen The paths of what is fixed at creation, with all below them; to add to it is no change of what is there.
 */
export function differences(
  stored: object,
  merged: object,
  frozen: readonly string[],
  parent = "",
): readonly SettingDifference[] {
  const after = merged as Members;
  const before = stored as Members;
  return [...new Set([...Object.keys(stored), ...Object.keys(merged)])].flatMap((member) => {
    const [was, now] = [before[member], after[member]];
    const path = `${parent}${member}`;
    if (isMembers(was) && isMembers(now)) return differences(was, now, frozen, `${path}.`);
    if (isDeepStrictEqual(was, now)) return [];
    const isFrozen = was !== undefined && frozen.some((fixed) => `${path}.`.startsWith(`${fixed}.`));
    return [{ path, stored: was, written: now, frozen: isFrozen }];
  });
}

/** @throws `FrozenSettingException` with every difference in a member that is fixed at creation. */
export function refuseFrozen(all: readonly SettingDifference[]): void {
  const refused = all.filter(({ frozen }) => frozen);
  if (refused.length === 0) return;
  const names = refused.map(({ path }) => path).join(", ");
  throw new RockpoolError("FrozenSettingException", `Fixed at creation, and written differently: ${names}`, {
    differences: refused,
  });
}

function isMembers(value: unknown): value is Members {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
