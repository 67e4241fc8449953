import type { Step } from "../../storage/attempt.ts";
import { type ClientMetadata, metadata, validation } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import type { PoolContext } from "../context.ts";
import { triggerAttributes } from "../users/trigger-attributes.ts";
import type { UserRecord } from "../users/user.table.ts";
import { invalidSession } from "./challenge.ts";

/**
 * Calls PreAuthentication (users-and-triggers.md 7.6), before a proof is looked at: once, however often the plan is decided again. Where
 * the client hides who exists it is called for a name nobody has, too; where it does not, that has been told before.
 *
 * @param typed The name that was given.
 * @throws what it comes to: nothing has been counted.
 */
export async function callPreAuthentication(
  context: PoolContext,
  client: AppClientRecord,
  asked: {
    readonly once: Step["once"];
    readonly user: UserRecord | undefined;
    readonly typed: string;
    readonly validationData: ClientMetadata | undefined;
    /** Made when the name is somebody else's by the time that it is decided again. */
    readonly changed: () => Error;
  },
): Promise<void> {
  const { once, user, typed, validationData, changed } = asked;
  if (!context.triggers.has("preAuthentication")) return;
  const hides = client.settings.preventUserExistenceErrors === "ENABLED";
  const call = (): Promise<unknown> =>
    context.triggers.call("preAuthentication", {
      source: "PreAuthentication_Authentication",
      clientId: client.clientId,
      userName: user?.username ?? typed,
      request: {
        userAttributes: user === undefined ? {} : triggerAttributes(context, user),
        ...validation(validationData),
        ...(hides && { userNotFound: user === undefined }),
      },
      response: {},
    });
  await once("preAuthentication", user?.sub ?? null, call, changed);
}

/** Calls PostAuthentication, once. There are no tokens yet. @throws what it comes to */
export async function callPostAuthentication(
  context: PoolContext,
  client: AppClientRecord,
  told: { readonly once: Step["once"]; readonly user: UserRecord; readonly clientMetadata: ClientMetadata | undefined },
): Promise<void> {
  const { once, user, clientMetadata } = told;
  if (!context.triggers.has("postAuthentication")) return;
  const call = (): Promise<unknown> =>
    context.triggers.call("postAuthentication", {
      source: "PostAuthentication_Authentication",
      clientId: client.clientId,
      userName: user.username,
      request: { userAttributes: triggerAttributes(context, user), newDeviceUsed: false, ...metadata(clientMetadata) },
      response: {},
    });
  await once("postAuthentication", user.sub, call, invalidSession);
}
