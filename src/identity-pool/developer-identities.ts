import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { RockpoolError } from "../errors.ts";
import { attempt, type Step } from "../storage/attempt.ts";
import type { Found } from "../storage/table.ts";
import type { IdentityPoolContext } from "./context.ts";
import { type DeveloperUser, developerUserIdentifierSchema, requireDeveloperProvider } from "./developer-user.ts";
import {
  developerProvider,
  type IdentityLoginRecord,
  type IdentityRecord,
  identities,
  identityLogins,
  identityNotFound,
  isDeveloperLogin,
  type Login,
} from "./identity.table.ts";
import { identityIdSchema } from "./manage-identities.ts";
import { together } from "./resolve-identity.ts";
import { developerProviderNameSchema } from "./settings.ts";

export interface LookupInput {
  /** Whose ids are looked for. At least one of the two; both must belong together. */
  readonly identityId?: string | undefined;
  /** Whose identity is looked for. */
  readonly developerUserIdentifier?: string | undefined;
}

export interface DeveloperIdentity {
  readonly identityId: string;
  /** All ids by which backends of yours know them: at most 20, in the order in which they came. */
  readonly developerUserIdentifiers: readonly string[];
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

const lookupSchema: SchemaOf<LookupInput> = schemaFor<LookupInput>()(
  z
    .strictObject({
      identityId: identityIdSchema.optional(),
      developerUserIdentifier: developerUserIdentifierSchema.optional(),
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
  const { identityId: asked, developerUserIdentifier } = parse(lookupSchema, input);
  const { poolId, store } = context;
  const read: Step["read"] = (refs) => store.read(refs);
  const owner = developerUserIdentifier === undefined ? undefined : await ownerOf(context, read, developerUserIdentifier);
  if (owner !== undefined && asked !== undefined && owner.value.identityId !== asked) throw notTogether();
  const identityId = owner?.value.identityId ?? asked ?? "";
  const [identity] = await read([identities.key({ poolId, identityId })]);
  if (identity === undefined) throw identityNotFound(identityId);
  return { identityId, developerUserIdentifiers: identity.value.logins.filter(isDeveloperLogin).map(({ subject }) => subject) };
}

/** Makes two users one (Cognito's `MergeDeveloperIdentities`): see `DeveloperIdentities.merge`. */
export async function mergeDeveloperIdentities(
  context: IdentityPoolContext,
  input: MergeInput,
): Promise<{ readonly identityId: string }> {
  const { developerProviderName, sourceUserIdentifier, destinationUserIdentifier } = parse(mergeSchema, input);
  requireDeveloperProvider(context, [developerProviderName]);
  const { poolId, store } = context;
  return attempt(store, async ({ read }) => {
    const source = await identityOf(context, read, sourceUserIdentifier);
    const destination = await identityOf(context, read, destinationUserIdentifier);
    const { identityId } = destination.value;
    if (source.value.identityId === identityId) return { result: { identityId } };
    const logins = together([...destination.value.logins, ...source.value.logins]);
    const records = await read(source.value.logins.map((login) => identityLogins.key({ poolId, ...login })));
    const lastModifiedAt = store.runtime.clock();
    return {
      commit: [
        destination.put({ logins, lastModifiedAt }),
        source.put({ logins: [], mergedInto: identityId, lastModifiedAt }),
        ...records.flatMap((record) => record?.put({ identityId }) ?? []),
      ],
      result: { identityId },
    };
  });
}

/** Takes a user's id away (Cognito's `UnlinkDeveloperIdentity`): see `DeveloperIdentities.unlink`. */
export async function unlinkDeveloperIdentity(context: IdentityPoolContext, input: UnlinkDeveloperInput): Promise<void> {
  const { identityId, developerProviderName, developerUserIdentifier } = parse(unlinkSchema, input);
  requireDeveloperProvider(context, [developerProviderName]);
  const { poolId, store } = context;
  await attempt(store, async ({ read }) => {
    const [identity] = await read([identities.key({ poolId, identityId })]);
    if (identity === undefined) throw identityNotFound(identityId);
    const owner = await ownerOf(context, read, developerUserIdentifier);
    if (owner.value.identityId !== identityId) throw notTogether();
    const isGone = ({ provider, subject }: Login): boolean =>
      provider === owner.value.provider && subject === developerUserIdentifier;
    const logins = identity.value.logins.filter((login) => !isGone(login));
    return { commit: [identity.put({ logins, lastModifiedAt: store.runtime.clock() }), owner.delete()], result: undefined };
  });
}

async function identityOf(context: IdentityPoolContext, read: Step["read"], user: string): Promise<Found<IdentityRecord>> {
  const { identityId } = (await ownerOf(context, read, user)).value;
  const [identity] = await read([identities.key({ poolId: context.poolId, identityId })]);
  if (identity === undefined) throw identityNotFound(identityId);
  return identity;
}

/** @throws `ResourceNotFoundException`: nobody is known by this id. */
async function ownerOf(context: IdentityPoolContext, read: Step["read"], subject: string): Promise<Found<IdentityLoginRecord>> {
  const { poolId, settings } = context;
  const { developerProviderName } = settings;
  const provider = developerProvider(
    requireDeveloperProvider(context, developerProviderName === null ? [] : [developerProviderName]),
  );
  const [owner] = await read([identityLogins.key({ poolId, provider, subject })]);
  if (owner === undefined) throw new RockpoolError("ResourceNotFoundException", "Developer user not found.");
  return owner;
}

function notTogether(): RockpoolError {
  return new RockpoolError("ResourceConflictException", "The developer user identifier is of another identity.");
}
