import { isRockpoolError, RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import { type ClientMetadata, metadata, validation } from "../../triggers/client-metadata.ts";
import { isTriggerError } from "../../triggers/run.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import type { Told } from "../events/event.ts";
import { findSub, userNotFound } from "./account.ts";
import type { AttemptsRecord } from "./attempts.table.ts";
import { attemptsOnName, countOne, keepCount } from "./attempts.ts";
import { type NewPassword, newPassword, noPassword } from "./credential.ts";
import { invitationMedia, invite } from "./invitation.ts";
import { type MigrationAnswer, migratedUser } from "./migrated-user.ts";
import { aliasExists, newUser } from "./new-user.ts";
import type { UserRecord } from "./user.table.ts";
import { foldName } from "./username.ts";

/** Somebody whom nobody knows here, and perhaps an older system does. */
export interface Migration {
  /** What was typed. */
  readonly username: string;
  /** `null`: they have forgotten it. */
  readonly password: string | null;
  readonly validationData?: ClientMetadata | undefined;
  readonly clientMetadata?: ClientMetadata | undefined;
  /** Whether too much was tried for this name. @throws what is said then */
  readonly judge: (attempts: Found<AttemptsRecord> | undefined) => void;
  /** What is told of a refusal. */
  readonly refused?: (error: RockpoolError) => readonly Told[];
}

interface Migrated {
  readonly user: UserRecord;
  readonly password: NewPassword;
  readonly answer: MigrationAnswer;
}

/**
 * Asks UserMigration about a name that nobody has, and makes the user it tells of (users-and-triggers.md 7.9); the operation then goes on
 * as for anybody. What it says of a password is a verdict: the plan that makes the user names the counter of the name, so that parallel
 * tries are judged one after the other; and so does a plan of its own, where no user can be made. Whoever it does not know, or throws at, is nobody; where existence is hidden, what goes on counts
 * it, and else it is counted here.
 *
 * @throws `InvalidLambdaResponseException`, `UnexpectedLambdaException`, `AliasExistsException`: nothing was stored.
 * @throws With LEGACY `UserNotFoundException`, and `UserLambdaValidationException` with what it threw.
 */
export async function migrateUser(context: PoolContext, client: AppClientRecord, migration: Migration): Promise<void> {
  if (!context.triggers.has("userMigration")) return;
  const { username, password, judge, refused = () => [] } = migration;
  const purpose = password === null ? "forgotPassword" : "password";
  const name = foldName(context.settings.usernameConfiguration, username);
  const counter = attemptsOnName(context, name, purpose);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const decide = async ({ read, once }: Step): Promise<Telling<Migrated | undefined>> => {
    const path = password === null ? ["username"] : ["authParameters", "USERNAME"];
    const isThere = async (): Promise<boolean> => (await findSub(context, read, username, path)) !== undefined;
    if (await isThere()) return { result: undefined };
    const [attempts] = await read([counter]);
    judge(attempts);
    const told = await once("userMigration", null, () => ask(context, client, migration), userNotFound);
    const refusal = (entry: Entry, refuse: RockpoolError): Telling<never> => ({
      commit: [entry],
      refuse,
      events: refused(refuse),
    });
    if ("unknown" in told) {
      // The trigger may have made them itself.
      if (!tells || (await isThere())) return { result: undefined };
      return refusal(countOne(context, counter, attempts, purpose), told.unknown);
    }
    // That it cannot be answered tells of the password, too: perhaps only a right one leads here.
    const kept = keepCount(context, counter, attempts, purpose);
    const uncounted = attempts?.put({}) ?? kept;
    if ("impossible" in told) return refusal(uncounted, told.impossible);
    const { user, answer } = told;
    const force = answer.forceAliasCreation ?? false;
    const made = { user, password: told.password, force, usernameTaken: nameTaken, nameTaken: aliasExists };
    try {
      return {
        commit: [...(await newUser(context, read, made)), kept],
        result: told,
        events: [{ type: "userMigrated", sub: user.sub, clientId: client.clientId }],
      };
    } catch (error) {
      // Another sign-in may have made them meanwhile.
      if (await isThere()) return { result: undefined };
      if (isRockpoolError(error)) return refusal(uncounted, error);
      throw error;
    }
  };
  const migrated = await attemptTelling(context, decide, refused);
  // Who forgot the password is sent a code.
  if (migrated !== undefined && password !== null) await welcome(context, migrated, migration.clientMetadata);
}

/** Why it tells of nobody, or of somebody who cannot be. */
type Untold = { readonly unknown: RockpoolError } | { readonly impossible: RockpoolError };

/** @returns Whom it tells of. */
async function ask(context: PoolContext, client: AppClientRecord, migration: Migration): Promise<Migrated | Untold> {
  const { username, password } = migration;
  try {
    const answer = await callUserMigration(context, client, migration);
    const user = migratedUser(context, username, answer);
    // Nobody could be sent a code.
    const isReachable = ["email", "phone_number"].some((kind) => user?.attributes[`${kind}_verified`] === "true");
    if (answer === undefined || user === undefined || (password === null && !isReachable)) return { unknown: userNotFound() };
    return { user, answer, password: password === null ? noPassword(context) : await newPassword(context, password) };
  } catch (error) {
    if (isRockpoolError(error, "UserLambdaValidationException")) return { unknown: error };
    if (isTriggerError(error)) return { impossible: error };
    throw error;
  }
}

function callUserMigration(
  context: PoolContext,
  client: AppClientRecord,
  { username, password, validationData, clientMetadata }: Migration,
): Promise<MigrationAnswer | undefined> {
  return context.triggers.call("userMigration", {
    source: password === null ? "UserMigration_ForgotPassword" : "UserMigration_Authentication",
    clientId: client.clientId,
    userName: username,
    request: {
      ...((password !== null && { password }) as { password: string }),
      ...validation(validationData),
      ...metadata(clientMetadata),
    },
    response: { userAttributes: {}, desiredDeliveryMediums: [], forceAliasCreation: false, enableSMSMFA: false },
  });
}

/** An invitation, where its text speaks of no password: whoever came in knows theirs, and nobody else is to. */
async function welcome(
  context: PoolContext,
  { user, answer }: Migrated,
  clientMetadata: ClientMetadata | undefined,
): Promise<void> {
  if (answer.messageAction === "SUPPRESS") return;
  const wanted = answer.desiredDeliveryMediums ?? [];
  const has = { EMAIL: user.attributes["email"], SMS: user.attributes["phone_number"] };
  const media =
    wanted.length > 0 ? wanted.filter((medium) => has[medium]) : has.EMAIL || has.SMS ? invitationMedia(user.attributes) : [];
  context.behind(() => invite(context, { user, password: null, media, clientMetadata }));
}

/** The name that the older system has for who typed an address is somebody else's here. */
function nameTaken(): RockpoolError {
  return new RockpoolError("UsernameExistsException", "User account already exists");
}
