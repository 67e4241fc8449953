import type { PoolContext } from "../context.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { groups } from "./group.table.ts";
import { type Group, groupOf } from "./group.ts";
import { type PageInput, parsePage } from "./page.ts";

export interface GroupPage {
  readonly groups: readonly Group[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

const QUERY = ["groups"];

/** One page of a pool's groups, in the order of their names (Cognito's `ListGroups`). @throws `InvalidParameterException` */
export async function listGroups(context: PoolContext, input: PageInput): Promise<GroupPage> {
  const { limit, nextToken } = parsePage(input);
  const { poolId, store } = context;
  const page = await store.scan(groups, [poolId], { limit, cursor: cursorOf(context, QUERY, nextToken) });
  return {
    groups: page.records.map(({ value }) => groupOf(value)),
    nextToken: pageToken(context, QUERY, page.cursor),
  };
}
