import type { SchemaOf } from "../codecs/schema.ts";

/** What is known of one trigger. */
export interface TriggerDefinition<A extends object> {
  /** In the sentence that tells of its failure. */
  readonly shortName: string;
  /** What `response` may be. What is not named here is not looked at. */
  readonly answer: SchemaOf<A>;
  /** The member of its request that holds a password or a code: what it throws may quote that. */
  readonly secret?: "password" | "code";
}

/** What a handler may answer: any of the members, `null` where it leaves one as it is. */
export type Answer<R> = { readonly [M in keyof R]?: R[M] | null | undefined };
