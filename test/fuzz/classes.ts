/** The classes as values: users get their objects from a `Rockpool`, so the package exports only their types. */
export { isRockpoolError } from "../../src/errors.ts";
export { Rockpool } from "../../src/rockpool.ts";
export { AppClient } from "../../src/user-pool/app-client.ts";
export { PoolClients } from "../../src/user-pool/facets/clients.ts";
export { PoolUsers } from "../../src/user-pool/facets/users.ts";
export { UserPool } from "../../src/user-pool/user-pool.ts";
