import { RockpoolError } from "../errors.ts";
import { type PoolRecord, type Table, table } from "../storage/table.ts";

/** Somebody at a provider. */
export interface Login {
  /** The canonical name: a user pool is `cognito-idp.REGION.amazonaws.com/POOL`, by whichever name it was logged in. */
  readonly provider: string;
  /** The provider's own id of the person, which is given to nobody else. */
  readonly subject: string;
}

/** An identity: somebody, as the pool knows them, by whichever of their logins they come. */
export interface IdentityRecord extends PoolRecord {
  readonly identityId: string;
  /** One for each provider, but any number of users of a developer's own. Each has its {@link IdentityLoginRecord}, written in the same plan. */
  readonly logins: readonly Login[];
  /** Whether nobody has logged in yet. Who has once never is a guest again, also when all logins were unlinked. */
  readonly isGuest: boolean;
  /** The identity that took over its logins: this one is disabled. */
  readonly mergedInto: string | null;
  readonly createdAt: number;
  readonly lastModifiedAt: number;
}

export const identities: Table<IdentityRecord, "identityId"> = table({
  name: "identities",
  key: ["poolId", "identityId"],
});

/** Whose identity a login is of: that there is one is this record, and whoever creates it first, wins. */
export interface IdentityLoginRecord extends PoolRecord, Login {
  readonly identityId: string;
}

export const identityLogins: Table<IdentityLoginRecord, "provider" | "subject"> = table({
  name: "identity_logins",
  key: ["poolId", "provider", "subject"],
});

/** Before the name of a developer's provider, under which its users' logins are kept. No other provider's name begins so. */
const DEVELOPER = "@";

/** The canonical name of a developer's provider: whatever it is called, it is no other provider. */
export function developerProvider(developerProviderName: string): string {
  return `${DEVELOPER}${developerProviderName}`;
}

export function isDeveloperLogin({ provider }: Login): boolean {
  return provider.startsWith(DEVELOPER);
}

/** What a provider is called to people. */
export function shownProvider(login: Login): string {
  return isDeveloperLogin(login) ? login.provider.slice(DEVELOPER.length) : login.provider;
}

/** Documented of MergeDeveloperIdentities; a plan has room for them. */
export const MAX_LOGINS = 20;

export function identityNotFound(identityId: string): RockpoolError {
  return new RockpoolError("ResourceNotFoundException", `Identity '${identityId}' not found.`);
}
