export { Amplify } from "aws-amplify";
export * from "aws-amplify/auth";
