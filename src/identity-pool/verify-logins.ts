import { z } from "zod";
import { RockpoolError } from "../errors.ts";
import type { IdentityPoolContext } from "./context.ts";
import { developerUserOf, signedInAsDeveloperUser } from "./developer-user.ts";
import { developerProvider } from "./identity.table.ts";
import { invalidLogin, providerNotSupported, twoUsers } from "./login-refusals.ts";
import type { UserPoolLogins } from "./login-verifier.ts";
import { tagsOfToken, verifyOpenIdToken } from "./open-id-token.ts";
import { type PrincipalTags, tagsOf } from "./principal-tags.ts";
import { mappingKey } from "./provider-names.ts";
import type { UserPoolProvider } from "./providers.ts";
import { DEVELOPER_LOGIN, mappingOf } from "./role-selection.ts";
import type { VerifiedLogin } from "./verified-login.ts";
import { verifyForeignLogin } from "./verify-foreign-login.ts";

export type { VerifiedLogin } from "./verified-login.ts";

/** What somebody logs in with: the name of a provider, and a token of it. */
export interface Logins {
  readonly [providerName: string]: string;
}

/** One constraint for all: who mistakes a token for a name has it in the path of no error. */
export const loginsSchema: z.ZodType<Logins, Logins> = z.custom<Logins>(isLogins, {
  error: "Member must be at most 10 names of 1 to 128 characters, with tokens of 1 to 50000",
});

function isLogins(value: unknown): boolean {
  if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
  const entries: readonly (readonly [string, unknown])[] = Object.entries(value);
  const isText = (text: unknown, max: number): boolean => typeof text === "string" && text.length >= 1 && text.length <= max;
  return entries.length <= 10 && entries.every(([name, token]) => isText(name, 128) && isText(token, 50_000));
}

/**
 * Verifies every token: one that fails fails the whole call.
 *
 * @param takes `developerTokens`: whether a token that the pool gave for a developer's user is one of them.
 * @returns In the order in which they were written.
 * @throws `NotAuthorizedException`; `InvalidParameterException`: the name of a developer's provider, which nobody logs in by;
 *   `ResourceConflictException`: two users of one provider; `ExternalServiceException`: an issuer could not be asked for its keys.
 */
export async function verifyLogins(
  context: IdentityPoolContext,
  logins: Logins,
  takes: { readonly developerTokens: boolean } = { developerTokens: false },
): Promise<readonly VerifiedLogin[]> {
  const verified: VerifiedLogin[] = [];
  for (const [name, token] of Object.entries(logins)) {
    const login = await (name === DEVELOPER_LOGIN && takes.developerTokens ? developerLogin : verifyLogin)(context, name, token);
    const same = verified.find(({ provider }) => provider === login.provider);
    // One user pool under both of its names.
    if (same !== undefined && same.subject !== login.subject) throw twoUsers();
    if (same === undefined) verified.push(login);
  }
  return verified;
}

async function verifyLogin(context: IdentityPoolContext, name: string, token: string): Promise<VerifiedLogin> {
  if (name === DEVELOPER_LOGIN) throw invalidLogin("Can't pass in a Cognito token.");
  if (name === context.settings.developerProviderName) {
    throw new RockpoolError("InvalidParameterException", "Please provide a valid public provider.", { path: "logins" });
  }
  const found = await configured(context, name);
  // A user pool of ours goes before whoever else has its name.
  if (found === null) return verifyForeignLogin(context, name, token);
  const { pool, providers } = found;
  const claims = await pool.verify(token);
  const mine = providers.filter(({ clientId }) => clientId === claims.aud);
  const [first] = mine;
  if (first === undefined) throw providerNotSupported();
  // A pool and client that stand there under two names: what either asks for is asked.
  if (mine.some(({ serverSideTokenCheck }) => serverSideTokenCheck === true) && (await pool.isRevoked(claims))) {
    // The service's words are not known.
    throw invalidLogin("Token has been revoked.");
  }
  const mapped = mine.find((provider) => Object.hasOwn(context.settings.roleMappings, mappingKey(provider)));
  const [tagMap = null] = mine.flatMap(({ providerName }) => ownMember(context.settings.principalTags, providerName) ?? []);
  const { providerName: provider } = pool;
  const signedInAs = `${provider}:CognitoSignIn:${claims.sub}`;
  const tags = tagMap === null ? null : () => tagsOf(provider, tagMap, claims);
  return { provider, subject: claims.sub, mapping: mappingKey(mapped ?? first), tags, claims, shownAs: provider, signedInAs };
}

/** A token that the pool gave to the backend of a developer's own. Whether the user still is known is for the identity to say. */
async function developerLogin(context: IdentityPoolContext, name: string, token: string): Promise<VerifiedLogin> {
  const claims = await verifyOpenIdToken(context, token);
  const user = developerUserOf(context, claims);
  // The classic flow's tokens are for others.
  if (user === null) throw invalidLogin("Not a token of a developer's user.");
  const tags = tagsOfToken(claims);
  return {
    provider: developerProvider(user.developerProviderName),
    subject: user.developerUserIdentifier,
    mapping: name,
    tags: Object.keys(tags).length === 0 ? null : () => tags,
    claims: { ...claims },
    shownAs: user.developerProviderName,
    signedInAs: signedInAsDeveloperUser(context, user),
    givenFor: claims.sub,
  };
}

/** A text of the caller's may be `constructor`. */
function ownMember<T>(of: { readonly [name: string]: T }, name: string): T | undefined {
  return Object.hasOwn(of, name) ? of[name] : undefined;
}

/** The user pool that is logged in under this name, with its clients that may: by whichever of its names it was configured. */
async function configured(
  { settings, logins }: IdentityPoolContext,
  name: string,
): Promise<{ readonly pool: UserPoolLogins; readonly providers: readonly UserPoolProvider[] } | null> {
  const pools = new Map<string, UserPoolLogins | null>();
  for (const { providerName } of settings.cognitoIdentityProviders) {
    if (!pools.has(providerName)) pools.set(providerName, await logins.userPool(providerName));
  }
  const there = [...pools.values()].filter((one) => one !== null);
  // The name that Cognito gives a pool is not another's, whatever issuer that says it is.
  const pool = there.find(({ providerName }) => providerName === name) ?? there.find(({ issuerName }) => issuerName === name);
  if (pool === undefined) return null;
  const providers = settings.cognitoIdentityProviders.filter(
    ({ providerName }) => pools.get(providerName)?.providerName === pool.providerName,
  );
  return { pool, providers };
}

/** What a provider is known by here, whichever of its names was said. A user pool that is no longer among the providers has two as well. */
export async function canonicalProvider(context: IdentityPoolContext, name: string): Promise<string> {
  const pool = (await configured(context, name))?.pool ?? (await context.logins.userPool(name));
  return pool?.providerName ?? name;
}

/** By what somebody is known, as the OpenID tokens of Cognito say it. */
export function amrOf(verified: readonly Pick<VerifiedLogin, "shownAs" | "signedInAs">[]): readonly string[] {
  if (verified.length === 0) return ["unauthenticated"];
  return ["authenticated", ...verified.flatMap(({ shownAs, signedInAs }) => [shownAs, signedInAs])];
}

/**
 * The tags of the login whose mapping chooses the role: a policy of that role knows no tags of other providers. Where none is mapped, those of
 * the first that has some.
 *
 * @throws `NotAuthorizedException` for a claim that no tag can hold.
 */
export function tagsOfLogins({ settings }: IdentityPoolContext, verified: readonly VerifiedLogin[]): PrincipalTags {
  const decides = verified.find(({ mapping }) => mappingOf(settings, mapping) !== undefined);
  return (decides ?? verified.find(({ tags }) => tags !== null))?.tags?.() ?? {};
}
