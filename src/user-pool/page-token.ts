import { invalidParameter } from "../codecs/schema.ts";
import { decrypt, encrypt, NONCE_BYTES } from "../seal/aes-gcm.ts";
import { decodeBase64url } from "../seal/base64url.ts";
import type { PoolContext } from "./context.ts";

const PREFIX = "rppt_";
/** As Cognito's tokens. */
const LIFETIME_MS = 3_600_000;

/**
 * What a list hands out to be continued with, for an hour: `null` when nothing follows. It is sealed, because a cursor is made of
 * what the list is ordered by, which may be names; and so nobody can make one up.
 *
 * @param query What the list was asked for, all of it: the token is for no other list, nor for another pool.
 */
export function pageToken(context: PoolContext, query: readonly string[], cursor: string | null): string | null {
  if (cursor === null) return null;
  const { clock, random } = context.store.runtime;
  const plaintext = JSON.stringify([clock() + LIFETIME_MS, cursor]);
  const sealed = encrypt(context.keys.pageToken, random(NONCE_BYTES), listed(context, query), plaintext);
  return `${PREFIX}${sealed.toString("base64url")}`;
}

/**
 * Where a list goes on; `null` for its first page, without a token.
 *
 * @param path Where the token was written, for the error.
 * @throws `InvalidParameterException`: not a token of {@link pageToken} for this query, or an hour old.
 */
export function cursorOf(
  context: PoolContext,
  query: readonly string[],
  nextToken: string | undefined,
  path = "nextToken",
): string | null {
  if (nextToken === undefined) return null;
  const sealed = nextToken.startsWith(PREFIX) ? decodeBase64url(nextToken.slice(PREFIX.length)) : undefined;
  const plaintext = sealed && decrypt(context.keys.pageToken, listed(context, query), sealed);
  if (plaintext !== undefined) {
    const [expiresAt, cursor] = JSON.parse(plaintext) as [number, string];
    if (context.store.runtime.clock() < expiresAt) return cursor;
  }
  throw invalidParameter([path], "Member must be a token of this list that is not older than an hour");
}

/** Each pool has its own key; it is named all the same, as in everything sealed. */
function listed({ poolId }: PoolContext, query: readonly string[]): Buffer {
  return Buffer.from(JSON.stringify([poolId, ...query]));
}
