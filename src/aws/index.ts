export type { AwsCredentials } from "./gate.ts";
export { type AwsHandlerOptions, awsHandler } from "./handler.ts";
export { wellKnownHandler } from "./well-known.ts";
