import type { AccessTokenClaims, IdTokenClaims } from "../../tokens/claims.ts";
import { type ClientMetadata, metadata } from "../../triggers/client-metadata.ts";
import type { GroupAnswer, GroupConfiguration, TokenAnswer, TokenGenerationSource } from "../../triggers/pre-token-generation.ts";
import type { TokenTriggerVersion } from "../../triggers/triggers.ts";
import type { GroupClaims } from "../claims/groups.ts";
import { overriddenClaims, refuseTooManyClaims } from "../claims/override-claims.ts";
import type { PoolContext } from "../context.ts";
import { triggerAttributes } from "../users/trigger-attributes.ts";
import type { UserRecord } from "../users/user.table.ts";

/** Whose tokens are made, and on what occasion. */
export interface TokenOccasion {
  readonly source: TokenGenerationSource;
  readonly clientId: string;
  readonly user: UserRecord;
  readonly groups: GroupClaims;
  /** Separated by blanks; there is one at least. */
  readonly scope: string;
  readonly clientMetadata: ClientMetadata | undefined;
}

/** What the trigger wants of the two tokens. */
export interface TokenChanges {
  /** `undefined`: the groups stay as they are. */
  readonly groups?: GroupAnswer | null | undefined;
  readonly id?: TokenAnswer | null | undefined;
  readonly access?: TokenAnswer | null | undefined;
}

/**
 * Calls PreTokenGeneration in the version that the pool asks for (users-and-triggers.md 7.8).
 *
 * @throws what the trigger comes to: then there are no tokens.
 */
export async function callPreTokenGeneration(
  context: PoolContext,
  version: TokenTriggerVersion,
  occasion: TokenOccasion,
): Promise<TokenChanges> {
  const { source, clientId, user, groups, scope, clientMetadata } = occasion;
  const request = {
    userAttributes: triggerAttributes(context, user),
    groupConfiguration: configurationOf(groups),
    ...metadata(clientMetadata),
  };
  const order = { source, clientId, userName: user.username };
  if (version === "V1_0") {
    const response = { claimsOverrideDetails: {} };
    const { claimsOverrideDetails } = await context.triggers.callForTokens(version, { ...order, request, response });
    return { id: claimsOverrideDetails, groups: claimsOverrideDetails?.groupOverrideDetails };
  }
  const response = { claimsAndScopeOverrideDetails: {} };
  const scoped = { ...request, scopes: scope.split(" ") };
  const { claimsAndScopeOverrideDetails: details } = await context.triggers.callForTokens(version, {
    ...order,
    request: scoped,
    response,
  });
  return { id: details?.idTokenGeneration, access: details?.accessTokenGeneration, groups: details?.groupOverrideDetails };
}

function configurationOf(groups: GroupClaims): GroupConfiguration {
  const preferredRole = groups["cognito:preferred_role"];
  return {
    groupsToOverride: [...(groups["cognito:groups"] ?? [])],
    iamRolesToOverride: [...(groups["cognito:roles"] ?? [])],
    ...(preferredRole !== undefined && { preferredRole }),
  };
}

/** @throws `InvalidLambdaResponseException`: more claims than tokens may have. */
export function changedClaims(
  { id, access }: { readonly id: IdTokenClaims; readonly access: AccessTokenClaims },
  changes: TokenChanges,
): { readonly id: IdTokenClaims; readonly access: AccessTokenClaims } {
  const changed = { id: overriddenClaims("id", id, changes.id), access: overriddenClaims("access", access, changes.access) };
  refuseTooManyClaims([changed.id, changed.access], changed.access.scope);
  return changed;
}
