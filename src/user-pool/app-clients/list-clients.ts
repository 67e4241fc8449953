import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { cursorOf, pageToken } from "../page-token.ts";
import { appClients } from "./client.table.ts";

export interface ListClientsInput {
  /** 0 to 60, where 0 is 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave; good for an hour. @default the first page */
  readonly nextToken?: string | undefined;
}

export interface ClientPage {
  readonly clients: readonly ClientSummary[];
  /** `null`: nothing follows. */
  readonly nextToken: string | null;
}

/** Cognito's `UserPoolClientDescription`. */
export interface ClientSummary {
  readonly clientId: string;
  readonly clientName: string;
}

const MAX_LIMIT = 60;

const schema: SchemaOf<ListClientsInput> = schemaFor<ListClientsInput>()(
  z.strictObject({
    limit: z.int().min(0).max(MAX_LIMIT).optional(),
    nextToken: z.string().min(1).max(131_072).optional(),
  }),
);

const QUERY = ["clients"] as const;

/** One page of a pool's clients, in the order of their ids (Cognito's `ListUserPoolClients`). @throws `InvalidParameterException` */
export async function listClients(context: PoolContext, input: ListClientsInput): Promise<ClientPage> {
  const { limit = 0, nextToken } = parse(schema, input);
  const page = await context.store.scan(appClients, [context.poolId], {
    limit: limit === 0 ? MAX_LIMIT : limit,
    cursor: cursorOf(context, QUERY, nextToken),
  });
  return {
    clients: page.records.map(({ value: { clientId, settings } }) => ({ clientId, clientName: settings.clientName })),
    nextToken: pageToken(context, QUERY, page.cursor),
  };
}
