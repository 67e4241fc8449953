import type { Logins } from "../../identity-pool/verify-logins.ts";
import { type Operation, type OperationTable, seconds } from "../operation.ts";

interface WithLogins {
  readonly Logins?: Logins;
}

interface OfIdentity extends WithLogins {
  readonly IdentityId: string;
}

const getId: Operation<WithLogins & { readonly IdentityPoolId: string }> = async (call, { IdentityPoolId, Logins: logins }) => {
  const { identityId } = await (await call.identityPool(IdentityPoolId)).getId({ logins });
  return { IdentityId: identityId };
};

const getCredentialsForIdentity: Operation<OfIdentity & { readonly CustomRoleArn?: string }> = async (call, input) => {
  const { IdentityId: asked, Logins: logins, CustomRoleArn: customRoleArn } = input;
  const pool = await call.identityPoolOf(asked);
  const { identityId, credentials } = await pool.getCredentialsForIdentity({ identityId: asked, logins, customRoleArn });
  const { accessKeyId, secretAccessKey, sessionToken, expiration } = credentials;
  return {
    IdentityId: identityId,
    Credentials: {
      AccessKeyId: accessKeyId,
      SecretKey: secretAccessKey,
      SessionToken: sessionToken,
      Expiration: seconds(expiration),
    },
  };
};

const getOpenIdToken: Operation<OfIdentity> = async (call, { IdentityId: asked, Logins: logins }) => {
  const pool = await call.identityPoolOf(asked);
  const { identityId, token } = await pool.getOpenIdToken({ identityId: asked, logins });
  return { IdentityId: identityId, Token: token };
};

/** What clients come for. */
export const identityCredentialOperations: OperationTable = {
  GetId: getId,
  GetCredentialsForIdentity: getCredentialsForIdentity,
  GetOpenIdToken: getOpenIdToken,
};
