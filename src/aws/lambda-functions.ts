import { invalidParameter } from "../codecs/schema.ts";
import type { TriggerContext } from "../triggers/handler.ts";
import { FunctionUnavailable, type TriggerFunctions } from "../triggers/registry.ts";
import { bytesOf } from "./read-body.ts";

export interface LambdaFunctionsOptions {
  /** Of what speaks Lambda's Invoke API: a local emulator, or a gateway of yours that signs. An absolute URL, whose path stays. */
  readonly endpoint: string;
}

/** What Lambda writes of an error that a function threw. */
interface FunctionError {
  readonly errorMessage?: unknown;
  readonly errorType?: unknown;
}

/** As large as Lambda's own answers. */
const MAX_BYTES = 6_291_556;

/**
 * Functions that run elsewhere, for `Rockpool.open({ functions })`: each name of a trigger that is a Lambda ARN is invoked at an endpoint
 * (Lambda's `Invoke`, without a signature). Other names are not found.
 *
 * @throws `InvalidParameterException`
 */
export function lambdaFunctions({ endpoint }: LambdaFunctionsOptions): Extract<TriggerFunctions, (name: string) => unknown> {
  if (!URL.canParse(endpoint)) throw invalidParameter(["endpoint"], "Member must be an absolute URL");
  const { origin, pathname } = new URL(endpoint);
  const base = `${origin}${pathname.replace(/\/$/, "")}/2015-03-31/functions`;
  return (name) => {
    if (!/^arn:[\w-]+:lambda:/.test(name)) return undefined;
    const url = `${base}/${encodeURIComponent(name)}/invocations`;
    return async (event: unknown, context: TriggerContext) => {
      const { payload, hasFailed } = await invoked(url, event, context.getRemainingTimeInMillis());
      if (hasFailed) throw new Error(messageOf(payload));
      return payload;
    };
  };
}

interface Invoked {
  /** `undefined`: it was no JSON, and so no event. */
  readonly payload: unknown;
  /** Whether the function threw. */
  readonly hasFailed: boolean;
}

/** @throws {FunctionUnavailable} */
async function invoked(url: string, event: unknown, remainingMs: number): Promise<Invoked> {
  try {
    const response = await fetch(url, {
      method: "POST",
      headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
      body: JSON.stringify(event),
      // An event may hold a password: it goes where it was meant to go.
      redirect: "manual",
      // Nobody waits any more; the trigger's own time has ended before.
      signal: AbortSignal.timeout(remainingMs + 100),
    });
    if (!response.ok) {
      void response.body?.cancel().catch(() => {});
      throw new FunctionUnavailable(`the endpoint answered ${response.status}`);
    }
    const bytes = await bytesOf(response, MAX_BYTES);
    return { payload: jsonOf(bytes), hasFailed: response.headers.has("x-amz-function-error") };
  } catch (error) {
    throw error instanceof FunctionUnavailable ? error : new FunctionUnavailable("the endpoint does not answer");
  }
}

/** Without the words of the parser, which quotes what it reads. */
function jsonOf(bytes: Buffer | undefined): unknown {
  try {
    return JSON.parse(String(bytes));
  } catch {
    return undefined;
  }
}

function messageOf(payload: unknown): string {
  const { errorMessage, errorType } = (payload ?? {}) as FunctionError;
  return String(errorMessage ?? errorType ?? "unknown");
}
