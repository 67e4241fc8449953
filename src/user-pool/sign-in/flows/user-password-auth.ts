import { RockpoolError } from "../../../errors.ts";
import type { Step } from "../../../storage/attempt.ts";
import type { Entry, Found } from "../../../storage/table.ts";
import type { PoolContext } from "../../context.ts";
import { userGroups } from "../../groups/membership.table.ts";
import { findSub, userNotFound } from "../../users/account.ts";
import { attemptsOf, attemptsOnName } from "../../users/attempts.ts";
import { type AuthStateRecord, authStates } from "../../users/auth-state.table.ts";
import { type CredentialRecord, credentials } from "../../users/credential.table.ts";
import { type UserRecord, users } from "../../users/user.table.ts";
import { foldName } from "../../users/username.ts";
import { callPreAuthentication } from "../authentication-triggers.ts";
import { barrier } from "../barrier.ts";
import { failedProof } from "../failed-proof.ts";
import type { Flow } from "../flow.ts";
import { judgeLock } from "../lockout.ts";

/**
 * USER_PASSWORD_AUTH: user name and password in the request. A name nobody has takes the same steps as any other: as many
 * reads, one hash, a counter, a lock, the same words.
 */
export const userPasswordAuth: Flow = {
  required: ["USERNAME", "PASSWORD"],
  hasPassword: true,

  async start({ context, client, parameters, validationData, step }) {
    const { read, once } = step;
    const { poolId, store, hasher } = context;
    const { USERNAME = "", PASSWORD: password = "" } = parameters;
    const username = foldName(context.settings.usernameConfiguration, USERNAME);
    const sub = await findSub(context, read, USERNAME, ["authParameters", "USERNAME"]);
    const counter = sub === undefined ? attemptsOnName(context, username, "password") : attemptsOf(context, sub, "password");
    const of = { poolId, sub: sub ?? "-" };
    const [before, user, authState, credential] = await read([counter, users.key(of), authStates.key(of), credentials.key(of)]);
    judgeLock(before, store.runtime.clock());
    if (client.settings.preventUserExistenceErrors === "LEGACY") tellWhatIs(user?.value, authState?.value);
    await callPreAuthentication(context, client, {
      once,
      user: user?.value,
      typed: USERNAME,
      validationData,
      changed: incorrect,
    });

    const isRight = await once(
      "password",
      credential?.value.passwordId ?? null,
      () => hasher.verify(credential?.value.passwordHash ?? null, password),
      // Another password was set while this one was hashed: the verdict is about one that is no more.
      incorrect,
    );
    // Hashing takes long enough for others to fail meanwhile: the lock is judged by what has been counted now.
    const [attempts, inGroups] = await read([counter, userGroups.key(of)]);
    judgeLock(attempts, store.runtime.clock());

    const isKnown = user !== undefined && authState !== undefined && credential !== undefined && attempts !== undefined;
    if (!isRight || !isKnown) {
      return failedProof(context, client, { sub, counter, attempts, error: incorrect() });
    }
    const { passwordId, temporaryUntil: until } = credential.value;
    const temporary = until === null ? null : { passwordId, until };
    const restsOn = [await kept(context, step, credential, password)];
    return { kind: "proved", user, authState, attempts, groups: inGroups?.value.groups ?? [], amr: ["pwd"], restsOn, temporary };
  },
};

/**
 * What Cognito tells everyone who has a name, before the password is looked at.
 *
 * @throws `UserNotFoundException`, and what bars the way of who is there.
 */
function tellWhatIs(user: UserRecord | undefined, authState: AuthStateRecord | undefined): void {
  if (user === undefined || authState === undefined) throw userNotFound();
  const barred = barrier(user, authState);
  if (barred !== undefined) throw barred;
}

/**
 * The credential that was proved: checked, or hashed anew, once, where it was imported as a hash of another kind, or the parameters have
 * changed since it was set.
 */
async function kept(
  { hasher }: PoolContext,
  { once }: Step,
  credential: Found<CredentialRecord>,
  password: string,
): Promise<Entry> {
  const { passwordHash, passwordId } = credential.value;
  if (passwordHash === null || !hasher.isOutdated(passwordHash)) return credential.check();
  return credential.put({ passwordHash: await once("hash anew", passwordId, () => hasher.hash(password), incorrect) });
}

function incorrect(): RockpoolError {
  return new RockpoolError("NotAuthorizedException", "Incorrect username or password.");
}
