import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { newAttempts } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { credentials } from "./credential.table.ts";
import type { NewPassword } from "./credential.ts";
import { renamed, type SignInName } from "./names.ts";
import { type UserRecord, usernames, users } from "./user.table.ts";

export interface NewUser {
  readonly user: UserRecord;
  readonly password: NewPassword;
  /** Hashes of the passwords before, the last one first. @default [] */
  readonly previousHashes?: readonly string[];
  /** @default true */
  readonly enabled?: boolean;
  /** Above that of a user who had the sub before. @default 0 */
  readonly epoch?: number;
  /** Whether verified addresses of others become this user's. */
  readonly force?: boolean;
  /** Made when the user name is somebody's. */
  readonly usernameTaken: () => RockpoolError;
  /** Made when an address, or the preferred user name, is somebody's. */
  readonly nameTaken: (name: SignInName) => RockpoolError;
}

/** All records of a user who comes into being, and of the names they are found by. @throws what `…Taken` make */
export async function newUser(context: PoolContext, read: Step["read"], created: NewUser): Promise<readonly Entry[]> {
  const { user, password, previousHashes = [], enabled = true, epoch = 0, force = false, usernameTaken, nameTaken } = created;
  const { poolId, sub, username, attributes } = user;
  const [taken] = await read([usernames.key({ poolId, username })]);
  if (taken !== undefined) throw usernameTaken();
  const names = await renamed(context, read, { sub, username, before: {}, after: attributes, force, taken: nameTaken });
  return [
    usernames.create({ poolId, username, sub }),
    ...names,
    users.create(user),
    authStates.create({ poolId, sub, enabled, epoch }),
    credentials.create({ poolId, sub, previousHashes, ...password }),
    newAttempts(context, sub, "password"),
    newAttempts(context, sub, "confirmSignUp"),
  ];
}

/** What somebody is told whose address is the user name of somebody else. */
export function addressInUse({ kind }: SignInName): RockpoolError {
  return new RockpoolError("UsernameExistsException", `An account with the given ${kind} already exists.`);
}

/** What somebody is told who proves, or prefers, what is somebody else's. */
export function aliasExists({ kind }: SignInName): RockpoolError {
  return new RockpoolError("AliasExistsException", `An account with the given ${kind} already exists.`);
}
