import type { TriggerCallback, TriggerContext } from "../triggers/handler.ts";
import type { TriggerOptions, VersionedHandler } from "../triggers/options.ts";
import type {
  PreTokenGenerationEvent,
  PreTokenGenerationV2Event,
  PreTokenGenerationV3Event,
} from "../triggers/pre-token-generation.ts";
import type { AnyTriggerHandler } from "../triggers/registry.ts";

/** Claims by the sub of the user whose tokens have them. */
export type ClaimsOfUsers = ReadonlyMap<string, Readonly<Record<string, unknown>>>;

type WithScopes = PreTokenGenerationV2Event | PreTokenGenerationV3Event;

/**
 * A PreTokenGeneration that adds claims to both tokens of some users, after the pool's own has said what it wants: so they are bound by
 * the same rules.
 *
 * @param own What the pool has, as a function.
 */
export function claimsTrigger(own: TriggerOptions["preTokenGeneration"], claims: ClaimsOfUsers): VersionedHandler {
  const version = typeof own === "object" && own?.version === "V3_0" ? "V3_0" : "V2_0";
  const handler = async <E extends WithScopes>(event: E, context: TriggerContext): Promise<E> => {
    const answered = await answerOf(own, event, context);
    const details = answered.response.claimsAndScopeOverrideDetails ?? {};
    const added = claims.get(event.request.userAttributes["sub"] ?? "");
    for (const token of ["idTokenGeneration", "accessTokenGeneration"] as const) {
      const generation = details[token] ?? {};
      details[token] = { ...generation, claimsToAddOrOverride: { ...generation.claimsToAddOrOverride, ...added } };
    }
    answered.response.claimsAndScopeOverrideDetails = details;
    return answered;
  };
  return { version, handler };
}

async function answerOf<E extends WithScopes>(
  own: TriggerOptions["preTokenGeneration"],
  event: E,
  context: TriggerContext,
): Promise<E> {
  if (typeof own === "function") {
    // V1_0 knows of no scopes, and speaks of the ID token only.
    const { scopes: _, ...request } = event.request;
    const asked = { ...event, version: "1", request, response: { claimsOverrideDetails: {} } } as PreTokenGenerationEvent;
    const { response } = await called<PreTokenGenerationEvent>(own as AnyTriggerHandler, asked, context);
    const { groupOverrideDetails, ...idTokenGeneration } = response.claimsOverrideDetails ?? {};
    event.response.claimsAndScopeOverrideDetails = {
      idTokenGeneration,
      ...(groupOverrideDetails !== undefined && { groupOverrideDetails }),
    };
    return event;
  }
  if (typeof own !== "object" || own === null) return event;
  if (own.version === "V1_0") return answerOf(own.handler as TriggerOptions["preTokenGeneration"], event, context);
  return called<E>(own.handler as AnyTriggerHandler, event, context);
}

/** Whichever way a handler answers. */
function called<E>(handler: AnyTriggerHandler, event: E, context: TriggerContext): Promise<E> {
  return new Promise((resolve, reject) => {
    const callback: TriggerCallback = (error, result) => (error == null ? resolve(result as E) : reject(error));
    const returned = handler(event as never, context, callback);
    if (returned !== undefined) resolve(returned as E);
  });
}
