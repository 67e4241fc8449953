import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { NO_POOL } from "../storage/contract.ts";
import type { Store } from "../storage/store.ts";
import { identityPools } from "./identity-pool.table.ts";
import { cursorOf, pageToken } from "./page-token.ts";

export interface ListIdentityPoolsInput {
  /** 1 to 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave; good for an hour. @default the first page */
  readonly nextToken?: string | undefined;
}

export interface IdentityPoolPage {
  readonly identityPools: readonly { readonly identityPoolId: string; readonly identityPoolName: string }[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

const MAX_LIMIT = 60;

const schema: SchemaOf<ListIdentityPoolsInput> = schemaFor<ListIdentityPoolsInput>()(
  z.strictObject({ limit: z.int().min(1).max(MAX_LIMIT).optional(), nextToken: z.string().min(1).max(65_535).optional() }),
);

/** One page of the identity pools, in the order of their ids (Cognito's `ListIdentityPools`). @throws `InvalidParameterException` */
export async function listIdentityPools(store: Store, input: ListIdentityPoolsInput): Promise<IdentityPoolPage> {
  const { limit = MAX_LIMIT, nextToken } = parse(schema, input);
  const page = await store.scan(identityPools, [], { limit, cursor: cursorOf(store, NO_POOL, ["ListIdentityPools"], nextToken) });
  return {
    identityPools: page.records.map(({ value: { poolId, settings } }) => ({
      identityPoolId: poolId,
      identityPoolName: settings.identityPoolName,
    })),
    nextToken: pageToken(store, NO_POOL, ["ListIdentityPools"], page.cursor),
  };
}
