import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { isRockpoolError } from "../../errors.ts";
import type { Place } from "../../seal/keyring.ts";
import { NO_POOL } from "../../storage/contract.ts";
import type { Store } from "../../storage/store.ts";
import { userPools } from "./pool.table.ts";

export interface ListUserPoolsInput {
  /** 0 to 60, where 0 is 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave; good for an hour. @default the first page */
  readonly nextToken?: string | undefined;
}

export interface UserPoolPage {
  readonly userPools: readonly UserPoolSummary[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

/** Cognito's `UserPoolDescriptionType`. */
export interface UserPoolSummary {
  readonly userPoolId: string;
  readonly poolName: string;
  readonly creationDate: Date;
  readonly lastModifiedDate: Date;
}

const MAX_LIMIT = 60;
/** As the tokens of lists of a pool. */
const LIFETIME_MS = 3_600_000;

const schema: SchemaOf<ListUserPoolsInput> = schemaFor<ListUserPoolsInput>()(
  z.strictObject({
    limit: z.int().min(0).max(MAX_LIMIT).optional(),
    nextToken: z.string().min(1).max(131_072).optional(),
  }),
);

/** One page of the user pools, in the order of their ids (Cognito's `ListUserPools`). @throws `InvalidParameterException` */
export async function listUserPools(store: Store, input: ListUserPoolsInput): Promise<UserPoolPage> {
  const { limit = 0, nextToken } = parse(schema, input);
  const page = await store.scan(userPools, [], {
    limit: limit === 0 ? MAX_LIMIT : limit,
    cursor: nextToken === undefined ? null : openToken(store, nextToken),
  });
  return {
    userPools: page.records.map(({ value: { poolId, settings, createdAt, lastModifiedAt } }) => ({
      userPoolId: poolId,
      poolName: settings.poolName,
      creationDate: new Date(createdAt),
      lastModifiedDate: new Date(lastModifiedAt),
    })),
    nextToken: page.cursor === null ? null : sealToken(store, page.cursor),
  };
}

/** No cell stands here: neither is a cell a token, nor a token a cell. */
const tokens: Place = { poolId: NO_POOL, table: "list_user_pools", key: [], cell: "nextToken" };

/** By the master key, since this list is of no pool, whose key it could be. */
function sealToken({ keyring, runtime }: Store, cursor: string): string {
  return keyring.seal(tokens, JSON.stringify([runtime.clock() + LIFETIME_MS, cursor]));
}

function openToken({ keyring, runtime }: Store, token: string): string {
  const refused = invalidParameter(["nextToken"], "Member must be a token of this list that is not older than an hour");
  try {
    const [expiresAt, cursor] = JSON.parse(keyring.open(tokens, token)) as [number, string];
    if (runtime.clock() < expiresAt) return cursor;
  } catch (error) {
    throw isRockpoolError(error, "SealBrokenException") ? refused : error;
  }
  throw refused;
}
