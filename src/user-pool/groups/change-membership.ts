import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt, type Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { requireSub, userNotFound } from "../users/account.ts";
import { users } from "../users/user.table.ts";
import { usernameSchema } from "../users/username.ts";
import { type GroupRecord, type GroupReference, groupNotFound, groups } from "./group.table.ts";
import { groupNameSchema } from "./group.ts";
import { memberships, type UserGroupsRecord, userGroups } from "./membership.table.ts";

export interface MembershipInput {
  readonly groupName: string;
  readonly username: string;
}

const schema: SchemaOf<MembershipInput> = schemaFor<MembershipInput>()(
  z.strictObject({ groupName: groupNameSchema, username: usernameSchema }),
);

/** Groups of one user (users-and-triggers.md 9). */
const MAX_GROUPS = 100;

/**
 * Adds a user to a group (Cognito's `AdminAddUserToGroup`). Twice is once. The next token says so.
 *
 * @throws `InvalidParameterException`, `ResourceNotFoundException`, `UserNotFoundException`
 * @throws `LimitExceededException`: the user is in 100 groups already.
 */
export function addUserToGroup(context: PoolContext, input: MembershipInput): Promise<void> {
  return change(context, input, async (read, { group: { groupName, groupId }, sub, entry }) => {
    const { poolId, store } = context;
    const entries = entry?.value.groups ?? [];
    if (entries.some((one) => one.groupId === groupId)) return [];
    const living = await livingOf(read, poolId, entries);
    if (living.length >= MAX_GROUPS) {
      throw new RockpoolError("LimitExceededException", `A user is in at most ${MAX_GROUPS} groups.`, {
        retryAfterSeconds: null,
      });
    }
    // What is left of deleted groups goes now: so the record keeps within its size, however late the job is.
    const after = [...living, { groupName, groupId }];
    return [
      entry?.put({ groups: after }) ?? userGroups.create({ poolId, sub, groups: after }),
      memberships.create({ poolId, groupId, sub, createdAt: store.runtime.clock() }),
    ];
  });
}

/**
 * Takes a user out of a group (Cognito's `AdminRemoveUserFromGroup`). Who is not in it stays out. The next token says so; those that
 * were issued say what they said.
 *
 * @throws `InvalidParameterException`, `ResourceNotFoundException`, `UserNotFoundException`
 */
export function removeUserFromGroup(context: PoolContext, input: MembershipInput): Promise<void> {
  return change(context, input, async (read, { group: { groupId }, sub, entry }) => {
    const entries = entry?.value.groups ?? [];
    if (entry === undefined || !entries.some((one) => one.groupId === groupId)) return [];
    const [membership] = await read([memberships.key({ poolId: context.poolId, groupId, sub })]);
    const others = entries.filter((one) => one.groupId !== groupId);
    return [entry.put({ groups: others }), ...(membership === undefined ? [] : [membership.delete()])];
  });
}

interface Read {
  readonly group: GroupRecord;
  readonly sub: string;
  readonly entry: Found<UserGroupsRecord> | undefined;
}

/** One plan that names group and user as well: neither can be deleted meanwhile. */
async function change(
  context: PoolContext,
  input: MembershipInput,
  entriesOf: (read: Step["read"], found: Read) => Promise<readonly Entry[]>,
): Promise<void> {
  const { groupName, username } = parse(schema, input);
  const { poolId, store } = context;
  await attempt(store, async ({ read }) => {
    const sub = await requireSub(context, read, username);
    const [group, user, entry] = await read([
      groups.key({ poolId, groupName }),
      users.key({ poolId, sub }),
      userGroups.key({ poolId, sub }),
    ]);
    if (user === undefined) throw userNotFound();
    if (group === undefined) throw groupNotFound();
    const entries = await entriesOf(read, { group: group.value, sub, entry });
    if (entries.length === 0) return { result: undefined };
    return { commit: [...entries, group.check(), user.check()], result: undefined };
  });
}

/** The groups of these that are still there. One that is gone never comes back. */
async function livingOf(
  read: Step["read"],
  poolId: string,
  entries: readonly GroupReference[],
): Promise<readonly GroupReference[]> {
  if (entries.length === 0) return [];
  const found = await read(entries.map(({ groupName }) => groups.key({ poolId, groupName })));
  return entries.filter(({ groupId }, at) => found[at]?.value.groupId === groupId);
}
