import { GetTokensFromRefreshTokenCommand, RevokeTokenCommand } from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, calling, ofClient, writes } from "./provocation.ts";
import { confirmed, type Stage, tokensOf } from "./stage.ts";

async function refreshToken(stage: Stage): Promise<string> {
  await confirmed(stage);
  return (await tokensOf(stage)).refreshToken;
}

export const tokens: Capability = {
  GetTokensFromRefreshToken: {
    options: { client: { refreshTokenRotation: { feature: "ENABLED" }, explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] } },
    command: async (stage) =>
      new GetTokensFromRefreshTokenCommand({ ClientId: stage.ClientId, RefreshToken: await refreshToken(stage) }),
    errors: {
      ...writes,
      ...ofClient,
      ...calling("preTokenGeneration"),
      NotAuthorizedException: { input: { RefreshToken: "forged" } },
      RefreshTokenReuseException: {
        before: ({ client }, { RefreshToken = "" }) => client.refresh({ refreshToken: RefreshToken }),
      },
    },
  },
  RevokeToken: {
    command: async (stage) => new RevokeTokenCommand({ ClientId: stage.ClientId, Token: await refreshToken(stage) }),
    errors: {
      ...writes,
      InvalidParameterException: ofClient.InvalidParameterException,
      UnauthorizedException: {
        input: async ({ pool }: Stage) => ({ ClientId: (await pool.clients.ensure({ clientName: "another" })).clientId }),
      },
      UnsupportedOperationException: { options: { client: { enableTokenRevocation: false } } },
      UnsupportedTokenTypeException: {
        input: async (stage: Stage) => ({ Token: (await tokensOf(stage)).accessToken }),
      },
    },
  },
};
