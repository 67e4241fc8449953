import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../../codecs/schema.ts";
import { RockpoolError } from "../../../errors.ts";
import type { Entry } from "../../../storage/table.ts";
import type { AppClientRecord } from "../../app-clients/client.table.ts";
import type { PoolContext } from "../../context.ts";
import { checkPassword } from "../../settings/password-policy.ts";
import { type Attributes, checkAttributesSize, checkOwnAttributes, initialAttributes } from "../../users/attributes.ts";
import { newPassword } from "../../users/credential.ts";
import type { UserRecord } from "../../users/user.table.ts";
import { type ChallengeBase, invalidSession, putChallenge } from "../challenge.ts";
import type { ChallengeKind, Proved } from "../flow.ts";

/** The temporary password was right: now choose one of your own. */
export interface NewPasswordRequired extends ChallengeBase<"NEW_PASSWORD_REQUIRED"> {
  /** What is known of the user, but for `sub`. */
  readonly userAttributes: Attributes;
  /** Names of required attributes that have no value yet: the answer must bring them. */
  readonly requiredAttributes: readonly string[];
}

export interface NewPasswordAnswer {
  /** At most 256 characters, by the pool's policy. */
  readonly newPassword: string;
  /** Attributes that have no value yet; one that is sent back as it is changes nothing. */
  readonly attributes?: Attributes | undefined;
}

const schema: SchemaOf<NewPasswordAnswer> = schemaFor<NewPasswordAnswer>()(
  z.strictObject({
    newPassword: z.string().min(1).max(256),
    attributes: z.record(z.string().min(1).max(32), z.string()).optional(),
  }),
);

/** Which password was right: a challenge dies with it. */
interface State {
  readonly passwordId: string;
}

/** Asks for a password that nobody else knows. */
export function askForNewPassword(
  context: PoolContext,
  client: AppClientRecord,
  { user, authState, passwordId }: Pick<Proved, "user" | "authState"> & { readonly passwordId: string },
): { readonly entry: Entry; readonly challenge: NewPasswordRequired } {
  const state = { passwordId } satisfies State;
  const asked = { challengeName: "NEW_PASSWORD_REQUIRED", user: user.value, epoch: authState.value.epoch, state } as const;
  const { entry, challenge } = putChallenge(context, client, asked);
  return { entry, challenge: { ...challenge, userAttributes: user.value.attributes, requiredAttributes: [] } };
}

/**
 * NEW_PASSWORD_REQUIRED: sets the password and confirms the user. It ends whatever else had begun with the temporary
 * password (Cognito says nothing of it).
 *
 * @throws `InvalidPasswordException`, `InvalidParameterException`: the challenge can be answered again.
 */
export const newPasswordRequired: ChallengeKind<NewPasswordAnswer> = {
  schema,

  async answer({ context, open, answer: { newPassword: password, attributes = {} }, step: { once } }) {
    const { challenge, user, authState, credential, attempts } = open;
    const added = newAttributes(user.value, attributes);
    checkPassword(context.settings.passwordPolicy, password);
    const { passwordId } = open.state as unknown as State;
    if (credential.value.passwordId !== passwordId) throw invalidSession();

    const now = context.store.runtime.clock();
    const chosen = await once("newPassword", passwordId, () => newPassword(context, password), invalidSession);
    return {
      kind: "proved",
      user,
      authState,
      attempts,
      restsOn: [challenge.check()],
      temporary: null,
      changes: {
        user: { status: "CONFIRMED", attributes: { ...user.value.attributes, ...added }, lastModifiedAt: now },
        authState: { epoch: authState.value.epoch + 1 },
        entries: [challenge.put({ usedAt: now }), credential.put(chosen)],
      },
    };
  },
};

/** What the answer adds. Applications commonly send all they were shown back: what is the same is no change. */
function newAttributes({ attributes: before }: UserRecord, written: Attributes): Attributes {
  const others = Object.fromEntries(Object.entries(written).filter(([name, value]) => before[name] !== value));
  checkOwnAttributes(others);
  const provided = Object.keys(others).find((name) => before[name] !== undefined);
  if (provided !== undefined) {
    const path = `attributes.${provided}`;
    throw new RockpoolError("InvalidParameterException", `Cannot modify an already provided ${provided}`, { path });
  }
  checkAttributesSize({ ...before, ...others });
  return initialAttributes(others);
}
