import { hash } from "@node-rs/argon2";
import { type AppClient, generateMasterKey, Rockpool, type StorageAdapter, type Tokens, type UserPool } from "rockpool";
import { newUuid } from "../src/codecs/ids.ts";
import { systemRuntime } from "../src/runtime.ts";
import { createKeyring } from "../src/seal/sealing.ts";
import { Store } from "../src/storage/store.ts";
import type { Entry } from "../src/storage/table.ts";
import type { AccessTokenClaims, IdTokenClaims, TokenUse } from "../src/tokens/claims.ts";
import { keysets } from "../src/tokens/keyset.table.ts";
import { type Keyset, parseKeyset } from "../src/tokens/keyset.ts";
import { type AttemptPurpose, attemptCounters } from "../src/user-pool/users/attempts.table.ts";
import { authStates } from "../src/user-pool/users/auth-state.table.ts";
import { credentials } from "../src/user-pool/users/credential.table.ts";
import { usernames, users } from "../src/user-pool/users/user.table.ts";

/** What rockpool hashes passwords with when nothing else is asked for. */
export const hashing = { memoryCost: 19_456, timeCost: 2, parallelism: 1 };
export const password = "Correct horse 7!";

/** A pool as an application would have it: real keys, the machine's clock, passwords at their full cost. */
export interface BenchPool {
  readonly rockpool: Rockpool;
  readonly pool: UserPool;
  readonly client: AppClient;
  readonly store: Store;
  readonly keyset: Keyset;
  close(): Promise<void>;
}

export async function openPool(storage: StorageAdapter): Promise<BenchPool> {
  const masterKey = generateMasterKey();
  const delivery = { send: async () => {} };
  const rockpool = await Rockpool.open({ storage, masterKey, baseUrl: "https://auth.example.com", delivery });
  const named = { poolName: "bench", autoVerifiedAttributes: ["email"] } as const;
  const { userPoolId } = await rockpool.ensureUserPool(named);
  // Cognito's own, so that verifiers made for Cognito take the tokens, too.
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${userPoolId}`;
  const pool = await rockpool.ensureUserPool({ ...named, issuer });
  const client = await pool.clients.ensure({ clientName: "bench" });
  await pool.jwks(); // waits for the keys

  const store = new Store(storage, createKeyring({ current: masterKey, previous: [] }, systemRuntime.random), systemRuntime);
  const ofUse = (use: TokenUse) => keysets.key({ poolId: userPoolId, use });
  const [id, access] = await store.read([ofUse("id"), ofUse("access")]);
  if (id === undefined || access === undefined) throw new Error("the pool has no keys");
  const keyset = parseKeyset({ id: id.value.keys, access: access.value.keys }, null);
  return { rockpool, pool, client, store, keyset, close: () => rockpool.close() };
}

/** Records of a user, 6 of the 64 entries that a plan may have. */
const USERS_PER_PLAN = 10;

/** Confirmed users `person-0`, `person-1`, … as sign-up leaves them, through the tables, all with one password and one hash. */
export async function seedUsers({ store, pool }: BenchPool, count: number): Promise<void> {
  const passwordHash = await hash(password, hashing);
  for (let first = 0; first < count; first += USERS_PER_PLAN) {
    const several = Array.from({ length: Math.min(USERS_PER_PLAN, count - first) }, (_, index) => `person-${first + index}`);
    const plan = several.flatMap((username) => recordsOf(pool.userPoolId, username, passwordHash));
    const { outcome } = await store.commit(plan);
    if (outcome !== "committed") throw new Error("the users were there before");
  }
}

function recordsOf(poolId: string, username: string, passwordHash: string): readonly Entry[] {
  const sub = newUuid(systemRuntime.random);
  const now = Date.now();
  const attributes = { email: `${username}@example.com`, email_verified: "true" };
  const counter = (purpose: AttemptPurpose): Entry =>
    attemptCounters.create({ poolId, subject: sub, purpose, count: 0, firstAt: 0, lastAt: 0, expiresAt: null });
  return [
    usernames.create({ poolId, username, sub }),
    users.create({ poolId, sub, username, attributes, status: "CONFIRMED", identities: [], createdAt: now, lastModifiedAt: now }),
    authStates.create({ poolId, sub, enabled: true, epoch: 0 }),
    credentials.create({
      poolId,
      sub,
      passwordHash,
      passwordId: newUuid(systemRuntime.random),
      temporaryUntil: null,
      previousHashes: [],
    }),
    counter("password"),
    counter("confirmSignUp"),
  ];
}

/** What a sign-in put into its tokens. */
export function claimsOf({ accessToken, idToken }: Tokens): { readonly access: AccessTokenClaims; readonly id: IdTokenClaims } {
  return { access: payloadOf(accessToken), id: payloadOf(idToken) };
}

function payloadOf<C>(token: string): C {
  return JSON.parse(Buffer.from(token.split(".")[1] ?? "", "base64url").toString()) as C;
}
