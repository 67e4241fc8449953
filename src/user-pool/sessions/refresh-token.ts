import { mac, sameText } from "../../seal/mac.ts";
import type { PoolContext } from "../context.ts";
import type { FamilyRecord } from "./family.table.ts";

/** What a refresh token says: which family, and which generation of it. */
export type RefreshTokenName = Pick<FamilyRecord, "familyId" | "generation">;

const PREFIX = "rpr_";

/**
 * The refresh token of a family's present generation: `rpr_<family>.<generation>.<mac>`, in the alphabet Cognito promises
 * (`[A-Za-z0-9-_=.]`). The prefix keeps it from being taken for another kind of token.
 */
export function refreshToken(context: PoolContext, { familyId, generation }: RefreshTokenName): string {
  const name = `${familyId}.${generation}`;
  return `${PREFIX}${name}.${mac(context.keys.refresh, name).toString("base64url")}`;
}

/** Reads a refresh token that may be anybody's. @returns `undefined` for whatever {@link refreshToken} did not make in this pool */
export function parseRefreshToken(context: PoolContext, text: string): RefreshTokenName | undefined {
  const [, familyId, generation] = /^rpr_([0-9a-f-]{36})\.(0|[1-9]\d{0,14})\./.exec(text) ?? [];
  if (familyId === undefined || generation === undefined) return undefined;
  const name = { familyId, generation: Number(generation) };
  // The whole text: there is one way to write a token, and no second one with the same bytes.
  return sameText(text, refreshToken(context, name)) ? name : undefined;
}
