import type { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import { type AppClient, type IdentityPool, tokensOrThrow, type UserPool } from "rockpool";
import type { TestPoolOptions } from "rockpool/testing";
import type { IdentityPoolOptions } from "../../../src/identity-pool/settings.ts";
import { nameOf, roleOf } from "../../identity-pool/directory.ts";
import { Password, type Stage, setStage } from "../errors/stage.ts";
import { clientsOf } from "../identity-world.ts";

export type Logins = Readonly<Record<string, string>>;

/** A stage with an identity pool, to which the users of two user pools log in, and those of a backend. */
export interface IdentityStage extends Stage {
  readonly identity: CognitoIdentityClient;
  readonly identityPool: IdentityPool;
  readonly IdentityPoolId: string;
  /** The names of both user pools. */
  readonly providers: readonly [string, string];
  /** Makes somebody, signs them in to one of the user pools, and gives what they log in with. */
  login(username: string, from?: 0 | 1): Promise<Logins>;
}

export interface StageOptions {
  readonly settings?: Partial<IdentityPoolOptions>;
  readonly rockpool?: TestPoolOptions["rockpool"];
}

export async function setIdentityStage({ settings, rockpool }: StageOptions): Promise<IdentityStage> {
  const stage = await setStage(rockpool === undefined ? {} : { rockpool });
  const another = await stage.rockpool.ensureUserPool({ poolName: "another" });
  const userPools: readonly (readonly [UserPool, AppClient])[] = [
    [stage.pool, stage.client],
    [another, await another.clients.ensure({ clientName: "another" })],
  ];
  const [first = "", second = ""] = userPools.map(([{ userPoolId }]) => nameOf(userPoolId));
  const identityPool = await stage.rockpool.ensureIdentityPool({
    identityPoolName: "customers",
    allowUnauthenticatedIdentities: true,
    allowClassicFlow: true,
    developerProviderName: "backend",
    cognitoIdentityProviders: userPools.map(([{ userPoolId }, { clientId }]) => ({ providerName: nameOf(userPoolId), clientId })),
    roles: { authenticated: roleOf("Auth"), unauthenticated: roleOf("Guest") },
    ...settings,
  });
  return {
    ...stage,
    identity: clientsOf(stage.endpoint).identity,
    identityPool,
    IdentityPoolId: identityPool.identityPoolId,
    providers: [first, second],
    async login(username, from = 0) {
      const [pool, client] = userPools[from] ?? [stage.pool, stage.client];
      await pool.users.create({ username, messageAction: "SUPPRESS" });
      await pool.users.setPassword({ username, password: Password, permanent: true });
      const { idToken } = tokensOrThrow(await client.signIn({ username, password: Password }));
      return { [nameOf(pool.userPoolId)]: idToken };
    },
  };
}
