/** Lambda's callback: an error, or the event. */
export type TriggerCallback = (error?: Error | string | null, result?: unknown) => void;

/**
 * Lambda's context, as `@types/aws-lambda` has it: who writes for Lambda may read it. What it names there (a function, a log) has a name
 * here, and is nowhere.
 */
export interface TriggerContext {
  callbackWaitsForEmptyEventLoop: boolean;
  /** The name that the pool has stored. */
  functionName: string;
  functionVersion: string;
  invokedFunctionArn: string;
  memoryLimitInMB: string;
  /** Of this call; a UUID. */
  awsRequestId: string;
  logGroupName: string;
  logStreamName: string;
  identity?: undefined;
  clientContext?: undefined;
  tenantId?: undefined;
  /** By the clock that was given to `Rockpool.open`. */
  getRemainingTimeInMillis(): number;
  done(error?: Error, result?: unknown): void;
  fail(error: Error | string): void;
  succeed(result: unknown, object?: unknown): void;
}

/**
 * A trigger: a function that is given an event and gives it back, as the value, as a promise of it, or by the callback. Handlers that are
 * written for `@types/aws-lambda` are such functions.
 */
// biome-ignore lint/suspicious/noConfusingVoidType: who answers by the callback returns nothing
export type TriggerHandler<E> = (event: E, context: TriggerContext, callback: TriggerCallback) => void | E | Promise<E>;
