import { z } from "zod";
import { type SchemaOf, schemaFor } from "../codecs/schema.ts";
import { codePointLength } from "../codecs/text.ts";
import { RockpoolError } from "../errors.ts";
import { type Claims, textsOf } from "./claim-texts.ts";
import { isSamlProvider } from "./saml-roles.ts";

/** Which claims of a provider's users become tags, as SetPrincipalTagAttributeMap has them: what policies call `aws:PrincipalTag/<key>`. */
export interface PrincipalTagMap {
  /** Takes the {@link defaultTagMap} in place of `principalTags`. */
  readonly useDefaults: boolean;
  /**
   * The claim by the key of its tag: at most 50, of 460 bytes in all. A tag decides what a policy allows: as with rules for roles, map no
   * claim that users can write, unless they may choose it.
   */
  readonly principalTags: { readonly [key: string]: string };
}

/** Tags of a session: a text by key. */
export interface PrincipalTags {
  readonly [key: string]: string;
}

const MAX_TAGS = 50;
const MAX_MAP_BYTES = 460;
const MAX_VALUE = 256;
/** STS's characters. */
const tagText = /^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u;
/** AWS keeps these for itself. */
const reserved = /^aws:/i;

const key = z
  .string()
  .min(1)
  .refine((written) => codePointLength(written) <= 128, "Member must have length less than or equal to 128")
  .regex(tagText)
  .refine((written) => !reserved.test(written), "Member must not begin with aws:");
const claim = z
  .string()
  .min(1)
  .refine((written) => codePointLength(written) <= MAX_VALUE, `Member must have length less than or equal to ${MAX_VALUE}`);
/** As STS takes it: empty too. */
const value = z
  .string()
  .refine((written) => codePointLength(written) <= MAX_VALUE, `Member must have length less than or equal to ${MAX_VALUE}`)
  .regex(tagText);

const isFew = (tags: object): boolean => Object.keys(tags).length <= MAX_TAGS;
const few = `Member must have length less than or equal to ${MAX_TAGS}`;
/** IAM does not tell `team` from `Team`: which of the two a policy would see is for nobody to say. */
const areDistinct = (tags: object): boolean => {
  const folded = Object.keys(tags).map((name) => name.toLowerCase());
  return new Set(folded).size === folded.length;
};
const distinct = "Member must have keys that differ in more than case";

/** For `parse`, which names the member that is wrong. */
export const principalTagMapSchema: SchemaOf<PrincipalTagMap> = schemaFor<PrincipalTagMap>()(
  z.strictObject({
    useDefaults: z.boolean(),
    principalTags: z
      .record(key, claim)
      .refine(isFew, few)
      .refine(areDistinct, distinct)
      .refine((tags) => bytesOf(tags) <= MAX_MAP_BYTES, `Member must have at most ${MAX_MAP_BYTES} bytes in all`),
  }),
);

/** Tags that a backend gives for a user of its own (GetOpenIdTokenForDeveloperIdentity). */
export const principalTagsSchema: SchemaOf<PrincipalTags> = schemaFor<PrincipalTags>()(
  z.record(key, value).refine(isFew, few).refine(areDistinct, distinct),
);

function bytesOf(tags: PrincipalTags): number {
  return Object.entries(tags).reduce((sum, [name, text]) => sum + Buffer.byteLength(name) + Buffer.byteLength(text), 0);
}

const SAML_CLAIMS = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";

/**
 * What `useDefaults` means for a provider. Which claims is documented, their keys are not: `username` is who it is at the provider,
 * `client` the application, for every kind of provider. (Of Amazon, Cognito takes `user_id`, which comes with an access token: in an ID token
 * it is the `sub`.)
 */
export function defaultTagMap(provider: string): { readonly [key: string]: string } {
  if (isSamlProvider(provider)) return { username: `${SAML_CLAIMS}nameidentifier`, name: `${SAML_CLAIMS}name` };
  return { client: "aud", username: "sub" };
}

/**
 * The tags that a user's claims make. A claim that is absent makes none, and neither does a list of several: a tag has one value.
 *
 * @throws `NotAuthorizedException` for a claim that no tag can hold. Leaving it out would be to leave out what a policy denies by.
 */
export function tagsOf(provider: string, map: PrincipalTagMap | null, claims: Claims): PrincipalTags {
  if (map === null) return {};
  const claimByKey = map.useDefaults ? defaultTagMap(provider) : map.principalTags;
  const tags = Object.entries(claimByKey).flatMap(([name, from]) => {
    const [text, ...others] = textsOf(claims, from);
    if (text === undefined || others.length > 0) return [];
    if (codePointLength(text) > MAX_VALUE || !tagText.test(text)) throw unfit(from);
    return [[name, text] as const];
  });
  return Object.fromEntries(tags);
}

/** Names the claim, never what it says. */
function unfit(from: string): RockpoolError {
  return new RockpoolError("NotAuthorizedException", `The claim ${from} cannot be a principal tag.`);
}
