import { mayRead } from "../app-clients/attribute-permissions.ts";
import type { PoolContext } from "../context.ts";
import { userNotFound } from "./account.ts";
import type { Actor } from "./actor.ts";
import type { Attributes } from "./attributes.ts";
import { users } from "./user.table.ts";
import { shownAttributes } from "./user-profile.ts";

/** A user as they see themselves. */
export interface OwnProfile {
  readonly username: string;
  readonly sub: string;
  /** Those that the client may read. */
  readonly attributes: Attributes;
}

/** Reads the user who asks (Cognito's `GetUser`). @throws `NotAuthorizedException` */
export async function ownProfile({ poolId, store }: PoolContext, { sub, client, stands }: Actor): Promise<OwnProfile> {
  await stands((refs) => store.read(refs));
  const [user] = await store.read([users.key({ poolId, sub })]);
  if (user === undefined) throw userNotFound();
  const { username } = user.value;
  const readable = Object.entries(shownAttributes(user.value)).filter(([name]) => mayRead(client.settings, name));
  return { username, sub, attributes: Object.fromEntries(readable) };
}
