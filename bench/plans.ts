import { newPlanId, newUuid } from "../src/codecs/ids.ts";
import type { JsonObject } from "../src/codecs/json.ts";
import { systemRuntime } from "../src/runtime.ts";
import type { Key, Plan, PlanEntry, Put, TableDefinition } from "../src/storage/contract.ts";
import { families } from "../src/user-pool/sessions/family.table.ts";
import { attemptCounters } from "../src/user-pool/users/attempts.table.ts";
import { authStates } from "../src/user-pool/users/auth-state.table.ts";
import { codes } from "../src/user-pool/users/code.table.ts";
import { credentials } from "../src/user-pool/users/credential.table.ts";
import { usernames, users } from "../src/user-pool/users/user.table.ts";

/** What plans of sign-ups and sign-ins write to. */
export const tables: readonly TableDefinition[] = [
  usernames,
  users,
  authStates,
  credentials,
  attemptCounters,
  codes,
  families,
].map(({ definition }) => definition);
export const poolId = "us-east-1_aB3dE5fG7";

/** Somebody new: as many records as `client.signUp` writes, about as long. */
export function signUp(): Plan {
  const sub = uuid();
  const username = `person-${sub}`;
  const counter = { count: 0, firstAt: 0, lastAt: 0, expiresAt: null };
  const profile = { status: "UNCONFIRMED", createdAt: Date.now(), lastModifiedAt: Date.now() };
  const code = { mac: text(43), attributeName: "email", expiresAt: Date.now(), usedAt: null, poolEpoch: 0 };
  return planOf([
    put(usernames, [poolId, username], { sub }),
    put(users, [poolId, sub], {
      username,
      attributes: { email: `${username}@example.com`, email_verified: "false" },
      ...profile,
    }),
    put(authStates, [poolId, sub], { enabled: true, epoch: 0 }),
    put(credentials, [poolId, sub], { passwordHash: text(190), passwordId: uuid() }),
    put(attemptCounters, [poolId, sub, "password"], counter),
    put(attemptCounters, [poolId, sub, "confirmSignUp"], counter),
    put(codes, [poolId, sub, "signUp"], code, code.expiresAt),
  ]);
}

/** User, state, credential and counter of somebody who signed up. */
export function readBySignIn({ entries }: Plan): readonly PlanEntry[] {
  return entries.slice(1, 5);
}

/** What a sign-in rests on, and the session it writes. */
export function signIn(person: Plan): Plan {
  const expect = { version: person.id };
  const checks = readBySignIn(person).slice(1);
  const family = { sub: uuid(), clientId: text(26), generation: 0, rotatedAt: null, revoked: false, deviceKey: null };
  const since = { epoch: 0, poolEpoch: 0, authTime: Date.now(), scope: "aws.cognito.signin.user.admin", expiresAt: Date.now() };
  return planOf([
    ...checks.map(({ table, key }) => ({ kind: "check", table, key, expect }) as const),
    put(families, [poolId, uuid()], { ...family, ...since }, since.expiresAt),
  ]);
}

function planOf(entries: readonly PlanEntry[]): Plan {
  return { id: newPlanId(systemRuntime.random), entries };
}

function put(table: { readonly definition: TableDefinition }, key: Key, value: JsonObject, expiresAt: number | null = null): Put {
  return { kind: "put", table: table.definition.name, key, expect: "absent", value, indexEntries: {}, expiresAt };
}

function uuid(): string {
  return newUuid(systemRuntime.random);
}

function text(length: number): string {
  return "x".repeat(length);
}
