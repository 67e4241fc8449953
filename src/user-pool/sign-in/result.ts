import { RockpoolError } from "../../errors.ts";
import type { Tokens } from "../sessions/issue-tokens.ts";
import type { RefreshedTokens } from "../sessions/refresh.ts";
import type { Challenge } from "./challenges/index.ts";

/** What a step of a sign-in came to: in, or one more question. */
export type SignInResult = SignedIn | Challenge;

export interface SignedIn {
  readonly outcome: "signedIn";
  readonly tokens: Tokens;
}

/** What REFRESH_TOKEN_AUTH came to: there is no question in it. */
export interface Refreshed {
  readonly outcome: "signedIn";
  readonly tokens: RefreshedTokens;
}

/**
 * The tokens of a sign-in that is over: for scripts and tests, which know what they expect.
 *
 * @throws `SignInIncompleteException` when a challenge is to be answered first.
 */
export function tokensOrThrow(result: SignInResult): Tokens;
export function tokensOrThrow(result: SignInResult | Refreshed): Tokens | RefreshedTokens;
export function tokensOrThrow(result: SignInResult | Refreshed): Tokens | RefreshedTokens {
  if (result.outcome === "signedIn") return result.tokens;
  const { challengeName } = result;
  throw new RockpoolError("SignInIncompleteException", `${challengeName} is to be answered before there are tokens`, {
    challengeName,
  });
}
