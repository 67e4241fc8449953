import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { RockpoolError } from "../errors.ts";
import { attempt } from "../storage/attempt.ts";
import type { Found } from "../storage/table.ts";
import type { IdentityPoolContext } from "./context.ts";
import { type DeveloperUser, developerUserIdentifierSchema, requireDeveloperProvider } from "./developer-user.ts";
import { developerProvider, type IdentityRecord, identityNotFound, isDeveloperLogin, type Login } from "./identity.table.ts";
import { type Known, look, nameOf } from "./known-identities.ts";
import { identityIdSchema } from "./manage-identities.ts";
import { cursorOf, pageToken } from "./page-token.ts";
import { together } from "./resolve-identity.ts";
import { developerProviderNameSchema } from "./settings.ts";

export interface LookupInput {
  /** Whose ids are looked for. At least one of the two; both must belong together. */
  readonly identityId?: string | undefined;
  /** Whose identity is looked for. */
  readonly developerUserIdentifier?: string | undefined;
  /** 1 to 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave; good for an hour. @default the first page */
  readonly nextToken?: string | undefined;
}

export interface DeveloperIdentity {
  readonly identityId: string;
  /** The ids by which backends of yours know them: at most 20 in all, in the order in which they came. */
  readonly developerUserIdentifiers: readonly string[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

export interface MergeInput {
  readonly developerProviderName: string;
  /** Whose logins go to the other; the own identity is disabled. */
  readonly sourceUserIdentifier: string;
  /** Whose identity stays. */
  readonly destinationUserIdentifier: string;
}

export interface UnlinkDeveloperInput extends DeveloperUser {
  readonly identityId: string;
}

const MAX_LIMIT = 60;

const lookupSchema: SchemaOf<LookupInput> = schemaFor<LookupInput>()(
  z
    .strictObject({
      identityId: identityIdSchema.optional(),
      developerUserIdentifier: developerUserIdentifierSchema.optional(),
      limit: z.int().min(1).max(MAX_LIMIT).optional(),
      nextToken: z.string().min(1).max(65_535).optional(),
    })
    .refine(
      ({ identityId, developerUserIdentifier }) => identityId !== undefined || developerUserIdentifier !== undefined,
      "Member must have identityId, developerUserIdentifier or both",
    ),
);

const mergeSchema: SchemaOf<MergeInput> = schemaFor<MergeInput>()(
  z.strictObject({
    developerProviderName: developerProviderNameSchema,
    sourceUserIdentifier: developerUserIdentifierSchema,
    destinationUserIdentifier: developerUserIdentifierSchema,
  }),
);

const unlinkSchema: SchemaOf<UnlinkDeveloperInput> = schemaFor<UnlinkDeveloperInput>()(
  z.strictObject({
    identityId: identityIdSchema,
    developerProviderName: developerProviderNameSchema,
    developerUserIdentifier: developerUserIdentifierSchema,
  }),
);

/** Finds the one by the other (Cognito's `LookupDeveloperIdentity`): see `DeveloperIdentities.lookup`. */
export async function lookupDeveloperIdentity(context: IdentityPoolContext, input: LookupInput): Promise<DeveloperIdentity> {
  const { identityId: asked, developerUserIdentifier, limit = MAX_LIMIT, nextToken } = parse(lookupSchema, input);
  const { poolId, store } = context;
  const logins = developerUserIdentifier === undefined ? [] : [developerLogin(context, null, developerUserIdentifier)];
  const known = await look(context, (refs) => store.read(refs), { identityId: asked ?? null, logins });
  const [owner] = logins.map((login) => ownerOf(known, login));
  if (owner !== undefined && asked !== undefined && owner.value.identityId !== asked) throw notTogether();
  const identity = owner ?? known.asked;
  if (identity === undefined) throw identityNotFound(asked ?? "");
  const { identityId } = identity.value;
  // A page goes on behind what was shown, whatever was taken away meanwhile.
  const query = ["LookupDeveloperIdentity", identityId];
  const shown = JSON.parse(cursorOf(store, poolId, query, nextToken) ?? "[]") as readonly string[];
  const subjects = identity.value.logins.filter(isDeveloperLogin).map(({ subject }) => subject);
  const left = subjects.filter((subject) => !shown.includes(subject));
  const page = left.slice(0, limit);
  const cursor = page.length < left.length ? JSON.stringify([...shown, ...page]) : null;
  return { identityId, developerUserIdentifiers: page, nextToken: pageToken(store, poolId, query, cursor) };
}

/** Makes two users one (Cognito's `MergeDeveloperIdentities`): see `DeveloperIdentities.merge`. */
export async function mergeDeveloperIdentities(
  context: IdentityPoolContext,
  input: MergeInput,
): Promise<{ readonly identityId: string }> {
  const { developerProviderName, sourceUserIdentifier, destinationUserIdentifier } = parse(mergeSchema, input);
  const from = developerLogin(context, [developerProviderName], sourceUserIdentifier);
  const to = developerLogin(context, [developerProviderName], destinationUserIdentifier);
  const { store } = context;
  return attempt(store, async ({ read }) => {
    const known = await look(context, read, { identityId: null, logins: [from, to] });
    const [source, destination] = [ownerOf(known, from), ownerOf(known, to)];
    const { identityId } = destination.value;
    if (source === destination) return { result: { identityId } };
    const logins = together([...destination.value.logins, ...source.value.logins]);
    const lastModifiedAt = store.runtime.clock();
    return {
      commit: [
        destination.put({ logins, lastModifiedAt }),
        source.put({ logins: [], mergedInto: identityId, lastModifiedAt }),
        ...source.value.logins.flatMap((login) => known.records.get(nameOf(login))?.put({ identityId }) ?? []),
      ],
      result: { identityId },
    };
  });
}

/** Takes a user's id away (Cognito's `UnlinkDeveloperIdentity`): see `DeveloperIdentities.unlink`. */
export async function unlinkDeveloperIdentity(context: IdentityPoolContext, input: UnlinkDeveloperInput): Promise<void> {
  const { identityId, developerProviderName, developerUserIdentifier } = parse(unlinkSchema, input);
  const gone = developerLogin(context, [developerProviderName], developerUserIdentifier);
  const { store } = context;
  await attempt(store, async ({ read }) => {
    const known = await look(context, read, { identityId, logins: [gone] });
    if (known.asked === undefined) throw identityNotFound(identityId);
    const identity = ownerOf(known, gone);
    if (identity !== known.asked) throw notTogether();
    const logins = identity.value.logins.filter((login) => nameOf(login) !== nameOf(gone));
    const put = identity.put({ logins, lastModifiedAt: store.runtime.clock() });
    const deleted = known.records.get(nameOf(gone))?.delete() ?? [];
    return { commit: [put].concat(deleted), result: undefined };
  });
}

/** A user of the pool's developer provider. @param named See {@link requireDeveloperProvider}. */
function developerLogin(context: IdentityPoolContext, named: readonly string[] | null, subject: string): Login {
  return { provider: developerProvider(requireDeveloperProvider(context, named)), subject };
}

/** Whose a login is, where they are somebody. @throws `ResourceNotFoundException`: nobody is known by it. */
function ownerOf({ people, records }: Known, login: Login): Found<IdentityRecord> {
  const owner = people.get(records.get(nameOf(login))?.value.identityId ?? "");
  if (owner === undefined) throw new RockpoolError("ResourceNotFoundException", "Developer user not found.");
  return owner;
}

function notTogether(): RockpoolError {
  return new RockpoolError("ResourceConflictException", "The developer user identifier is of another identity.");
}
