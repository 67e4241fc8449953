import type { RockpoolError } from "../../errors.ts";
import type { Found, Ref } from "../../storage/table.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import type { Telling } from "../events/attempt-telling.ts";
import type { Told } from "../events/event.ts";
import { failureReason } from "../events/failure-reason.ts";
import type { AttemptsRecord } from "../users/attempts.table.ts";
import { countOf, countOne } from "../users/attempts.ts";
import type { Refused } from "./flow.ts";
import { lockMs } from "./lockout.ts";

interface Failure {
  /** `undefined`: nobody has the name that was given. */
  readonly sub: string | undefined;
  readonly counter: Ref<AttemptsRecord>;
  readonly attempts: Found<AttemptsRecord> | undefined;
  readonly error: RockpoolError;
}

/** What a wrong proof comes to: counted by its plan, and told, also when it is the one that locks. */
export function failedProof(context: PoolContext, client: AppClientRecord, { sub, counter, attempts, error }: Failure): Refused {
  const now = context.store.runtime.clock();
  const failures = countOf(attempts, now) + 1;
  const lock = lockMs(failures);
  const who = { sub: sub ?? null };
  const lockout: readonly Told[] = lock > 0 ? [{ type: "lockout", ...who, failures, until: new Date(now + lock) }] : [];
  return {
    kind: "refused",
    commit: [countOne(context, counter, attempts, "password")],
    error,
    events: [signInFailed(client, who.sub, error), ...lockout],
  };
}

/** What is told of a sign-in that was refused before anything was counted; nothing, where only the form of a request is wrong. */
export function signInRefused(client: AppClientRecord, error: RockpoolError): readonly Told[] {
  return failureReason(error) === "other" ? [] : [signInFailed(client, null, error)];
}

/** @param sub `null`: of nobody, or refused before it was known of whom. */
export function signInFailed({ clientId }: AppClientRecord, sub: string | null, error: RockpoolError): Told {
  return { type: "signInFailed", sub, clientId, reason: failureReason(error) };
}

/** The decision that a refused step comes to. */
export function refusal({ commit, error, events }: Refused): Telling<never> {
  return { commit, refuse: error, events };
}
