import { RockpoolError } from "../../errors.ts";
import type { Decision } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { issueTokens } from "../sessions/issue-tokens.ts";
import { clear } from "../users/attempts.ts";
import { barrier } from "./barrier.ts";
import { askForNewPassword } from "./challenges/new-password-required.ts";
import type { Proved } from "./flow.ts";

import type { SignInResult } from "./result.ts";

/**
 * What follows a proof, for every flow: whether the user may come in, then the next question or the tokens. All entries are
 * one plan, which names the counter, the user's epoch and what was proved, so that of a sign-in and a sign-out, or of two
 * tries, one is decided first.
 *
 * Only who proved who they are learns that they are disabled or unconfirmed (Cognito tells anyone who has the name).
 */
export async function afterProof(context: PoolContext, client: AppClientRecord, proved: Proved): Promise<Decision<SignInResult>> {
  const { user, authState, attempts, groups, restsOn, temporary, changes } = proved;
  // A refusal tells that the proof was right: it is a verdict too, and its plan writes the counter as it was.
  const refused = (error: RockpoolError): Decision<never> => ({ commit: [attempts.put({}), ...restsOn], refuse: error });
  const barred = barrier(user.value, authState.value);
  if (barred !== undefined) return refused(barred);

  if (temporary !== null) {
    if (temporary.until <= context.store.runtime.clock()) return refused(temporaryPasswordExpired());
    const { passwordId } = temporary;
    const { entry, challenge } = askForNewPassword(context, client, { user, authState, passwordId });
    // Nobody is in yet: what was counted stays counted.
    return { commit: [authState.check(), attempts.check(), ...restsOn, entry], result: challenge };
  }

  const who = { ...user.value, ...changes?.user };
  const { epoch } = { ...authState.value, ...changes?.authState };
  const { entry, tokens } = await issueTokens(context, client, { user: who, epoch, groups, amr: ["pwd"] });
  const changed =
    changes === undefined
      ? [authState.check(), ...restsOn]
      : [authState.put(changes.authState), user.put(changes.user), ...changes.entries];
  return { commit: [...changed, clear(attempts), entry], result: { outcome: "signedIn", tokens } };
}

function temporaryPasswordExpired(): RockpoolError {
  const message = "Temporary password has expired and must be reset by an administrator.";
  return new RockpoolError("NotAuthorizedException", message);
}
