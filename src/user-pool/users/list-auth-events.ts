import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { type AuthEventResponse, type AuthEventType, authEvents } from "../events/event.table.ts";
import type { FailureReason } from "../events/event.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { requireSub } from "./account.ts";
import { usernameSchema } from "./username.ts";

export interface ListAuthEventsInput {
  readonly username: string;
  /** 0 to 60, where 0 is 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave. @default the first page */
  readonly nextToken?: string | undefined;
}

/** Something that happened to a user: Cognito's `AuthEventType`, without the risk that it reckons. */
export interface AuthEvent {
  /** Of a sign-in that came to tokens, their `event_id`. */
  readonly eventId: string;
  readonly eventType: AuthEventType;
  readonly creationDate: Date;
  readonly eventResponse: AuthEventResponse;
  /** Why it failed; `null` when it did not. */
  readonly reason: FailureReason | null;
  /** `null` where no application was between. */
  readonly clientId: string | null;
}

export interface AuthEventPage {
  /** The newest first. May be fewer than the limit, or none, while a token remains. */
  readonly authEvents: readonly AuthEvent[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

const MAX_LIMIT = 60;

const schema: SchemaOf<ListAuthEventsInput> = schemaFor<ListAuthEventsInput>()(
  z.strictObject({
    username: usernameSchema,
    limit: z.int().min(0).max(MAX_LIMIT).optional(),
    nextToken: z.string().min(1).max(16_384).optional(),
  }),
);

/**
 * One page of what happened to a user, the newest first (Cognito's `AdminListUserAuthEvents`): as far back as
 * `authEventRetentionDays` said when it happened. What was refused without a plan, such as a try while a lock runs, is not among it.
 *
 * @throws `UserNotFoundException`, `InvalidParameterException`
 */
export async function listAuthEvents(context: PoolContext, input: ListAuthEventsInput): Promise<AuthEventPage> {
  const { username, limit = 0, nextToken } = parse(schema, input);
  const { poolId, store } = context;
  const sub = await requireSub(context, (refs) => store.read(refs), username);
  const query = ["authEvents", sub];
  const page = { limit: limit === 0 ? MAX_LIMIT : limit, cursor: cursorOf(context, query, nextToken) };
  const { records, cursor } = await store.scan(authEvents, [poolId, sub], page);
  const now = store.runtime.clock();
  const listed = records.filter((record) => !record.isExpired(now));
  return {
    authEvents: listed.map(({ value: { eventId, eventType, createdAt, eventResponse, reason, clientId } }) => ({
      eventId,
      eventType,
      creationDate: new Date(createdAt),
      eventResponse,
      reason,
      clientId,
    })),
    // Behind an expired one may stand older ones that are kept for longer: the setting was lowered since.
    nextToken: pageToken(context, query, cursor),
  };
}
