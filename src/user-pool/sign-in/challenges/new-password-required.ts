import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../../codecs/schema.ts";
import { RockpoolError } from "../../../errors.ts";
import type { Entry } from "../../../storage/table.ts";
import type { AppClientRecord } from "../../app-clients/client.table.ts";
import type { PoolContext } from "../../context.ts";
import { checkPassword } from "../../settings/password-policy.ts";
import { contacts, endWaiting } from "../../users/attribute-change.ts";
import {
  type Attributes,
  attributesSchema,
  changedAttributes,
  checkAttributesSize,
  checkAttributeValues,
  checkMutable,
  checkRequiredAttributes,
  checkWritable,
  missingAttributes,
} from "../../users/attributes.ts";
import { historyViolation, newPassword, putPassword } from "../../users/credential.ts";
import { statusAfter } from "../../users/lifecycle.ts";
import { renamed } from "../../users/names.ts";
import { aliasExists } from "../../users/new-user.ts";
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
    attributes: attributesSchema.optional(),
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
  const { attributes } = user.value;
  const requiredAttributes = missingAttributes(context.settings.schema, attributes);
  return { entry, challenge: { ...challenge, userAttributes: attributes, requiredAttributes } };
}

/**
 * NEW_PASSWORD_REQUIRED: sets the password and confirms the user. It ends whatever else had begun with the temporary
 * password (Cognito says nothing of it).
 *
 * @throws `InvalidPasswordException`, `InvalidParameterException`: the challenge can be answered again.
 */
export const newPasswordRequired: ChallengeKind<NewPasswordAnswer> = {
  schema,

  async answer({ context, client, open, answer: { newPassword: password, attributes = {} }, step }) {
    const { challenge, user, authState, credential, groups, attempts } = open;
    const after = completedAttributes(context, client, user.value, attributes);
    checkPassword(context.settings.passwordPolicy, password);
    const status = statusAfter("newPasswordChosen", user.value);
    const { passwordId } = open.state as unknown as State;
    if (credential.value.passwordId !== passwordId) throw invalidSession();

    const { sub, username, attributes: before } = user.value;
    const added = contacts.filter((name) => after[name] !== before[name]);
    const waiting = await endWaiting(context, step.read, { sub, written: added });
    const names = await renamed(context, step.read, { sub, username, before, after, taken: aliasExists });

    // Last: whatever else is refused tells nothing of passwords before, and with one that passes the question is over.
    const violation = await historyViolation(context, step, credential.value, password);
    if (violation !== undefined) throw violation;

    const now = context.store.runtime.clock();
    const chosen = await step.once("newPassword", passwordId, () => newPassword(context, password), invalidSession);
    return {
      kind: "proved",
      user,
      authState,
      attempts,
      groups,
      amr: ["pwd"],
      restsOn: [challenge.check()],
      temporary: null,
      tokenSource: "TokenGeneration_NewPasswordChallenge",
      changes: {
        user: { status, attributes: after, lastModifiedAt: now },
        authState: { epoch: authState.value.epoch + 1 },
        events: [{ type: "passwordChange", sub, by: "user" }],
        entries: [challenge.put({ usedAt: now }), putPassword(context, credential, chosen), ...names, ...waiting],
      },
    };
  },
};

/** The attributes with what the answer adds. Applications commonly send all they were shown back: what is the same is no change. */
function completedAttributes(
  { settings }: PoolContext,
  client: AppClientRecord,
  { attributes: before }: UserRecord,
  written: Attributes,
): Attributes {
  const others = Object.fromEntries(Object.entries(written).filter(([name, value]) => before[name] !== value));
  checkWritable(settings.schema, client.settings, Object.keys(others));
  checkAttributeValues(settings.schema, others);
  const provided = Object.keys(others).find((name) => before[name] !== undefined);
  if (provided !== undefined) {
    const path = `attributes.${provided}`;
    throw new RockpoolError("InvalidParameterException", `Cannot modify an already provided ${provided}`, { path });
  }
  // What is fixed is written once, when the user is created; only what was left out then, and every user must have, is asked for here.
  const missing = missingAttributes(settings.schema, before);
  checkMutable(
    settings.schema,
    Object.keys(others).filter((name) => !missing.includes(name)),
  );
  const after = changedAttributes(before, others);
  checkAttributesSize(after);
  checkRequiredAttributes(settings.schema, after);
  return after;
}
