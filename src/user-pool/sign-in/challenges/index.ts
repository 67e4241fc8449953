import type { ChallengeName } from "../challenge.table.ts";
import type { ChallengeKind } from "../flow.ts";
import { type NewPasswordAnswer, type NewPasswordRequired, newPasswordRequired } from "./new-password-required.ts";

/** What is asked, by Cognito's name. A new challenge is a file beside this, a line here, and a line below. */
export interface Challenges {
  readonly NEW_PASSWORD_REQUIRED: NewPasswordRequired;
}

/** What it is answered with. */
export interface ChallengeAnswers {
  readonly NEW_PASSWORD_REQUIRED: NewPasswordAnswer;
}

export const challengeKinds: { readonly [N in ChallengeName]: ChallengeKind<ChallengeAnswers[N]> } = {
  NEW_PASSWORD_REQUIRED: newPasswordRequired,
};

/** A question to be answered by `client.respond`. Plain JSON. */
export type Challenge = Challenges[ChallengeName];
