import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { type Attributes, attributeNameSchema } from "./attributes.ts";
import { type AuthStateRecord, authStates } from "./auth-state.table.ts";
import { parseFilter } from "./filter.ts";
import { everybody, searchBy } from "./search.ts";
import { type UserRecord, users } from "./user.table.ts";
import { profileOf, type UserProfile } from "./user-profile.ts";

export interface ListUsersInput {
  /**
   * One condition: `email = "ada@example.com"`, or `name ^= "Ad"` for what begins with it; in the quotes, `\"` and `\\` for a quote
   * and a backslash. By `username`, `sub`, `email`, `phone_number`, `name`, `given_name`, `family_name`, `preferred_username`,
   * `cognito:user_status`, `status` (`Enabled`, `Disabled`), and custom attributes that the schema calls searchable. At most 256
   * characters. @default all users
   */
  readonly filter?: string | undefined;
  /** 0 to 60, where 0 is 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave; good for an hour, and for this filter. @default the first page */
  readonly paginationToken?: string | undefined;
  /** Names of attributes to be given; none is all. @default all */
  readonly attributesToGet?: readonly string[] | undefined;
}

export interface UserPage {
  /** May be fewer than the limit, or none, while a token remains. */
  readonly users: readonly UserProfile[];
  /** `null`: nothing follows. */
  readonly paginationToken: string | null;
}

const MAX_LIMIT = 60;

const schema: SchemaOf<ListUsersInput> = schemaFor<ListUsersInput>()(
  z.strictObject({
    filter: z.string().max(256).optional(),
    limit: z.int().min(0).max(MAX_LIMIT).optional(),
    paginationToken: z.string().min(1).max(16_384).optional(),
    attributesToGet: z.array(attributeNameSchema).max(100).optional(),
  }),
);

/**
 * One page of the pool's users (Cognito's `ListUsers`), in the order of what is filtered by, folded, and then of the subs; without a
 * filter, of the subs. What was stored before the call is seen. A user whose filtered attribute changes between two pages may stand on
 * both, or on none; every other stands on one.
 *
 * @throws `InvalidParameterException`
 */
export async function listUsers(context: PoolContext, input: ListUsersInput): Promise<UserPage> {
  const { filter: written = "", limit = 0, paginationToken, attributesToGet = [] } = parse(schema, input);
  const { poolId, store } = context;
  const filter = parseFilter(written);
  const search = filter === null ? everybody(context) : searchBy(context, filter);
  const shown = attributeFilter(context, attributesToGet);
  const query = ["users", ...(filter === null ? [] : [filter.name, filter.operator, filter.value])];
  const before = cursorOf(context, query, paginationToken, "paginationToken");

  const { subs, cursor } = await search.page({ limit: limit === 0 ? MAX_LIMIT : limit, cursor: before });
  const found = await store.read(subs.flatMap((sub) => [users.key({ poolId, sub }), authStates.key({ poolId, sub })]));
  const listed = subs.flatMap((_, at) => {
    const [user, state] = found.slice(2 * at) as [Found<UserRecord> | undefined, Found<AuthStateRecord> | undefined];
    if (user === undefined || state === undefined) return [];
    return search.matches(user.value, state.value) ? [profileOf(user.value, state.value)] : [];
  });
  return {
    users: listed.map((profile) => ({ ...profile, attributes: shown(profile.attributes) })),
    paginationToken: pageToken(context, query, cursor),
  };
}

function attributeFilter({ settings }: PoolContext, names: readonly string[]): (attributes: Attributes) => Attributes {
  // Cognito counts `identities` among the attributes of every pool.
  if (!names.every((name) => Object.hasOwn(settings.schema, name) || name === "identities")) {
    const message = "One or more requested attributes do not exist in user pool.";
    throw new RockpoolError("InvalidParameterException", message, { path: "attributesToGet" });
  }
  if (names.length === 0) return (attributes) => attributes;
  return (attributes) => Object.fromEntries(Object.entries(attributes).filter(([name]) => names.includes(name)));
}
