/** The classes as values: users get their objects from a `Rockpool`, so the package exports only their types. */
export { isRockpoolError } from "../../src/errors.ts";
export { DeveloperIdentities } from "../../src/identity-pool/facets/developer-identities.ts";
export { PoolIdentities } from "../../src/identity-pool/facets/identities.ts";
export { IdentityPoolSettingsFacet } from "../../src/identity-pool/facets/settings.ts";
export { IdentityPool } from "../../src/identity-pool/identity-pool.ts";
export { PoolSigningKeys } from "../../src/keys/pool-signing-keys.ts";
export { Rockpool } from "../../src/rockpool.ts";
export { AppClient } from "../../src/user-pool/app-client.ts";
export { PoolClients } from "../../src/user-pool/facets/clients.ts";
export { PoolGroups } from "../../src/user-pool/facets/groups.ts";
export { PoolResourceServers } from "../../src/user-pool/facets/resource-servers.ts";
export { PoolSettings } from "../../src/user-pool/facets/settings.ts";
export { PoolUsers } from "../../src/user-pool/facets/users.ts";
export { OwnAttributes, SignedInUser } from "../../src/user-pool/signed-in-user.ts";
export { UserPool } from "../../src/user-pool/user-pool.ts";
