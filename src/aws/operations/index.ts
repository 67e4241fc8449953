import type { OperationTable } from "../operation.ts";
import { clientOperations } from "./clients.ts";
import { poolOperations } from "./pools.ts";
import { resourceServerOperations } from "./resource-servers.ts";
import { signUpOperations } from "./sign-up.ts";
import { tagOperations } from "./tags.ts";

/** Every operation on user pools that is built: a table for each capability. */
export const userPoolOperations: OperationTable = {
  ...poolOperations,
  ...clientOperations,
  ...resourceServerOperations,
  ...tagOperations,
  ...signUpOperations,
};
