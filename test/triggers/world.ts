import { z } from "zod";
import type { TriggerDefinition } from "../../src/triggers/definition.ts";
import type { TriggerCallback, TriggerContext } from "../../src/triggers/handler.ts";
import { runTrigger, type TriggerCall } from "../../src/triggers/run.ts";

export type Answered = {
  readonly flag?: boolean | null | undefined;
  readonly texts?: Readonly<Record<string, string>> | undefined;
};

export const definition: TriggerDefinition<Answered> = {
  shortName: "PreSignUp",
  answer: z.object({ flag: z.boolean().nullish(), texts: z.record(z.string(), z.string()).optional() }),
};

export interface AnEvent {
  triggerSource: string;
  request: { userAttributes: Record<string, string> };
  response: Record<string, unknown>;
}

export const anEvent = (): AnEvent => ({
  triggerSource: "PreSignUp_SignUp",
  request: { userAttributes: { email: "ada@example.com" } },
  response: { flag: false },
});

export type AnyHandler = (event: AnEvent, context: TriggerContext, callback: TriggerCallback) => unknown;

/** One call of a handler, as the pools make it. */
export function run(handler: AnyHandler, call: Partial<TriggerCall<Answered>> = {}): Promise<Answered> {
  return runTrigger<Answered>({
    definition,
    handler: handler as (event: never, context: TriggerContext, callback: TriggerCallback) => unknown,
    name: "customers/preSignUp",
    event: anEvent(),
    requestId: "00000000-0000-4000-8000-000000000000",
    timeoutMs: 1_000,
    clock: Date.now,
    ...call,
  });
}

export const failed = (message: string) => ({
  code: "UserLambdaValidationException",
  message: `PreSignUp failed with error ${message}.`,
});
export const unrecognizable = { code: "InvalidLambdaResponseException", message: "Unrecognizable lambda output" };
export const invalidJson = {
  code: "InvalidLambdaResponseException",
  message: "Invalid lambda function output : Invalid JSON",
};
