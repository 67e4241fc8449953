import { type PoolRecord, type Table, table } from "../../storage/table.ts";
import type { AppClientSettings } from "./client-options.ts";

/** An application that uses the pool. */
export interface AppClientRecord extends PoolRecord {
  readonly clientId: string;
  readonly settings: AppClientSettings;
  /** `null` for a public client. */
  readonly clientSecret: string | null;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

export const appClients: Table<AppClientRecord, "clientId"> = table({
  name: "app_clients",
  key: ["poolId", "clientId"],
  sealed: ["clientSecret"],
});
