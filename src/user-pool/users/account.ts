import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { usernames } from "./user.table.ts";
import { foldUsername } from "./username.ts";

/** The sub of whoever has this name, which was folded. */
export async function findSub(context: PoolContext, read: Step["read"], username: string): Promise<string | undefined> {
  const [taken] = await read([usernames.key({ poolId: context.poolId, username })]);
  return taken?.value.sub;
}

/** For administrators, who may know. @throws `UserNotFoundException`, `InvalidParameterException` for what cannot be a name. */
export async function requireSub(context: PoolContext, read: Step["read"], username: string): Promise<string> {
  const sub = await findSub(context, read, foldUsername(username));
  if (sub === undefined) throw userNotFound();
  return sub;
}

export function userNotFound(): RockpoolError {
  return new RockpoolError("UserNotFoundException", "User does not exist.");
}
