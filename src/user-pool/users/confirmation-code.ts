import type { KeyObject } from "node:crypto";
import { newConfirmationCode } from "../../codecs/ids.ts";
import { mac, sameText } from "../../seal/mac.ts";
import type { Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import type { CodeRecord } from "./code.table.ts";
import type { UserRecord } from "./user.table.ts";

/** 24 hours (users-and-triggers.md 3.9). */
const SIGN_UP_CODE_MS = 24 * 3_600_000;

/** A code that was made but not stored yet. */
export interface NewCode {
  readonly code: string;
  /** The address it goes to, whose ownership it proves. */
  readonly destination: string;
  readonly record: CodeRecord;
}

/** Makes the code that confirms a sign-up; `undefined` where the pool verifies nothing that the user has. */
export function newSignUpCode(context: PoolContext, user: Pick<UserRecord, "sub" | "attributes">): NewCode | undefined {
  const destination = user.attributes["email"];
  if (!context.settings.autoVerifiedAttributes.includes("email") || destination === undefined) return undefined;
  const { clock, random } = context.store.runtime;
  const code = newConfirmationCode(random);
  const record: CodeRecord = {
    poolId: context.poolId,
    sub: user.sub,
    purpose: "signUp",
    mac: codeMac(context.keys.code, user.sub, "signUp", destination, code),
    attributeName: "email",
    expiresAt: clock() + SIGN_UP_CODE_MS,
    usedAt: null,
    poolEpoch: context.epoch,
  };
  return { code, destination, record };
}

/** What a code that someone presents is worth. Only who presents the right code learns that it was used or has expired. */
export type CodeVerdict = "right" | "wrong" | "used" | "expired";

/** Compares in constant time. A code proves the value it was sent to: after a change of the address it is wrong. */
export function judgeCode(
  context: PoolContext,
  found: Found<CodeRecord> | undefined,
  user: UserRecord,
  presented: string,
): CodeVerdict {
  if (found === undefined || found.value.poolEpoch < context.epoch) return "wrong";
  const { sub, purpose, attributeName, usedAt } = found.value;
  const expected = codeMac(context.keys.code, sub, purpose, user.attributes[attributeName] ?? "", presented);
  if (!sameText(found.value.mac, expected)) return "wrong";
  if (usedAt !== null) return "used";
  return found.isExpired(context.store.runtime.clock()) ? "expired" : "right";
}

function codeMac(key: KeyObject, sub: string, purpose: string, value: string, code: string): string {
  return mac(key, sub, purpose, value, code).toString("base64url");
}
