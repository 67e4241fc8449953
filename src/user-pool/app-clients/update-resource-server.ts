import { isDeepStrictEqual } from "node:util";
import { parse } from "../../codecs/schema.ts";
import { attempt, type Decision } from "../../storage/attempt.ts";
import type { Found } from "../../storage/table.ts";
import type { PoolContext } from "../context.ts";
import { type ResourceServerRecord, resourceServerNotFound, resourceServers } from "./resource-server.table.ts";
import {
  checkResourceServer,
  describeResourceServer,
  type ResourceServer,
  type ResourceServerPatch,
  resourceServerPatchSchema,
} from "./resource-server.ts";

/**
 * Changes name and scopes of a resource server (Cognito's `UpdateResourceServer`, which replaces both). Clients keep the scopes they name
 * when one of them goes: it counts again when it comes back.
 *
 * @param identifier Checked.
 * @throws `InvalidParameterException`, `ResourceNotFoundException`
 */
export async function updateResourceServer(
  { poolId, store }: PoolContext,
  identifier: string,
  patch: ResourceServerPatch,
): Promise<ResourceServer> {
  const written = parse(resourceServerPatchSchema, patch);
  return attempt(store, async ({ read }) => {
    const [found] = await read([resourceServers.key({ poolId, identifier })]);
    if (found === undefined) throw resourceServerNotFound(identifier);
    return changeResourceServer(found, written, store.runtime.clock());
  });
}

/** What a server becomes, and what to write for it. Equal means no write. @throws `InvalidParameterException` */
export function changeResourceServer(
  found: Found<ResourceServerRecord>,
  written: ResourceServerPatch,
  now: number,
): Decision<ResourceServer> {
  const before = describeResourceServer(found.value);
  const { name = before.name, scopes = before.scopes } = written;
  checkResourceServer({ name, scopes });
  const result = { ...before, name, scopes };
  if (isDeepStrictEqual(result, before)) return { result };
  return { commit: [found.put({ name, scopes, lastModifiedAt: now })], result };
}
