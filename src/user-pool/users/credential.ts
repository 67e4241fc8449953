import { newUuid } from "../../codecs/ids.ts";
import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
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

/** Of a user who comes in without a password: none is right. */
export function noPassword({ store }: PoolContext): NewPassword {
  return { passwordHash: null, passwordId: newUuid(store.runtime.random), temporaryUntil: null };
}

/** Puts a password in the place of the one before, which is remembered where the policy has a history. */
export function putPassword(context: PoolContext, credential: Found<CredentialRecord>, chosen: NewPassword): Entry {
  const { passwordHash, previousHashes } = credential.value;
  const history = [...(passwordHash === null ? [] : [passwordHash]), ...previousHashes];
  // The current one is one of them.
  const size = Math.max(0, context.settings.passwordPolicy.passwordHistorySize - 1);
  return credential.put({ ...chosen, previousHashes: history.slice(0, size) });
}

/**
 * Why a password is refused that the user has, or had lately, where the policy has a history: a `PasswordHistoryPolicyViolationException`.
 * It takes a hash for each, once as long as the user has the same password. It is not thrown here: where it tells that a code, or the
 * password of before, was right, it is to be counted first.
 */
export async function historyViolation(
  { settings, hasher }: PoolContext,
  { once }: Step,
  { passwordHash, passwordId, previousHashes }: CredentialRecord,
  password: string,
): Promise<RockpoolError | undefined> {
  const size = settings.passwordPolicy.passwordHistorySize;
  const had = [...(passwordHash === null ? [] : [passwordHash]), ...previousHashes].slice(0, size);
  const violation = (): RockpoolError =>
    new RockpoolError("PasswordHistoryPolicyViolationException", "Password has previously been used.");
  const isOld = async (): Promise<boolean> => {
    for (const hash of had) if (await hasher.verify(hash, password)) return true;
    return false;
  };
  return (await once(`history of ${passwordId}`, null, isOld, violation)) ? violation() : undefined;
}
