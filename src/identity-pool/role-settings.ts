import { z } from "zod";
import { type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { codePointLength } from "../codecs/text.ts";
import { RockpoolError } from "../errors.ts";
import { isRoleArn } from "./role-arn.ts";

/** Which roles an identity pool gives, as SetIdentityPoolRoles has them. */
export interface RoleSettings {
  readonly roles: DefaultRoles;
  /**
   * At most 10, by provider: `cognito-idp.<region>.amazonaws.com/<user pool id>:<client id>` for a client of a user pool, an issuer with or
   * without its scheme, or an ARN that ends with it (`arn:aws:iam::111122223333:oidc-provider/login.example.com`), the plain name of a social
   * provider (`accounts.google.com`).
   */
  readonly roleMappings: { readonly [provider: string]: RoleMapping };
}

/** ARNs of roles. Where one is missing, who would get it is refused. */
export interface DefaultRoles {
  readonly authenticated?: string | undefined;
  /** Of guests. */
  readonly unauthenticated?: string | undefined;
}

/** How what a provider says of a user chooses the role. */
export interface RoleMapping {
  /** `Token`: by the claims `cognito:roles` and `cognito:preferred_role`. `Rules`: by the first rule that matches. */
  readonly type: "Token" | "Rules";
  /**
   * What is done where nothing is chosen: `AuthenticatedRole` gives the default role, `Deny` refuses. Must be written for both types;
   * mappings without it deny.
   */
  readonly ambiguousRoleResolution?: "AuthenticatedRole" | "Deny" | undefined;
  /** Of the type `Rules`, which must have it. */
  readonly rulesConfiguration?: { readonly rules: readonly MappingRule[] } | undefined;
}

/**
 * Never name a claim that users can write: a role would be theirs to choose. Attributes of a user pool can be written by users through each
 * client whose `writeAttributes` has them, and by default those are all; groups cannot. {@link rulesUsersDecide} finds such rules.
 */
export interface MappingRule {
  /** The claim's name as in the token: `custom:department`, `cognito:groups`. 1 to 64 characters, without spaces. */
  readonly claim: string;
  /** Case counts, and there are no wildcards. Prefer `Equals`: `Contains` with `admin` takes the group `nonadmins` too. */
  readonly matchType: MatchType;
  /** 1 to 128 characters. */
  readonly value: string;
  readonly roleARN: string;
}

export type MatchType = "Equals" | "Contains" | "StartsWith" | "NotEqual";

/** AWS's quota, which is lower than the 400 of its shape. */
const MAX_RULES = 25;
const MAX_MAPPINGS = 10;

const roleArn = z.string().refine(isRoleArn, "Member must be the ARN of a role, 20 to 2048 characters long");

/** Counted as Cognito's models count: in code points. */
const text = (max: number): z.ZodString =>
  z
    .string()
    .min(1)
    .refine((written) => codePointLength(written) <= max, `Member must have length less than or equal to ${max}`);

const rule = z.strictObject({
  claim: text(64).regex(/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u),
  matchType: z.enum(["Equals", "Contains", "StartsWith", "NotEqual"]),
  value: text(128),
  roleARN: roleArn,
});

const mapping = z
  .strictObject({
    type: z.enum(["Token", "Rules"]),
    ambiguousRoleResolution: z.enum(["AuthenticatedRole", "Deny"]).optional(),
    rulesConfiguration: z.strictObject({ rules: z.array(rule).min(1).max(MAX_RULES) }).optional(),
  })
  .refine(({ ambiguousRoleResolution }) => ambiguousRoleResolution !== undefined, {
    path: ["ambiguousRoleResolution"],
    error: "Member must not be null",
  })
  .refine(({ type, rulesConfiguration }) => (type === "Rules") === (rulesConfiguration !== undefined), {
    path: ["rulesConfiguration"],
    error: "Member must be written for the type Rules, and for no other",
  });

/** For `parse`, which names the member that is wrong. */
export const rolesSchema: SchemaOf<DefaultRoles> = schemaFor<DefaultRoles>()(
  z.strictObject({ authenticated: roleArn.optional(), unauthenticated: roleArn.optional() }),
);

export const roleMappingsSchema: SchemaOf<RoleSettings["roleMappings"]> = schemaFor<RoleSettings["roleMappings"]>()(
  z
    .record(text(128), mapping)
    .refine((all) => Object.keys(all).length <= MAX_MAPPINGS, `Member must have length less than or equal to ${MAX_MAPPINGS}`),
);

/**
 * Refuses a mapping that could never apply, in the service's words.
 *
 * @param providers The keys that mappings may have, of the providers that the pool is configured with.
 * @throws `InvalidParameterException`
 */
export function checkMappedProviders({ roleMappings }: RoleSettings, providers: readonly string[]): void {
  const stranger = Object.keys(roleMappings).find((provider) => !providers.includes(provider));
  if (stranger === undefined) return;
  const message = `${stranger} is not a valid RoleMapping ProviderName or is not a configured provider.`;
  throw new RockpoolError("InvalidParameterException", message, { path: `roleMappings.${stranger}` });
}

/** A rule by which a user can choose the own role. */
export interface DecidableRule {
  readonly provider: string;
  /** From 0. */
  readonly rule: number;
  readonly claim: string;
}

/**
 * The rules whose claim users can write: to be shown to administrators, who alone can know whether they mean it. `NotEqual` is among them,
 * which any other value satisfies.
 *
 * @param writable The claims that users of a provider can write: of a client of a user pool, its `writeAttributes`.
 */
export function rulesUsersDecide(
  { roleMappings }: RoleSettings,
  writable: { readonly [provider: string]: readonly string[] },
): readonly DecidableRule[] {
  return Object.entries(roleMappings).flatMap(([provider, { rulesConfiguration }]) => {
    const claims = Object.hasOwn(writable, provider) ? (writable[provider] ?? []) : [];
    return (rulesConfiguration?.rules ?? []).flatMap(({ claim }, rule) =>
      claims.includes(claim) ? [{ provider, rule, claim }] : [],
    );
  });
}
