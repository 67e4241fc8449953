import { type ClientMetadata, metadata } from "../../triggers/client-metadata.ts";
import type { PostConfirmationEvent } from "../../triggers/post-confirmation.ts";
import type { PoolContext } from "../context.ts";
import { triggerAttributes } from "./trigger-attributes.ts";
import type { UserRecord } from "./user.table.ts";

/**
 * Calls PostConfirmation (users-and-triggers.md 7.5), once what it tells of is stored: what it throws fails the call, and undoes nothing.
 *
 * @param user As they are now.
 */
export async function callPostConfirmation(
  context: PoolContext,
  user: UserRecord,
  told: {
    readonly source: PostConfirmationEvent["triggerSource"];
    readonly clientId: string;
    readonly clientMetadata: ClientMetadata | undefined;
  },
): Promise<void> {
  const { source, clientId, clientMetadata } = told;
  if (!context.triggers.has("postConfirmation")) return;
  await context.triggers.call("postConfirmation", {
    source,
    clientId,
    userName: user.username,
    request: { userAttributes: triggerAttributes(context, user), ...metadata(clientMetadata) },
    response: {},
  });
}
