import type { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { ClientMetadata } from "../../triggers/client-metadata.ts";
import { isTriggerError } from "../../triggers/run.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import type { Telling } from "../events/attempt-telling.ts";
import { issueTokens } from "../sessions/issue-tokens.ts";
import type { Occasion } from "../sessions/sign-tokens.ts";
import { clear } from "../users/attempts.ts";
import { signInOutcome } from "../users/lifecycle.ts";
import { callPostAuthentication } from "./authentication-triggers.ts";
import { askForNewPassword } from "./challenges/new-password-required.ts";
import { signInFailed } from "./failed-proof.ts";
import type { Proved } from "./flow.ts";
import type { SignInResult } from "./result.ts";

/** What the operation brings along. */
export interface Concluding {
  readonly once: Step["once"];
  readonly clientMetadata: ClientMetadata | undefined;
}

/**
 * What follows a proof, for every flow: whether the user may come in, then the next question or the tokens. All entries are
 * one plan, which names the counter, the user's epoch and what was proved, so that of a sign-in and a sign-out, or of two
 * tries, one is decided first.
 *
 * Only who proved who they are learns that they are disabled or unconfirmed (Cognito tells anyone who has the name).
 */
export async function afterProof(
  context: PoolContext,
  client: AppClientRecord,
  proved: Proved,
  { once, clientMetadata }: Concluding,
): Promise<Telling<SignInResult>> {
  const { user, authState, attempts, groups, amr, restsOn, temporary, changes } = proved;
  const about = { sub: user.value.sub, clientId: client.clientId };
  // A refusal tells that the proof was right: it is a verdict too, and its plan writes the counter as it was.
  const refused = (error: RockpoolError): Telling<never> => ({
    commit: [attempts.put({}), ...restsOn],
    refuse: error,
    events: [signInFailed(client, about.sub, error)],
  });
  const who = { ...user.value, ...changes?.user };
  const isTooLate = temporary !== null && temporary.until <= context.store.runtime.clock();
  const outcome = signInOutcome(who, authState.value, isTooLate);
  if (typeof outcome !== "string") return refused(outcome);

  // Who proved something else than the temporary password is asked for none in its place.
  if (outcome === "NEW_PASSWORD_REQUIRED" && temporary !== null) {
    const { passwordId } = temporary;
    const { entry, challenge } = askForNewPassword(context, client, { user, authState, passwordId });
    // Nobody is in yet: what was counted stays counted.
    const { challengeName } = challenge;
    return {
      commit: [authState.check(), attempts.check(), ...restsOn, entry],
      result: challenge,
      events: [{ type: "signInChallenge", ...about, challengeName }],
    };
  }

  const { epoch } = { ...authState.value, ...changes?.authState };
  const source = proved.tokenSource ?? "TokenGeneration_Authentication";
  const occasion: Occasion = { source, clientMetadata, once };
  let issued: Awaited<ReturnType<typeof issueTokens>>;
  try {
    await callPostAuthentication(context, client, { once, user: who, clientMetadata });
    issued = await issueTokens(context, client, { user: who, epoch, groups, amr, occasion });
  } catch (error) {
    // A trigger that does not let somebody in tells that the proof was right.
    if (isTriggerError(error)) return refused(error);
    throw error;
  }
  const { entry, family, tokens } = issued;
  const changed =
    changes === undefined
      ? [authState.check(), ...restsOn]
      : [authState.put(changes.authState), user.put(changes.user), ...changes.entries];
  return {
    commit: [...changed, clear(attempts), entry],
    result: { outcome: "signedIn", tokens },
    events: [...(changes?.events ?? []), { type: "signIn", eventId: family.eventId, ...about, amr }],
  };
}
