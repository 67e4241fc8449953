import { createHash } from "node:crypto";
import { newUuid } from "../../codecs/ids.ts";
import type { Step } from "../../storage/attempt.ts";
import { signToken } from "../../tokens/sign.ts";
import type { ClientMetadata } from "../../triggers/client-metadata.ts";
import type { TokenGenerationSource } from "../../triggers/pre-token-generation.ts";
import type { AppClientRecord } from "../app-clients/client.table.ts";
import { accessTokenClaims, type Issue, idTokenClaims } from "../claims/claims.ts";
import { type GroupClaims, groupClaims } from "../claims/groups.ts";
import { overriddenGroups, refuseTooLong } from "../claims/override-claims.ts";
import type { PoolContext } from "../context.ts";
import type { GroupReference } from "../groups/group.table.ts";
import { triggerAttributes } from "../users/trigger-attributes.ts";
import type { UserRecord } from "../users/user.table.ts";
import type { FamilyRecord } from "./family.table.ts";
import { callPreTokenGeneration, changedClaims, type TokenChanges } from "./pre-token-generation.ts";

/** Whose tokens are signed: as they are now, for a refresh as for a sign-in. */
export interface TokenSubject {
  readonly user: UserRecord;
  readonly family: FamilyRecord;
  /** The groups the user was put into, some of which may be gone. */
  readonly groups: readonly GroupReference[];
  readonly occasion: Occasion;
  /** That of an authorization request, for the first ID token of its sign-in. */
  readonly nonce?: string | null;
}

/** For what tokens are made. */
export interface Occasion {
  readonly source: TokenGenerationSource;
  readonly clientMetadata: ClientMetadata | undefined;
  /** That of the attempt whose plan the tokens are issued by: it calls the trigger once. */
  readonly once: Step["once"];
}

export interface SignedTokens {
  readonly accessToken: string;
  readonly idToken: string;
  /** Seconds until the access token expires. */
  readonly expiresIn: number;
  readonly tokenType: "Bearer";
}

/** As {@link SignedTokens}; of a sign-in that came through OAuth without the scope `openid` there is no ID token. */
export interface SignedGrant extends Omit<SignedTokens, "idToken"> {
  readonly idToken: string | null;
  /** That of the access token, separated by spaces: what was granted, as PreTokenGeneration left it (RFC 6749 section 5.1). */
  readonly scope: string;
}

/** Signs the access and the ID token of a session. Each has a `jti` of its own; what says which sign-in it is stays the same. */
export async function signTokens(
  context: PoolContext,
  client: AppClientRecord,
  { user, family, groups: inGroups, occasion, nonce = null }: TokenSubject,
): Promise<SignedGrant> {
  const { clock, random } = context.store.runtime;
  const { accessTokenValiditySeconds, idTokenValiditySeconds } = client.settings;
  const issuedAt = clock();
  const groups = groupClaims(await context.livingGroups(inGroups));
  const changes = await changesOf(context, client, { user, family, groups, occasion });
  const issue: Issue = {
    issuer: context.issuer,
    client,
    user,
    groups: overriddenGroups(groups, changes.groups),
    session: family,
    issuedAt,
    nonce,
  };
  const claims = changedClaims(
    {
      id: idTokenClaims(issue, newUuid(random), idTokenValiditySeconds),
      access: accessTokenClaims(issue, newUuid(random), accessTokenValiditySeconds),
    },
    changes,
  );
  const keyset = await context.keyset();
  const access = signToken(keyset.signingKey("access", issuedAt), claims.access);
  const id = (more: object): Promise<string> => signToken(keyset.signingKey("id", issuedAt), { ...claims.id, ...more });
  const [accessToken, idToken] = await Promise.all([access, idTokenOf(family, access, id)]);
  if (context.triggers.tokenVersion !== null) refuseTooLong(accessToken, idToken ?? "");
  return { accessToken, idToken, expiresIn: accessTokenValiditySeconds, tokenType: "Bearer", scope: claims.access.scope };
}

/** Through OAuth only who asked for `openid` is told who it is, beside which access token (OpenID Connect Core section 3.1.3.6). */
async function idTokenOf(
  { oauth, scope }: FamilyRecord,
  access: Promise<string>,
  sign: (more: object) => Promise<string>,
): Promise<string | null> {
  if (!oauth) return sign({});
  if (!scope.split(" ").includes("openid")) return null;
  const digest = createHash("sha256")
    .update(await access)
    .digest();
  return sign({ at_hash: digest.subarray(0, digest.length / 2).toString("base64url") });
}

/**
 * What PreTokenGeneration wants. However often the plan is decided again it is asked once; and once more where the user that it was shown
 * is another by then: PostAuthentication may have written to them.
 */
async function changesOf(
  context: PoolContext,
  { clientId }: AppClientRecord,
  { user, family, groups, occasion }: Omit<TokenSubject, "groups" | "nonce"> & { readonly groups: GroupClaims },
): Promise<TokenChanges> {
  const version = context.triggers.tokenVersion;
  if (version === null) return {};
  const { source, clientMetadata, once } = occasion;
  const asked = { source, clientId, user, groups, scope: family.scope, clientMetadata };
  const shown = JSON.stringify([triggerAttributes(context, user), groups]);
  return once(`preTokenGeneration ${shown}`, null, () => callPreTokenGeneration(context, version, asked), sameByName);
}

/** What it was shown is in the name. */
function sameByName(): Error {
  return new Error("nothing else was seen");
}
