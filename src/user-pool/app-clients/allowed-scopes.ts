import { isDeepStrictEqual } from "node:util";
import { RockpoolError } from "../../errors.ts";
import type { Step } from "../../storage/attempt.ts";
import type { Entry } from "../../storage/table.ts";
import { type ClientOAuthSettings, standardScopes } from "./oauth-settings.ts";
import { resourceServers } from "./resource-server.table.ts";

/**
 * A client's scopes are looked up when their list changes, each of them; the plan then rests on the servers they are of. A server may
 * take one away afterwards.
 *
 * @returns Checks of the servers.
 * @throws `ScopeDoesNotExistException` (the reference is not sure of the code)
 */
export async function restsOnScopes(
  read: Step["read"],
  poolId: string,
  before: ClientOAuthSettings | null,
  { allowedOAuthScopes }: ClientOAuthSettings,
): Promise<readonly Entry[]> {
  if (isDeepStrictEqual(before?.allowedOAuthScopes, allowedOAuthScopes)) return [];
  const custom = allowedOAuthScopes.filter((scope) => !standardScopes.includes(scope)).map(partsOf);
  const identifiers = [...new Set(custom.map(({ identifier }) => identifier))];
  if (identifiers.length === 0) return [];
  const found = await read(identifiers.map((identifier) => resourceServers.key({ poolId, identifier })));
  for (const { scope, identifier, scopeName } of custom) {
    const server = found[identifiers.indexOf(identifier)];
    if (server?.value.scopes.some((one) => one.scopeName === scopeName) !== true) throw scopeDoesNotExist(scope);
  }
  return found.flatMap((server) => (server === undefined ? [] : [server.check()]));
}

/** Those of a client's scopes that there still are: a resource server may have taken its own away. */
export async function livingScopes(read: Step["read"], poolId: string, scopes: readonly string[]): Promise<readonly string[]> {
  const custom = scopes.filter((scope) => !standardScopes.includes(scope)).map(partsOf);
  const identifiers = [...new Set(custom.map(({ identifier }) => identifier))];
  if (identifiers.length === 0) return scopes;
  const found = await read(identifiers.map((identifier) => resourceServers.key({ poolId, identifier })));
  const gone = custom.filter(({ identifier, scopeName }) => {
    const server = found[identifiers.indexOf(identifier)];
    return server?.value.scopes.some((one) => one.scopeName === scopeName) !== true;
  });
  return scopes.filter((scope) => !gone.some((one) => one.scope === scope));
}

interface ScopeParts {
  readonly scope: string;
  readonly identifier: string;
  readonly scopeName: string;
}

/** A slash can be in an identifier, and in no name of a scope. */
function partsOf(scope: string): ScopeParts {
  const slash = scope.lastIndexOf("/");
  const identifier = scope.slice(0, Math.max(slash, 0));
  // What no server could be called, no storage is asked for.
  if (identifier === "") throw scopeDoesNotExist(scope);
  return { scope, identifier, scopeName: scope.slice(slash + 1) };
}

function scopeDoesNotExist(scope: string): RockpoolError {
  return new RockpoolError("ScopeDoesNotExistException", `Invalid scope requested: ${scope}`);
}
