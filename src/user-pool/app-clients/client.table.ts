import { type Table, table } from "../../storage/table.ts";
import type { Configured } from "../settings/ensure.ts";
import type { AppClientSettings } from "./client-options.ts";

/** An application that uses the pool. */
export interface AppClientRecord extends Configured<AppClientSettings> {
  readonly clientId: string;
  /** `null` for a public client. */
  readonly clientSecret: string | null;
}

export const appClients: Table<AppClientRecord, "clientId"> = table({
  name: "app_clients",
  key: ["poolId", "clientId"],
  sealed: ["clientSecret"],
});
