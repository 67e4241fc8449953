import type { Message, MessageSource } from "../../delivery/delivery.ts";
import type { Values } from "../../delivery/templates.ts";
import type { ClientMetadata } from "../../triggers/client-metadata.ts";
import type { UserRecord } from "./user.table.ts";

/** What Cognito's messages name as the client of an administrator. */
export const NO_CLIENT = "CLIENT_ID_NOT_APPLICABLE";

/** Who is sent something, and by which operation. */
export interface Addressee {
  readonly source: MessageSource;
  readonly clientId: string;
  /** As they are now. */
  readonly user: UserRecord;
  readonly clientMetadata: ClientMetadata | undefined;
}

/** One message, as the pool's templates have it. */
export interface Draft {
  readonly medium: Message["medium"];
  readonly destination: string;
  readonly subject: string;
  /** With placeholders. */
  readonly text: string;
  readonly values: Values;
  /** What `{##any text##}` leads to. */
  readonly link?: string;
  /** `null`: an invitation of somebody who needs no password. */
  readonly code: string | null;
}
