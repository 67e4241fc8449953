import { z } from "zod";
import { parse, type SchemaOf, schemaFor } from "../../codecs/schema.ts";

/** Which page of a list. */
export interface PageInput {
  /** 0 to 60, where 0 is 60. @default 60 */
  readonly limit?: number | undefined;
  /** What the page before gave. @default the first page */
  readonly nextToken?: string | undefined;
}

const MAX_LIMIT = 60;

const schema: SchemaOf<PageInput> = schemaFor<PageInput>()(
  z.strictObject({
    limit: z.int().min(0).max(MAX_LIMIT).optional(),
    nextToken: z.string().min(1).max(131_072).optional(),
  }),
);

/** @throws `InvalidParameterException` */
export function parsePage(input: PageInput): { readonly limit: number; readonly nextToken: string | undefined } {
  const { limit = 0, nextToken } = parse(schema, input);
  return { limit: limit === 0 ? MAX_LIMIT : limit, nextToken };
}
