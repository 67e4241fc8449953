import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type Handle, parseHandle } from "../../seal/handle.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Found } from "../../storage/table.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { userGroups } from "../groups/membership.table.ts";
import { families } from "../sessions/family.table.ts";
import { newFamily } from "../sessions/issue-tokens.ts";
import { refreshToken } from "../sessions/refresh-token.ts";
import { type SignedGrant, signTokens } from "../sessions/sign-tokens.ts";
import { authStates } from "../users/auth-state.table.ts";
import { users } from "../users/user.table.ts";
import { type AuthorizationCodeRecord, authorizationCodes } from "./authorization-code.table.ts";
import { authenticateClient } from "./client-authentication.ts";
import { CODE_PREFIX } from "./issue-code.ts";
import { invalidGrant, required, unauthorizedClient } from "./oauth-error.ts";
import { isProved, verifierOf } from "./pkce.ts";

/** A token request with a code (RFC 6749 section 4.1.3). An empty parameter is as good as none. */
export interface ExchangeCodeInput {
  readonly code: string;
  /** The one of the authorization request, character by character. */
  readonly redirectUri: string;
  /** 43 to 128 characters (RFC 7636 section 4.1); required where the authorization request had a challenge. */
  readonly codeVerifier?: string | undefined;
  /** The secret itself, for a client that has one. */
  readonly clientSecret?: string | undefined;
}

/** What a code is exchanged for (RFC 6749 section 5.1, OpenID Connect Core section 3.1.3.3). */
export interface GrantedTokens extends SignedGrant {
  readonly refreshToken: string;
}

const text = z.string().max(2048);

const schema: SchemaOf<ExchangeCodeInput> = schemaFor<ExchangeCodeInput>()(
  z.strictObject({ code: text, redirectUri: text, codeVerifier: text.optional(), clientSecret: text.optional() }),
);

/**
 * Exchanges a code for the tokens it was granted for. A code is for one try: it is used up also when it does not go with the
 * redirect URI or the verifier, so that who found it guesses once. A second use, at the same moment or later, ends the session that
 * the first one began: one of the two is a thief (RFC 6749 section 4.1.2; Cognito is not known to).
 *
 * @throws `invalid_client`; `unauthorized_client`; `invalid_request`: something is missing, or the verifier is not of its form.
 *   `invalid_grant`: the code is unknown, used, expired, of another client, redirect URI or verifier, or ended by a sign-out. What
 *   PreTokenGeneration comes to: the code stays good.
 */
export async function exchangeCode(
  context: PoolContext,
  client: AppClientRecord,
  input: ExchangeCodeInput,
): Promise<GrantedTokens> {
  const { code, redirectUri, codeVerifier, clientSecret } = parse(schema, input);
  authenticateClient(client, clientSecret);
  const { allowedOAuthFlowsUserPoolClient, allowedOAuthFlows } = client.settings;
  if (!allowedOAuthFlowsUserPoolClient || !allowedOAuthFlows.includes("code")) throw unauthorizedClient();
  const presented = { redirectUri: required("redirect_uri", redirectUri), verifier: verifierOf(codeVerifier) };
  const handle = parseHandle(CODE_PREFIX, required("code", code), context.store.runtime.random);
  if (handle === undefined) throw invalidGrant();
  return attemptTelling(context, async (step): Promise<Telling<GrantedTokens>> => {
    const [found] = await step.read([authorizationCodes.key({ poolId: context.poolId, codeHash: handle.hash })]);
    // Another client does nothing to it: neither uses it up nor ends what came of it.
    if (found === undefined || found.value.clientId !== client.clientId) throw invalidGrant();
    if (found.value.usedAt !== null) return reused(step.read, found.value);
    const now = context.store.runtime.clock();
    if (found.value.expiresAt <= now || found.value.poolEpoch < context.epoch) throw invalidGrant();
    const isOurs = presented.redirectUri === found.value.redirectUri && isProved(found.value.codeChallenge, presented.verifier);
    if (!isOurs) return { commit: [found.put({ usedAt: now })], refuse: invalidGrant() };
    return granted(context, client, step, { code: found, handle });
  });
}

/** Ends what the first use began. */
async function reused(
  read: Step["read"],
  { poolId, familyId, sub, clientId }: AuthorizationCodeRecord & { readonly poolId: string },
): Promise<Telling<never>> {
  const [family] = familyId === null ? [] : await read([families.key({ poolId, familyId })]);
  if (family === undefined || family.value.revoked) throw invalidGrant();
  return {
    commit: [family.put({ revoked: true })],
    refuse: invalidGrant(),
    events: [{ type: "authorizationCodeReuse", sub, clientId, originJti: family.value.familyId }],
  };
}

async function granted(
  context: PoolContext,
  client: AppClientRecord,
  { read, once }: Step,
  { code, handle }: { readonly code: Found<AuthorizationCodeRecord>; readonly handle: Handle },
): Promise<Telling<GrantedTokens>> {
  const { sub, epoch, amr, authTime, eventId, scope, resource } = code.value;
  const nonce = code.value.nonce === null ? null : handle.open(code.value.nonce);
  const of = { poolId: context.poolId, sub };
  const [user, authState, inGroups] = await read([users.key(of), authStates.key(of), userGroups.key(of)]);
  if (user === undefined || authState?.value.enabled !== true || authState.value.epoch !== epoch) throw invalidGrant();
  const origin = { sub, epoch, amr, authTime, scope, oauth: { resource }, ...(eventId !== null && { eventId }) };
  const family = newFamily(context, client, origin);
  const groups = inGroups?.value.groups ?? [];
  const occasion = { source: "TokenGeneration_HostedAuth", clientMetadata: undefined, once } as const;
  const signed = await signTokens(context, client, { user: user.value, family, groups, occasion, nonce });
  return {
    commit: [
      authState.check(),
      code.put({ usedAt: context.store.runtime.clock(), familyId: family.familyId }),
      families.create(family),
    ],
    result: { ...signed, refreshToken: refreshToken(context, family) },
  };
}
