import { createSecretKey, type KeyObject } from "node:crypto";
import type { Random } from "../runtime.ts";
import { decodeBase64url } from "./base64url.ts";

const SECRET_BYTES = 32;

/** 256 random bits as text, behind a prefix that names their kind: a secret of one kind is never taken for another. */
export function newSecretText(prefix: string, random: Random): string {
  return `${prefix}${Buffer.from(random(SECRET_BYTES)).toString("base64url")}`;
}

/** The secret as an object that does not print; `undefined` for whatever {@link newSecretText} could not have made. */
export function parseSecretText(prefix: string, text: unknown): KeyObject | undefined {
  if (typeof text !== "string" || !text.startsWith(prefix)) return undefined;
  const bytes = decodeBase64url(text.slice(prefix.length));
  return bytes?.length === SECRET_BYTES ? createSecretKey(bytes) : undefined;
}
