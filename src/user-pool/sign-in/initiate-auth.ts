import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt } from "../../storage/attempt.ts";
import { allowsFlow } from "../app-clients/auth-flows.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { afterProof } from "./after-proof.ts";
import type { AuthParameters } from "./flow.ts";
import { flows, type SignInFlow } from "./flows/index.ts";
import type { SignInResult } from "./result.ts";

export interface InitiateAuthInput {
  readonly authFlow: SignInFlow;
  /** By Cognito's keys: `USERNAME`, `PASSWORD`, `SECRET_HASH`. Keys the flow does not use are ignored. */
  readonly authParameters: AuthParameters;
}

const schema: SchemaOf<InitiateAuthInput> = schemaFor<InitiateAuthInput>()(
  z.strictObject({
    authFlow: z.enum(Object.keys(flows) as SignInFlow[]),
    authParameters: z.record(z.string().min(1).max(64), z.string().max(2048)),
  }),
);

/**
 * Begins a sign-in (Cognito's `InitiateAuth`). What it says about a proof is said after one plan has counted it.
 *
 * @throws `InvalidParameterException`: the client does not allow the flow, or a parameter is missing.
 * @throws `NotAuthorizedException`: wrong or unknown, which is the same answer; locked after five failures; disabled; the
 *   secret hash is wrong. `UserNotConfirmedException`: right, but not confirmed.
 */
export async function initiateAuth(
  context: PoolContext,
  client: AppClientRecord,
  input: InitiateAuthInput,
): Promise<SignInResult> {
  const { authFlow, authParameters: parameters } = parse(schema, input);
  if (!allowsFlow(client.settings, authFlow)) {
    throw new RockpoolError("InvalidParameterException", `${authFlow} flow not enabled for this client`, { path: "authFlow" });
  }
  const flow = flows[authFlow];
  const missing = flow.required.find((key) => !parameters[key]);
  if (missing !== undefined) {
    const path = `authParameters.${missing}`;
    throw new RockpoolError("InvalidParameterException", `Missing required parameter ${missing}`, { path });
  }
  verifySecretHash(client, parameters["USERNAME"] ?? "", parameters["SECRET_HASH"]);

  return attempt(context.store, async (step) => {
    const came = await flow.start({ context, client, parameters, step });
    return came.kind === "refused" ? { commit: came.commit, refuse: came.error } : afterProof(context, client, came);
  });
}
