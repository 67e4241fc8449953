import type { OperationTable } from "../operation.ts";
import { signUpOperations } from "./sign-up.ts";

/** Every operation on user pools that is built: a table for each capability. */
export const userPoolOperations: OperationTable = {
  ...signUpOperations,
};
