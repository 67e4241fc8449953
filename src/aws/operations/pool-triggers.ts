import type { TriggerNames } from "../../user-pool/settings/triggers.ts";
import { AwsFailure } from "../failure.ts";
import { type Member, sameMembers, toAws, toOurs } from "../members.ts";

interface Versioned {
  readonly LambdaVersion: string;
  readonly LambdaArn: string;
}

/** Cognito's `LambdaConfigType`, as far as it says more than an ARN. */
export interface LambdaConfig {
  readonly PreTokenGeneration?: string;
  readonly PreTokenGenerationConfig?: Versioned;
}

const sender = (name: string): Member => ({
  aws: name,
  ours: `${name.charAt(0).toLowerCase()}${name.slice(1)}`,
  toOurs: ({ LambdaArn }: Versioned) => LambdaArn,
  toAws: (LambdaArn: string) => ({ LambdaVersion: "V1_0", LambdaArn }),
});

/** An ARN is the name of a function that was given to `Rockpool.open`. */
export const triggerMembers: readonly Member[] = [
  ...sameMembers({ aws: "", ours: "" }, [
    "PreSignUp",
    "PostConfirmation",
    "PreAuthentication",
    "PostAuthentication",
    "UserMigration",
    "CustomMessage",
  ]),
  {
    aws: "PreTokenGeneration",
    ours: "preTokenGeneration",
    toOurs: (handler: string) => ({ version: "V1_0", handler }),
    toAws: ({ handler }: NonNullable<TriggerNames["preTokenGeneration"]>) => handler,
  },
  {
    aws: "PreTokenGenerationConfig",
    ours: "preTokenGeneration",
    toOurs: ({ LambdaVersion: version, LambdaArn: handler }: Versioned) => ({ version, handler }),
    toAws: ({ version, handler }: NonNullable<TriggerNames["preTokenGeneration"]>) => ({
      LambdaVersion: version,
      LambdaArn: handler,
    }),
  },
  sender("CustomEmailSender"),
  sender("CustomSMSSender"),
];

/** The triggers that are written; of two names of one, the newer says the version. @throws {AwsFailure} */
export function triggersOf(config: LambdaConfig = {}): object {
  const { PreTokenGeneration: older, PreTokenGenerationConfig: newer } = config;
  if (older !== undefined && newer !== undefined && older !== newer.LambdaArn) {
    const message = "Cannot use PreTokenGenerationLambda and PreTokenGeneration with different Lambda function ARN's";
    throw new AwsFailure("InvalidParameterException", message);
  }
  return toOurs(triggerMembers, config);
}

export function lambdaConfigOf(triggers: TriggerNames): object {
  return toAws(triggerMembers, triggers);
}
