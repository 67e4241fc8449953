import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { candidates } from "./names.ts";
import { users } from "./user.table.ts";

/** The sub of whoever signs in by this name: the user name, or an alias. @throws `InvalidParameterException` for what is no name */
export async function findSub(
  context: PoolContext,
  read: Step["read"],
  username: string,
  path?: readonly string[],
): Promise<string | undefined> {
  const found = await read(candidates(context, username, path));
  return found.find((record) => record !== undefined)?.value.sub;
}

/**
 * For administrators, who may know, and may also say the sub. That comes first: nobody can take a user name that stands in the way of
 * another's sub.
 *
 * @throws `UserNotFoundException`, `InvalidParameterException` for what cannot be a name.
 */
export async function requireSub(context: PoolContext, read: Step["read"], username: string): Promise<string> {
  const bySub = SUB.test(username) ? [users.key({ poolId: context.poolId, sub: username })] : [];
  const found = await read([...bySub, ...candidates(context, username)]);
  const sub = found.find((record) => record !== undefined)?.value.sub;
  if (sub === undefined) throw userNotFound();
  return sub;
}

/** A sub has its own case: a UUID in lower case. */
const SUB = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

export function userNotFound(): RockpoolError {
  return new RockpoolError("UserNotFoundException", "User does not exist.");
}

/** For applications, where the client says LEGACY. */
export function combinationNotFound(): RockpoolError {
  return new RockpoolError("UserNotFoundException", "Username/client id combination not found.");
}
