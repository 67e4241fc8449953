import type { OperationTable } from "../operation.ts";
import { groupOperations } from "./groups.ts";
import { ownUserOperations } from "./own-user.ts";
import { signInOperations } from "./sign-in.ts";
import { signUpOperations } from "./sign-up.ts";
import { tokenOperations } from "./tokens.ts";
import { userAccountOperations } from "./user-accounts.ts";
import { userOperations } from "./users.ts";

/** Every operation on user pools that is built: a table for each capability. */
export const userPoolOperations: OperationTable = {
  ...signUpOperations,
  ...signInOperations,
  ...tokenOperations,
  ...ownUserOperations,
  ...userOperations,
  ...userAccountOperations,
  ...groupOperations,
};
