import { canonical } from "../../codecs/text.ts";
import { RockpoolError } from "../../errors.ts";
import type { PageOptions } from "../../storage/store.ts";
import type { Indexed } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { attributeValues, namedValue } from "./attribute-value.table.ts";
import { isSearchable } from "./attribute-values.ts";
import { type AuthStateRecord, authStates } from "./auth-state.table.ts";
import type { Filter } from "./filter.ts";
import { type UserIndex, type UserRecord, users } from "./user.table.ts";
import { foldName } from "./username.ts";

/** Users in the order of an index: a page costs the same among a thousand users and among a million. */
export interface Search {
  page(options: PageOptions): Promise<{ readonly subs: readonly string[]; readonly cursor: string | null }>;
  /** Whether a user is what was asked for. Between the look at an index and that at the user, something can have changed. */
  matches(user: UserRecord, state: AuthStateRecord): boolean;
}

/** Names of a filter that every pool has, and the index of each. */
const userIndexes: ReadonlyMap<string, UserIndex> = new Map([
  ["sub", "sub"],
  ["username", "username"],
  ["email", "email"],
  ["phone_number", "phoneNumber"],
  ["name", "name"],
  ["given_name", "givenName"],
  ["family_name", "familyName"],
  ["preferred_username", "preferredUsername"],
  ["cognito:user_status", "userStatus"],
]);

/** All users, by sub. */
export function everybody({ poolId, store }: PoolContext): Search {
  return {
    async page(options) {
      const { records, cursor } = await store.scan(users, [poolId], options);
      return { subs: records.map(({ value }) => value.sub), cursor };
    },
    matches: () => true,
  };
}

/**
 * The users of a filter, by what is indexed and then by sub. Attributes and `cognito:user_status` are compared folded (the sources
 * disagree; who searches does not know how it was written), a user name as the pool folds user names, `sub` and `status` as they are.
 *
 * @throws `InvalidParameterException`: users cannot be listed by this name.
 */
export function searchBy(context: PoolContext, filter: Filter): Search {
  const { name, value } = filter;
  const { usernameConfiguration, schema } = context.settings;
  const index = userIndexes.get(name);
  if (index !== undefined) {
    const own = (user: UserRecord): string | null => users.indexed(index, user);
    const text = index === "sub" ? value : index === "username" ? foldName(usernameConfiguration, value) : canonical(value);
    return search(context, filter, { table: users, index, text, own });
  }
  if (name === "status") {
    const own = (_: UserRecord, state: AuthStateRecord): string | null => authStates.indexed("status", state);
    return search(context, filter, { table: authStates, index: "status", text: value, own });
  }
  if (isSearchable(schema, name)) {
    const own = ({ attributes: { [name]: has } }: UserRecord): string | null =>
      has === undefined ? null : namedValue(name, has);
    return search(context, filter, { table: attributeValues, index: "value", text: namedValue(name, value), own });
  }
  throw new RockpoolError("InvalidParameterException", `Invalid search attribute: ${name}`, { path: "filter" });
}

interface Searched<R, I extends string> {
  readonly table: Indexed<R, I>;
  readonly index: I;
  /** What is looked for, as the index has it. */
  readonly text: string;
  /** What the index has of a user. */
  readonly own: (user: UserRecord, state: AuthStateRecord) => string | null;
}

function search<R extends { readonly sub: string }, I extends string>(
  { poolId, store }: PoolContext,
  { operator }: Filter,
  { table, index, text, own }: Searched<R, I>,
): Search {
  const isWhole = operator === "=";
  const range = isWhole ? { poolId, equals: text } : { poolId, startsWith: text };
  return {
    async page(options) {
      const { records, cursor } = await store.find(table, index, range, options);
      return { subs: records.map(({ value }) => value.sub), cursor };
    },
    matches(user, state) {
      const has = own(user, state);
      return isWhole ? has === text : has?.startsWith(text) === true;
    },
  };
}
