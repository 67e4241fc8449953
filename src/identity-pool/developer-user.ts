import { z } from "zod";
import { RockpoolError } from "../errors.ts";
import type { OpenIdTokenClaims } from "./open-id-token.ts";

/** A user whom a backend of your own knows by an id of its own. */
export interface DeveloperUser {
  readonly developerProviderName: string;
  readonly developerUserIdentifier: string;
}

interface Pool {
  readonly poolId: string;
  readonly settings: { readonly developerProviderName: string | null };
}

/** Cognito takes 1024 characters; what is longer than this is no key of our storages. */
export const developerUserIdentifierSchema: z.ZodString = z.string().min(1).max(256);

/**
 * The pool's developer provider.
 *
 * @param named Who asks names it; `null`: whichever it is.
 * @throws `InvalidParameterException`: there is none, or it is called otherwise.
 */
export function requireDeveloperProvider({ settings }: Pool, named: readonly string[] | null): string {
  const { developerProviderName } = settings;
  if (developerProviderName !== null && (named?.includes(developerProviderName) ?? true)) return developerProviderName;
  const message = "This identity pool does not support the specified developer provider.";
  throw new RockpoolError("InvalidParameterException", message, { path: "developerProviderName" });
}

/** Who it is, in the `amr` of a token. */
export function signedInAsDeveloperUser({ poolId }: Pick<Pool, "poolId">, user: DeveloperUser): string {
  return `${user.developerProviderName}:${poolId}:${user.developerUserIdentifier}`;
}

/** The user of the pool's developer provider whom a token of the pool is for; `null`: it is for nobody of theirs. */
export function developerUserOf(pool: Pool, { amr }: Pick<OpenIdTokenClaims, "amr">): DeveloperUser | null {
  const { developerProviderName } = pool.settings;
  if (developerProviderName === null || amr[0] !== "authenticated") return null;
  const before = signedInAsDeveloperUser(pool, { developerProviderName, developerUserIdentifier: "" });
  const entry = amr.find((one, index) => one.startsWith(before) && amr[index - 1] === developerProviderName);
  return entry === undefined ? null : { developerProviderName, developerUserIdentifier: entry.slice(before.length) };
}
