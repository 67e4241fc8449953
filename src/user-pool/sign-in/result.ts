import { RockpoolError } from "../../errors.ts";
import type { Challenge } from "./challenges/index.ts";
import type { Tokens } from "./issue-tokens.ts";

/** What a step of a sign-in came to: in, or one more question. */
export type SignInResult = SignedIn | Challenge;

export interface SignedIn {
  readonly outcome: "signedIn";
  readonly tokens: Tokens;
}

/**
 * The tokens of a sign-in that is over: for scripts and tests, which know what they expect.
 *
 * @throws `SignInIncompleteException` when a challenge is to be answered first.
 */
export function tokensOrThrow(result: SignInResult): Tokens {
  if (result.outcome === "signedIn") return result.tokens;
  const { challengeName } = result;
  throw new RockpoolError("SignInIncompleteException", `${challengeName} is to be answered before there are tokens`, {
    challengeName,
  });
}
