import { parse } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { settingRefused } from "../../settings/topic.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { resourceServers } from "./resource-server.table.ts";
import { checkResourceServer, type ResourceServer, type ResourceServerOptions, resourceServerSchema } from "./resource-server.ts";

/** Cognito's quota. Several that are made at once may exceed it by as many: they are counted, and not locked. */
const MAX_RESOURCE_SERVERS = 25;

/**
 * Makes a resource server (Cognito's `CreateResourceServer`).
 *
 * @throws `InvalidParameterException`, also when there is one of this identifier. `LimitExceededException`: the pool has 25.
 */
export async function createResourceServer(context: PoolContext, options: ResourceServerOptions): Promise<ResourceServer> {
  const { identifier, name, scopes = [] } = parse(resourceServerSchema, options);
  const { poolId, store } = context;
  return attempt(store, async ({ read }) => {
    const [found] = await read([resourceServers.key({ poolId, identifier })]);
    if (found !== undefined) throw settingRefused("identifier", `${identifier} already exists in user pool ${poolId}.`);
    return createdResourceServer(context, { identifier, name, scopes });
  });
}

/** What to write for a server there is not yet. @throws `InvalidParameterException`, `LimitExceededException` */
export async function createdResourceServer(
  { poolId, store }: PoolContext,
  server: ResourceServer,
): Promise<Decision<ResourceServer>> {
  checkResourceServer(server);
  const { records } = await store.scan(resourceServers, [poolId], { limit: MAX_RESOURCE_SERVERS + 1, cursor: null });
  if (records.length >= MAX_RESOURCE_SERVERS) {
    const message = `A user pool has at most ${MAX_RESOURCE_SERVERS} resource servers`;
    throw new RockpoolError("LimitExceededException", message, { retryAfterSeconds: null });
  }
  const now = store.runtime.clock();
  const entry = resourceServers.create({ poolId, ...server, createdAt: now, lastModifiedAt: now });
  return { commit: [entry], result: server };
}
