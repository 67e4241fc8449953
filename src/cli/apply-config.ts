import { isRockpoolError } from "../errors.ts";
import type { Rockpool } from "../rockpool.ts";
import type { UserPool } from "../user-pool/user-pool.ts";
import type { UserProfile } from "../user-pool/users/user-profile.ts";
import type { ConfiguredUser, ConfiguredUserPool, RockpoolConfig } from "./config.ts";
import { type ConfiguredClient, identityPoolOptions } from "./identity-pool-options.ts";
import { refuseTwins } from "./refuse-twins.ts";
import { Failure } from "./terminal.ts";

/**
 * Makes what is missing, and brings the rest to what is written.
 *
 * @returns The ids of pools and clients, a line each.
 * @throws {Failure} that names what is wrong; what stands before it is applied.
 */
export async function applyConfig(rockpool: Rockpool, config: RockpoolConfig): Promise<readonly string[]> {
  const { userPools = [], identityPools = [] } = config;
  refuseTwins(config);
  const lines: string[] = [];
  const made: ConfiguredClient[] = [];
  for (const configured of userPools) {
    const where = `user pool ${configured.poolName}`;
    const { clients = [], resourceServers = [], groups = [], users = [], ...options } = configured as ConfiguredUserPool;
    const pool = await named(where, () => rockpool.ensureUserPool(options));
    lines.push(`${where}: ${pool.userPoolId}`);
    for (const server of resourceServers) {
      await named(`${where}, resource server ${server?.identifier}`, () => pool.resourceServers.ensure(server));
    }
    for (const options of clients) {
      const client = await named(`${where}, client ${options?.clientName}`, () => pool.clients.ensure(options));
      lines.push(`  client ${options.clientName}: ${client.clientId}`);
      made.push({ poolName: configured.poolName, clientName: options.clientName, client });
    }
    for (const group of groups) await named(`${where}, group ${group?.groupName}`, () => pool.groups.ensure(group));
    for (const user of users) await named(`${where}, user ${user.username}`, () => ensureUser(pool, user));
  }
  for (const configured of identityPools) {
    const where = `identity pool ${configured.identityPoolName}`;
    const options = identityPoolOptions(configured, made, where);
    const { identityPoolId } = await named(where, () => rockpool.ensureIdentityPool(options));
    lines.push(`${where}: ${identityPoolId}`);
  }
  return lines;
}

async function ensureUser(pool: UserPool, { username, password, attributes = {}, groups = [] }: ConfiguredUser): Promise<void> {
  const there = await pool.users.get(username).catch((error: unknown) => {
    if (isRockpoolError(error, "UserNotFoundException")) return undefined;
    throw error;
  });
  const invitation = password === undefined ? {} : ({ messageAction: "SUPPRESS" } as const);
  const user = there ?? (await pool.users.create({ username, attributes, ...invitation }));
  const differing = differingAttributes(user, attributes);
  if (Object.keys(differing).length > 0) await pool.users.updateAttributes({ username, attributes: differing });
  // Also of one whose making was broken off.
  if (password !== undefined && user.userStatus === "FORCE_CHANGE_PASSWORD") {
    await pool.users.setPassword({ username, password, permanent: true });
  }
  for (const groupName of groups) await pool.groups.addUser({ groupName, username });
}

/** With an address goes what is written of its proof, which a new address would take away. */
function differingAttributes(user: UserProfile, written: Readonly<Record<string, string>>): Record<string, string> {
  const differs = (name: string): boolean => (user.attributes[name] ?? "") !== written[name];
  return Object.fromEntries(
    Object.entries(written).filter(([name]) => differs(name) || (name.endsWith("_verified") && differs(name.slice(0, -9)))),
  );
}

/** @throws {Failure} What the library refuses, with the place where it is written. */
async function named<T>(where: string, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    throw isRockpoolError(error) ? new Failure(`${where}: ${error.message}`, { cause: error }) : error;
  }
}
