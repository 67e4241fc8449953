import type { StringMap } from "../../triggers/event.ts";
import type { PoolContext } from "../context.ts";
import { namesOf } from "./names.ts";
import type { UserRecord } from "./user.table.ts";
import { shownAttributes } from "./user-profile.ts";

/** A user as triggers are shown them (users-and-triggers.md 7.1): attributes, and what Cognito adds to them. */
export function triggerAttributes({ settings }: PoolContext, user: UserRecord): StringMap {
  const aliases = settings.aliasAttributes.length === 0 ? [] : namesOf(settings, user);
  const addresses = aliases.filter(({ kind }) => kind !== "preferred_username");
  return {
    sub: user.sub,
    "cognito:user_status": user.status,
    ...Object.fromEntries(addresses.map(({ kind, value }) => [`cognito:${kind}_alias`, value])),
    ...shownAttributes(user),
  };
}
