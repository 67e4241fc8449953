import {
  DeleteIdentitiesCommand,
  DescribeIdentityCommand,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
  ListIdentitiesCommand,
  UnlinkIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { STSClient } from "@aws-sdk/client-sts";
import { stsCredentials } from "rockpool";
import { reads, writes } from "../errors/provocation.ts";
import { type Capability, forged, ofIdentity, ofPool, ofUnheardIssuer, twoUsersOfOneProvider } from "./provocation.ts";
import type { IdentityStage } from "./stage.ts";

async function aGuest({ identityPool }: IdentityStage): Promise<string> {
  return (await identityPool.getId()).identityId;
}

/** Somebody who has logged in, and with what. */
async function aUser({ identityPool, login }: IdentityStage) {
  const logins = await login("lin");
  return { IdentityId: (await identityPool.getId({ logins })).identityId, Logins: logins };
}

/** A guest who logs in becomes somebody. */
const aGuestWhoLogsIn = async (stage: IdentityStage) => ({ IdentityId: await aGuest(stage), Logins: await stage.login("lin") });

const nobodyListens = new STSClient({ endpoint: "http://127.0.0.1:1", region: "us-east-1", maxAttempts: 1 });

export const identities: Capability = {
  GetId: {
    command: ({ IdentityPoolId }) => new GetIdCommand({ IdentityPoolId }),
    errors: {
      ...writes,
      ...ofPool,
      NotAuthorizedException: forged,
      ResourceConflictException: { input: twoUsersOfOneProvider },
      ExternalServiceException: ofUnheardIssuer,
    },
  },
  GetCredentialsForIdentity: {
    command: async (stage) => new GetCredentialsForIdentityCommand(await aGuestWhoLogsIn(stage)),
    errors: {
      ...writes,
      ...ofIdentity,
      NotAuthorizedException: forged,
      ResourceConflictException: { input: twoUsersOfOneProvider },
      InvalidIdentityPoolConfigurationException: { options: { settings: { roles: {} } } },
      ExternalServiceException: { options: { rockpool: { credentialIssuer: stsCredentials({ client: nobodyListens }) } } },
    },
  },
  GetOpenIdToken: {
    command: async (stage) => new GetOpenIdTokenCommand(await aGuestWhoLogsIn(stage)),
    errors: {
      ...writes,
      ...ofIdentity,
      NotAuthorizedException: forged,
      ResourceConflictException: { input: twoUsersOfOneProvider },
      ExternalServiceException: ofUnheardIssuer,
    },
  },
  DescribeIdentity: {
    command: async (stage) => new DescribeIdentityCommand({ IdentityId: await aGuest(stage) }),
    errors: { ...reads, ...ofIdentity },
  },
  ListIdentities: {
    command: ({ IdentityPoolId }) => new ListIdentitiesCommand({ IdentityPoolId, MaxResults: 1 }),
    errors: { ...reads, ...ofPool },
  },
  DeleteIdentities: {
    command: async (stage) => new DeleteIdentitiesCommand({ IdentityIdsToDelete: [await aGuest(stage)] }),
    errors: { InvalidParameterException: { input: { IdentityIdsToDelete: [] } } },
  },
  UnlinkIdentity: {
    async command(stage) {
      const user = await aUser(stage);
      return new UnlinkIdentityCommand({ ...user, LoginsToRemove: Object.keys(user.Logins) });
    },
    errors: { ...writes, ...ofIdentity, NotAuthorizedException: forged, ExternalServiceException: ofUnheardIssuer },
  },
};
