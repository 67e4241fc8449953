import type { DeliveryMedium } from "../../user-pool/users/invitation.ts";
import type { UserProfile } from "../../user-pool/users/user-profile.ts";
import {
  type AttributeType,
  attributesOf,
  type Operation,
  type OperationTable,
  present,
  recordOf,
  seconds,
} from "../operation.ts";

/** What every operation on one user of a pool has. */
export interface OfUser {
  readonly UserPoolId: string;
  readonly Username: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
}

/** Cognito's `UserType`. */
export function userType({ username, sub, attributes, ...profile }: UserProfile): object {
  return { Username: username, Attributes: attributesOf({ sub, ...attributes }), ...standingOf(profile) };
}

function standingOf(profile: Omit<UserProfile, "username" | "sub" | "attributes">): object {
  const { enabled, userStatus, userCreateDate, userLastModifiedDate } = profile;
  return {
    Enabled: enabled,
    UserStatus: userStatus,
    UserCreateDate: seconds(userCreateDate),
    UserLastModifiedDate: seconds(userLastModifiedDate),
  };
}

interface CreateUser extends OfUser {
  readonly UserAttributes?: readonly AttributeType[];
  readonly ValidationData?: readonly AttributeType[];
  readonly TemporaryPassword?: string;
  readonly ForceAliasCreation?: boolean;
  readonly MessageAction?: "RESEND" | "SUPPRESS";
  readonly DesiredDeliveryMediums?: readonly DeliveryMedium[];
}

/** With RESEND people commonly send again all they had sent: what a user is made of is not looked at then. */
const adminCreateUser: Operation<CreateUser> = async (call, input) => {
  const { users } = await call.pool(input.UserPoolId);
  const { MessageAction: messageAction } = input;
  const invited = {
    username: input.Username,
    temporaryPassword: input.TemporaryPassword,
    messageAction,
    desiredDeliveryMediums: input.DesiredDeliveryMediums,
    clientMetadata: input.ClientMetadata,
  };
  const made = {
    attributes: recordOf(input.UserAttributes),
    forceAliasCreation: input.ForceAliasCreation,
    validationData: input.ValidationData && recordOf(input.ValidationData),
  };
  const profile = await users.create(messageAction === "RESEND" ? invited : { ...invited, ...made });
  return { User: userType(profile) };
};

const adminGetUser: Operation<OfUser> = async (call, { UserPoolId, Username }) => {
  const { users } = await call.pool(UserPoolId);
  const { username, sub, attributes, ...profile } = await users.get(Username);
  return { Username: username, UserAttributes: attributesOf({ sub, ...attributes }), ...standingOf(profile) };
};

const adminDeleteUser: Operation<OfUser> = async (call, { UserPoolId, Username }) => {
  const { users } = await call.pool(UserPoolId);
  await users.delete(Username);
  return undefined;
};

const adminUpdateUserAttributes: Operation<OfUser & { readonly UserAttributes: readonly AttributeType[] }> = async (
  call,
  { UserPoolId, Username: username, UserAttributes, ClientMetadata: clientMetadata },
) => {
  const { users } = await call.pool(UserPoolId);
  await users.updateAttributes({ username, attributes: recordOf(UserAttributes), clientMetadata });
  return undefined;
};

const adminDeleteUserAttributes: Operation<OfUser & { readonly UserAttributeNames: readonly string[] }> = async (
  call,
  { UserPoolId, Username: username, UserAttributeNames: attributeNames },
) => {
  const { users } = await call.pool(UserPoolId);
  await users.deleteAttributes({ username, attributeNames });
  return undefined;
};

const listUsers: Operation<{
  readonly UserPoolId: string;
  readonly AttributesToGet?: readonly string[];
  readonly Limit?: number;
  readonly PaginationToken?: string;
  readonly Filter?: string;
}> = async (call, { UserPoolId, AttributesToGet: attributesToGet = [], Limit, PaginationToken, Filter }) => {
  const pool = await call.pool(UserPoolId);
  const { users, paginationToken } = await pool.users.list({
    filter: Filter,
    limit: Limit,
    paginationToken: PaginationToken,
    attributesToGet,
  });
  // To the domain the sub is no attribute: it is there, whatever was asked for.
  const hasSub = attributesToGet.length === 0 || attributesToGet.includes("sub");
  const listed = users.map(({ username, sub, attributes, ...profile }) => ({
    Username: username,
    Attributes: attributesOf(hasSub ? { sub, ...attributes } : attributes),
    ...standingOf(profile),
  }));
  return present({ Users: listed, PaginationToken: paginationToken ?? undefined });
};

/** What administrators do with users, as far as they are a directory. */
export const userOperations: OperationTable = {
  AdminCreateUser: adminCreateUser,
  AdminGetUser: adminGetUser,
  AdminDeleteUser: adminDeleteUser,
  AdminUpdateUserAttributes: adminUpdateUserAttributes,
  AdminDeleteUserAttributes: adminDeleteUserAttributes,
  ListUsers: listUsers,
};
