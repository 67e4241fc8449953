import { isRockpoolError, RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found, Ref } from "../../storage/table.ts";
import { type ClientMetadata, metadata, validation } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import type { Told } from "../events/event.ts";
import { findSub, userNotFound } from "./account.ts";
import type { AttemptsRecord } from "./attempts.table.ts";
import { attemptsOnName, keepCount } from "./attempts.ts";
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
  /** What counts a try for a name that the older system has not, or a wrong password, where that is said. */
  readonly failed: (failure: FailedMigration) => { readonly commit: readonly Entry[]; readonly events: readonly Told[] };
  /** What is told of a refusal that is not counted. */
  readonly refused: (error: RockpoolError) => readonly Told[];
}

export interface FailedMigration {
  readonly counter: Ref<AttemptsRecord>;
  readonly attempts: Found<AttemptsRecord> | undefined;
  readonly error: RockpoolError;
}

/** Why it tells of nobody; or, `knows`, of somebody whom this pool cannot have. */
interface Refusal {
  readonly refused: RockpoolError;
  readonly knows: boolean;
}

interface Migrated {
  readonly user: UserRecord;
  readonly password: NewPassword;
  readonly answer: MigrationAnswer;
}

/**
 * Asks UserMigration about a name that nobody has, and makes the user it tells of (users-and-triggers.md 7.9); the operation then goes on
 * as for anybody. What it says of a password is a verdict: the plan that makes the user names the counter of the name, so that parallel
 * tries are judged one after the other. That the user it tells of cannot be made here is a verdict too. Whoever it does not know, or throws
 * at, is nobody; where existence is hidden, what goes on counts it, and else it is counted here.
 *
 * @throws `InvalidLambdaResponseException`, `UnexpectedLambdaException`, `AliasExistsException`: nothing was stored.
 * @throws With LEGACY `UserNotFoundException`, and `UserLambdaValidationException` with what it threw.
 */
export async function migrateUser(context: PoolContext, client: AppClientRecord, migration: Migration): Promise<void> {
  if (!context.triggers.has("userMigration")) return;
  const { username, password, judge, failed } = migration;
  const purpose = password === null ? "forgotPassword" : "password";
  const name = foldName(context.settings.usernameConfiguration, username);
  const counter = attemptsOnName(context, name, purpose);
  const tells = client.settings.preventUserExistenceErrors === "LEGACY";

  const decide = async ({ read, once }: Step): Promise<Telling<Migrated | undefined>> => {
    const path = password === null ? ["username"] : ["authParameters", "USERNAME"];
    const isHere = async (): Promise<boolean> => (await findSub(context, read, username, path)) !== undefined;
    if (await isHere()) return { result: undefined };
    const [attempts] = await read([counter]);
    judge(attempts);
    const kept = keepCount(context, counter, attempts, purpose);
    const impossible = (error: RockpoolError): Telling<never> => ({
      // The counter as it was: a verdict names it, and a plan writes something.
      commit: [attempts?.put({}) ?? kept],
      refuse: error,
      events: migration.refused(error),
    });
    const told = await once("userMigration", null, () => ask(context, client, migration), userNotFound);
    if ("refused" in told) {
      if (told.knows) return impossible(told.refused);
      // The trigger may have made them itself.
      if (!tells || (await isHere())) return { result: undefined };
      return { ...failed({ counter, attempts, error: told.refused }), refuse: told.refused };
    }
    const { user, answer } = told;
    const force = answer.forceAliasCreation ?? false;
    const made = { user, password: told.password, force, usernameTaken: nameTaken, nameTaken: aliasExists };
    let entries: readonly Entry[];
    try {
      entries = await newUser(context, read, made);
    } catch (error) {
      if (isRockpoolError(error, "AliasExistsException") || isRockpoolError(error, "UsernameExistsException")) {
        // Another try of the same person may have brought them in meanwhile.
        return (await isHere()) ? { result: undefined } : impossible(error);
      }
      throw error;
    }
    const events = [{ type: "userMigrated", sub: user.sub, clientId: client.clientId }] as const;
    return { commit: [...entries, kept], result: told, events };
  };
  const migrated = await attemptTelling(context, decide, migration.refused);
  // Who forgot the password is sent a code.
  if (migrated !== undefined && password !== null) await welcome(context, migrated, migration.clientMetadata);
}

/** @throws `UnexpectedLambdaException`, which says nothing of the password. */
async function ask(
  context: PoolContext,
  client: AppClientRecord,
  { username, password, validationData, clientMetadata }: Migration,
): Promise<Migrated | Refusal> {
  let answer: MigrationAnswer | undefined;
  let user: UserRecord | undefined;
  try {
    answer = await context.triggers.call("userMigration", {
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
    user = migratedUser(context, username, answer);
  } catch (error) {
    if (isRockpoolError(error, "UserLambdaValidationException")) return { refused: error, knows: false };
    if (isRockpoolError(error, "InvalidLambdaResponseException")) return { refused: error, knows: true };
    throw error;
  }
  // Nobody could be sent a code.
  const isReachable = ["email", "phone_number"].some((kind) => user?.attributes[`${kind}_verified`] === "true");
  if (answer === undefined || user === undefined || (password === null && !isReachable)) {
    return { refused: userNotFound(), knows: false };
  }
  return { user, answer, password: password === null ? noPassword(context) : await newPassword(context, password) };
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
