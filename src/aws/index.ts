export type { AwsCredentials } from "./gate.ts";
export { awsHandler } from "./handler.ts";
export type { AwsHandlerOptions } from "./handler-options.ts";
export { type LambdaFunctionsOptions, lambdaFunctions } from "./lambda-functions.ts";
export { wellKnownHandler } from "./well-known.ts";
