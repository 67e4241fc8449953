import { invalidLogin, providerNotSupported } from "./identity-pool/login-refusals.ts";
import type { LoginVerifier, OpenIdLogin, VerifiedOpenIdLogin } from "./identity-pool/login-verifier.ts";
import { type SocialProvider, socialIssuers } from "./identity-pool/social-providers.ts";
import type { RefusedIdToken } from "./oidc/id-token.ts";
import type { Issuers } from "./oidc/issuers.ts";
import type { Clock } from "./runtime.ts";

/** Has OpenID Connect issuers vouch for who logs in to identity pools. */
export function openIdLogins(
  issuers: Issuers,
  clock: Clock,
  ofOthers: Partial<Record<SocialProvider, string>>,
): Omit<LoginVerifier, "userPool"> {
  return {
    async openId({ token, ...expected }: OpenIdLogin): Promise<VerifiedOpenIdLogin> {
      const result = await issuers.verify(token, expected);
      if (result.outcome === "refused") throw inWords(result, clock);
      return result;
    },
    socialIssuer: (provider) => ofOthers[provider] ?? socialIssuers[provider],
    mayAsk: (issuer) => issuers.mayAsk(issuer),
  };
}

/** Cognito's words. */
function inWords(refused: RefusedIdToken, clock: Clock): Error {
  switch (refused.why) {
    case "noIdToken":
      return invalidLogin("Not a valid OpenId Connect identity token.");
    case "otherIssuer":
      return invalidLogin("Issuer doesn't match providerName");
    case "missingClaim":
      return invalidLogin(`Missing a required claim: ${refused.claim}`);
    case "otherClient":
      return providerNotSupported();
    case "expired":
      return invalidLogin(`Token expired: ${Math.floor(clock() / 1000)} >= ${refused.exp}`);
    case "unverified":
      return invalidLogin("Couldn't verify signed token.");
  }
}
