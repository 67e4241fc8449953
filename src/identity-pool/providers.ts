import { z } from "zod";
import { type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { isIssuer, nameOfIssuer } from "../oidc/issuer.ts";
import { isSocialProvider, SOCIAL_PROVIDERS } from "./social-providers.ts";

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

/** An issuer of ID tokens whose users may log in: what IAM keeps as an OpenID Connect provider, and Cognito names by its ARN. */
export interface OpenIdConnectProvider {
  /**
   * The `iss` of its tokens, character by character: an absolute URL without query or fragment, `https:` unless its origin is one of the
   * `trustedOrigins` of `Rockpool.open`. Without the scheme it is the name of the logins, of at most 128 characters.
   */
  readonly issuer: string;
  /** Tokens must be issued to one of them: 1 to 100, of 1 to 255 characters, as IAM has it. */
  readonly clientIds: readonly string[];
}

/** Which providers may log in. */
export interface ProviderSettings {
  /** At most 50. @default [] */
  readonly cognitoIdentityProviders: readonly UserPoolProvider[];
  /** Issuers whose ID tokens are taken, each with the ids of the clients that they may be for. At most 50. @default [] */
  readonly openIdConnectProviders: readonly OpenIdConnectProvider[];
  /**
   * The id of the application at `accounts.google.com`, `graph.facebook.com`, `www.amazon.com` and `appleid.apple.com`; several with `;`
   * between. Their users log in with ID tokens, also where Cognito takes access tokens (Facebook, Amazon). @default {}
   */
  readonly supportedLoginProviders: { readonly [providerName: string]: string };
}

/** Cognito's `IdentityProviderName`: the name of a login, or of a provider in a map. */
const MAX_NAME = 128;
/** AWS's quota of user pools; of issuers none is told. */
const MAX_PROVIDERS = 50;

const userPoolProvider = z.strictObject({
  providerName: z
    .string()
    .min(1)
    .max(MAX_NAME)
    .regex(/^[\w._:/-]+$/),
  clientId: z.string().min(1).max(128).regex(/^\w+$/),
  serverSideTokenCheck: z.boolean().optional(),
});

const openIdConnectProvider = z.strictObject({
  issuer: z
    .string()
    .refine(isIssuer, "Member must be an absolute URL in its normal form, without query and fragment")
    // IAM's limit is 255, and more than Cognito has for the name of a login.
    .refine(
      (issuer) => nameOfIssuer(issuer).length <= MAX_NAME,
      `Member must have at most ${MAX_NAME} characters after its scheme`,
    ),
  clientIds: z.array(z.string().min(1).max(255)).min(1).max(100),
});

/** Nobody can log in with them any more, at Cognito neither. */
const DEAD = ["api.twitter.com", "www.digits.com"];

const supportedLoginProviders = z
  .record(
    z.string(),
    z
      .string()
      .min(1)
      .max(128)
      .regex(/^[\w.;_/-]+$/)
      .refine((ids) => ids.split(";").every((id) => id !== ""), "Member must be ids of the application, with one ; between two"),
  )
  .superRefine((written, { addIssue }) => {
    for (const name of Object.keys(written).filter((one) => !isSocialProvider(one))) {
      const message = DEAD.includes(name)
        ? "Member must not be named: the logins of Twitter and Digits have ended"
        : `Member must be named ${SOCIAL_PROVIDERS.join(", ")}; any other provider is one of 'openIdConnectProviders'`;
      addIssue({ code: "custom", path: [name], message });
    }
  });

/** For `parse`, which names the member that is wrong. */
export const userPoolProvidersSchema: SchemaOf<readonly UserPoolProviderOptions[]> = schemaFor<
  readonly UserPoolProviderOptions[]
>()(z.array(userPoolProvider).max(MAX_PROVIDERS));

export const openIdConnectProvidersSchema: SchemaOf<ProviderSettings["openIdConnectProviders"]> = schemaFor<
  ProviderSettings["openIdConnectProviders"]
>()(z.array(openIdConnectProvider).max(MAX_PROVIDERS));

export const supportedLoginProvidersSchema: SchemaOf<ProviderSettings["supportedLoginProviders"]> =
  schemaFor<ProviderSettings["supportedLoginProviders"]>()(supportedLoginProviders);
