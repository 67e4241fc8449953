import { newUuid } from "../../codecs/ids.ts";
import type { PoolContext } from "../context.ts";
import type { CredentialRecord } from "./credential.table.ts";

/** What of a credential is new with each password. */
export type NewPassword = Pick<CredentialRecord, "passwordHash" | "passwordId" | "temporaryUntil">;

/** Hashes a password that was checked. */
export async function newPassword({ store, hasher }: PoolContext, password: string): Promise<NewPassword> {
  const passwordHash = await hasher.hash(password);
  return { passwordHash, passwordId: newUuid(store.runtime.random), temporaryUntil: null };
}

const DAY_MS = 86_400_000;

/** Hashes a password that somebody else knows: it opens nothing but the choice of another one, and not for long. */
export async function newTemporaryPassword(context: PoolContext, password: string): Promise<NewPassword> {
  const { temporaryPasswordValidityDays } = context.settings.passwordPolicy;
  const chosen = await newPassword(context, password);
  return { ...chosen, temporaryUntil: context.store.runtime.clock() + temporaryPasswordValidityDays * DAY_MS };
}
