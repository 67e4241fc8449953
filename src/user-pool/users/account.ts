import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { candidates } from "./names.ts";

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

/** For administrators, who may know. @throws `UserNotFoundException`, `InvalidParameterException` for what cannot be a name. */
export async function requireSub(context: PoolContext, read: Step["read"], username: string): Promise<string> {
  const sub = await findSub(context, read, username);
  if (sub === undefined) throw userNotFound();
  return sub;
}

export function userNotFound(): RockpoolError {
  return new RockpoolError("UserNotFoundException", "User does not exist.");
}

/** For applications, where the client says LEGACY. */
export function combinationNotFound(): RockpoolError {
  return new RockpoolError("UserNotFoundException", "Username/client id combination not found.");
}
