import { RockpoolError } from "../errors.ts";

/** In Cognito's words: what is wrong with a token, and never what it says. */
export function invalidLogin(why: string): RockpoolError {
  return new RockpoolError("NotAuthorizedException", `Invalid login token. ${why}`);
}

/** The provider is not one of the pool's, or the token not for one of the clients that it takes. */
export function providerNotSupported(): RockpoolError {
  return new RockpoolError("NotAuthorizedException", "Token is not from a supported provider of this identity pool.");
}

/** An identity is one user of each provider. */
export function twoUsers(): RockpoolError {
  return new RockpoolError("ResourceConflictException", "The identity has a login of this provider already, of another user.");
}
