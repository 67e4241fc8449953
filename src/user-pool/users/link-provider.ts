import { z } from "zod";
import { invalidParameter, parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { RockpoolError } from "../../errors.ts";
import type { PoolContext } from "../context.ts";
import { attemptTelling } from "../events/attempt-telling.ts";
import type { Told } from "../events/event.ts";
import { requireSub, userNotFound } from "./account.ts";
import { authStates } from "./auth-state.table.ts";
import { credentials } from "./credential.table.ts";
import { noPassword, putPassword } from "./credential.ts";
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

/** The provider that the users of a pool themselves are of: nobody is linked to it. */
export const COGNITO = "Cognito";

const text = z.string().min(1).max(256);

export const providerUserSchema: SchemaOf<ProviderUser> = schemaFor<ProviderUser>()(
  z.strictObject({
    providerName: z.string().min(1).max(32),
    providerAttributeName: text,
    providerAttributeValue: text,
  }),
);

const schema: SchemaOf<LinkProviderInput> = schemaFor<LinkProviderInput>()(
  z.strictObject({
    destinationUser: usernameSchema,
    sourceUser: (providerUserSchema as z.ZodType<ProviderUser, ProviderUser>).refine(
      ({ providerName }) => providerName !== COGNITO,
      { path: ["providerName"], message: "Member must be another provider than Cognito" },
    ),
  }),
);

/** Identities of one user (users-and-triggers.md 9). */
const MAX_LINKS = 5;

/**
 * Links somebody at another provider to a user, so that who comes from there is that user (Cognito's `AdminLinkProviderForUser`).
 * Cognito also takes at most five names of attributes in all links of a pool; here that is not counted.
 *
 * @throws `UserNotFoundException`; `LimitExceededException`: five are linked already; `AliasExistsException`: linked to somebody else.
 */
export async function linkProvider(context: PoolContext, input: LinkProviderInput): Promise<void> {
  const { destinationUser, sourceUser } = parse(schema, input);
  const { poolId, store } = context;
  const { providerName, providerAttributeName: attributeName, providerAttributeValue: value } = sourceUser;
  await attemptTelling(context, async ({ read }) => {
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
      events: [{ type: "administration", operation: "AdminLinkProviderForUser", subject: sub }],
    };
  });
}

/**
 * Ends what {@link linkProvider} began (Cognito's `AdminDisableProviderForUser`): who comes from there is somebody else again. The provider
 * `Cognito`, with `Cognito_Subject` and a user name, is the user's own password: it is taken away, and all sessions end. Whoever can still
 * prove an address may choose another (`forgotPassword`).
 *
 * @throws `UserNotFoundException`: nobody is linked to that identity, or has the user name. `InvalidParameterException`
 */
export async function disableProvider(context: PoolContext, input: ProviderUser): Promise<void> {
  const { providerName, providerAttributeName: attributeName, providerAttributeValue: value } = parse(providerUserSchema, input);
  if (providerName === COGNITO) {
    if (attributeName !== "Cognito_Subject") {
      throw invalidParameter(["providerAttributeName"], "Member must be Cognito_Subject for the provider Cognito");
    }
    return takePassword(context, parse(usernameSchema, value, "providerAttributeValue"));
  }
  const { poolId, store } = context;
  await attemptTelling(context, async ({ read }) => {
    const [link] = await read([links.key({ poolId, providerName, attributeName, value })]);
    if (link === undefined) throw userNotFound();
    const [user] = await read([users.key({ poolId, sub: link.value.sub })]);
    const isOther = (one: LinkedIdentity): boolean =>
      one.providerName !== providerName || one.attributeName !== attributeName || one.value !== value;
    const without = (record: UserRecord): readonly LinkedIdentity[] => record.identities.filter(isOther);
    if (user === undefined) throw userNotFound();
    const changed = user.put({ identities: without(user.value), lastModifiedAt: store.runtime.clock() });
    return { commit: [link.delete(), changed], result: undefined, events: disabled(link.value.sub) };
  });
}

async function takePassword(context: PoolContext, username: string): Promise<void> {
  const { poolId, store } = context;
  await attemptTelling(context, async ({ read }) => {
    const of = { poolId, sub: await requireSub(context, read, username) };
    const [user, state, credential] = await read([users.key(of), authStates.key(of), credentials.key(of)]);
    if (user === undefined || state === undefined || credential === undefined) throw userNotFound();
    return {
      commit: [
        state.put({ epoch: state.value.epoch + 1 }),
        putPassword(context, credential, noPassword(context)),
        user.put({ lastModifiedAt: store.runtime.clock() }),
      ],
      result: undefined,
      events: disabled(of.sub),
    };
  });
}

function disabled(sub: string): readonly Told[] {
  return [{ type: "administration", operation: "AdminDisableProviderForUser", subject: sub }];
}

/** The links of a user who is no more. */
export const deleteLinks: RecordsOfUser = async (store, { poolId, sub, limit }) => {
  const { records } = await store.find(links, "sub", { poolId, equals: sub }, { limit, cursor: null });
  return records.map((link) => link.delete());
};
