import { isRockpoolError } from "../../errors.ts";
import { decodeBase64url } from "../../seal/base64url.ts";
import { parseObject } from "../../tokens/header.ts";
import type { ContactAttribute } from "../../user-pool/settings/sign-in-names.ts";
import type { SignedInUser } from "../../user-pool/signed-in-user.ts";
import { AwsFailure } from "../failure.ts";
import { type AttributeType, attributesOf, type Call, type Operation, type OperationTable, recordOf } from "../operation.ts";
import { deliveryDetails } from "./sign-up.ts";

/** What every operation of a user who is signed in has. */
interface OfBearer {
  readonly AccessToken: string;
}

interface PassedOn {
  readonly ClientMetadata?: Readonly<Record<string, string>>;
}

/**
 * Who acts by a token. It names the client it was issued to, which nobody has verified yet: the call that follows does, with all else that
 * it says.
 *
 * @throws {AwsFailure}
 */
async function bearer(call: Call, { AccessToken: accessToken }: OfBearer): Promise<SignedInUser> {
  const clientId = claimedClient(accessToken);
  if (clientId === undefined) throw invalidAccessToken();
  const client = await call.client(clientId).catch((error: unknown) => {
    throw isRockpoolError(error, "ResourceNotFoundException") ? invalidAccessToken() : error;
  });
  return client.bearer(accessToken);
}

function claimedClient(token: string): string | undefined {
  const payload = decodeBase64url(token.split(".", 2)[1] ?? "");
  const clientId = payload && parseObject(payload)?.["client_id"];
  return typeof clientId === "string" && /^[\w+]{1,128}$/.test(clientId) ? clientId : undefined;
}

function invalidAccessToken(): AwsFailure {
  return new AwsFailure("NotAuthorizedException", "Invalid Access Token");
}

const getUser: Operation<OfBearer> = async (call, input) => {
  const { username, sub, attributes } = await (await bearer(call, input)).get();
  return { Username: username, UserAttributes: attributesOf({ sub, ...attributes }) };
};

const changePassword: Operation<OfBearer & { readonly PreviousPassword?: string; readonly ProposedPassword: string }> = async (
  call,
  input,
) => {
  const user = await bearer(call, input);
  await user.changePassword({ previousPassword: input.PreviousPassword, proposedPassword: input.ProposedPassword });
  return undefined;
};

const deleteUser: Operation<OfBearer> = async (call, input) => {
  await (await bearer(call, input)).delete();
  return undefined;
};

const globalSignOut: Operation<OfBearer> = async (call, input) => {
  await (await bearer(call, input)).signOutEverywhere();
  return undefined;
};

const updateUserAttributes: Operation<OfBearer & PassedOn & { readonly UserAttributes: readonly AttributeType[] }> = async (
  call,
  input,
) => {
  const { attributes } = await bearer(call, input);
  const sent = await attributes.update(recordOf(input.UserAttributes), { clientMetadata: input.ClientMetadata });
  return { CodeDeliveryDetailsList: sent.map(deliveryDetails) };
};

const deleteUserAttributes: Operation<OfBearer & { readonly UserAttributeNames: readonly string[] }> = async (call, input) => {
  await (await bearer(call, input)).attributes.delete(input.UserAttributeNames);
  return undefined;
};

const getUserAttributeVerificationCode: Operation<OfBearer & PassedOn & { readonly AttributeName: ContactAttribute }> = async (
  call,
  input,
) => {
  const { attributes } = await bearer(call, input);
  const sent = await attributes.sendVerificationCode(input.AttributeName, { clientMetadata: input.ClientMetadata });
  return { CodeDeliveryDetails: deliveryDetails(sent) };
};

const verifyUserAttribute: Operation<OfBearer & { readonly AttributeName: ContactAttribute; readonly Code: string }> = async (
  call,
  input,
) => {
  await (await bearer(call, input)).attributes.verify({ attributeName: input.AttributeName, code: input.Code });
  return undefined;
};

/** What users who are signed in do for themselves, by their access tokens. */
export const ownUserOperations: OperationTable = {
  GetUser: getUser,
  ChangePassword: changePassword,
  DeleteUser: deleteUser,
  GlobalSignOut: globalSignOut,
  UpdateUserAttributes: updateUserAttributes,
  DeleteUserAttributes: deleteUserAttributes,
  GetUserAttributeVerificationCode: getUserAttributeVerificationCode,
  VerifyUserAttribute: verifyUserAttribute,
};
