import type { PoolUsers } from "../../user-pool/facets/users.ts";
import type { ProviderUser } from "../../user-pool/users/link-provider.ts";
import { type Operation, type OperationTable, present, seconds } from "../operation.ts";
import type { OfUser } from "./users.ts";

/** An operation on one user that answers nothing. */
function onUser(work: (users: PoolUsers, input: OfUser) => Promise<unknown>): Operation<OfUser> {
  return async (call, input) => {
    const { users } = await call.pool(input.UserPoolId);
    await work(users, input);
    return undefined;
  };
}

const adminSetUserPassword: Operation<OfUser & { readonly Password: string; readonly Permanent?: boolean }> = async (
  call,
  { UserPoolId, Username: username, Password: password, Permanent: permanent },
) => {
  const { users } = await call.pool(UserPoolId);
  await users.setPassword({ username, password, permanent });
  return undefined;
};

const adminListUserAuthEvents: Operation<OfUser & { readonly MaxResults?: number; readonly NextToken?: string }> = async (
  call,
  { UserPoolId, Username: username, MaxResults: limit, NextToken },
) => {
  const { users } = await call.pool(UserPoolId);
  const { authEvents, nextToken } = await users.listAuthEvents({ username, limit, nextToken: NextToken });
  const listed = authEvents.map(({ eventId, eventType, creationDate, eventResponse }) => ({
    EventId: eventId,
    EventType: eventType,
    CreationDate: seconds(creationDate),
    EventResponse: eventResponse,
  }));
  return present({ AuthEvents: listed, NextToken: nextToken ?? undefined });
};

/** Cognito's `ProviderUserIdentifierType`. */
interface ProviderUserIdentifier {
  readonly ProviderName?: string;
  readonly ProviderAttributeName?: string;
  readonly ProviderAttributeValue?: string;
}

/** What is missing is empty, and refused as such. */
function providerUser(identifier: ProviderUserIdentifier): ProviderUser {
  const { ProviderName: providerName = "", ProviderAttributeName: providerAttributeName = "" } = identifier;
  return { providerName, providerAttributeName, providerAttributeValue: identifier.ProviderAttributeValue ?? "" };
}

/** A user of the pool: by user name, and who came from a provider by that provider and their name there. */
function destination({ ProviderName = "Cognito", ProviderAttributeValue = "" }: ProviderUserIdentifier): string {
  return ProviderName === "Cognito" ? ProviderAttributeValue : `${ProviderName}_${ProviderAttributeValue}`;
}

const adminLinkProviderForUser: Operation<{
  readonly UserPoolId: string;
  readonly DestinationUser: ProviderUserIdentifier;
  readonly SourceUser: ProviderUserIdentifier;
}> = async (call, { UserPoolId, DestinationUser, SourceUser }) => {
  const { users } = await call.pool(UserPoolId);
  await users.linkProvider({ destinationUser: destination(DestinationUser), sourceUser: providerUser(SourceUser) });
  return undefined;
};

const adminDisableProviderForUser: Operation<{ readonly UserPoolId: string; readonly User: ProviderUserIdentifier }> = async (
  call,
  { UserPoolId, User },
) => {
  const { users } = await call.pool(UserPoolId);
  await users.disableProvider(providerUser(User));
  return undefined;
};

/** What administrators do with users, as far as they sign in. */
export const userAccountOperations: OperationTable = {
  AdminConfirmSignUp: onUser((users, { Username, ClientMetadata }) =>
    users.confirm(Username, { clientMetadata: ClientMetadata }),
  ),
  AdminDisableUser: onUser((users, { Username }) => users.disable(Username)),
  AdminEnableUser: onUser((users, { Username }) => users.enable(Username)),
  AdminResetUserPassword: onUser((users, { Username, ClientMetadata }) =>
    users.resetPassword(Username, { clientMetadata: ClientMetadata }),
  ),
  AdminUserGlobalSignOut: onUser((users, { Username }) => users.signOutEverywhere(Username)),
  AdminSetUserPassword: adminSetUserPassword,
  AdminListUserAuthEvents: adminListUserAuthEvents,
  AdminLinkProviderForUser: adminLinkProviderForUser,
  AdminDisableProviderForUser: adminDisableProviderForUser,
};
