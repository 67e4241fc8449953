import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { checkPassword } from "../settings/password-policy.ts";
import { requireSub, userNotFound } from "./account.ts";
import { attemptsOf, clear } from "./attempts.ts";
import { authStates } from "./auth-state.table.ts";
import { credentials } from "./credential.table.ts";
import { newPassword, newTemporaryPassword } from "./credential.ts";
import { users } from "./user.table.ts";
import { usernameSchema } from "./username.ts";

export interface SetPasswordInput {
  readonly username: string;
  /** At most 256 characters, by the pool's policy. */
  readonly password: string;
  /** `false`: the user must replace it at the next sign-in. @default false */
  readonly permanent?: boolean | undefined;
}

const schema: SchemaOf<SetPasswordInput> = schemaFor<SetPasswordInput>()(
  z.strictObject({
    username: usernameSchema,
    password: z.string().min(1).max(256),
    permanent: z.boolean().optional(),
  }),
);

/**
 * Sets a password for a user (Cognito's `AdminSetUserPassword`): CONFIRMED with a permanent one, FORCE_CHANGE_PASSWORD with a
 * temporary one, from any status. It ends all sessions, which Cognito does not, and a lock.
 *
 * @throws `InvalidParameterException`, `InvalidPasswordException`, `UserNotFoundException`
 */
export async function setPassword(context: PoolContext, input: SetPasswordInput): Promise<void> {
  const { username, password, permanent = false } = parse(schema, input);
  checkPassword(context.settings.passwordPolicy, password);
  const { poolId, store } = context;
  await requireSub(context, (refs) => store.read(refs), username);
  const chosen = permanent ? await newPassword(context, password) : await newTemporaryPassword(context, password);

  await attempt(store, async ({ read }) => {
    const of = { poolId, sub: await requireSub(context, read, username) };
    const counter = attemptsOf(context, of.sub, "password");
    const [user, state, credential, attempts] = await read([users.key(of), authStates.key(of), credentials.key(of), counter]);
    if (user === undefined || state === undefined || credential === undefined || attempts === undefined) throw userNotFound();
    return {
      commit: [
        state.put({ epoch: state.value.epoch + 1 }),
        credential.put(chosen),
        user.put({ status: permanent ? "CONFIRMED" : "FORCE_CHANGE_PASSWORD", lastModifiedAt: store.runtime.clock() }),
        clear(attempts),
      ],
      result: undefined,
    };
  });
}
