import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { resourceServers } from "./resource-server.table.ts";
import { describeResourceServer, type ResourceServer } from "./resource-server.ts";

export interface ListResourceServersInput {
  /** 1 to 50. @default 50 */
  readonly limit?: number | undefined;
  /** What the page before gave. */
  readonly nextToken?: string | undefined;
}

export interface ResourceServerPage {
  readonly resourceServers: readonly ResourceServer[];
  /** `null` on the last page. */
  readonly nextToken: string | null;
}

const listSchema: SchemaOf<ListResourceServersInput> = schemaFor<ListResourceServersInput>()(
  z.strictObject({ limit: z.int().min(1).max(50).optional(), nextToken: z.string().min(1).max(131_072).optional() }),
);

/** Names the list in its tokens. Its pages may be of different lengths. */
const QUERY = ["resourceServers"] as const;

/**
 * The resource servers of the pool, by identifier (Cognito's `ListResourceServers`).
 *
 * @throws `InvalidParameterException`
 */
export async function listResourceServers(context: PoolContext, input: ListResourceServersInput): Promise<ResourceServerPage> {
  const { limit = 50, nextToken } = parse(listSchema, input);
  const cursor = cursorOf(context, QUERY, nextToken);
  const page = await context.store.scan(resourceServers, [context.poolId], { limit, cursor });
  return {
    resourceServers: page.records.map(({ value }) => describeResourceServer(value)),
    nextToken: pageToken(context, QUERY, page.cursor),
  };
}
