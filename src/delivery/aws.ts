import { invalidParameter } from "../codecs/schema.ts";
import { wordOf } from "./sending.ts";

/** What is needed of a client of AWS's SDK. */
export interface AwsClient {
  send(command: never, options: { abortSignal: AbortSignal }): Promise<unknown>;
}

/** Where a service of AWS is reached. Credentials are found as the SDK finds them, unless a client brings its own. */
export interface AwsServiceOptions {
  /** A client that is made already; it stays yours to destroy. Then `region` and `endpoint` are its own. */
  readonly client?: AwsClient | undefined;
  /** @default what the SDK finds: `AWS_REGION`, or the profile */
  readonly region?: string | undefined;
  /** @default the service's own in that region */
  readonly endpoint?: string | undefined;
  /** How long the service may take to accept a message, all tries of the SDK together, in ms. @default 10000 */
  readonly timeoutMs?: number | undefined;
}

/** @throws `InvalidParameterException` for what would have no effect. */
export function checkClient({ client, region, endpoint }: AwsServiceOptions): void {
  if (client === undefined) return;
  if (typeof client?.send !== "function") throw invalidParameter(["client"], "Member must be a client of AWS's SDK");
  for (const [name, value] of Object.entries({ region, endpoint })) {
    if (value !== undefined) throw invalidParameter([name], "Member must not be given together with client");
  }
}

/** Where a client is to be made for. */
export function placeOf(options: AwsServiceOptions): { readonly region?: string; readonly endpoint?: string } {
  const { region, endpoint } = options;
  return { ...(region === undefined ? {} : { region }), ...(endpoint === undefined ? {} : { endpoint }) };
}

/** The error's name, the status and the request's id. Its text is left out: that of `MessageRejected` has addresses in it. */
export function awsReason(error: unknown): string {
  if (error instanceof Error && error.message === "Region is missing") return "no region is configured";
  const name = wordOf(error, "name", /^[A-Z]\w{0,63}$/) ?? "an error without a name";
  const code = wordOf(error, "code", /^[A-Z][A-Z0-9_]{2,49}$/);
  const metadata: unknown = error instanceof Error ? Reflect.get(error, "$metadata") : undefined;
  const requestId = wordOf(metadata, "requestId", /^[\w-]{1,64}$/);
  return [code === undefined ? name : `${name} (${code})`, requestId === undefined ? "" : `in request ${requestId}`]
    .filter(Boolean)
    .join(" ");
}
