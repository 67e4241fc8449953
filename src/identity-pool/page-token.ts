import { invalidParameter } from "../codecs/schema.ts";
import { isRockpoolError } from "../errors.ts";
import type { Place } from "../seal/keyring.ts";
import type { Store } from "../storage/store.ts";

/** As the tokens of lists of a user pool. */
const LIFETIME_MS = 3_600_000;

/** No cell stands there: neither is a cell a token, nor a token a cell. */
function placeOf(poolId: string, query: readonly string[]): Place {
  return { poolId, table: "identity_lists", key: query, cell: "nextToken" };
}

/**
 * What a list hands out to be continued with, for an hour: `null` when nothing follows. Sealed, so that nobody can make one up.
 *
 * @param query What the list was asked for: the token is for no other list, nor for another pool.
 */
export function pageToken(
  { keyring, runtime }: Store,
  poolId: string,
  query: readonly string[],
  cursor: string | null,
): string | null {
  if (cursor === null) return null;
  return keyring.seal(placeOf(poolId, query), JSON.stringify([runtime.clock() + LIFETIME_MS, cursor]));
}

/** Where a list goes on; `null` for its first page, without a token. @throws `InvalidParameterException` */
export function cursorOf(
  { keyring, runtime }: Store,
  poolId: string,
  query: readonly string[],
  token: string | undefined,
): string | null {
  if (token === undefined) return null;
  const refused = invalidParameter(["nextToken"], "Member must be a token of this list that is not older than an hour");
  try {
    const [expiresAt, cursor] = JSON.parse(keyring.open(placeOf(poolId, query), token)) as [number, string];
    if (runtime.clock() < expiresAt) return cursor;
  } catch (error) {
    throw isRockpoolError(error, "SealBrokenException") ? refused : error;
  }
  throw refused;
}
