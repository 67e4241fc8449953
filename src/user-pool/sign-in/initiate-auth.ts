import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { Found } from "../../storage/table.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import { allowsFlow } from "../app-clients/auth-flows.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import type { Told } from "../events/event.ts";
import { triggersOfRefresh, triggersOfSignIn } from "../operation-triggers.ts";
import { refreshTokenAuth } from "../sessions/refresh-token-auth.ts";
import type { AttemptsRecord } from "../users/attempts.table.ts";
import { type FailedMigration, migrateUser } from "../users/migrate-user.ts";
import { afterProof } from "./after-proof.ts";
import { failedProof, refusal, signInRefused } from "./failed-proof.ts";
import type { AuthParameters, Refused } from "./flow.ts";
import { type AdminSignInFlow, flows, type SignInFlow } from "./flows/index.ts";
import { judgeLock } from "./lockout.ts";
import type { Refreshed, SignInResult } from "./result.ts";

/** The flows that `initiateAuth` takes, as far as they are built: those that begin a sign-in, and the one that goes on with it. */
export type InitiateAuthFlow = SignInFlow | "REFRESH_TOKEN_AUTH";

export interface InitiateAuthInput<F extends InitiateAuthFlow = InitiateAuthFlow> {
  readonly authFlow: F;
  /** By Cognito's keys: `USERNAME`, `PASSWORD`, `REFRESH_TOKEN`, `SECRET_HASH`. Keys the flow does not use are ignored. */
  readonly authParameters: AuthParameters;
  /** For PreAuthentication and UserMigration, as their `validationData`. */
  readonly clientMetadata?: ClientMetadata | undefined;
}

/** What each flow comes to. */
export type InitiateAuthResult<F extends InitiateAuthFlow> = F extends "REFRESH_TOKEN_AUTH" ? Refreshed : SignInResult;

const parametersSchema = z.record(z.string().min(1).max(64), z.string().max(2048));

const schema: SchemaOf<InitiateAuthInput> = schemaFor<InitiateAuthInput>()(
  z.strictObject({
    authFlow: z.enum(["USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]),
    authParameters: parametersSchema,
    clientMetadata: clientMetadataSchema.optional(),
  }),
);

/**
 * Begins a sign-in, or goes on with one by its refresh token (Cognito's `InitiateAuth`). What it says about a proof is said after one
 * plan has counted it.
 *
 * @throws `InvalidParameterException`: the client does not allow the flow, or a parameter is missing.
 * @throws `NotAuthorizedException`: wrong or unknown, which is the same answer; locked after five failures; disabled; the
 *   secret hash is wrong. `UserNotConfirmedException`: right, but not confirmed.
 * @throws What PreAuthentication, PostAuthentication, PreTokenGeneration and UserMigration come to: there are no tokens.
 * @throws With REFRESH_TOKEN_AUTH as {@link redeem}.
 */
export async function initiateAuth<F extends InitiateAuthFlow>(
  context: PoolContext,
  client: AppClientRecord,
  input: InitiateAuthInput<F>,
): Promise<InitiateAuthResult<F>>;
export async function initiateAuth(
  context: PoolContext,
  client: AppClientRecord,
  input: InitiateAuthInput,
): Promise<SignInResult | Refreshed> {
  return initiate(context, client, parse(schema, input));
}

/** What {@link adminInitiateAuth} takes. `ADMIN_NO_SRP_AUTH` is an older name of `ADMIN_USER_PASSWORD_AUTH`. */
export interface AdminInitiateAuthInput {
  readonly clientId: string;
  readonly authFlow: AdminSignInFlow | "ADMIN_NO_SRP_AUTH" | "REFRESH_TOKEN_AUTH";
  readonly authParameters: AuthParameters;
  readonly clientMetadata?: ClientMetadata | undefined;
}

const adminSchema: SchemaOf<AdminInitiateAuthInput> = schemaFor<AdminInitiateAuthInput>()(
  z.strictObject({
    clientId: z.string().min(1).max(128),
    authFlow: z.enum(["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "REFRESH_TOKEN_AUTH"]),
    authParameters: parametersSchema,
    clientMetadata: clientMetadataSchema.optional(),
  }),
);

/** As {@link initiateAuth}, by the flows of administrators (Cognito's `AdminInitiateAuth`). @throws as it */
export async function adminInitiateAuth(
  context: PoolContext,
  client: AppClientRecord,
  input: AdminInitiateAuthInput,
): Promise<SignInResult | Refreshed> {
  const { authFlow: named, authParameters, clientMetadata } = parse(adminSchema, input);
  const authFlow = named === "ADMIN_NO_SRP_AUTH" ? "ADMIN_USER_PASSWORD_AUTH" : named;
  return initiate(context, client, { authFlow, authParameters, clientMetadata });
}

interface Initiation {
  readonly authFlow: keyof typeof flows | "REFRESH_TOKEN_AUTH";
  readonly authParameters: AuthParameters;
  readonly clientMetadata?: ClientMetadata | undefined;
}

async function initiate(
  context: PoolContext,
  client: AppClientRecord,
  { authFlow, authParameters: parameters, clientMetadata: validationData }: Initiation,
): Promise<SignInResult | Refreshed> {
  if (!allowsFlow(client.settings, authFlow)) {
    const flow = authFlow === "ADMIN_USER_PASSWORD_AUTH" ? "Auth" : authFlow;
    throw new RockpoolError("InvalidParameterException", `${flow} flow not enabled for this client`, { path: "authFlow" });
  }
  if (authFlow === "REFRESH_TOKEN_AUTH") {
    context.triggers.require(triggersOfRefresh);
    const { REFRESH_TOKEN = "", DEVICE_KEY, SECRET_HASH } = requireAll(parameters, ["REFRESH_TOKEN"]);
    return { outcome: "signedIn", tokens: await refreshTokenAuth(context, client, { REFRESH_TOKEN, DEVICE_KEY, SECRET_HASH }) };
  }
  const refused = (error: RockpoolError): readonly Told[] => signInRefused(client, error);
  const flow = flows[authFlow];
  requireAll(parameters, flow.required);
  context.triggers.require(triggersOfSignIn);
  verifySecretHash(client, parameters["USERNAME"] ?? "", parameters["SECRET_HASH"]);
  if (flow.hasPassword) {
    const { USERNAME: username = "", PASSWORD: password = "" } = parameters;
    const judge = (attempts: Found<AttemptsRecord> | undefined): void => judgeLock(attempts, context.store.runtime.clock());
    const failed = (failure: FailedMigration): Refused => failedProof(context, client, { sub: undefined, ...failure });
    await migrateUser(context, client, { username, password, validationData, judge, failed, refused });
  }

  return attemptTelling<SignInResult>(
    context,
    async (step) => {
      const came = await flow.start({ context, client, parameters, validationData, step });
      return came.kind === "refused"
        ? refusal(came)
        : afterProof(context, client, came, { once: step.once, clientMetadata: undefined });
    },
    refused,
  );
}

/** @throws `InvalidParameterException`: one of the keys is missing. */
function requireAll(parameters: AuthParameters, keys: readonly string[]): AuthParameters {
  const missing = keys.find((key) => !parameters[key]);
  if (missing === undefined) return parameters;
  const path = `authParameters.${missing}`;
  throw new RockpoolError("InvalidParameterException", `Missing required parameter ${missing}`, { path });
}
