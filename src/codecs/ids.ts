import { customRandom } from "nanoid";
import type { Random } from "../runtime.ts";

const lowercaseAndDigits = "abcdefghijklmnopqrstuvwxyz0123456789";
const alphanumerics = `ABCDEFGHIJKLMNOPQRSTUVWXYZ${lowercaseAndDigits}`;

/** `length` characters drawn evenly from `alphabet`. */
export function draw(random: Random, alphabet: string, length: number): string {
  return customRandom(alphabet, length, (bytes) => new Uint8Array(random(bytes)))();
}

/** The items in an order that is drawn evenly: by 64 random bits each. */
export function shuffled<T>(random: Random, items: readonly T[]): readonly T[] {
  const drawn = items.map((item) => ({ item, order: Buffer.from(random(8)).readBigUInt64BE() }));
  return drawn.sort((a, b) => (a.order < b.order ? -1 : 1)).map(({ item }) => item);
}

/** `us-east-1_` and nine alphanumerics: clients split it at the underscore. */
export function newUserPoolId(random: Random, region: string): string {
  return `${region}_${draw(random, alphanumerics, 9)}`;
}

/** 26 of `[a-z0-9]`, as Cognito's. */
export function newClientId(random: Random): string {
  return draw(random, lowercaseAndDigits, 26);
}

/** 51 of `[a-z0-9]`: 263 bits. Cognito's model allows 24 to 64. */
export function newClientSecret(random: Random): string {
  return draw(random, lowercaseAndDigits, 51);
}

/** Six digits, as every message template of Cognito expects. */
export function newConfirmationCode(random: Random): string {
  return draw(random, "0123456789", 6);
}

/** A version 4 UUID (RFC 9562 section 5.4). */
export function newUuid(random: Random): string {
  const id = Uint8Array.from(random(16));
  id[6] = ((id[6] ?? 0) & 0x0f) | 0x40;
  id[8] = ((id[8] ?? 0) & 0x3f) | 0x80;
  const hex = Buffer.from(id).toString("hex");
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join("-");
}

/** An opaque mark for a plan: 96 random bits, so that two plans never share one. */
export function newPlanId(random: Random): string {
  return Buffer.from(random(12)).toString("base64url");
}
