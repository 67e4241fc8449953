import { RockpoolError } from "../../errors.ts";
import type { Configured } from "../../settings/ensure.ts";
import { type Table, table } from "../../storage/table.ts";
import type { AppClientSettings } from "./client-options.ts";

/** An application that uses the pool. */
export interface AppClientRecord extends Configured<AppClientSettings> {
  readonly clientId: string;
  /** Those that a hash is accepted of, the oldest first: one or two. None for a public client. */
  readonly secrets: readonly ClientSecret[];
}

export interface ClientSecret {
  readonly id: string;
  readonly secret: string;
  readonly createdAt: number;
}

export const appClients: Table<AppClientRecord, "clientId"> = table({
  name: "app_clients",
  key: ["poolId", "clientId"],
  sealed: ["secrets"],
});

export function userPoolClientNotFound(clientId: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `User pool client ${clientId} does not exist.`);
}
