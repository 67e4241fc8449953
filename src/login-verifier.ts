import { isRockpoolError } from "./errors.ts";
import { invalidLogin } from "./identity-pool/login-refusals.ts";
import type { LoginClaims, LoginVerifier, UserPoolLogins } from "./identity-pool/login-verifier.ts";
import { decodeBase64url } from "./seal/base64url.ts";
import { parseObject } from "./tokens/header.ts";
import type { PoolContext } from "./user-pool/context.ts";
import { type PoolServices, poolContext } from "./user-pool/services.ts";
import { isRevoked } from "./user-pool/sessions/is-revoked.ts";

/** Has the user pools of the same `Rockpool` verify what their users log in to identity pools with, and issuers the rest. */
export function loginVerifier(services: PoolServices, openId: Omit<LoginVerifier, "userPool">): LoginVerifier {
  return {
    ...openId,
    async userPool(providerName) {
      // Both names end with the id of the pool; which pool has another issuer is not told by its name.
      const poolId = providerName.slice(providerName.lastIndexOf("/") + 1);
      if (!/^[\w-]+_[0-9A-Za-z]+$/.test(poolId)) return null;
      const context = await poolContext(services, poolId).catch((error: unknown) => {
        if (isRockpoolError(error, "ResourceNotFoundException")) return null;
        throw error;
      });
      if (context === null) return null;
      const logins = loginsOf(services, context);
      return [logins.providerName, logins.issuerName].includes(providerName) ? logins : null;
    },
  };
}

/** What Cognito names a user pool by among the providers of an identity pool. */
export function providerNameOf(userPoolId: string): string {
  return `cognito-idp.${userPoolId.slice(0, userPoolId.indexOf("_"))}.amazonaws.com/${userPoolId}`;
}

function loginsOf(services: PoolServices, { poolId, issuer }: PoolContext): UserPoolLogins {
  return {
    providerName: providerNameOf(poolId),
    issuerName: issuer.replace(/^https?:\/\//, ""),
    verify: async (token) => verifyLogin(await poolContext(services, poolId), token),
    isRevoked: async (claims) => isRevoked(await poolContext(services, poolId), claims as Parameters<typeof isRevoked>[1]),
  };
}

/** In Cognito's words: what is wrong is told by what the token says, and decided by `verifyToken` alone. */
async function verifyLogin(context: PoolContext, token: string): Promise<LoginClaims> {
  const said = payloadOf(token);
  if (said === undefined) throw invalidLogin("Not a valid OpenId Connect identity token.");
  if (said["iss"] !== context.issuer) throw invalidLogin("Issuer doesn't match providerName");
  // An access token has none.
  if (said["aud"] === undefined) throw invalidLogin("Missing a required claim: aud");
  try {
    return await context.verifyToken(token, { tokenUse: "id", clientId: null });
  } catch (error) {
    if (!isRockpoolError(error, "NotAuthorizedException")) throw error;
    const now = Math.floor(context.store.runtime.clock() / 1000);
    const hasExpired = error.message === "ID Token has expired";
    throw invalidLogin(hasExpired ? `Token expired: ${now} >= ${said["exp"]}` : "Couldn't verify signed token.");
  }
}

/** What a token says of itself: not to be believed. */
function payloadOf(token: string): Readonly<Record<string, unknown>> | undefined {
  const payload = decodeBase64url(token.split(".")[1] ?? "");
  return parseObject(payload);
}
