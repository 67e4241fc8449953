import { isCustomAttribute } from "../settings/attribute-schema.ts";

/** OpenID Connect Core section 5.4, without its `address`, which Cognito has not. */
const profile = new Set(
  (
    "name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo " +
    "locale updated_at"
  ).split(" "),
);

const attributesOf: ReadonlyMap<string, (name: string) => boolean> = new Map([
  ["email", (name: string) => name === "email" || name === "email_verified"],
  ["phone", (name: string) => name === "phone_number" || name === "phone_number_verified"],
  // Custom attributes as well: Cognito has no other scope for them.
  ["profile", (name: string) => profile.has(name) || isCustomAttribute(name)],
]);

/**
 * Which attributes a scope lets be seen, of those that the client may read (oauth-and-federation.md 1.5 and 2.6): `openid` alone lets
 * all be seen, `email`, `phone` and `profile` beside it those of theirs. Where Cognito's pages differ on `profile`, it is the
 * narrower of the two.
 */
export function shownByScope(scope: string): (name: string) => boolean {
  if (showsEverything(scope)) return () => true;
  const scopes = scope.split(" ");
  if (!scopes.includes("openid")) return () => false;
  return (name) => scopes.some((one) => attributesOf.get(one)?.(name) === true);
}

/** Whether a scope lets all attributes be seen: `openid`, and none that narrows it. */
export function showsEverything(scope: string): boolean {
  const scopes = scope.split(" ");
  return scopes.includes("openid") && !scopes.some((one) => attributesOf.has(one));
}
