import type * as sdk from "@aws-sdk/client-cognito-identity-provider";
import type { TriggerOptions } from "rockpool";
import type { TestPoolOptions } from "rockpool/testing";
import { type Stage, setStage } from "./stage.ts";

export interface Command {
  readonly input: object;
}

/** The name of an exception that the SDK has a class of. */
export type ErrorName = Extract<keyof typeof sdk, `${string}Exception`>;

/** What makes a command fail that would succeed. */
export interface Provocation {
  readonly options?: TestPoolOptions;
  /** Once the stage is set. */
  readonly before?: (stage: Stage, input: Input) => unknown;
  /** Other members of the input. */
  readonly input?: object | ((stage: Stage) => Promise<object>);
}

/** Members of an input, as they are sent. */
export type Input = Readonly<Record<string, string>>;

export type Provocations = { readonly [N in ErrorName]?: Provocation };

export interface OperationOnStage {
  readonly options?: TestPoolOptions;
  /** Sets the stage. What it gives succeeds as it is. */
  command(stage: Stage): Command | Promise<Command>;
  readonly errors: Provocations;
}

/** By the name of the operation. */
export type Capability = Readonly<Record<string, OperationOnStage>>;

/** Sets the stage for an operation, lets happen what is to make it fail, and sends its command. */
export async function provoke(operation: OperationOnStage, { options, before, input }: Provocation): Promise<unknown> {
  const client = { ...operation.options?.client, ...options?.client };
  const stage = await setStage({ ...operation.options, ...options, client });
  const command = await operation.command(stage);
  await before?.(stage, command.input as Input);
  Object.assign(command.input, typeof input === "function" ? await input(stage) : input);
  return stage.aws.send(command as Parameters<typeof stage.aws.send>[0]);
}

/** What every operation that only reads can meet. */
export const reads = {
  InternalErrorException: { before: ({ breakStorage }) => breakStorage() },
} satisfies Provocations;

/** And every operation that writes. */
export const writes = {
  ...reads,
  TooManyRequestsException: { before: ({ contend }) => contend() },
} satisfies Provocations;

export const ofPool = {
  InvalidParameterException: { input: { UserPoolId: "no pool" } },
  ResourceNotFoundException: { input: { UserPoolId: "us-east-1_AAAAAAAAA" } },
} satisfies Provocations;

export const ofClient = {
  InvalidParameterException: { input: { ClientId: "no client" } },
  ResourceNotFoundException: { input: { ClientId: "a".repeat(26) } },
} satisfies Provocations;

export const ofBearer = {
  InvalidParameterException: { input: { AccessToken: "no token" } },
  NotAuthorizedException: { input: { AccessToken: "forged" } },
} satisfies Provocations;

/** Of an operation that calls a trigger. */
export function calling(trigger: keyof TriggerOptions): Provocations {
  const to = (handler: unknown): Provocation => ({
    before: ({ pool }) => pool.settings.update({ triggers: { [trigger]: handler } }),
  });
  return {
    // The name of a function that this process has not.
    UnexpectedLambdaException: to("elsewhere"),
    UserLambdaValidationException: to(() => Promise.reject(new Error("not today"))),
    InvalidLambdaResponseException: to(() => Promise.resolve("no event")),
  };
}

/** Of an operation that answers once its message is sent. */
export const sending = {
  CodeDeliveryFailureException: { before: ({ breakDelivery }) => breakDelivery() },
} satisfies Provocations;

export const nobody: Provocation = { input: { Username: "nobody" } };
