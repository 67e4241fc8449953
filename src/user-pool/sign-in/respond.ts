import { z } from "zod";
import { parse, type SchemaOf } from "../../codecs/schema.ts";
import { type ClientMetadata, clientMetadataSchema } from "../../triggers/client-metadata.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { verifySecretHash } from "../app-clients/secret-hash.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import { usernameSchema } from "../users/username.ts";
import { afterProof } from "./after-proof.ts";
import type { ChallengeName } from "./challenge.table.ts";
import { type ChallengeReference, openChallenge } from "./challenge.ts";
import { type Challenge, type ChallengeAnswers, challengeKinds } from "./challenges/index.ts";
import { refusal, signInRefused } from "./failed-proof.ts";
import type { ChallengeKind } from "./flow.ts";
import type { SignInResult } from "./result.ts";

type Intersection<U> = (U extends unknown ? (member: U) => void : never) extends (member: infer I) => void ? I : never;

/**
 * What a challenge is answered with. For one that was not narrowed to its name it is the answer to all of them at once, which
 * nobody has: ask which it is.
 */
export type AnswerTo<C extends ChallengeReference> = Intersection<ChallengeAnswers[C["challengeName"]]> & {
  /** For a client with a secret: see {@link secretHash}; over the challenge's `username`. */
  readonly secretHash?: string | undefined;
  /** For PostAuthentication and PreTokenGeneration. */
  readonly clientMetadata?: ClientMetadata | undefined;
};

// What a challenge tells beside these is for people to read: it may come back changed, or not at all.
const referenceSchema = z.object({
  challengeName: z.enum(Object.keys(challengeKinds) as ChallengeName[]),
  session: z.string().min(20).max(2048),
  username: usernameSchema,
}) as unknown as SchemaOf<ChallengeReference>;
const answerSchema = z.looseObject({
  secretHash: z.string().min(1).max(128).optional(),
  clientMetadata: clientMetadataSchema.optional(),
});

/**
 * Answers a challenge (Cognito's `RespondToAuthChallenge`): one step further, in one plan that uses the challenge up. What is
 * refused by its form can be answered again.
 *
 * @throws `NotAuthorizedException`: the session is unknown, used, expired or of somebody else; disabled; the secret hash is wrong.
 * @throws `InvalidParameterException`, `InvalidPasswordException`: the answer is not of its form.
 */
export async function respond<C extends Challenge>(
  context: PoolContext,
  client: AppClientRecord,
  challenge: Pick<C, keyof ChallengeReference>,
  answer: AnswerTo<C>,
): Promise<SignInResult> {
  const reference = parse(referenceSchema, challenge, "challenge");
  const kind: ChallengeKind<unknown> = challengeKinds[reference.challengeName] as ChallengeKind<never>;
  const { secretHash, clientMetadata, ...others } = parse<z.output<typeof answerSchema>>(answerSchema, answer);
  const answered = parse(kind.schema, others);
  verifySecretHash(client, reference.username, secretHash);

  return attemptTelling<SignInResult>(
    context,
    async (step) => {
      const open = await openChallenge(context, client, step.read, reference);
      const came = await kind.answer({ context, client, step, open, answer: answered });
      return came.kind === "refused" ? refusal(came) : afterProof(context, client, came, { once: step.once, clientMetadata });
    },
    (error) => signInRefused(client, error),
  );
}
