import { z } from "zod";
import { type SchemaOf, schemaFor } from "../codecs/schema.ts";
import type { StringMap } from "./event.ts";

/** What a caller passes on to triggers (Cognito's `ClientMetadata`). It is stored nowhere, and checked by nobody else. */
export type ClientMetadata = Readonly<Record<string, string>>;

const text = z.string().max(131_072);

export const clientMetadataSchema: SchemaOf<ClientMetadata> = schemaFor<ClientMetadata>()(z.record(text, text));

/** What goes with a call that has nothing else to say, for triggers. */
export interface PassedOn {
  /** For the triggers that the operation calls. */
  readonly clientMetadata?: ClientMetadata | undefined;
}

export const passedOnSchema: SchemaOf<PassedOn> = schemaFor<PassedOn>()(
  z.strictObject({ clientMetadata: clientMetadataSchema.optional() }),
);

/** As a member of an event: absent when nothing was passed. */
export function metadata(given: ClientMetadata | undefined): { clientMetadata?: StringMap } {
  return given === undefined ? {} : { clientMetadata: { ...given } };
}

/** As a member of an event: absent when nothing was passed. */
export function validation(given: ClientMetadata | undefined): { validationData?: StringMap } {
  return given === undefined ? {} : { validationData: { ...given } };
}
