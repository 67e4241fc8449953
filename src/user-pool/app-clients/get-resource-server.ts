import type { PoolContext } from "../context.ts";
import { resourceServerNotFound, resourceServers } from "./resource-server.table.ts";
import { describeResourceServer, type ResourceServer } from "./resource-server.ts";

/**
 * Reads one resource server (Cognito's `DescribeResourceServer`).
 *
 * @param identifier Checked.
 * @throws `ResourceNotFoundException`
 */
export async function getResourceServer({ poolId, store }: PoolContext, identifier: string): Promise<ResourceServer> {
  const [server] = await store.read([resourceServers.key({ poolId, identifier })]);
  if (server === undefined) throw resourceServerNotFound(identifier);
  return describeResourceServer(server.value);
}
