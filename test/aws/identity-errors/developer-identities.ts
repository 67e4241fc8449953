import {
  GetOpenIdTokenForDeveloperIdentityCommand,
  LookupDeveloperIdentityCommand,
  MergeDeveloperIdentitiesCommand,
  UnlinkDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { reads, writes } from "../errors/provocation.ts";
import { type Capability, ofPool } from "./provocation.ts";
import type { IdentityStage } from "./stage.ts";

/** Somebody whom the backend knows, by other logins too. */
async function known({ identityPool }: IdentityStage, user: string, logins: object = {}): Promise<string> {
  const { identityId } = await identityPool.developerIdentities.getOpenIdToken({ logins: { backend: user, ...logins } });
  return identityId;
}

const DeveloperProviderName = "backend";
const aStranger = async (stage: IdentityStage) => ({ IdentityId: await known(stage, "bob") });

export const developerIdentities: Capability = {
  GetOpenIdTokenForDeveloperIdentity: {
    command: ({ IdentityPoolId }) =>
      new GetOpenIdTokenForDeveloperIdentityCommand({ IdentityPoolId, Logins: { backend: "ada" } }),
    errors: {
      ...writes,
      ...ofPool,
      NotAuthorizedException: { input: async ({ providers: [name] }) => ({ Logins: { backend: "ada", [name]: "forged" } }) },
      ResourceConflictException: {
        async input(stage) {
          await known(stage, "ada", await stage.login("ada"));
          return { Logins: { backend: "ada", ...(await stage.login("bob")) } };
        },
      },
      DeveloperUserAlreadyRegisteredException: {
        async input(stage) {
          await known(stage, "ada");
          return { IdentityId: (await stage.identityPool.getId()).identityId };
        },
      },
    },
  },
  LookupDeveloperIdentity: {
    async command(stage) {
      await known(stage, "ada");
      return new LookupDeveloperIdentityCommand({ IdentityPoolId: stage.IdentityPoolId, DeveloperUserIdentifier: "ada" });
    },
    errors: { ...reads, ...ofPool, ResourceConflictException: { input: aStranger } },
  },
  MergeDeveloperIdentities: {
    async command(stage) {
      for (const user of ["ada", "lovelace"]) await known(stage, user);
      const names = { SourceUserIdentifier: "lovelace", DestinationUserIdentifier: "ada", DeveloperProviderName };
      return new MergeDeveloperIdentitiesCommand({ IdentityPoolId: stage.IdentityPoolId, ...names });
    },
    errors: {
      ...writes,
      ...ofPool,
      ResourceConflictException: {
        async before(stage) {
          for (const user of ["ada", "lovelace"]) await known(stage, user, await stage.login(user));
        },
      },
    },
  },
  UnlinkDeveloperIdentity: {
    async command(stage) {
      const named = { DeveloperProviderName, DeveloperUserIdentifier: "ada", IdentityId: await known(stage, "ada") };
      return new UnlinkDeveloperIdentityCommand({ IdentityPoolId: stage.IdentityPoolId, ...named });
    },
    errors: { ...writes, ...ofPool, ResourceConflictException: { input: aStranger } },
  },
};
