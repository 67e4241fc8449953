import { z } from "zod";
import { parse } from "../../codecs/schema.ts";
import type { Store } from "../../storage/store.ts";
import { changeUserPool } from "./ensure-user-pool.ts";
import type { Tags } from "./metadata.ts";
import { userPoolPatchSchema } from "./pool-options.ts";

/**
 * Writes tags beside those that are there (Cognito's `TagResource`): of two that do so at once, both are done.
 *
 * @throws `InvalidParameterException`: not of their form, or more than 50 in all. `ResourceNotFoundException`
 */
export function tagUserPool(store: Store, poolId: string, tags: Tags): Promise<void> {
  const { userPoolTags } = parse(userPoolPatchSchema, { userPoolTags: tags });
  return changeUserPool(store, poolId, (before) =>
    parse(userPoolPatchSchema, { userPoolTags: { ...before.userPoolTags, ...userPoolTags } }),
  );
}

/** Takes tags away, those that are there (Cognito's `UntagResource`). @throws `InvalidParameterException`, `ResourceNotFoundException` */
export function untagUserPool(store: Store, poolId: string, keys: readonly string[]): Promise<void> {
  const gone = new Set(parse(z.array(z.string()), keys, "keys"));
  return changeUserPool(store, poolId, ({ userPoolTags }) => ({
    userPoolTags: Object.fromEntries(Object.entries(userPoolTags).filter(([key]) => !gone.has(key))),
  }));
}
