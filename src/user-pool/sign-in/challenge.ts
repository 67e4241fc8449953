import type { Json } from "../../codecs/json.ts";
import { RockpoolError } from "../../errors.ts";
import { newHandle, parseHandle } from "../../seal/handle.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import type { GroupReference } from "../groups/group.table.ts";
import { userGroups } from "../groups/membership.table.ts";
import type { AttemptsRecord } from "../users/attempts.table.ts";
import { attemptsOf } from "../users/attempts.ts";
import { type AuthStateRecord, authStates } from "../users/auth-state.table.ts";
import { type CredentialRecord, credentials } from "../users/credential.table.ts";
import { candidates, namesOf } from "../users/names.ts";
import { type UserRecord, users } from "../users/user.table.ts";
import { foldName } from "../users/username.ts";
import { type ChallengeName, type ChallengeRecord, challenges } from "./challenge.table.ts";

/** What every challenge tells. It is plain JSON: it may travel to a browser and come back. */
export interface ChallengeBase<N extends ChallengeName> {
  readonly outcome: "challenge";
  readonly challengeName: N;
  /** Cognito's `Session`: opaque, for one answer, `authSessionValiditySeconds` long. Who has it has proved what came before. */
  readonly session: string;
  /** Who is asked. */
  readonly username: string;
}

/** What an answer comes back with of a challenge. */
export type ChallengeReference = Pick<ChallengeBase<ChallengeName>, "challengeName" | "session" | "username">;

const PREFIX = "rpcs_";

/** Puts a question to a user who has proved something. The entry joins the plan of the step that asks. */
export function putChallenge<N extends ChallengeName>(
  context: PoolContext,
  client: AppClientRecord,
  asked: { readonly challengeName: N; readonly user: UserRecord; readonly epoch: number; readonly state: Json },
): { readonly entry: Entry; readonly challenge: ChallengeBase<N> } {
  const { challengeName, user, epoch, state } = asked;
  const { poolId, store } = context;
  const handle = newHandle(PREFIX, store.runtime.random);
  const entry = challenges.create({
    poolId,
    handleHash: handle.hash,
    clientId: client.clientId,
    sub: user.sub,
    challengeName,
    state: handle.seal(JSON.stringify(state)),
    epoch,
    poolEpoch: context.epoch,
    expiresAt: store.runtime.clock() + client.settings.authSessionValiditySeconds * 1000,
    usedAt: null,
  });
  return { entry, challenge: { outcome: "challenge", challengeName, session: handle.text, username: user.username } };
}

/** A question that can still be answered, and whom it was put to, as they are now. */
export interface OpenChallenge {
  readonly challenge: Found<ChallengeRecord>;
  readonly state: Json;
  readonly user: Found<UserRecord>;
  readonly authState: Found<AuthStateRecord>;
  readonly credential: Found<CredentialRecord>;
  /** The groups the user was put into, some of which may be gone. */
  readonly groups: readonly GroupReference[];
  /** The counter of failed passwords. */
  readonly attempts: Found<AttemptsRecord>;
}

/**
 * Finds a question by its session. A session binds pool, client, user, the kind of question and the epoch.
 *
 * @throws `NotAuthorizedException`: unknown, of somebody or something else, used, expired, or ended by a sign-out.
 */
export async function openChallenge(
  context: PoolContext,
  client: AppClientRecord,
  read: Step["read"],
  { challengeName, session, username }: ChallengeReference,
): Promise<OpenChallenge> {
  const { poolId, store } = context;
  const handle = parseHandle(PREFIX, session, store.runtime.random);
  if (handle === undefined) throw invalidSession();
  const [challenge] = await read([challenges.key({ poolId, handleHash: handle.hash })]);
  const isOurs = challenge?.value.clientId === client.clientId && challenge.value.challengeName === challengeName;
  if (challenge === undefined || !isOurs || challenge.value.poolEpoch < context.epoch) throw invalidSession();
  if (challenge.value.usedAt !== null) throw invalidSession(", session can only be used once");
  if (challenge.isExpired(store.runtime.clock())) throw invalidSession(", session is expired");

  const of = { poolId, sub: challenge.value.sub };
  const [user, authState, credential, attempts, inGroups] = await read([
    users.key(of),
    authStates.key(of),
    credentials.key(of),
    attemptsOf(context, of.sub, "password"),
    userGroups.key(of),
  ]);
  // Who was deleted, or signed out everywhere, has no open question.
  if (user === undefined || authState === undefined || credential === undefined || attempts === undefined) throw invalidSession();
  if (authState.value.epoch !== challenge.value.epoch) throw invalidSession();
  if (!isNameOf(context, user.value, username)) throw invalidSession();
  const state = JSON.parse(handle.open(challenge.value.state)) as Json;
  return { challenge, state, user, authState, credential, groups: inGroups?.value.groups ?? [], attempts };
}

/** Applications come back with the name that was typed, which may be an address, or with the one they were told. */
function isNameOf(context: PoolContext, user: UserRecord, written: string): boolean {
  const { settings } = context;
  // What cannot be a name is refused by the path it was written at.
  candidates(context, written, ["challenge", "username"]);
  const said = foldName(settings.usernameConfiguration, written);
  return said === user.username || namesOf(settings, user).some(({ value }) => value === said);
}

/** One sentence for all that a session is not, but for what only its owner can learn. */
export function invalidSession(why = ""): RockpoolError {
  return new RockpoolError("NotAuthorizedException", `Invalid session for the user${why}.`);
}
