import { identities, identityLogins } from "./identity-pool/identity.table.ts";
import { identityPools } from "./identity-pool/identity-pool.table.ts";
import { identitiesOfNoPool } from "./identity-pool/pool-of-identity.ts";
import { reservedNames } from "./settings/reserved.table.ts";
import { canaries } from "./storage/canary.ts";
import { type JobKinds, jobs } from "./storage/jobs.ts";
import type { Reader } from "./storage/table.ts";
import { keysets } from "./tokens/keyset.table.ts";
import { appClients } from "./user-pool/app-clients/client.table.ts";
import { clientsOfNoPool } from "./user-pool/app-clients/ensure-client.ts";
import { resourceServers } from "./user-pool/app-clients/resource-server.table.ts";
import { authEvents } from "./user-pool/events/event.table.ts";
import { deleteGroupJob } from "./user-pool/groups/delete-group.ts";
import { deleteMemberships } from "./user-pool/groups/delete-memberships.ts";
import { groups } from "./user-pool/groups/group.table.ts";
import { memberships, userGroups } from "./user-pool/groups/membership.table.ts";
import { authorizationCodes } from "./user-pool/oauth/authorization-code.table.ts";
import { deleteFamilies } from "./user-pool/sessions/families-of-user.ts";
import { families } from "./user-pool/sessions/family.table.ts";
import { deleteLateUsersJob, deleteUserPoolJob } from "./user-pool/settings/delete-user-pool.ts";
import { userPools } from "./user-pool/settings/pool.table.ts";
import { challenges } from "./user-pool/sign-in/challenge.table.ts";
import { aliases } from "./user-pool/users/alias.table.ts";
import { attemptCounters } from "./user-pool/users/attempts.table.ts";
import { attributeValues } from "./user-pool/users/attribute-value.table.ts";
import { authStates } from "./user-pool/users/auth-state.table.ts";
import { codes } from "./user-pool/users/code.table.ts";
import { credentials } from "./user-pool/users/credential.table.ts";
import { deleteAttributeValues } from "./user-pool/users/delete-attribute-values.ts";
import { deleteAuthEvents } from "./user-pool/users/delete-auth-events.ts";
import { deleteUserJob } from "./user-pool/users/delete-user.ts";
import { links } from "./user-pool/users/link.table.ts";
import { deleteLinks } from "./user-pool/users/link-provider.ts";
import { usernames, users } from "./user-pool/users/user.table.ts";

/** Every table there is. The storage is opened with these; a table that is not here does not exist. */
export const tables: readonly Reader<unknown>[] = [
  canaries,
  aliases,
  jobs,
  reservedNames,
  userPools,
  keysets,
  appClients,
  resourceServers,
  usernames,
  users,
  authStates,
  credentials,
  attemptCounters,
  codes,
  challenges,
  authorizationCodes,
  families,
  links,
  attributeValues,
  groups,
  memberships,
  userGroups,
  authEvents,
  identityPools,
  identities,
  identityLogins,
];
export const sealedTables: readonly Reader<unknown>[] = tables.filter((table) => table !== canaries && table.sealed.length > 0);

/** How each kind of job is done. */
export const jobKinds: JobKinds = {
  deleteUserPool: deleteUserPoolJob(tables, clientsOfNoPool),
  deleteLateUsers: deleteLateUsersJob(tables),
  deleteUser: deleteUserJob([deleteFamilies, deleteLinks, deleteAttributeValues, deleteMemberships, deleteAuthEvents]),
  deleteGroup: deleteGroupJob,
  deleteIdentityPool: deleteUserPoolJob([identityLogins, keysets], identitiesOfNoPool),
};
