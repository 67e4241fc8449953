import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { attempt } from "../storage/attempt.ts";
import { NO_POOL } from "../storage/contract.ts";
import { jobs } from "../storage/jobs.ts";
import { type IdentityPoolContext, notAuthorized } from "./context.ts";
import {
  type IdentityRecord,
  identities,
  identityLogins,
  identityNotFound,
  isDeveloperLogin,
  shownProvider,
} from "./identity.table.ts";
import { cursorOf, pageToken } from "./page-token.ts";
import { nameOfIdentity } from "./pool-of-identity.ts";
import { canonicalProvider, type Logins, loginsSchema, verifyLogins } from "./verify-logins.ts";

/** Cognito's `IdentityDescription`. */
export interface IdentityDescription {
  readonly identityId: string;
  /** Names of providers; none of a guest, and of an identity that was merged into another. */
  readonly logins: readonly string[];
  /** The identity that has the logins of this one: it is disabled then. Not in Cognito. */
  readonly mergedInto: string | null;
  readonly creationDate: Date;
  readonly lastModifiedDate: Date;
}

export interface ListIdentitiesInput {
  /** 1 to 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave; good for an hour. @default the first page */
  readonly nextToken?: string | undefined;
  /** Leaves out those that were merged into others: a page may be short while a token remains. @default false */
  readonly hideDisabled?: boolean | undefined;
}

export interface IdentityPage {
  readonly identities: readonly IdentityDescription[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

export interface UnlinkInput {
  readonly identityId: string;
  /** At least one that is of the identity. */
  readonly logins: Logins;
  /** Names of providers. */
  readonly loginsToRemove: readonly string[];
}

const MAX_LIMIT = 60;

export const identityIdSchema: z.ZodString = z
  .string()
  .min(1)
  .max(55)
  .regex(/^[\w-]+:[0-9a-f-]+$/);

const listSchema: SchemaOf<ListIdentitiesInput> = schemaFor<ListIdentitiesInput>()(
  z.strictObject({
    limit: z.int().min(1).max(MAX_LIMIT).optional(),
    nextToken: z.string().min(1).max(65_535).optional(),
    hideDisabled: z.boolean().optional(),
  }),
);

const unlinkSchema: SchemaOf<UnlinkInput> = schemaFor<UnlinkInput>()(
  z.strictObject({
    identityId: identityIdSchema,
    logins: loginsSchema,
    loginsToRemove: z.array(z.string().min(1).max(128)).min(1).max(10),
  }),
);

/** @throws `ResourceNotFoundException` */
export async function describeIdentity({ poolId, store }: IdentityPoolContext, id: string): Promise<IdentityDescription> {
  const identityId = parse(identityIdSchema, id, "identityId");
  const [identity] = await store.read([identities.key({ poolId, identityId })]);
  if (identity === undefined) throw identityNotFound(identityId);
  return described(identity.value);
}

/** One page, in the order of the ids. @throws `InvalidParameterException` */
export async function listIdentities({ poolId, store }: IdentityPoolContext, input: ListIdentitiesInput): Promise<IdentityPage> {
  const { limit = MAX_LIMIT, nextToken, hideDisabled = false } = parse(listSchema, input);
  const query = ["ListIdentities", String(hideDisabled)];
  const page = await store.scan(identities, [poolId], { limit, cursor: cursorOf(store, poolId, query, nextToken) });
  const shown = page.records.filter(({ value }) => !hideDisabled || value.mergedInto === null);
  return { identities: shown.map(({ value }) => described(value)), nextToken: pageToken(store, poolId, query, page.cursor) };
}

/** Deletes an identity with its logins: who comes with one of them then is somebody new. @throws `ResourceNotFoundException` */
export async function deleteIdentity({ poolId, store }: IdentityPoolContext, id: string): Promise<void> {
  const identityId = parse(identityIdSchema, id, "identityId");
  await attempt(store, async ({ read }) => {
    const [identity, name] = await read([identities.key({ poolId, identityId }), nameOfIdentity(identityId)]);
    if (identity === undefined) throw identityNotFound(identityId);
    const records = await read(identity.value.logins.map((login) => identityLogins.key({ poolId, ...login })));
    const deleted = records.flatMap((record) => (record?.value.identityId === identityId ? [record.delete()] : []));
    // A plan holds a put: of a record that no other plan names, so that deletions and first logins are not in each other's way.
    const now = store.runtime.clock();
    const done = { poolId: NO_POOL, kind: "deleteIdentity", subject: identityId, state: {}, createdAt: now, doneAt: now };
    return {
      commit: [jobs.create(done), identity.delete(), ...(name === undefined ? [] : [name.delete()]), ...deleted],
      result: undefined,
    };
  });
}

/**
 * Takes logins away, for whoever has one of them (Cognito's `UnlinkIdentity`). Who comes with one of those later is somebody new;
 * an identity without logins cannot be reached any more.
 *
 * @throws `NotAuthorizedException`, `ResourceNotFoundException`, `ResourceConflictException`
 */
export async function unlinkIdentity(context: IdentityPoolContext, input: UnlinkInput): Promise<void> {
  const { identityId, logins, loginsToRemove } = parse(unlinkSchema, input);
  const { poolId, store } = context;
  const verified = await verifyLogins(context, logins);
  const removed = await Promise.all(loginsToRemove.map((name) => canonicalProvider(context, name)));
  await attempt(store, async ({ read }) => {
    const [identity] = await read([identities.key({ poolId, identityId })]);
    if (identity === undefined) throw identityNotFound(identityId);
    const has = identity.value.logins;
    const isTheirs = verified.some((login) =>
      has.some((one) => one.provider === login.provider && one.subject === login.subject),
    );
    if (!isTheirs) {
      throw notAuthorized("Logins don't match. Please include at least one valid login for this identity or identity pool.");
    }
    // A developer's user is unlinked by their backend.
    const gone = has.filter((login) => !isDeveloperLogin(login) && removed.includes(login.provider));
    if (gone.length === 0) return { result: undefined };
    const records = await read(gone.map((login) => identityLogins.key({ poolId, ...login })));
    const kept = has.filter((login) => !gone.includes(login));
    return {
      commit: [
        identity.put({ logins: kept, lastModifiedAt: store.runtime.clock() }),
        ...records.flatMap((record) => (record === undefined ? [] : [record.delete()])),
      ],
      result: undefined,
    };
  });
}

function described({ identityId, logins, mergedInto, createdAt, lastModifiedAt }: IdentityRecord): IdentityDescription {
  return {
    identityId,
    logins: [...new Set(logins.map(shownProvider))],
    mergedInto,
    creationDate: new Date(createdAt),
    lastModifiedDate: new Date(lastModifiedAt),
  };
}
