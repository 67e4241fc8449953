import { isCustomAttribute } from "../settings/attribute-schema.ts";

/** OpenID Connect Core section 5.4, without its `address`, which Cognito has not. */
const profile = new Set(
  (
    "name family_name given_name middle_name nickname preferred_username profile picture website gender birthdate zoneinfo " +
    "locale updated_at"
  ).split(" "),
);

const attributesOf: { readonly [scope: string]: (name: string) => boolean } = {
  email: (name) => name === "email" || name === "email_verified",
  phone: (name) => name === "phone_number" || name === "phone_number_verified",
  // Custom attributes as well: Cognito has no other scope for them.
  profile: (name) => profile.has(name) || isCustomAttribute(name),
};

/**
 * Which attributes a scope lets be seen, of those that the client may read (oauth-and-federation.md 1.5 and 2.6): `openid` alone lets
 * all be seen, `email`, `phone` and `profile` beside it those of theirs. Where Cognito's pages differ on `profile`, it is the
 * narrower of the two.
 */
export function shownByScope(scope: string): (name: string) => boolean {
  const scopes = scope.split(" ");
  if (!scopes.includes("openid")) return () => false;
  const named = Object.entries(attributesOf).flatMap(([one, shows]) => (scopes.includes(one) ? [shows] : []));
  return named.length === 0 ? () => true : (name) => named.some((shows) => shows(name));
}
