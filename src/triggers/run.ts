import { parse } from "../codecs/schema.ts";
import { isRockpoolError, RockpoolError } from "../errors.ts";
import type { Clock } from "../runtime.ts";
import type { TriggerDefinition } from "./definition.ts";
import type { TriggerCallback, TriggerContext } from "./handler.ts";
import { type AnyTriggerHandler, FunctionUnavailable } from "./registry.ts";

/** A function of a name, called with one event. */
export interface TriggerCall<A extends object> {
  readonly definition: TriggerDefinition<A>;
  readonly handler: AnyTriggerHandler;
  /** The name that the pool has stored. */
  readonly name: string;
  readonly event: { readonly triggerSource: string; readonly request: object; readonly response: object };
  readonly requestId: string;
  readonly timeoutMs: number;
  readonly clock: Clock;
}

/**
 * Calls a trigger, once (users-and-triggers.md 7.2). It works on a copy of the event; what it changes beside `response` is not looked at.
 *
 * @returns The checked response.
 * @throws `UserLambdaValidationException`: it failed, and says why. `UnexpectedLambdaException`: it took longer than it may.
 *   `InvalidLambdaResponseException`: it gave back something else than its event.
 */
export async function runTrigger<A extends object>(call: TriggerCall<A>): Promise<A> {
  const { shortName } = call.definition;
  let outcome: unknown;
  try {
    outcome = await outcomeOf(call);
  } catch (error) {
    if (error instanceof TimeOut) {
      throw new RockpoolError("UnexpectedLambdaException", `${shortName} did not answer in ${call.timeoutMs} ms.`);
    }
    if (error instanceof FunctionUnavailable) {
      throw new RockpoolError("UnexpectedLambdaException", `${shortName} could not be called: ${error.message}.`);
    }
    const said = messageOf(error);
    const message = quotesSecret(call, said) ? `${shortName} failed.` : `${shortName} failed with error ${said}.`;
    // What else there is of the error may quote what the trigger was given.
    const options = call.definition.secret === undefined ? { cause: error } : {};
    throw new RockpoolError("UserLambdaValidationException", message, {}, options);
  }
  return answerOf(call, outcome);
}

class TimeOut extends Error {}

/** What the handler gave: whichever of value, promise and callback comes first, in time. */
function outcomeOf({ handler, name, event, requestId, timeoutMs, clock }: TriggerCall<object>): Promise<unknown> {
  let timer: NodeJS.Timeout | undefined;
  const until = clock() + timeoutMs;
  // Apart from the answer, which may be a promise that is called back with: to resolve with one is to wait for it alone.
  const late = new Promise<never>((_, reject) => {
    timer = setTimeout(() => reject(new TimeOut()), timeoutMs);
  });
  const answered = new Promise<unknown>((resolve, reject) => {
    const callback: TriggerCallback = (error, result) => (error == null ? resolve(result) : reject(error));
    const context = contextOf({ name, requestId, remainingMs: () => Math.max(0, until - clock()), callback });
    const returned = handler(structuredClone(event) as never, context, callback);
    // Who takes the event alone has no other way to answer. What is returned does not come before it is there.
    if (returned !== undefined || handler.length === 1) Promise.resolve(returned).then(resolve, reject);
  });
  return Promise.race([answered, late]).finally(() => clearTimeout(timer));
}

function contextOf(call: {
  readonly name: string;
  readonly requestId: string;
  readonly remainingMs: () => number;
  readonly callback: TriggerCallback;
}): TriggerContext {
  return {
    callbackWaitsForEmptyEventLoop: true,
    functionName: call.name,
    functionVersion: "$LATEST",
    invokedFunctionArn: call.name,
    memoryLimitInMB: "128",
    awsRequestId: call.requestId,
    logGroupName: `/rockpool/${call.name}`,
    logStreamName: call.requestId,
    getRemainingTimeInMillis: call.remainingMs,
    done: (error, result) => call.callback(error, result),
    fail: (error) => call.callback(error),
    succeed: (result) => call.callback(null, result),
  };
}

/** As Lambda has it: the message of an error, or what was thrown itself. */
function messageOf(error: unknown): string {
  try {
    return String(error instanceof Error ? error.message : error);
  } catch {
    return "unknown";
  }
}

/** Whether a text has the secret of the event in it: as it is, or as it would be sent to another system. */
function quotesSecret({ definition, event }: TriggerCall<object>, text: string): boolean {
  const secret = Object.entries(event.request).find(([member]) => member === definition.secret)?.[1];
  if (typeof secret !== "string" || secret === "") return false;
  const forms = [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
    String(new URLSearchParams({ secret })).slice("secret=".length),
    Buffer.from(secret).toString("base64"),
  ];
  return forms.some((form) => text.includes(form));
}

function answerOf<A extends object>({ definition, event }: TriggerCall<A>, outcome: unknown): A {
  if (typeof outcome !== "object" || outcome === null) throw invalid("Invalid lambda function output : Invalid JSON");
  try {
    const { triggerSource, response } = outcome as { readonly triggerSource?: unknown; readonly response?: unknown };
    if (triggerSource !== event.triggerSource) throw unrecognizable();
    // As it would have come from Lambda.
    return parse(definition.answer, JSON.parse(JSON.stringify(response)));
  } catch {
    throw unrecognizable();
  }
}

export function unrecognizable(): RockpoolError {
  return invalid("Unrecognizable lambda output");
}

function invalid(message: string): RockpoolError {
  return new RockpoolError("InvalidLambdaResponseException", message);
}

const errorCodes: ReadonlySet<string> = new Set([
  "InvalidLambdaResponseException",
  "UnexpectedLambdaException",
  "UserLambdaValidationException",
]);

/** Whether a call came to no answer. */
export function isTriggerError(error: unknown): error is RockpoolError {
  return isRockpoolError(error) && errorCodes.has(error.code);
}
