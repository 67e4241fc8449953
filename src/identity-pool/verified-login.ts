import type { Login } from "./identity.table.ts";
import type { VerifiedClaims } from "./login-verifier.ts";
import type { PrincipalTags } from "./principal-tags.ts";

/** A login whose token has been verified. */
export interface VerifiedLogin extends Login {
  /** Under which the pool's settings map roles, as it is written there: `providerName:clientId`, an issuer in one of its forms, a name. */
  readonly mapping: string;
  /** The tags that its claims make; `null`: none of them is one. @throws `NotAuthorizedException` for a claim that no tag can hold. */
  readonly tags: (() => PrincipalTags) | null;
  readonly claims: VerifiedClaims;
  /** What the provider is called. */
  readonly shownAs: string;
  /** Who it is at which provider, in one word, as the `amr` of Cognito's OpenID tokens has it. */
  readonly signedInAs: string;
  /** Of a token of this pool's own: the identity that it was given for. */
  readonly givenFor?: string | undefined;
}
