import { mac } from "../../seal/mac.ts";
import type { PoolContext } from "../context.ts";
import type { FamilyRecord } from "./family.table.ts";

/**
 * The refresh token of a family's present generation: `rpr_<family>.<generation>.<mac>`, in the alphabet Cognito promises
 * (`[A-Za-z0-9-_=.]`). The prefix keeps it from being taken for another kind of token.
 */
export function refreshToken(context: PoolContext, family: Pick<FamilyRecord, "familyId" | "generation">): string {
  const name = `${family.familyId}.${family.generation}`;
  return `rpr_${name}.${mac(context.keys.refresh, name).toString("base64url")}`;
}
