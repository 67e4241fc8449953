export type { AwsCredentials } from "./gate.ts";
export { type AwsHandlerOptions, awsHandler } from "./handler.ts";
export { type LambdaFunctionsOptions, lambdaFunctions } from "./lambda-functions.ts";
export { wellKnownHandler } from "./well-known.ts";
