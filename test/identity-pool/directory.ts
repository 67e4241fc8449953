import type { IdentityPool } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { onTestFinished } from "vitest";
import type { IdentityPoolOptions } from "../../src/identity-pool/settings.ts";

export const roleOf = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

/** A user pool, and an identity pool that its users log in to. */
export interface Directory extends TestPool {
  readonly identityPool: IdentityPool;
  /** The user pool, as a provider of logins. */
  readonly providerName: string;
  /** Signs somebody new in, and gives what they log in with. */
  login(user?: Parameters<TestPool["signedIn"]>[0]): Promise<Readonly<Record<string, string>>>;
}

export const nameOf = (userPoolId: string): string => `cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;

/** The identity pool of a user pool's users. */
export function identityPoolOf(
  { rockpool, pool, client }: Pick<TestPool, "rockpool" | "pool" | "client">,
  options: Partial<IdentityPoolOptions>,
): Promise<IdentityPool> {
  return rockpool.ensureIdentityPool({
    identityPoolName: "customers",
    allowUnauthenticatedIdentities: true,
    cognitoIdentityProviders: [{ providerName: nameOf(pool.userPoolId), clientId: client.clientId }],
    roles: { authenticated: roleOf("Auth"), unauthenticated: roleOf("Guest") },
    ...options,
  });
}

export async function directory(options: Partial<IdentityPoolOptions> = {}, world: TestPoolOptions = {}): Promise<Directory> {
  const base = await testPool(world);
  onTestFinished(() => base.close());
  const providerName = nameOf(base.pool.userPoolId);
  const identityPool = await identityPoolOf(base, options);
  const login = async (user?: Parameters<TestPool["signedIn"]>[0]) => ({
    [providerName]: (await base.signedIn(user)).tokens.idToken,
  });
  return { ...base, identityPool, providerName, login };
}
