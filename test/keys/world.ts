import {
  type AppClient,
  type Clock,
  generateMasterKey,
  Rockpool,
  type RockpoolOptions,
  type Tokens,
  tokensOrThrow,
  type UserPool,
  type UserPoolOptions,
} from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { countingStorage, fixedTestKeys, manualClock, outbox } from "rockpool/testing";
import type { KeyOwner } from "../../src/keys/key-owner.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { newPoolSecret } from "../../src/seal/pool-secret.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { reservedNames } from "../../src/settings/reserved.table.ts";
import { jobs } from "../../src/storage/jobs.ts";
import { Store } from "../../src/storage/store.ts";
import { createKeyMaker } from "../../src/tokens/key-maker.ts";
import type { KeySource } from "../../src/tokens/key-source.ts";
import { keysets } from "../../src/tokens/keyset.table.ts";
import type { Signer } from "../../src/tokens/signer.ts";
import type { PoolContext } from "../../src/user-pool/context.ts";
import { keyOwner } from "../../src/user-pool/key-owner.ts";
import { userPools } from "../../src/user-pool/settings/pool.table.ts";
import { defaultUserPoolSettings, type UserPoolSettings } from "../../src/user-pool/settings/pool-options.ts";
import { sourceOf } from "../tokens/world.ts";

const password = "Correct horse 7!";

/** Two processes on one storage and by one clock, with a pool, a client and ada, who can sign in. */
export async function twoProcesses(pool: Partial<UserPoolOptions> = {}, options: Partial<RockpoolOptions> = {}) {
  const clock = manualClock();
  const storage = countingStorage(memory());
  const given = { storage, clock, masterKey: generateMasterKey(), keySource: fixedTestKeys(), delivery: outbox() };
  const passwordHashing = { memoryCostKib: 8, timeCost: 1 };
  const opened = async () => {
    const rockpool = await Rockpool.open({ baseUrl: "https://auth.test", passwordHashing, ...given, ...options });
    const same = await rockpool.ensureUserPool({ poolName: "customers", ...pool });
    await same.jwks();
    return { rockpool, pool: same, client: await same.clients.ensure({ clientName: "web", ...longestTokens }) };
  };
  const [here, there] = [await opened(), await opened()];
  await here.client.signUp({ username: "ada", password });
  await here.pool.users.confirm("ada");
  return { clock, storage, here, there };
}

export const longestTokens = { accessTokenValiditySeconds: 86_400, idTokenValiditySeconds: 86_400 };

export async function signIn({ client }: { readonly client: AppClient }): Promise<Tokens> {
  return tokensOrThrow(await client.signIn({ username: "ada", password }));
}

/** By which key a token is signed. */
export function kidOf(token: string): string {
  return JSON.parse(Buffer.from(token.split(".")[0] ?? "", "base64url").toString()).kid;
}

/** Whether a pool takes a token. */
export async function takes(pool: UserPool, token: string): Promise<boolean> {
  return pool.verify(token, { tokenUse: null, clientId: null }).then(
    () => true,
    () => false,
  );
}

/** The keys of one use, by status. */
export async function keysOf(pool: UserPool, tokenUse: "id" | "access" = "access"): Promise<readonly string[]> {
  const keys = (await pool.keys.list()).filter((key) => key.tokenUse === tokenUse);
  return keys.map(({ status, alg }) => `${status} ${alg}`);
}

export const poolId = "us-east-1_aaaaaaaaa";

interface Process {
  readonly storage?: StorageAdapter;
  readonly masterKey?: string;
  readonly keySource?: KeySource;
  readonly signer?: Signer;
  readonly clock?: Clock;
  readonly poolId?: string;
  readonly settings?: Partial<UserPoolSettings>;
}

/** What a use case of keys takes, without all that stands above it: the pool is there, and has no keys. */
export async function processWith(given: Process = {}): Promise<KeyOwner> {
  const { storage = memory(), masterKey = generateMasterKey(), keySource = sourceOf(), signer = null, clock = Date.now } = given;
  await storage.open([userPools, keysets, reservedNames, jobs].map(({ definition }) => definition));
  const { random } = systemRuntime;
  const store = new Store(storage, createKeyring({ current: masterKey, previous: [] }, random), { clock, random });
  const id = given.poolId ?? poolId;
  const settings = { ...defaultUserPoolSettings, poolName: "test", ...given.settings };
  const pool = { poolId: id, key: "test", settings, revision: null, createdAt: 0, lastModifiedAt: 0, epoch: 0 };
  // Whoever is second finds it.
  await store.commit([userPools.create({ ...pool, secret: newPoolSecret(random) })]);
  return keyOwner({
    poolId: id,
    store,
    keyMaker: createKeyMaker(keySource, signer),
    eventRetentionMs: 0,
    tell: () => {},
  } as unknown as PoolContext);
}
