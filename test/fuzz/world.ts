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
export const scopes = [{ scopeName: "read", scopeDescription: "Read" }];

export interface World extends TestPool {
  readonly storage: RecordingStorage;
  readonly confidential: TestPool["client"];
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
  const protectedPool = await rockpool.ensureUserPool({ poolName: "protected", deletionProtection: "ACTIVE" });
  await protectedPool.jwks();
  const identityPool = await rockpool.ensureIdentityPool({ identityPoolName: "test", allowUnauthenticatedIdentities: true });
  return { ...world, storage, confidential, protectedPool, identityPool, eve, user: await client.user(eve.tokens.accessToken) };
}
