import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Found } from "../../storage/table.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { isClientSecret } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling, type Telling } from "../events/attempt-telling.ts";
import { userGroups } from "../groups/membership.table.ts";
import { type AuthStateRecord, authStates } from "../users/auth-state.table.ts";
import { users } from "../users/user.table.ts";
import { type FamilyRecord, families } from "./family.table.ts";
import { judgeGeneration } from "./generation.ts";
import { parseRefreshToken, refreshToken } from "./refresh-token.ts";
import { hasBeenRevoked, hasEnded } from "./session-end.ts";
import { type Occasion, type SignedGrant, type SignedTokens, signTokens, type TokenSubject } from "./sign-tokens.ts";

export interface RefreshInput {
  readonly refreshToken: string;
  /** The secret itself, for a client that has one. */
  readonly clientSecret?: string | undefined;
  /** The key of the device that the sign-in was on, where it was remembered. */
  readonly deviceKey?: string | undefined;
  /** For PreTokenGeneration. */
  readonly clientMetadata?: ClientMetadata | undefined;
}

/** Cognito's `AuthenticationResult` of a refresh. */
export interface RefreshedTokens extends SignedTokens {
  /** The one to use from now on, where the client's tokens rotate; `null`: the one that was presented stays good. */
  readonly refreshToken: string | null;
}

export const refreshTokenSchema: z.ZodString = z.string().min(1).max(2048);

const schema: SchemaOf<RefreshInput> = schemaFor<RefreshInput>()(
  z.strictObject({
    refreshToken: refreshTokenSchema,
    clientSecret: z.string().min(1).max(64).optional(),
    deviceKey: z.string().min(1).max(55).optional(),
    clientMetadata: clientMetadataSchema.optional(),
  }),
);

/**
 * New access and ID tokens by a refresh token, with the user's attributes and groups as they are now (Cognito's
 * `GetTokensFromRefreshToken`). Where the client's tokens rotate, the one that was presented is replaced: in one plan, so that of
 * parallel refreshes one does it, and the others get the same successor within the grace.
 *
 * @throws `NotAuthorizedException`: no token of this client and device, expired, revoked or signed out; the client secret is wrong.
 * @throws `RefreshTokenReuseException`: it was replaced before, and the grace is over. The whole session is ended: somebody else
 *   has a copy (RFC 9700 section 4.14.2; Cognito is not known to). What PreTokenGeneration comes to: the token stays good.
 */
export async function refresh(context: PoolContext, client: AppClientRecord, input: RefreshInput): Promise<RefreshedTokens> {
  const { clientSecret, ...presented } = parse(schema, input);
  if (!isClientSecret(client, clientSecret)) {
    throw new RockpoolError("NotAuthorizedException", `Unable to verify secret for client ${client.clientId}`);
  }
  return redeem(context, client, presented);
}

/** What a client shows of itself, where that rests on whose session it is: throws unless it is right for one of the user's names. */
export type ProofOfClient = (names: readonly string[]) => void;

/** What both operations of Cognito's that take a refresh token do with it. Their answers have an ID token. */
export async function redeem(
  context: PoolContext,
  client: AppClientRecord,
  presented: Omit<RefreshInput, "clientSecret">,
  proof: ProofOfClient = () => {},
): Promise<RefreshedTokens> {
  const { scope, idToken, ...tokens } = await redeemGrant(context, client, presented, { proof, needsIdToken: true });
  if (idToken === null) throw new Error("what has no ID token was refused");
  return { ...tokens, idToken };
}

/** What a refresh gives of any sign-in. */
export interface RefreshedGrant extends SignedGrant {
  readonly refreshToken: string | null;
}

interface RefreshAsks {
  readonly proof: ProofOfClient;
  readonly needsIdToken: boolean;
  readonly narrowed?: (granted: string) => string;
}

/**
 * @param asks `needsIdToken`: a sign-in through OAuth without `openid` is refused. `narrowed`: the scope of these tokens, of the one that
 *   was granted, which the session keeps.
 */
export async function redeemGrant(
  context: PoolContext,
  client: AppClientRecord,
  { refreshToken: text, deviceKey, clientMetadata }: Omit<RefreshInput, "clientSecret">,
  { proof, needsIdToken, narrowed = (scope) => scope }: RefreshAsks,
): Promise<RefreshedGrant> {
  const presented = parseRefreshToken(context, text);
  if (presented === undefined) throw invalidRefreshToken();
  const { refreshTokenRotation } = client.settings;
  const rotates = refreshTokenRotation.feature === "ENABLED";

  return attemptTelling(context, async ({ read, once }): Promise<Telling<RefreshedGrant>> => {
    const named = { familyId: presented.familyId, deviceKey, proof };
    const { family, authState, user, groups } = await sessionOf(context, client, read, named);
    const { scope, oauth } = family.value;
    if (needsIdToken && oauth && !scope.split(" ").includes("openid")) throw invalidRefreshToken();
    const now = context.store.runtime.clock();
    const standing = judgeGeneration(family.value, presented.generation, refreshTokenRotation, now);
    const { sub, familyId } = family.value;
    const about = { sub, clientId: client.clientId };
    if (standing === "reused") {
      return {
        commit: [family.put({ revoked: true })],
        refuse: reused(),
        events: [{ type: "refreshTokenReuse", ...about, originJti: familyId }],
      };
    }

    const occasion: Occasion = { source: "TokenGeneration_RefreshTokens", clientMetadata, once };
    const asked = { ...family.value, scope: narrowed(scope) };
    const signed = await signTokens(context, client, { user, family: asked, groups, occasion });
    // What writes nothing is ordered by the snapshot it was read in: whatever ends the session later comes after it.
    const events = [{ type: "tokenRefresh", ...about, rotated: rotates }] as const;
    if (!rotates) return { result: { ...signed, refreshToken: null }, events };
    if (standing === "replaced") return { result: { ...signed, refreshToken: refreshToken(context, family.value) }, events };
    // Behind the token, and not behind the record, which a backup may have set back.
    const generation = presented.generation + 1;
    return {
      commit: [authState.check(), family.put({ generation, rotatedAt: now })],
      result: { ...signed, refreshToken: refreshToken(context, { familyId, generation }) },
      events,
    };
  });
}

interface OpenSession extends Omit<TokenSubject, "family" | "occasion"> {
  readonly family: Found<FamilyRecord>;
  readonly authState: Found<AuthStateRecord>;
}

interface NamedSession {
  readonly familyId: string;
  readonly deviceKey: string | undefined;
  readonly proof: ProofOfClient;
}

/** @throws `NotAuthorizedException`: there is no such session of this client and device, or it has ended. */
async function sessionOf(
  { poolId, epoch: poolEpoch, store }: PoolContext,
  client: AppClientRecord,
  read: Step["read"],
  { familyId, deviceKey, proof }: NamedSession,
): Promise<OpenSession> {
  const [named] = await read([families.key({ poolId, familyId })]);
  if (named === undefined || named.value.clientId !== client.clientId) throw invalidRefreshToken();
  // A device that was not remembered at the sign-in has nothing to show.
  if (named.value.deviceKey !== null && named.value.deviceKey !== deviceKey) throw invalidRefreshToken();

  // Once more, together with the user: one snapshot of all that decides.
  const of = { poolId, sub: named.value.sub };
  const [family, authState, user, inGroups] = await read([
    families.key({ poolId, familyId }),
    authStates.key(of),
    users.key(of),
    userGroups.key(of),
  ]);
  // Nothing is told of a session, and nothing done to it, before the client has shown who it is.
  proof(user === undefined ? [of.sub] : [user.value.username, of.sub]);
  const isOver = hasEnded({ authState: authState?.value, family: family?.value }, poolEpoch);
  if (isOver || family === undefined || authState === undefined || user === undefined) throw hasBeenRevoked("Refresh Token");
  if (family.value.expiresAt <= store.runtime.clock()) {
    throw new RockpoolError("NotAuthorizedException", "Refresh Token has expired");
  }
  return { family, authState, user: user.value, groups: inGroups?.value.groups ?? [] };
}

function invalidRefreshToken(): RockpoolError {
  return new RockpoolError("NotAuthorizedException", "Invalid Refresh Token.");
}

/** Cognito's words are not known. */
function reused(): RockpoolError {
  return new RockpoolError("RefreshTokenReuseException", "Refresh Token has been used before");
}
