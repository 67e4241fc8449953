import type { ChallengeName } from "../../user-pool/sign-in/challenge.table.ts";
import type { ChallengeAnswers, Challenges } from "../../user-pool/sign-in/challenges/index.ts";
import { AwsFailure } from "../failure.ts";

/** AWS's maps, of texts only: lists and objects in them are JSON. */
export type Texts = Readonly<Record<string, string>>;

/** How AWS writes one kind of question, and its answer. */
interface Wording<N extends ChallengeName> {
  /** `ChallengeParameters`, but for `USER_ID_FOR_SRP`, which all have. */
  parameters(challenge: Challenges[N]): Texts;
  /** The answer in `ChallengeResponses`. @throws {AwsFailure} */
  answer(responses: Texts): ChallengeAnswers[N];
}

const PREFIX = "userAttributes.";

/** By the name of the challenge. A new one is a line here. */
export const wordings: { readonly [N in ChallengeName]: Wording<N> } = {
  NEW_PASSWORD_REQUIRED: {
    parameters: ({ userAttributes, requiredAttributes }) => ({
      userAttributes: JSON.stringify(userAttributes),
      requiredAttributes: JSON.stringify(requiredAttributes.map((name) => `${PREFIX}${name}`)),
    }),
    answer: (responses) => ({
      newPassword: required(responses, "NEW_PASSWORD"),
      attributes: Object.fromEntries(
        Object.entries(responses).flatMap(([key, value]) => (key.startsWith(PREFIX) ? [[key.slice(PREFIX.length), value]] : [])),
      ),
    }),
  },
};

/** @throws {AwsFailure} */
export function required(texts: Readonly<Record<string, string | undefined>>, key: string): string {
  const text = texts[key];
  if (!text) throw new AwsFailure("InvalidParameterException", `Missing required parameter ${key}`);
  return text;
}
