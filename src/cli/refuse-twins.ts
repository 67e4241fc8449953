import type { ConfiguredUserPool, RockpoolConfig } from "./config.ts";
import { Failure } from "./terminal.ts";

/** What is not what it is to be has no name: whoever makes it says so. */
type Named = Readonly<Record<string, unknown>> | null | undefined;

/**
 * Refuses two entries that are one thing: the second would undo what the first says, each time.
 *
 * @throws {Failure} that names both.
 */
export function refuseTwins({ userPools = [], identityPools = [] }: RockpoolConfig): void {
  refuse("", "userPools", userPools, "poolName");
  refuse("", "identityPools", identityPools, "identityPoolName");
  for (const userPool of userPools) {
    const { poolName, clients = [], resourceServers = [], groups = [], users = [] } = userPool as ConfiguredUserPool;
    const where = `user pool ${poolName}: `;
    refuse(where, "clients", clients, "clientName");
    refuse(where, "resourceServers", resourceServers, "identifier");
    refuse(where, "groups", groups, "groupName");
    refuse(where, "users", users, "username");
  }
}

/** @param name The member by which an entry is found, unless it has a `key`. */
function refuse(where: string, list: string, entries: readonly unknown[], name: string): void {
  const places = new Map<unknown, number>();
  for (const [place, entry] of (entries as readonly Named[]).entries()) {
    const found = entry?.["key"] ?? entry?.[name];
    const first = places.get(found);
    if (found !== undefined && first !== undefined) {
      const both = `${list}[${first}] and ${list}[${place}]`;
      throw new Failure(`${where}${both} are both ${String(found)}, and one would undo what the other says.`);
    }
    places.set(found, place);
  }
}
