import type { PrincipalTags } from "../../identity-pool/principal-tags.ts";
import type { Logins } from "../../identity-pool/verify-logins.ts";
import { type Operation, type OperationTable, present } from "../operation.ts";

interface OfPool {
  readonly IdentityPoolId: string;
}

const getOpenIdTokenForDeveloperIdentity: Operation<
  OfPool & {
    readonly Logins: Logins;
    readonly IdentityId?: string;
    readonly PrincipalTags?: PrincipalTags;
    readonly TokenDuration?: number;
  }
> = async (call, input) => {
  const { developerIdentities } = await call.identityPool(input.IdentityPoolId);
  const { identityId, token } = await developerIdentities.getOpenIdToken({
    logins: input.Logins,
    identityId: input.IdentityId,
    principalTags: input.PrincipalTags,
    tokenDuration: input.TokenDuration,
  });
  return { IdentityId: identityId, Token: token };
};

const lookupDeveloperIdentity: Operation<
  OfPool & {
    readonly IdentityId?: string;
    readonly DeveloperUserIdentifier?: string;
    readonly MaxResults?: number;
    readonly NextToken?: string;
  }
> = async (call, input) => {
  const { developerIdentities } = await call.identityPool(input.IdentityPoolId);
  const { identityId, developerUserIdentifiers, nextToken } = await developerIdentities.lookup({
    identityId: input.IdentityId,
    developerUserIdentifier: input.DeveloperUserIdentifier,
    limit: input.MaxResults,
    nextToken: input.NextToken,
  });
  return present({
    IdentityId: identityId,
    DeveloperUserIdentifierList: developerUserIdentifiers,
    NextToken: nextToken ?? undefined,
  });
};

const mergeDeveloperIdentities: Operation<
  OfPool & {
    readonly SourceUserIdentifier: string;
    readonly DestinationUserIdentifier: string;
    readonly DeveloperProviderName: string;
  }
> = async (call, input) => {
  const { developerIdentities } = await call.identityPool(input.IdentityPoolId);
  const { identityId } = await developerIdentities.merge({
    sourceUserIdentifier: input.SourceUserIdentifier,
    destinationUserIdentifier: input.DestinationUserIdentifier,
    developerProviderName: input.DeveloperProviderName,
  });
  return { IdentityId: identityId };
};

const unlinkDeveloperIdentity: Operation<
  OfPool & {
    readonly IdentityId: string;
    readonly DeveloperProviderName: string;
    readonly DeveloperUserIdentifier: string;
  }
> = async (call, input) => {
  const { developerIdentities } = await call.identityPool(input.IdentityPoolId);
  await developerIdentities.unlink({
    identityId: input.IdentityId,
    developerProviderName: input.DeveloperProviderName,
    developerUserIdentifier: input.DeveloperUserIdentifier,
  });
  return undefined;
};

/** Users whom a backend signs in itself. */
export const developerIdentityOperations: OperationTable = {
  GetOpenIdTokenForDeveloperIdentity: getOpenIdTokenForDeveloperIdentity,
  LookupDeveloperIdentity: lookupDeveloperIdentity,
  MergeDeveloperIdentities: mergeDeveloperIdentities,
  UnlinkDeveloperIdentity: unlinkDeveloperIdentity,
};
