import { z } from "zod";
import { parse } from "../codecs/schema.ts";
import type { IdentityPoolContext } from "./context.ts";
import { updateIdentityPool } from "./ensure-identity-pool.ts";
import { type PrincipalTagMap, principalTagMapSchema } from "./principal-tags.ts";
import { keyFor, providerOfKey } from "./provider-names.ts";
import { type IdentityPoolSettings, identityPoolPatchSchema } from "./settings.ts";

/**
 * Writes tags beside those that are there (Cognito's `TagResource`): of two that do so at once, both are done.
 *
 * @throws `InvalidParameterException`: not of their form, or more than 50 in all. `ResourceNotFoundException`
 */
export function tagIdentityPool(context: IdentityPoolContext, tags: IdentityPoolSettings["identityPoolTags"]): Promise<void> {
  const { identityPoolTags } = parse(identityPoolPatchSchema, { identityPoolTags: tags });
  return updateIdentityPool(context, context.poolId, (before) => ({
    identityPoolTags: { ...before.identityPoolTags, ...identityPoolTags },
  }));
}

/** Takes tags away, those that are there (Cognito's `UntagResource`). @throws `InvalidParameterException`, `ResourceNotFoundException` */
export function untagIdentityPool(context: IdentityPoolContext, keys: readonly string[]): Promise<void> {
  const gone = new Set(parse(z.array(z.string()), keys, "keys"));
  return updateIdentityPool(context, context.poolId, ({ identityPoolTags }) => ({
    identityPoolTags: Object.fromEntries(Object.entries(identityPoolTags).filter(([key]) => !gone.has(key))),
  }));
}

/**
 * Says which claims of one provider's users become tags (Cognito's `SetPrincipalTagAttributeMap`): of two that do so for two providers at once,
 * both are done.
 *
 * @throws `InvalidParameterException`, also where there is no such provider; `ResourceNotFoundException`
 */
export function setPrincipalTags(context: IdentityPoolContext, providerName: string, map: PrincipalTagMap): Promise<void> {
  const name = parse(z.string().min(1).max(128), providerName, "providerName");
  const checked = parse(principalTagMapSchema, map, "map");
  return updateIdentityPool(context, context.poolId, ({ principalTags }) => ({
    // Under the name that is there, whichever of the provider's it is.
    principalTags: { ...principalTags, [keyFor(providerOfKey(name), principalTags) ?? name]: checked },
  }));
}
