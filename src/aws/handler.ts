import { newUuid } from "../codecs/ids.ts";
import { isRockpoolError } from "../errors.ts";
import type { Rockpool } from "../rockpool.ts";
import { systemRuntime } from "../runtime.ts";
import { NotOfItsTypes } from "./constraints.ts";
import { AwsFailure, failureOf } from "./failure.ts";
import { gate } from "./gate.ts";
import { type AwsHandlerOptions, checkedHandlerOptions } from "./handler-options.ts";
import { identityPoolsModel, type OperationModel, type ServiceModel, userPoolsModel } from "./model.ts";
import type { Call, Operation, OperationTable } from "./operation.ts";
import { identityPoolOperations, userPoolOperations } from "./operations/index.ts";
import { readBody, refuseLongHeaders } from "./read-body.ts";
import { sentenceOf, validate } from "./validate.ts";

interface Service {
  readonly model: ServiceModel;
  readonly built: OperationTable;
  /** The answer of an operation whose model has no output. */
  readonly nothing: "" | "{}";
}

/** An operation that is called, and what its service is. */
interface Target {
  readonly name: string;
  readonly service: Service;
  readonly operation: OperationModel;
}

const services: readonly Service[] = [
  { model: userPoolsModel, built: userPoolOperations, nothing: "{}" },
  { model: identityPoolsModel, built: identityPoolOperations, nothing: "" },
];

/**
 * The API of Amazon Cognito: what the AWS SDKs, Amplify and amazon-cognito-identity-js call. Each operation is an entry of a table that calls
 * the domain: no rule lives here.
 *
 * @throws `InvalidParameterException`
 */
export function awsHandler(rockpool: Rockpool, options: AwsHandlerOptions): (request: Request) => Promise<Response> {
  const checked = checkedHandlerOptions(options);
  const { credentials, accountId = "123456789012", region = "us-east-1", openIdConnectProviders = [] } = checked;
  const { host, allowedOrigins = [] } = checked;
  const { onError = tellOperator, runtime = systemRuntime } = options;
  const checkSignature = gate(credentials, { clock: runtime.clock, host });
  const call = async (request: Request, requestId: string): Promise<string> => {
    refuseLongHeaders(request);
    const target = targetOf(request);
    const body = await readBody(request);
    const { model, built, nothing } = target.service;
    const signedRegion = checkSignature(request, body.bytes, { service: model, operation: target.operation });
    const operation = built[target.name];
    if (operation === undefined) throw notBuilt(target.name);
    const input = checkedInput(target, body.json());
    const tell = (error: unknown): void => onError(error, requestId);
    const of: Call = {
      rockpool,
      region: signedRegion ?? region,
      accountId,
      openIdConnectProviders,
      tellOperator: tell,
      ...found(rockpool),
    };
    const output = await (operation as Operation<unknown>)(of, input);
    return output === undefined ? nothing : JSON.stringify(output);
  };

  return async (request) => {
    const headers = new Headers(corsHeaders(request, allowedOrigins));
    const requestId = newUuid(runtime.random);
    headers.set("x-amzn-requestid", requestId);
    if (request.method === "OPTIONS") return new Response(null, { status: 204, headers });
    headers.set("content-type", "application/x-amz-json-1.1");
    // Answers hold tokens and credentials.
    headers.set("cache-control", "no-store");
    try {
      if (request.method !== "POST") throw new AwsFailure("UnknownOperationException", "Only POST is answered.", 405);
      return new Response(await call(request, requestId), { status: 200, headers });
    } catch (error) {
      const { type, message, status } = failureOf(error, targeted(request)?.operation);
      if (status >= 500) onError(error, requestId);
      headers.set("x-amzn-errortype", type);
      return new Response(JSON.stringify({ __type: type, message }), { status, headers });
    }
  };
}

/** The message of an error may hold anything; its code and class hold nothing. */
function tellOperator(error: unknown, requestId: string): void {
  const kind = isRockpoolError(error) ? error.code : error instanceof Error ? error.name : typeof error;
  console.error(`rockpool: request ${requestId} was answered with an internal error: ${kind}`);
}

/** @throws {AwsFailure} */
function targetOf(request: Request): Target {
  const target = targeted(request);
  if (target === undefined) throw new AwsFailure("UnknownOperationException", "The operation is not known.");
  return target;
}

function targeted(request: Request): Target | undefined {
  const [prefix, name = "", ...surplus] = (request.headers.get("x-amz-target") ?? "").split(".");
  if (surplus.length > 0) return undefined;
  const service = services.find(({ model }) => model.targetPrefix === prefix);
  const operations = service?.model.operations ?? {};
  const operation = Object.hasOwn(operations, name) ? operations[name] : undefined;
  return service === undefined || operation === undefined ? undefined : { name, service, operation };
}

/** @throws {AwsFailure} */
function checkedInput({ service, operation }: Target, json: unknown): unknown {
  if (operation.input === null) return {};
  try {
    const { value, faults } = validate(service.model, operation.input, json);
    if (faults.length > 0) throw new AwsFailure("InvalidParameterException", sentenceOf(faults));
    return value;
  } catch (error) {
    if (error instanceof NotOfItsTypes)
      throw new AwsFailure("SerializationException", "The input is not of the types of its model.");
    throw error;
  }
}

/** The one answer of what is known, and not there yet: docs/compatibility.md lists it. */
function notBuilt(name: string): AwsFailure {
  return new AwsFailure("OperationNotEnabledException", `${name} is not built yet.`);
}

function found(rockpool: Rockpool): Pick<Call, "pool" | "client" | "identityPool" | "identityPoolOf"> {
  return {
    pool: (userPoolId) => rockpool.userPool(userPoolId),
    client: (clientId) => rockpool.appClient(clientId),
    identityPool: (identityPoolId) => rockpool.identityPool(identityPoolId),
    identityPoolOf: (identityId) => rockpool.identityPoolOf(identityId),
  };
}

function corsHeaders(request: Request, allowed: readonly string[] | "*"): Readonly<Record<string, string>> {
  const origin = request.headers.get("origin");
  if (origin === null || (allowed !== "*" && !allowed.includes(origin))) return {};
  return {
    "access-control-allow-origin": origin,
    vary: "origin",
    "access-control-allow-methods": "POST",
    "access-control-allow-headers": request.headers.get("access-control-request-headers") ?? "*",
    "access-control-expose-headers": "x-amzn-requestid,x-amzn-errortype",
    "access-control-max-age": "86400",
  };
}
