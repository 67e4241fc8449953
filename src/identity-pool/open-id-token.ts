import { z } from "zod";
import { RockpoolError } from "../errors.ts";
import type { Runtime } from "../runtime.ts";
import type { Keyset } from "../tokens/keyset.ts";
import { readSigned } from "../tokens/verify.ts";
import { OPEN_ID_TOKEN } from "./key-owner.ts";
import type { PrincipalTags } from "./principal-tags.ts";

/** The claim by which STS makes session tags. */
const TAGS_CLAIM = "https://aws.amazon.com/tags";

/** What an OpenID token of an identity pool says. Times are seconds since the epoch. */
export interface OpenIdTokenClaims {
  readonly iss: string;
  /** The identity. */
  readonly sub: string;
  /** The identity pool. */
  readonly aud: string;
  /** By what the identity is known: `["unauthenticated"]`, or `authenticated`, and of each login its provider and who it is there. */
  readonly amr: readonly string[];
  readonly iat: number;
  readonly exp: number;
  /** Each value a list of one, as STS wants it. Not there without tags: with them a role's trust policy must allow `sts:TagSession`. */
  readonly [TAGS_CLAIM]?: { readonly principal_tags: { readonly [key: string]: readonly [string] } };
}

/** For whom a token is. */
export interface OpenIdTokenRequest {
  readonly identityId: string;
  readonly amr: readonly string[];
  readonly principalTags: PrincipalTags;
  readonly lifetimeSeconds: number;
}

/** The pool that a token is of. */
interface Pool {
  readonly poolId: string;
  readonly issuer: string;
  readonly store: { readonly runtime: Runtime };
  keyset(): Promise<Keyset>;
}

/**
 * Makes tokens for whoever trusts the pool, as STS does (Cognito's `GetOpenIdToken`). Its key is read before anything else is done: what fails
 * then has changed nothing.
 *
 * @throws what making a key does
 */
export async function openIdSigner(pool: Pool): Promise<(request: OpenIdTokenRequest) => Promise<string>> {
  const keyset = await pool.keyset();
  return async ({ identityId, amr, principalTags, lifetimeSeconds }) => {
    const now = pool.store.runtime.clock();
    const iat = Math.floor(now / 1000);
    const claims: OpenIdTokenClaims = {
      iss: pool.issuer,
      sub: identityId,
      aud: pool.poolId,
      amr,
      iat,
      exp: iat + lifetimeSeconds,
      ...tagsClaim(principalTags),
    };
    return keyset.signingKey(OPEN_ID_TOKEN, now).sign(Buffer.from(JSON.stringify(claims)));
  };
}

function tagsClaim(tags: PrincipalTags): Pick<OpenIdTokenClaims, typeof TAGS_CLAIM> {
  const entries = Object.entries(tags);
  if (entries.length === 0) return {};
  return { [TAGS_CLAIM]: { principal_tags: Object.fromEntries(entries.map(([key, text]) => [key, [text]])) } };
}

/**
 * Reads a token of this pool.
 *
 * @throws `NotAuthorizedException` in Cognito's words for logins: changed, of another pool, or its time is over.
 */
export async function verifyOpenIdToken(pool: Pool, token: string): Promise<OpenIdTokenClaims> {
  const claims = signedClaims(await pool.keyset(), token);
  if (claims.iss !== pool.issuer || claims.aud !== pool.poolId) throw refused("Issuer doesn't match providerName");
  const now = Math.floor(pool.store.runtime.clock() / 1000);
  if (now >= claims.exp) throw refused(`Token expired: ${now} >= ${claims.exp}`);
  return claims;
}

/** What is read of a token. A key that was imported may have signed other things before. */
const form = z.looseObject({
  sub: z.string(),
  amr: z.array(z.string()),
  // No infinity: a token has an end.
  exp: z.number(),
  [TAGS_CLAIM]: z.object({ principal_tags: z.record(z.string(), z.tuple([z.string()])) }).optional(),
});

function signedClaims(keyset: Keyset, token: string): OpenIdTokenClaims {
  const claims = claimsOf(keyset, token);
  if (!form.safeParse(claims).success) throw refused("Not a valid OpenId Connect identity token.");
  return claims as unknown as OpenIdTokenClaims;
}

function claimsOf(keyset: Keyset, token: string): object {
  try {
    return readSigned(keyset, token, null).claims;
  } catch (error) {
    throw refused("Couldn't verify signed token.", { cause: error });
  }
}

function refused(why: string, options?: ErrorOptions): RockpoolError {
  return new RockpoolError("NotAuthorizedException", `Invalid login token. ${why}`, {}, options);
}

/** The tags that a token of the pool carries. */
export function tagsOfToken({ [TAGS_CLAIM]: tags }: OpenIdTokenClaims): PrincipalTags {
  return Object.fromEntries(Object.entries(tags?.principal_tags ?? {}).map(([key, [text]]) => [key, text]));
}
