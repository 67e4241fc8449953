import { type PoolRecord, type Table, table } from "../../storage/table.ts";

/**
 * What decides whether a user's sessions stand. Disabling, signing out everywhere and setting a password each are one put
 * with `epoch + 1`; whatever mints a token names this record in its plan, so a mint and a sign-out never both win.
 */
export interface AuthStateRecord extends PoolRecord {
  readonly sub: string;
  readonly enabled: boolean;
  /** Sessions of a lower epoch are dead. Epochs, never times, order events. */
  readonly epoch: number;
}

export const authStates: Table<AuthStateRecord, "sub", "status"> = table({
  name: "auth_states",
  key: ["poolId", "sub"],
  indexes: { status: ({ enabled }) => (enabled ? "Enabled" : "Disabled") },
});
