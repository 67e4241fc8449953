import { CognitoIdentityClient } from "@aws-sdk/client-cognito-identity";
import type { IdentityPool } from "rockpool";
import type { AwsHandlerOptions } from "rockpool/aws";
import type { TestPool, TestPoolOptions } from "rockpool/testing";
import { onTestFinished } from "vitest";
import type { IdentityPoolOptions } from "../../src/identity-pool/settings.ts";
import { identityPoolOf, nameOf } from "../identity-pool/directory.ts";
import { type AwsWorld, awsWorld, credentials } from "./world.ts";

export interface IdentityWorld extends AwsWorld {
  /** The real SDK client, with keys that are good here. */
  readonly identity: CognitoIdentityClient;
  /** One of somebody who has no keys: it signs nothing. */
  readonly anybody: CognitoIdentityClient;
  readonly identityPool: IdentityPool;
  readonly IdentityPoolId: string;
  /** The user pool of the world, as a provider of logins. */
  readonly providerName: string;
  /** Signs somebody new in, and gives what they log in with. */
  login(user?: Parameters<TestPool["signedIn"]>[0]): Promise<Record<string, string>>;
}

interface IdentityWorldOptions {
  readonly world?: TestPoolOptions;
  readonly face?: Partial<AwsHandlerOptions>;
}

/** An AWS face with an identity pool behind it, to which the users of its user pool log in. */
export async function identityWorld(
  options: Partial<IdentityPoolOptions> = {},
  { world, face }: IdentityWorldOptions = {},
): Promise<IdentityWorld> {
  const base = await awsWorld(world, face);
  const providerName = nameOf(base.pool.userPoolId);
  const identityPool = await identityPoolOf(base, options);
  return {
    ...base,
    ...clientsOf(base.endpoint),
    identityPool,
    IdentityPoolId: identityPool.identityPoolId,
    providerName,
    login: async (user) => ({ [providerName]: (await base.signedIn(user)).tokens.idToken }),
  };
}

/** Two clients, until the test ends. */
export function clientsOf(endpoint: string): Pick<IdentityWorld, "identity" | "anybody"> {
  const common = { endpoint, region: "us-east-1", maxAttempts: 1 };
  const identity = new CognitoIdentityClient({ ...common, credentials });
  const anybody = new CognitoIdentityClient({ ...common, credentials: () => Promise.reject(new Error("there are none")) });
  onTestFinished(() => {
    identity.destroy();
    anybody.destroy();
  });
  return { identity, anybody };
}
