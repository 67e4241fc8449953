import { createSecretKey, type KeyObject } from "node:crypto";
import type { CredentialRequest } from "../../src/identity-pool/credentials.ts";
import { ownCredentials, type SessionCredentials } from "../../src/identity-pool/credentials.ts";
import { type CredentialKey, credentialKey } from "../../src/identity-pool/session-token.ts";
import { type Random, systemRuntime } from "../../src/runtime.ts";
import { roleOf } from "./world.ts";

export const now = Date.parse("2026-11-28T12:00:00.250Z");
export const poolId = "us-east-1:1b2c3d4e-0000-4000-8000-0123456789ab";

export function secretOf(fill: number): KeyObject {
  return createSecretKey(Buffer.alloc(32, fill));
}

export const key: CredentialKey = credentialKey(secretOf(1));

export const asked: CredentialRequest = {
  identityId: "us-east-1:aaaaaaaa-0000-4000-8000-0123456789ab",
  identityPoolId: poolId,
  roleArn: roleOf("Auth"),
  principalTags: { team: "red" },
  amr: ["authenticated", "accounts.google.com"],
  webIdentityToken: () => Promise.reject(new Error("ours needs none")),
};

/** Credentials that are made at {@link now}. */
export function issued(
  changes: Partial<CredentialRequest> = {},
  by: CredentialKey = key,
  random: Random = systemRuntime.random,
): Promise<SessionCredentials> {
  return ownCredentials(by, { clock: () => now, random }).issue({ ...asked, ...changes });
}
