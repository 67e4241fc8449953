import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../../errors.ts";
import { newHandle } from "../../seal/handle.ts";
import { attempt, type Step } from "../../storage/attempt.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { resourceServers } from "../app-clients/resource-server.table.ts";
import { OAUTH_VERSION } from "../claims/claims.ts";
import type { PoolContext } from "../context.ts";
import { type Bearer, sessionOfToken } from "../sessions/session-of-token.ts";
import { type AuthorizationCodeRecord, authorizationCodes } from "./authorization-code.table.ts";
import { grantedScope } from "./granted-scopes.ts";
import { type AuthorizationErrorCode, authorizationErrorOf, required, said, unauthorizedClient } from "./oauth-error.ts";
import { challengeOf } from "./pkce.ts";
import { redirectTo, redirectUriOf } from "./redirect.ts";

/** An authorization request (RFC 6749 section 4.1.1), as the browser brought it: an empty parameter is as good as none. */
export interface AuthorizeInput {
  /**
   * Who signed in: the access token that this client's `signIn` or `respond` gave a moment ago; `null`: nobody yet. It is the proof: no
   * name or id that a request could choose says who acts. A token that itself came through OAuth is none: what was granted to an
   * application does not grant it more.
   */
  readonly accessToken: string | null;
  /** `code`. */
  readonly responseType?: string | undefined;
  /** One of the client's `callbackURLs`, character by character. */
  readonly redirectUri?: string | undefined;
  /** Separated by spaces. @default all that the client may have */
  readonly scope?: string | undefined;
  /** Comes back with the answer as it is. */
  readonly state?: string | undefined;
  /** For the ID token. */
  readonly nonce?: string | undefined;
  /** Required of a client without a secret. */
  readonly codeChallenge?: string | undefined;
  /** `S256`. */
  readonly codeChallengeMethod?: string | undefined;
  /** The identifier of a resource server that is a URL: the `aud` of the access tokens (RFC 8707). Cognito takes any URL. */
  readonly resource?: string | undefined;
}

export type AuthorizeResult =
  /** Send the browser there: the client comes back with the code. */
  | { readonly outcome: "granted"; readonly redirectTo: string }
  /** Send the browser there: the client is told what is wrong with its request. */
  | {
      readonly outcome: "refused";
      readonly redirectTo: string;
      readonly error: AuthorizationErrorCode;
      readonly errorDescription: string;
    }
  /** The request is right, and somebody is to sign in: nobody has, or their session is over. */
  | { readonly outcome: "signInRequired" };

const text = z.string().max(2048).optional();

const schema: SchemaOf<AuthorizeInput> = schemaFor<AuthorizeInput>()(
  z.strictObject({
    accessToken: z
      .string()
      .min(1)
      .max(96 * 1024)
      .nullable(),
    responseType: text,
    redirectUri: text,
    // 50 scopes of 256 characters.
    scope: z.string().max(12_849).optional(),
    state: z.string().max(8192).optional(),
    nonce: text,
    codeChallenge: text,
    codeChallengeMethod: text,
    resource: text,
  }),
);

/** A code is to be fetched by a program, at once (RFC 6749 section 4.1.2 allows ten minutes; Cognito gives five). */
const LIFETIME_MS = 300_000;

/** Keeps a code from being taken for another kind of secret. */
export const CODE_PREFIX = "rpac_";

type Grant = Pick<AuthorizationCodeRecord, "redirectUri" | "scope" | "nonce" | "codeChallenge" | "resource">;

/**
 * Judges an authorization request, and grants it in the name of who signed in. Where it comes from is looked at first: what is wrong
 * with the redirect URI is thrown, for the person in front of the browser, and everything else is told to the client there.
 *
 * @throws `redirect_mismatch`, `unauthorized_client`, `invalid_request`: show it, and send the browser nowhere (RFC 6749 section
 *   4.1.2.1). `InvalidParameterException`: a parameter is no text, or too long.
 */
export async function authorize(context: PoolContext, client: AppClientRecord, input: AuthorizeInput): Promise<AuthorizeResult> {
  const { accessToken, ...request } = parse(schema, input);
  const redirectUri = redirectUriOf(client, request.redirectUri);
  const answer = (told: Readonly<Record<string, string>>): string =>
    redirectTo(redirectUri, { ...told, state: said(request.state), iss: context.issuer });
  try {
    const bearer = accessToken === null ? null : await signedIn(context, client, accessToken);
    return await attempt<AuthorizeResult>(context.store, async ({ read }) => {
      const grant = await grantOf(client, read, { ...request, redirectUri });
      const standing = bearer === null ? null : await stillIn(bearer, read);
      if (bearer === null || standing === null) return { result: { outcome: "signInRequired" } };
      const epoch = standing.authState.value.epoch;
      const { code, record } = newCode(context, { grant, bearer, epoch });
      return {
        commit: [...standing.check(), authorizationCodes.create(record)],
        result: { outcome: "granted", redirectTo: answer({ code }) },
      };
    });
  } catch (error) {
    const told = authorizationErrorOf(error);
    if (told === undefined) throw error;
    const { code, message } = told;
    const target = answer({ error: code, error_description: message });
    return { outcome: "refused", redirectTo: target, error: code, errorDescription: message };
  }
}

/** @throws `unauthorized_client` and others that the client is told of */
async function grantOf(
  client: AppClientRecord,
  read: Step["read"],
  request: Omit<AuthorizeInput, "accessToken"> & { readonly redirectUri: string },
): Promise<Grant> {
  const responseType = required("response_type", request.responseType);
  if (responseType !== "code") throw new RockpoolError("unsupported_response_type", "response_type must be code");
  if (!client.settings.allowedOAuthFlows.includes("code")) throw unauthorizedClient();
  return {
    redirectUri: request.redirectUri,
    codeChallenge: challengeOf(client, request),
    scope: await grantedScope(read, client, request.scope),
    nonce: said(request.nonce) ?? null,
    resource: await resourceOf(client, read, said(request.resource)),
  };
}

/** Only what the pool knows: a client that names any audience it likes gets tokens that others take for theirs. */
async function resourceOf(
  { poolId }: AppClientRecord,
  read: Step["read"],
  identifier: string | undefined,
): Promise<string | null> {
  if (identifier === undefined) return null;
  const isUrl = URL.canParse(identifier) && !identifier.includes("#");
  // What no server could be called, no storage is asked for.
  const isIdentifier = isUrl && /^[\x21\x23-\x5b\x5d-\x7e]{1,256}$/.test(identifier);
  const [server] = isIdentifier ? await read([resourceServers.key({ poolId, identifier })]) : [];
  if (server !== undefined) return identifier;
  throw new RockpoolError("invalid_target", "resource is not a resource server of the pool");
}

/** @returns `null`: nobody is. */
async function signedIn(context: PoolContext, client: AppClientRecord, accessToken: string): Promise<Bearer | null> {
  const bearer = await nullUnlessIn(() => sessionOfToken(context, client, accessToken));
  return bearer?.claims.version === OAUTH_VERSION ? null : bearer;
}

function stillIn(bearer: Bearer, read: Step["read"]): Promise<Awaited<ReturnType<Bearer["stands"]>> | null> {
  return nullUnlessIn(() => bearer.stands(read));
}

async function nullUnlessIn<T>(ask: () => Promise<T>): Promise<T | null> {
  try {
    return await ask();
  } catch (error) {
    if (isRockpoolError(error, "NotAuthorizedException")) return null;
    throw error;
  }
}

function newCode(
  context: PoolContext,
  { grant, bearer, epoch }: { readonly grant: Grant; readonly bearer: Bearer; readonly epoch: number },
): { readonly code: string; readonly record: AuthorizationCodeRecord } {
  const { poolId, store } = context;
  const { claims, sub, client } = bearer;
  const handle = newHandle(CODE_PREFIX, store.runtime.random);
  const record = {
    ...grant,
    nonce: grant.nonce === null ? null : handle.seal(grant.nonce),
    poolId,
    codeHash: handle.hash,
    clientId: client.clientId,
    sub,
    epoch,
    poolEpoch: context.epoch,
    authTime: claims.auth_time * 1000,
    amr: claims.amr ?? [],
    eventId: claims.event_id ?? null,
    expiresAt: store.runtime.clock() + LIFETIME_MS,
    usedAt: null,
    familyId: null,
  };
  return { code: handle.text, record };
}
