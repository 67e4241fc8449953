import { mappingKey } from "../identity-pool/provider-names.ts";
import type { IdentityPoolOptions } from "../identity-pool/settings.ts";
import { providerNameOf } from "../login-verifier.ts";
import type { AppClient } from "../user-pool/app-client.ts";
import type { ConfiguredIdentityPool } from "./config.ts";
import { Failure } from "./terminal.ts";

/** A client of the configuration, once it is there. */
export interface ConfiguredClient {
  readonly poolName: string;
  readonly clientName: string;
  readonly client: AppClient;
}

/**
 * What `ensureIdentityPool` takes: clients that are written by their names are those that were made, by their ids. What is not written stays
 * unwritten.
 *
 * @throws {Failure} There is no such client, or more than one.
 */
export function identityPoolOptions(
  { userPoolClients, ...options }: ConfiguredIdentityPool,
  made: readonly ConfiguredClient[],
  where: string,
): IdentityPoolOptions {
  if (userPoolClients === undefined) return options;
  const logins = userPoolClients.map(({ poolName, clientName, serverSideTokenCheck, ...rest }) => {
    const [found, another] = made.filter((one) => one.poolName === poolName && one.clientName === clientName);
    if (found === undefined || another !== undefined) {
      const which = found === undefined ? "no client" : "more than one client";
      throw new Failure(`${where}: the configuration has ${which} ${clientName} of a user pool ${poolName}.`);
    }
    const { userPoolId, clientId } = found.client;
    return { ...rest, provider: { providerName: providerNameOf(userPoolId), clientId, serverSideTokenCheck } };
  });
  const mappings = logins.flatMap(({ provider, roleMapping }) =>
    roleMapping === undefined ? [] : [[mappingKey(provider), roleMapping] as const],
  );
  const tags = logins.flatMap(({ provider, principalTags }) =>
    principalTags === undefined ? [] : [[provider.providerName, principalTags] as const],
  );
  const { cognitoIdentityProviders = [], roleMappings, principalTags } = options;
  return {
    ...options,
    cognitoIdentityProviders: [...cognitoIdentityProviders, ...logins.map(({ provider }) => provider)],
    roleMappings: mappings.length === 0 ? roleMappings : { ...roleMappings, ...Object.fromEntries(mappings) },
    principalTags: tags.length === 0 ? principalTags : { ...principalTags, ...Object.fromEntries(tags) },
  };
}
