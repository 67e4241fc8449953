import type { Step } from "../../storage/attempt.ts";
import type { Entry, Found } from "../../storage/table.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { AuthStateRecord } from "./auth-state.table.ts";

/** A user who acts for themselves, by an access token. */
export interface Actor {
  readonly sub: string;
  /** The client that the token was issued to. */
  readonly client: AppClientRecord;
  /**
   * Looks once more whether the session goes on: for each plan, since it may end at any time.
   *
   * @throws `NotAuthorizedException`: revoked, signed out, disabled or deleted.
   */
  stands(read: Step["read"]): Promise<Standing>;
}

/** A session that goes on, as it was read. */
export interface Standing {
  readonly authState: Found<AuthStateRecord>;
  /** Names the session in a plan: it fails when the session ends before. */
  check(): readonly Entry[];
  /** Ends all sessions but this one. */
  endOthers(): readonly Entry[];
}
