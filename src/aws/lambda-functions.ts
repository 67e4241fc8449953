import { invalidParameter } from "../codecs/schema.ts";
import { FunctionUnavailable, type TriggerFunctions } from "../triggers/registry.ts";

export interface LambdaFunctionsOptions {
  /** Of what speaks Lambda's Invoke API: a local emulator, or a gateway of yours that signs. An absolute URL. */
  readonly endpoint: string;
}

/** What Lambda writes of an error that a function threw. */
interface FunctionError {
  readonly errorMessage?: unknown;
}

/**
 * Functions that run elsewhere, for `Rockpool.open({ functions })`: each name of a trigger that is a Lambda ARN is invoked at an endpoint
 * (Lambda's `Invoke`, without a signature). Other names are not found.
 *
 * @throws `InvalidParameterException`
 */
export function lambdaFunctions({ endpoint }: LambdaFunctionsOptions): Extract<TriggerFunctions, (name: string) => unknown> {
  if (!URL.canParse(endpoint)) throw invalidParameter(["endpoint"], "Member must be an absolute URL");
  return (name) => {
    if (!/^arn:[\w-]+:lambda:/.test(name)) return undefined;
    const url = new URL(`/2015-03-31/functions/${encodeURIComponent(name)}/invocations`, endpoint);
    return async (event: unknown) => {
      const response = await invoked(url, event);
      const payload: unknown = await response.json();
      if (response.headers.has("x-amz-function-error")) throw new Error(String((payload as FunctionError | null)?.errorMessage));
      return payload;
    };
  };
}

async function invoked(url: URL, event: unknown): Promise<Response> {
  const response = await fetch(url, {
    method: "POST",
    headers: { "content-type": "application/json", "x-amz-invocation-type": "RequestResponse" },
    body: JSON.stringify(event),
    // The trigger's own time ends before.
    signal: AbortSignal.timeout(900_000),
  }).catch(() => {
    throw new FunctionUnavailable("the endpoint does not answer");
  });
  if (!response.ok) throw new FunctionUnavailable(`the endpoint answered ${response.status}`);
  return response;
}
