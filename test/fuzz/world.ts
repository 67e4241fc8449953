import type { IdentityPool, SignedInUser } from "rockpool";
import { type TestPool, type TestSignIn, testPool } from "rockpool/testing";
import { type RecordingStorage, recordingStorage } from "../user-pool/stand-ins.ts";

/** A public method: what it is given when it is used well, and the codes it may refuse with. */
export interface Method {
  readonly call: (world: World, ...values: never[]) => Promise<unknown>;
  readonly valid: readonly unknown[];
  readonly codes: readonly string[];
}

/** By class and name. */
export type Methods = Readonly<Record<string, Method>>;

export const invalid = "InvalidParameterException";
export const nobody = [invalid, "UserNotFoundException"];
export const password = "Correct horse 7!";
export const callback = "https://app.test/callback";
export const machineSecret = "the_secret_of_the_machine_1";
export const scopes = [{ scopeName: "read", scopeDescription: "Read" }];

export interface World extends TestPool {
  readonly storage: RecordingStorage;
  readonly confidential: TestPool["client"];
  /** A client that signs in by itself. */
  readonly machine: TestPool["client"];
  readonly protectedPool: TestPool["pool"];
  readonly identityPool: IdentityPool;
  readonly eve: TestSignIn;
  /** Who acts for themselves: eve. */
  readonly user: SignedInUser;
}

/** ada, who has not confirmed, eve, who is signed in, a group, a resource server, and a client with a secret. */
export async function openWorld(): Promise<World> {
  const storage = recordingStorage();
  const world = await testPool({ storage, schema: { "custom:tenant": {} } });
  const { client, pool, rockpool } = world;
  await client.signUp({ username: "ada", password });
  const eve = await world.signedIn({ username: "eve", password });
  await pool.groups.create({ groupName: "admins" });
  await pool.resourceServers.create({ identifier: "api", name: "API", scopes });
  const confidential = await pool.clients.ensure({ clientName: "confidential", generateSecret: true });
  await pool.clients.update(client.clientId, {
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["code"],
    allowedOAuthScopes: ["openid", "api/read"],
    callbackURLs: [callback],
  });
  const machine = await pool.clients.ensure({
    clientName: "machine",
    clientSecret: machineSecret,
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["client_credentials"],
    allowedOAuthScopes: ["api/read"],
  });
  const protectedPool = await rockpool.ensureUserPool({ poolName: "protected", deletionProtection: "ACTIVE" });
  await protectedPool.jwks();
  const identityPool = await rockpool.ensureIdentityPool({
    identityPoolName: "test",
    allowUnauthenticatedIdentities: true,
    allowClassicFlow: true,
    developerProviderName: "backend",
  });
  return {
    ...world,
    storage,
    confidential,
    machine,
    protectedPool,
    identityPool,
    eve,
    user: await client.user(eve.tokens.accessToken),
  };
}
