import type { ExportedUser, ExportUsersOptions, UserPool } from "rockpool";

/** A record as somebody could write it by hand. */
export const plain: ExportedUser = {
  sub: "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c11",
  username: "ada",
  attributes: { email: "ada@example.com", email_verified: "true" },
  userStatus: "CONFIRMED",
  enabled: true,
  userCreateDate: "2026-01-01T00:00:00.000Z",
  userLastModifiedDate: "2026-01-01T00:00:00.000Z",
  groups: [],
  identities: [],
  passwordHash: null,
  previousPasswordHashes: [],
  temporaryPasswordUntil: null,
};

export const anotherSub = "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c12";

export const linkedAt = plain.userCreateDate;
export const identity = {
  providerName: "Google",
  providerAttributeName: "Cognito_Subject",
  providerAttributeValue: "1",
  linkedAt,
} as const;

/** A hash that these parameters would make; of no password. */
export function phc({ kib = 19_456, passes = 2, lanes = 1 }: { kib?: number; passes?: number; lanes?: number } = {}): string {
  return `$argon2id$v=19$m=${kib},t=${passes},p=${lanes}$${"A".repeat(22)}$${"A".repeat(43)}`;
}

/** Everybody, as a file would carry them. */
export async function exportOf(pool: UserPool, options?: ExportUsersOptions): Promise<readonly ExportedUser[]> {
  const all: ExportedUser[] = [];
  for await (const user of pool.users.export(options)) all.push(user);
  return JSON.parse(JSON.stringify(all)) as ExportedUser[];
}
