import { Rockpool } from "../rockpool.ts";
import type { RockpoolOptions } from "../rockpool-options.ts";
import { systemRuntime } from "../runtime.ts";
import type { StorageAdapter } from "../storage/contract.ts";
import { memory } from "../storage/memory/index.ts";
import { systemKeySource } from "../tokens/key-source.ts";
import type { AppClient } from "../user-pool/app-client.ts";
import type { AppClientOptions } from "../user-pool/app-clients/client-options.ts";
import { secretHash } from "../user-pool/app-clients/secret-hash.ts";
import type { Tokens } from "../user-pool/sessions/issue-tokens.ts";
import type { UserPoolOptions } from "../user-pool/settings/pool-options.ts";
import { tokensOrThrow } from "../user-pool/sign-in/result.ts";
import type { UserPool } from "../user-pool/user-pool.ts";
import type { Attributes } from "../user-pool/users/attributes.ts";
import { claimsTrigger } from "./claims-trigger.ts";
import { fixedTestKeys } from "./fixed-keys.ts";
import { type ForgedToken, forger } from "./forged-token.ts";
import { type ManualClock, manualClock } from "./manual-clock.ts";
import { type Outbox, outbox } from "./outbox.ts";
import { recordedKeys } from "./recorded-keys.ts";

/** Settings of the pool, and what else a test may want to be otherwise. */
export interface TestPoolOptions extends Partial<UserPoolOptions> {
  readonly client?: Partial<AppClientOptions> | undefined;
  /** @default a new `memory()` */
  readonly storage?: StorageAdapter | undefined;
  /** Options of `Rockpool.open` that win over those of the test kit. */
  readonly rockpool?: Partial<RockpoolOptions> | undefined;
}

/** Who is to sign in. */
export interface TestUser {
  /** @default user-1, user-2, … */
  readonly username?: string | undefined;
  /** @default "Correct horse 7!" */
  readonly password?: string | undefined;
  /** @default an e-mail address made of the user name */
  readonly attributes?: Attributes | undefined;
  /** Those the user is in: one that is not there is made. */
  readonly groups?: readonly string[] | undefined;
  /**
   * Claims that both tokens have, at this sign-in and at each refresh: by PreTokenGeneration, after that of the pool. What a trigger may not
   * change is not changed.
   */
  readonly claims?: Readonly<Record<string, unknown>> | undefined;
}

export interface TestSignIn {
  readonly username: string;
  readonly password: string;
  readonly sub: string;
  readonly tokens: Tokens;
}

/** Helpers beside the real classes: nothing in it is a mock but the clock and the post. */
export interface TestPool {
  readonly rockpool: Rockpool;
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly clock: ManualClock;
  readonly outbox: Outbox;
  /** Signs a new user up, confirms them, and signs them in. */
  signedIn(user?: TestUser): Promise<TestSignIn>;
  readonly forgedToken: ForgedToken;
  close(): Promise<void>;
}

const cheapHashing = { memoryCostKib: 8, timeCost: 1 } as const;

/** A pool for a test: no network, no waiting, no keys to make. */
export async function testPool(options: TestPoolOptions = {}): Promise<TestPool> {
  const { client: clientOptions, storage = memory(), rockpool: overrides, ...poolOptions } = options;
  const clock = manualClock();
  const post = outbox();
  const opened: RockpoolOptions = {
    storage,
    baseUrl: "https://auth.test",
    delivery: post,
    clock,
    keySource: fixedTestKeys(),
    passwordHashing: cheapHashing,
    ...overrides,
  };
  const keys = recordedKeys(opened.keySource ?? systemKeySource);
  const rockpool = await Rockpool.open({ ...opened, keySource: keys });
  const { pool, client } = await poolIn(rockpool, poolOptions, clientOptions).catch(async (error: unknown) => {
    await rockpool.close();
    throw error;
  });

  const claims = new Map<string, Readonly<Record<string, unknown>>>();
  const putClaimsTrigger = async (): Promise<void> => {
    const own = poolOptions.triggers?.preTokenGeneration;
    if (typeof own === "string") throw new Error("signedIn({ claims }) needs preTokenGeneration as a function, and has its name");
    await pool.settings.update({ triggers: { preTokenGeneration: claimsTrigger(own, claims) } });
  };
  // Put once, by the first; whoever comes meanwhile waits for it, or would sign in without.
  let trigger: Promise<void> | undefined;
  const claim = async (sub: string, added: Readonly<Record<string, unknown>>): Promise<void> => {
    claims.set(sub, added);
    trigger ??= putClaimsTrigger().catch((error: unknown) => {
      trigger = undefined;
      throw error;
    });
    await trigger;
  };

  let made = 0;
  const signedIn = async (user: TestUser = {}): Promise<TestSignIn> => {
    made += 1;
    const { username = `user-${made}`, password = "Correct horse 7!" } = user;
    const { attributes = { email: `${username}@example.com` }, groups = [] } = user;
    const clientSecret = await client.clientSecret();
    const secret = clientSecret === null ? {} : { secretHash: secretHash({ username, clientId: client.clientId, clientSecret }) };
    const { userSub, userConfirmed, codeDeliveryDetails } = await client.signUp({ username, password, attributes, ...secret });
    // Who signs up with an address as their name may have written it nowhere else.
    const to = codeDeliveryDetails && (attributes[codeDeliveryDetails.attributeName] ?? username);
    if (codeDeliveryDetails === undefined) {
      if (!userConfirmed) await pool.users.confirm(username);
    } else if (post.messages.some(({ destination }) => destination === to)) {
      // Messages to others stay unread.
      await client.confirmSignUp({ username, confirmationCode: post.lastCode(to), ...secret });
    } else {
      // The code went to a delivery, or a sender, of the test's own.
      await pool.users.confirm(username);
      await pool.users.updateAttributes({ username, attributes: { [`${codeDeliveryDetails.attributeName}_verified`]: "true" } });
    }
    for (const groupName of groups) {
      await pool.groups.ensure({ groupName });
      await pool.groups.addUser({ groupName, username });
    }
    if (user.claims !== undefined) await claim(userSub, user.claims);
    const result = await client.signIn({ username, password, ...secret });
    return { username, password, sub: userSub, tokens: tokensOrThrow(result) };
  };
  const forgedToken = forger({
    pool,
    clientId: client.clientId,
    baseUrl: opened.baseUrl,
    clock: opened.clock ?? systemRuntime.clock,
    keys,
  });
  return { rockpool, pool, client, clock, outbox: post, signedIn, forgedToken, close: () => rockpool.close() };
}

async function poolIn(
  rockpool: Rockpool,
  poolOptions: Partial<UserPoolOptions>,
  clientOptions: Partial<AppClientOptions> | undefined,
): Promise<Pick<TestPool, "pool" | "client">> {
  const pool = await rockpool.ensureUserPool({ poolName: "test", autoVerifiedAttributes: ["email"], ...poolOptions });
  const client = await pool.clients.ensure({ clientName: "test", ...clientOptions });
  // The keys are made in the background: a test that counts calls, or events, must not find one of theirs among its own. A database may
  // show the keys to one connection before another has heard that they are there.
  await pool.jwks();
  await rockpool.settled();
  return { pool, client };
}
