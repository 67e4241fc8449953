import type { RefreshedTokens } from "../../user-pool/sessions/refresh.ts";
import { type Operation, type OperationTable, present } from "../operation.ts";

/** Cognito's `AuthenticationResultType`: of a sign-in, or of a refresh, which may leave the refresh token as it is. */
export function authenticationResult({ accessToken, idToken, refreshToken, expiresIn, tokenType }: RefreshedTokens): object {
  return present({
    AccessToken: accessToken,
    IdToken: idToken,
    RefreshToken: refreshToken ?? undefined,
    ExpiresIn: expiresIn,
    TokenType: tokenType,
  });
}

const getTokensFromRefreshToken: Operation<{
  readonly RefreshToken: string;
  readonly ClientId: string;
  readonly ClientSecret?: string;
  readonly DeviceKey?: string;
  readonly ClientMetadata?: Readonly<Record<string, string>>;
}> = async (call, { RefreshToken, ClientId, ClientSecret, DeviceKey, ClientMetadata }) => {
  const client = await call.client(ClientId);
  const tokens = await client.refresh({
    refreshToken: RefreshToken,
    clientSecret: ClientSecret,
    deviceKey: DeviceKey,
    clientMetadata: ClientMetadata,
  });
  return { AuthenticationResult: authenticationResult(tokens) };
};

const revokeToken: Operation<{ readonly Token: string; readonly ClientId: string; readonly ClientSecret?: string }> = async (
  call,
  { Token, ClientId, ClientSecret },
) => {
  const client = await call.client(ClientId);
  await client.revoke({ token: Token, clientSecret: ClientSecret });
  return undefined;
};

/** What an application does with a refresh token. */
export const tokenOperations: OperationTable = {
  GetTokensFromRefreshToken: getTokensFromRefreshToken,
  RevokeToken: revokeToken,
};
