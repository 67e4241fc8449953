import { z } from "zod";
import { type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { type EnsureOptions, ensureMembers, nameSchema } from "../settings/ensure.ts";
import { refuseTooLarge } from "../settings/record-size.ts";
import { settingRefused } from "../settings/topic.ts";
import type { SigningAlgorithm } from "../tokens/jwk.ts";
import { type PrincipalTagMap, principalTagMapSchema } from "./principal-tags.ts";
import { checkMappedProviders, type RoleSettings, roleMappingsSchema, rolesSchema } from "./role-settings.ts";

/** A client of a user pool of ours whose users may log in: Cognito's `CognitoIdentityProvider`. */
export interface UserPoolProvider {
  /** `cognito-idp.REGION.amazonaws.com/POOL`; or the issuer of the pool without `https://`, where it ends with the id of the pool. */
  readonly providerName: string;
  /** ID tokens must be for it. */
  readonly clientId: string;
  /** Asks each time whether the session was ended, the user disabled or deleted. */
  readonly serverSideTokenCheck: boolean;
}

export interface UserPoolProviderOptions extends Pick<UserPoolProvider, "providerName" | "clientId"> {
  /** See {@link UserPoolProvider}. @default false, as Cognito's */
  readonly serverSideTokenCheck?: boolean | undefined;
}

/** The settings of an identity pool, every default applied. */
export interface IdentityPoolSettings extends RoleSettings {
  /** 1 to 128 of letters, digits, white space and `_+=,.@-`. */
  readonly identityPoolName: string;
  /** Whether there are guests. @default false */
  readonly allowUnauthenticatedIdentities: boolean;
  /** At most 50. @default [] */
  readonly cognitoIdentityProviders: readonly UserPoolProvider[];
  /** Which claims become tags of a session, by the `providerName` of one of the providers. @default {} */
  readonly principalTags: { readonly [providerName: string]: PrincipalTagMap };
  /** At most 50; keys of 1 to 128 and values of at most 256 characters. @default {} */
  readonly identityPoolTags: { readonly [key: string]: string };
  /** Whether `getOpenIdToken` gives tokens, by which any role that trusts the pool can be assumed: the classic flow. @default false */
  readonly allowClassicFlow: boolean;
  /**
   * The name by which a backend of your own says who its users are: 1 to 128 of letters, digits and `_.-`. Once it is set, it stays: users are
   * known by it. `null`: there is none. @default null
   */
  readonly developerProviderName: string | null;
  /**
   * The `iss` of the pool's OpenID tokens, an absolute URL without query or fragment. `null`: the `baseUrl` of whoever runs the pool, "/" and
   * the pool's id. (Cognito's is `https://cognito-identity.amazonaws.com`, for all pools.) @default null
   */
  readonly issuer: string | null;
  /** What new keys sign by; a change takes effect when keys are next rotated. (Cognito signs by RS512.) @default "RS256" */
  readonly signingAlgorithm: SigningAlgorithm;
}

/** What `reset` may name. */
export type ResettableIdentityPoolSetting = Exclude<keyof IdentityPoolSettings, "identityPoolName">;

/** What `settings.update` takes: what is left out stays, what is written is replaced as a whole. */
export interface IdentityPoolPatch {
  readonly identityPoolName?: string | undefined;
  /** @default false */
  readonly allowUnauthenticatedIdentities?: boolean | undefined;
  /** @default [] */
  readonly cognitoIdentityProviders?: readonly UserPoolProviderOptions[] | undefined;
  /** @default {} */
  readonly roles?: IdentityPoolSettings["roles"] | undefined;
  /** By the `providerName`, a colon and the `clientId` of one of the providers, as they are written there. @default {} */
  readonly roleMappings?: IdentityPoolSettings["roleMappings"] | undefined;
  /** By the `providerName` of one of the providers, as it is written there. @default {} */
  readonly principalTags?: IdentityPoolSettings["principalTags"] | undefined;
  /** @default {} */
  readonly identityPoolTags?: IdentityPoolSettings["identityPoolTags"] | undefined;
  /** @default false */
  readonly allowClassicFlow?: boolean | undefined;
  /** Once it is set, it stays. @default null */
  readonly developerProviderName?: string | null | undefined;
  /** @default null */
  readonly issuer?: string | null | undefined;
  /** @default "RS256" */
  readonly signingAlgorithm?: SigningAlgorithm | undefined;
}

/** What `ensureIdentityPool` takes: what is left out stays as it is stored, or gets its default at creation. */
export interface IdentityPoolOptions extends IdentityPoolPatch, EnsureOptions<ResettableIdentityPoolSetting> {
  /** The pool is found by it, unless it has a `key`. 1 to 128 of letters, digits, white space and `_+=,.@-`. */
  readonly identityPoolName: string;
}

/** Merged at creation only; the name has none. */
export const defaultIdentityPoolSettings: Pick<IdentityPoolSettings, ResettableIdentityPoolSetting> = {
  allowUnauthenticatedIdentities: false,
  cognitoIdentityProviders: [],
  roles: {},
  roleMappings: {},
  principalTags: {},
  identityPoolTags: {},
  allowClassicFlow: false,
  developerProviderName: null,
  issuer: null,
  signingAlgorithm: "RS256",
};

const provider = z.strictObject({
  providerName: z
    .string()
    .min(1)
    .max(128)
    .regex(/^[\w._:/-]+$/),
  clientId: z.string().min(1).max(128).regex(/^\w+$/),
  serverSideTokenCheck: z.boolean().optional(),
});

/** The name of a developer's provider. */
export const developerProviderNameSchema: z.ZodString = z
  .string()
  .min(1)
  .max(128)
  .regex(/^[\w._-]+$/);

const patchShape = {
  allowUnauthenticatedIdentities: z.boolean().optional(),
  cognitoIdentityProviders: z.array(provider).max(50).optional(),
  roles: rolesSchema.optional(),
  roleMappings: roleMappingsSchema.optional(),
  principalTags: z.record(z.string().min(1).max(128), principalTagMapSchema).optional(),
  identityPoolTags: z
    .record(z.string().min(1).max(128), z.string().max(256))
    .refine((tags) => Object.keys(tags).length <= 50, "Member must have at most 50 tags")
    .optional(),
  allowClassicFlow: z.boolean().optional(),
  developerProviderName: developerProviderNameSchema.nullable().optional(),
  issuer: z
    .url({ protocol: /^https?$/ })
    .max(1024)
    .regex(/^[^?#]+$/, "Member must have no query and no fragment")
    .nullable()
    .optional(),
  signingAlgorithm: z.enum(["RS256", "ES256"]).optional(),
};

const resettable = Object.keys(defaultIdentityPoolSettings) as ResettableIdentityPoolSetting[];

export const identityPoolSchema: SchemaOf<IdentityPoolOptions> = schemaFor<IdentityPoolOptions>()(
  z.strictObject({ ...ensureMembers(resettable), ...patchShape, identityPoolName: nameSchema }),
);

export const identityPoolPatchSchema: SchemaOf<IdentityPoolPatch> = schemaFor<IdentityPoolPatch>()(
  z.strictObject({ ...patchShape, identityPoolName: nameSchema.optional() }),
);

/** What settings become when others are written over them: each member is replaced as a whole, else nothing could be taken out of it. */
export function mergeIdentityPool(stored: IdentityPoolSettings, written: object): IdentityPoolSettings {
  const from = written as IdentityPoolPatch;
  const {
    identityPoolName = stored.identityPoolName,
    allowUnauthenticatedIdentities = stored.allowUnauthenticatedIdentities,
    cognitoIdentityProviders = stored.cognitoIdentityProviders,
    roles = stored.roles,
    roleMappings = stored.roleMappings,
    principalTags = stored.principalTags,
    identityPoolTags = stored.identityPoolTags,
    allowClassicFlow = stored.allowClassicFlow,
    developerProviderName = stored.developerProviderName,
    issuer = stored.issuer,
    signingAlgorithm = stored.signingAlgorithm,
  } = from;
  return {
    identityPoolName,
    allowUnauthenticatedIdentities,
    cognitoIdentityProviders: cognitoIdentityProviders.map(({ providerName, clientId, serverSideTokenCheck = false }) => ({
      providerName,
      clientId,
      serverSideTokenCheck,
    })),
    roles,
    roleMappings,
    principalTags,
    identityPoolTags,
    allowClassicFlow,
    developerProviderName,
    issuer,
    signingAlgorithm,
  };
}

/** What role mappings name a client of a user pool by. */
export function mappingKey({ providerName, clientId }: Pick<UserPoolProvider, "providerName" | "clientId">): string {
  return `${providerName}:${clientId}`;
}

/** Rules between members. @param before What they are; `null` at creation. @throws `InvalidParameterException` */
export function checkIdentityPool(settings: IdentityPoolSettings, before: IdentityPoolSettings | null): void {
  const named = before?.developerProviderName ?? null;
  if (named !== null && settings.developerProviderName !== named) {
    throw settingRefused("developerProviderName", "The developer provider name cannot be changed once it is set.");
  }
  const keys = settings.cognitoIdentityProviders.map(mappingKey);
  if (new Set(keys).size < keys.length) {
    throw settingRefused("cognitoIdentityProviders", "A provider and client stand among the providers once.");
  }
  checkMappedProviders(settings, keys);
  const names = settings.cognitoIdentityProviders.map(({ providerName }) => providerName);
  const stranger = Object.keys(settings.principalTags).find((name) => !names.includes(name));
  if (stranger !== undefined) {
    throw settingRefused(`principalTags.${stranger}`, `${stranger} is not a configured provider.`);
  }
  refuseTooLarge("identity pool", settings);
}
