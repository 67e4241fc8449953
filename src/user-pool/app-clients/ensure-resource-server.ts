import { parse } from "../../codecs/schema.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { createdResourceServer } from "./create-resource-server.ts";
import { resourceServers } from "./resource-server.table.ts";
import { type ResourceServer, type ResourceServerOptions, resourceServerSchema } from "./resource-server.ts";
import { changeResourceServer } from "./update-resource-server.ts";

/**
 * Creates the resource server of this identifier, or brings it to what is written: scopes that are left out stay. Equal means no write.
 *
 * @throws `InvalidParameterException`; `LimitExceededException`: the pool has 25.
 */
export async function ensureResourceServer(context: PoolContext, options: ResourceServerOptions): Promise<ResourceServer> {
  const { identifier, ...written } = parse(resourceServerSchema, options);
  const { poolId, store } = context;
  return attempt(store, async ({ read }) => {
    const [found] = await read([resourceServers.key({ poolId, identifier })]);
    if (found !== undefined) return changeResourceServer(found, written, store.runtime.clock());
    return createdResourceServer(context, { identifier, ...written, scopes: written.scopes ?? [] });
  });
}
