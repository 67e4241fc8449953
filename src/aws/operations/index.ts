import type { OperationTable } from "../operation.ts";
import { clientOperations } from "./clients.ts";
import { developerIdentityOperations } from "./developer-identities.ts";
import { groupOperations } from "./groups.ts";
import { identityOperations } from "./identities.ts";
import { identityCredentialOperations } from "./identity-credentials.ts";
import { identityPoolAdministration } from "./identity-pools.ts";
import { identityRoleOperations } from "./identity-roles.ts";
import { ownUserOperations } from "./own-user.ts";
import { poolOperations } from "./pools.ts";
import { principalTagOperations } from "./principal-tags.ts";
import { resourceServerOperations } from "./resource-servers.ts";
import { signInOperations } from "./sign-in.ts";
import { signUpOperations } from "./sign-up.ts";
import { identityPoolTagOperations, tagOperations } from "./tags.ts";
import { tokenOperations } from "./tokens.ts";
import { userAccountOperations } from "./user-accounts.ts";
import { userOperations } from "./users.ts";

/** Every operation on user pools that is built: a table for each capability. */
export const userPoolOperations: OperationTable = {
  ...poolOperations,
  ...clientOperations,
  ...resourceServerOperations,
  ...tagOperations,
  ...signUpOperations,
  ...signInOperations,
  ...tokenOperations,
  ...ownUserOperations,
  ...userOperations,
  ...userAccountOperations,
  ...groupOperations,
};

/** Every operation on identity pools: all that AWS has. */
export const identityPoolOperations: OperationTable = {
  ...identityPoolAdministration,
  ...identityRoleOperations,
  ...principalTagOperations,
  ...identityPoolTagOperations,
  ...identityOperations,
  ...identityCredentialOperations,
  ...developerIdentityOperations,
};
