import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import { attempt } from "../../storage/attempt.ts";
import type { PoolContext } from "../context.ts";
import { requireSub, userNotFound } from "./account.ts";
import type { RecordsOfUser } from "./delete-user.ts";
import { links } from "./link.table.ts";
import { type LinkedIdentity, type UserRecord, users } from "./user.table.ts";
import { usernameSchema } from "./username.ts";

/** Somebody at a provider: Cognito's `ProviderUserIdentifierType`. */
export interface ProviderUser {
  /** The provider's name in the pool. */
  readonly providerName: string;
  /** `Cognito_Subject` for the provider's own id of the person; else an attribute that it tells. */
  readonly providerAttributeName: string;
  readonly providerAttributeValue: string;
}

export interface LinkProviderInput {
  /** A user of the pool, by user name. */
  readonly destinationUser: string;
  readonly sourceUser: ProviderUser;
}

const text = z.string().min(1).max(256);

export const providerUserSchema: SchemaOf<ProviderUser> = schemaFor<ProviderUser>()(
  z.strictObject({
    providerName: z
      .string()
      .min(1)
      .max(32)
      .refine((name) => name !== "Cognito", "Member must be another provider than Cognito"),
    providerAttributeName: text,
    providerAttributeValue: text,
  }),
);

const schema: SchemaOf<LinkProviderInput> = schemaFor<LinkProviderInput>()(
  z.strictObject({
    destinationUser: usernameSchema,
    sourceUser: providerUserSchema as z.ZodType<ProviderUser, ProviderUser>,
  }),
);

/** Identities of one user (users-and-triggers.md 9). */
const MAX_LINKS = 5;

/**
 * Links somebody at another provider to a user, so that who comes from there is that user (Cognito's `AdminLinkProviderForUser`).
 *
 * @throws `UserNotFoundException`; `LimitExceededException`: five are linked already; `AliasExistsException`: linked to somebody else.
 */
export async function linkProvider(context: PoolContext, input: LinkProviderInput): Promise<void> {
  const { destinationUser, sourceUser } = parse(schema, input);
  const { poolId, store } = context;
  const { providerName, providerAttributeName: attributeName, providerAttributeValue: value } = sourceUser;
  await attempt(store, async ({ read }) => {
    const sub = await requireSub(context, read, destinationUser);
    const [user, link] = await read([users.key({ poolId, sub }), links.key({ poolId, providerName, attributeName, value })]);
    if (user === undefined) throw userNotFound();
    if (link?.value.sub === sub) return { result: undefined };
    if (link !== undefined) {
      const [other] = await read([users.key({ poolId, sub: link.value.sub })]);
      if (other !== undefined) {
        throw new RockpoolError("AliasExistsException", "The identity is linked to another user already.");
      }
    }
    const { identities } = user.value;
    if (identities.length >= MAX_LINKS) {
      throw new RockpoolError("LimitExceededException", `A user has at most ${MAX_LINKS} linked identities.`, {
        retryAfterSeconds: null,
      });
    }
    const now = store.runtime.clock();
    const identity: LinkedIdentity = { providerName, attributeName, value, createdAt: now };
    return {
      commit: [
        // What is left of a user who was deleted is in nobody's way.
        link?.put({ sub, createdAt: now }) ?? links.create({ poolId, providerName, attributeName, value, sub, createdAt: now }),
        user.put({ identities: [...identities, identity], lastModifiedAt: now }),
      ],
      result: undefined,
    };
  });
}

/**
 * Ends what {@link linkProvider} began (Cognito's `AdminDisableProviderForUser`): who comes from there is somebody else again.
 *
 * @throws `UserNotFoundException`: nobody is linked to that identity.
 */
export async function disableProvider(context: PoolContext, input: ProviderUser): Promise<void> {
  const { providerName, providerAttributeName: attributeName, providerAttributeValue: value } = parse(providerUserSchema, input);
  const { poolId, store } = context;
  await attempt(store, async ({ read }) => {
    const [link] = await read([links.key({ poolId, providerName, attributeName, value })]);
    if (link === undefined) throw userNotFound();
    const [user] = await read([users.key({ poolId, sub: link.value.sub })]);
    const isOther = (one: LinkedIdentity): boolean =>
      one.providerName !== providerName || one.attributeName !== attributeName || one.value !== value;
    const without = (record: UserRecord): readonly LinkedIdentity[] => record.identities.filter(isOther);
    if (user === undefined) throw userNotFound();
    const changed = user.put({ identities: without(user.value), lastModifiedAt: store.runtime.clock() });
    return { commit: [link.delete(), changed], result: undefined };
  });
}

/** The links of a user who is no more. */
export const deleteLinks: RecordsOfUser = async (store, { poolId, sub, limit }) => {
  if (limit < 1) return [];
  const { records } = await store.find(links, "sub", { poolId, equals: sub }, { limit, cursor: null });
  return records.map((link) => link.delete());
};
