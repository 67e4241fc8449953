import { z } from "zod";
import { parse, type SchemaOf } from "../codecs/schema.ts";
import type { PrincipalTagMap } from "../identity-pool/principal-tags.ts";
import {
  type OpenIdConnectProvider,
  openIdConnectProvidersSchema,
  type UserPoolProviderOptions,
} from "../identity-pool/providers.ts";
import type { RoleMapping } from "../identity-pool/role-settings.ts";
import type { IdentityPoolOptions } from "../identity-pool/settings.ts";
import type { AppClientOptions } from "../user-pool/app-clients/client-options.ts";
import type { ResourceServerOptions } from "../user-pool/app-clients/resource-server.ts";
import type { GroupOptions } from "../user-pool/groups/group.ts";
import type { UserPoolOptions } from "../user-pool/settings/pool-options.ts";
import type { Attributes } from "../user-pool/users/attributes.ts";

/** What is to be there. What is there besides stays. */
export interface RockpoolConfig {
  readonly userPools?: readonly ConfiguredUserPool[] | undefined;
  readonly identityPools?: readonly ConfiguredIdentityPool[] | undefined;
  /** Client ids of issuers that a request names by their ARNs (`OpenIdConnectProviderARNs`): at AWS, IAM knows them. As `awsHandler` takes them. */
  readonly openIdConnectProviders?: readonly OpenIdConnectProvider[] | undefined;
}

/** What `ensureUserPool` takes, triggers among it, and what is to be in the pool. */
export interface ConfiguredUserPool extends UserPoolOptions {
  readonly clients?: readonly AppClientOptions[] | undefined;
  readonly resourceServers?: readonly ResourceServerOptions[] | undefined;
  readonly groups?: readonly GroupOptions[] | undefined;
  readonly users?: readonly ConfiguredUser[] | undefined;
}

export interface ConfiguredUser {
  readonly username: string;
  /**
   * That of a new user, or of one who has not chosen their own yet. Who has one keeps it.
   *
   * @default a temporary one, which is sent as an invitation
   */
  readonly password?: string | undefined;
  readonly attributes?: Attributes | undefined;
  /** Groups that the user is in; they must be there. */
  readonly groups?: readonly string[] | undefined;
}

/** What `ensureIdentityPool` takes, and who logs in from the user pools of the configuration. */
export interface ConfiguredIdentityPool extends IdentityPoolOptions {
  /** Clients of `userPools`, by their names: their ids are not known yet. Beside those in `cognitoIdentityProviders`. */
  readonly userPoolClients?: readonly ConfiguredLogin[] | undefined;
}

export interface ConfiguredLogin extends Pick<UserPoolProviderOptions, "serverSideTokenCheck"> {
  readonly poolName: string;
  readonly clientName: string;
  /** Of `roleMappings`, the one of this client. */
  readonly roleMapping?: RoleMapping | undefined;
  /** Of `principalTags`, those of this user pool. */
  readonly principalTags?: PrincipalTagMap | undefined;
}

/** A configuration of `rockpool dev --config`, for an editor that knows what may be written. */
export function defineConfig(config: RockpoolConfig): RockpoolConfig {
  return config;
}

const entries = z.array(z.unknown()).optional();
const login = z.strictObject({
  poolName: z.string(),
  clientName: z.string(),
  serverSideTokenCheck: z.boolean().optional(),
  roleMapping: z.unknown().optional(),
  principalTags: z.unknown().optional(),
});

/** What each `ensure` takes is checked by it. */
const schema = z.strictObject({
  userPools: z
    .array(
      z.looseObject({
        clients: entries,
        resourceServers: entries,
        groups: entries,
        users: z
          .array(
            z.strictObject({
              username: z.string(),
              password: z.string().optional(),
              attributes: z.record(z.string(), z.string()).optional(),
              groups: z.array(z.string()).optional(),
            }),
          )
          .optional(),
      }),
    )
    .optional(),
  identityPools: z.array(z.looseObject({ userPoolClients: z.array(login).optional() })).optional(),
  openIdConnectProviders: openIdConnectProvidersSchema.optional(),
}) as unknown as SchemaOf<RockpoolConfig>;

/** @throws `InvalidParameterException` */
export function checkedConfig(value: unknown): RockpoolConfig {
  return parse(schema, value, "config");
}
