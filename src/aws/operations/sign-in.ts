import { invalidSession } from "../../user-pool/sign-in/challenge.ts";
import type { AdminInitiateAuthInput, InitiateAuthFlow } from "../../user-pool/sign-in/initiate-auth.ts";
import type { Refreshed, SignInResult } from "../../user-pool/sign-in/result.ts";
import { AwsFailure } from "../failure.ts";
import type { Operation, OperationTable } from "../operation.ts";
import { required, type Texts, wordings } from "./challenges.ts";
import { authenticationResult } from "./tokens.ts";

interface Begin {
  readonly ClientId: string;
  readonly AuthFlow: string;
  readonly AuthParameters?: Texts;
  readonly ClientMetadata?: Texts;
}

interface Respond {
  readonly ClientId: string;
  readonly ChallengeName: string;
  readonly ChallengeResponses?: Texts;
  readonly Session?: string;
  readonly ClientMetadata?: Texts;
}

interface OfPool {
  readonly UserPoolId: string;
}

/** AWS's names of the flows that each operation takes. A new one is a line here. */
const flows: Readonly<Record<string, InitiateAuthFlow>> = {
  USER_PASSWORD_AUTH: "USER_PASSWORD_AUTH",
  REFRESH_TOKEN_AUTH: "REFRESH_TOKEN_AUTH",
  REFRESH_TOKEN: "REFRESH_TOKEN_AUTH",
};

const adminFlows: Readonly<Record<string, AdminInitiateAuthInput["authFlow"]>> = {
  ADMIN_USER_PASSWORD_AUTH: "ADMIN_USER_PASSWORD_AUTH",
  ADMIN_NO_SRP_AUTH: "ADMIN_NO_SRP_AUTH",
  REFRESH_TOKEN_AUTH: "REFRESH_TOKEN_AUTH",
  REFRESH_TOKEN: "REFRESH_TOKEN_AUTH",
};

/** Cognito's words to a client that does not allow a flow: no client here can. */
const notEnabled: Texts = {
  USER_SRP_AUTH: "USER_SRP_AUTH is not enabled for the client.",
  CUSTOM_AUTH: "CUSTOM_AUTH is not enabled for the client.",
  USER_AUTH: "USER_AUTH flow not enabled for this client",
};

/** @throws {AwsFailure}: the operation does not take the flow. */
function flowOf<F>(built: Readonly<Record<string, F>>, named: string): F {
  const flow = built[named];
  if (flow !== undefined) return flow;
  throw new AwsFailure("InvalidParameterException", notEnabled[named] ?? "Initiate Auth method not supported.");
}

/** What a step came to: tokens, or one more question. */
function stepOf(result: SignInResult | Refreshed): object {
  if (result.outcome === "signedIn") {
    return { ChallengeParameters: {}, AuthenticationResult: authenticationResult(result.tokens) };
  }
  const { challengeName, session, username } = result;
  return {
    ChallengeName: challengeName,
    Session: session,
    ChallengeParameters: { USER_ID_FOR_SRP: username, ...wordings[challengeName].parameters(result) },
  };
}

/** Which question is answered, and with what. @throws {AwsFailure}, and as an unknown session where nobody is asked such a thing. */
function answerOf({ ChallengeName: named, ChallengeResponses = {}, Session, ClientMetadata }: Respond) {
  if (!isAsked(named)) throw invalidSession();
  const session = required({ Session }, "Session");
  const username = required(ChallengeResponses, "USERNAME");
  return {
    challenge: { challengeName: named, session, username },
    answer: {
      ...wordings[named].answer(ChallengeResponses),
      secretHash: ChallengeResponses["SECRET_HASH"],
      clientMetadata: ClientMetadata,
    },
  };
}

function isAsked(name: string): name is keyof typeof wordings {
  return Object.hasOwn(wordings, name);
}

const initiateAuth: Operation<Begin> = async (call, { ClientId, AuthFlow, AuthParameters = {}, ClientMetadata }) => {
  const client = await call.client(ClientId);
  const authFlow = flowOf(flows, AuthFlow);
  return stepOf(await client.initiateAuth({ authFlow, authParameters: AuthParameters, clientMetadata: ClientMetadata }));
};

const adminInitiateAuth: Operation<Begin & OfPool> = async (call, input) => {
  const { UserPoolId, ClientId: clientId, AuthParameters: authParameters = {}, ClientMetadata: clientMetadata } = input;
  const { users } = await call.pool(UserPoolId);
  const authFlow = flowOf(adminFlows, input.AuthFlow);
  return stepOf(await users.initiateAuth({ clientId, authFlow, authParameters, clientMetadata }));
};

const respondToAuthChallenge: Operation<Respond> = async (call, input) => {
  const client = await call.client(input.ClientId);
  const { challenge, answer } = answerOf(input);
  return stepOf(await client.respond(challenge, answer));
};

const adminRespondToAuthChallenge: Operation<Respond & OfPool> = async (call, input) => {
  const { users } = await call.pool(input.UserPoolId);
  const { challenge, answer } = answerOf(input);
  return stepOf(await users.respond(input.ClientId, challenge, answer));
};

/** Sign-in, as an application does it, and as a server that signs people in. */
export const signInOperations: OperationTable = {
  InitiateAuth: initiateAuth,
  RespondToAuthChallenge: respondToAuthChallenge,
  AdminInitiateAuth: adminInitiateAuth,
  AdminRespondToAuthChallenge: adminRespondToAuthChallenge,
};
