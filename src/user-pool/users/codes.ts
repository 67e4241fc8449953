import type { KeyObject } from "node:crypto";
import { newConfirmationCode } from "../../codecs/ids.ts";
import { RockpoolError } from "../../errors.ts";
import { mac, sameText } from "../../seal/mac.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import type { ContactAttribute } from "../settings/sign-in-names.ts";
import { type CodePurpose, type CodeRecord, codes } from "./code.table.ts";
import type { UserRecord } from "./user.table.ts";

const HOUR_MS = 3_600_000;

/** How long a code of each purpose is good for (users-and-triggers.md 3.9). */
const validity: Readonly<Record<CodePurpose, number>> = {
  signUp: 24 * HOUR_MS,
  verifyEmail: 24 * HOUR_MS,
  verifyPhoneNumber: 24 * HOUR_MS,
  resetPassword: HOUR_MS,
};

/** What a code proves about an address. */
export const verificationOf: Readonly<Record<ContactAttribute, CodePurpose>> = {
  email: "verifyEmail",
  phone_number: "verifyPhoneNumber",
};

/** A code that was made but not stored yet. */
export interface NewCode {
  readonly code: string;
  /** The address it goes to, whose ownership it proves. */
  readonly destination: string;
  readonly record: CodeRecord;
}

export interface CodeOrder {
  readonly sub: string;
  readonly purpose: CodePurpose;
  readonly attributeName: ContactAttribute;
  /** The address it goes to. */
  readonly destination: string;
  /** Whether the attribute gets this address when the code proves it; else it has it already. @default false */
  readonly isPending?: boolean;
  /** The password it is to replace. @default none */
  readonly passwordId?: string;
}

export function newCode({ poolId, epoch, keys, store }: PoolContext, order: CodeOrder): NewCode {
  const { sub, purpose, attributeName, destination, isPending = false, passwordId = null } = order;
  const code = newConfirmationCode(store.runtime.random);
  const record: CodeRecord = {
    poolId,
    sub,
    purpose,
    mac: codeMac(keys.code, sub, purpose, destination, code),
    attributeName,
    pendingValue: isPending ? destination : null,
    passwordId,
    expiresAt: store.runtime.clock() + validity[purpose],
    usedAt: null,
    poolEpoch: epoch,
  };
  return { code, destination, record };
}

/** Puts a code in the place of the one before, if there is one. */
export function replaceCode(before: Found<CodeRecord> | undefined, { record }: NewCode): Entry {
  return before === undefined ? codes.create(record) : before.put(record);
}

/** What a code that someone presents is worth. `none`: there is no code that could be right; an expired one that was swept is none, too. */
export type CodeVerdict = "right" | "wrong" | "used" | "expired" | "none";

/** Compares in constant time. A code proves the value it was sent to: after a change of the address it is wrong. */
export function judgeCode(
  context: PoolContext,
  found: Found<CodeRecord> | undefined,
  user: UserRecord,
  presented: string,
): CodeVerdict {
  if (found === undefined || found.value.poolEpoch < context.epoch) return "none";
  const { sub, purpose, attributeName, pendingValue, usedAt } = found.value;
  const value = pendingValue ?? user.attributes[attributeName] ?? "";
  const expected = codeMac(context.keys.code, sub, purpose, value, presented);
  const isExpired = found.isExpired(context.store.runtime.clock());
  if (!sameText(found.value.mac, expected)) return isExpired ? "none" : "wrong";
  if (usedAt !== null) return "used";
  return isExpired ? "expired" : "right";
}

/**
 * What somebody is told whose code is not right. Only who presents the right code learns that it was used or has expired.
 *
 * @param tells Whether anybody may learn that no code was sent: they are to ask for one, as Cognito says it.
 */
export function codeRefusal(verdict: CodeVerdict, tells: boolean): RockpoolError {
  const isOver = verdict === "used" || verdict === "expired" || (verdict === "none" && tells);
  return isOver ? codeExpired() : codeMismatch();
}

export function codeMismatch(): RockpoolError {
  return new RockpoolError("CodeMismatchException", "Invalid verification code provided, please try again.");
}

export function codeExpired(): RockpoolError {
  return new RockpoolError("ExpiredCodeException", "Invalid code provided, please request a code again.");
}

function codeMac(key: KeyObject, sub: string, purpose: string, value: string, code: string): string {
  return mac(key, sub, purpose, value, code).toString("base64url");
}
