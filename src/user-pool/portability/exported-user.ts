import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { groupNameSchema } from "../groups/group.ts";
import { type Attributes, attributesSchema } from "../users/attributes.ts";
import { COGNITO } from "../users/link-provider.ts";
import { type UserStatus, userStatuses } from "../users/user.table.ts";
import { usernameSchema } from "../users/username.ts";
import { type ExportedPasswords, exportedPasswordsShape } from "./exported-passwords.ts";

/**
 * A user with all that makes them who they are, as plain JSON: what leaves one pool and comes into another. Sessions, open codes and
 * challenges, and counters of failures, stay behind.
 */
export interface ExportedUser extends ExportedPasswords {
  /** Kept by an import: what an application has stored of the user stays right. */
  readonly sub: string;
  readonly username: string;
  readonly attributes: Attributes;
  readonly userStatus: UserStatus;
  readonly enabled: boolean;
  /** RFC 3339. */
  readonly userCreateDate: string;
  readonly userLastModifiedDate: string;
  /** Names; the groups must be there. */
  readonly groups: readonly string[];
  readonly identities: readonly ExportedIdentity[];
  /**
   * argon2 in PHC form; of who was imported with a hash by bcrypt, scrypt or PBKDF2 that one, until they have signed in. It is as secret as
   * a password file. `null` for a user without a password, and where it is sealed.
   */
  readonly passwordHash: string | null;
  /** Hashes of the passwords before, the last one first; empty where they are sealed. */
  readonly previousPasswordHashes: readonly string[];
  /** The two members above, sealed to a key of the caller's: a compact JWE. @default they are not sealed */
  readonly sealedPasswords?: string | undefined;
  /** Until when the temporary password of FORCE_CHANGE_PASSWORD may be used, RFC 3339; in every other status `null`. */
  readonly temporaryPasswordUntil: string | null;
}

export interface ExportedIdentity {
  readonly providerName: string;
  readonly providerAttributeName: string;
  readonly providerAttributeValue: string;
  /** RFC 3339. */
  readonly linkedAt: string;
}

const date = z.iso.datetime();
/** All hashes at their longest, sealed to a key of 16384 bits. */
const MAX_SEALED = 32_768;

const identity = z.strictObject({
  providerName: z
    .string()
    .min(1)
    .max(32)
    .refine((name) => name !== COGNITO, "Member must be another provider than Cognito"),
  providerAttributeName: z.string().min(1).max(256),
  providerAttributeValue: z.string().min(1).max(256),
  linkedAt: date,
});

function namesOf({ providerName, providerAttributeName, providerAttributeValue }: ExportedIdentity): string {
  return JSON.stringify([providerName, providerAttributeName, providerAttributeValue]);
}

function areDistinct(texts: readonly string[]): boolean {
  return new Set(texts).size === texts.length;
}

export const exportedUserSchema: SchemaOf<ExportedUser> = schemaFor<ExportedUser>()(
  z
    .strictObject({
      sub: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "Member must be a UUID in lower case"),
      username: usernameSchema,
      attributes: attributesSchema,
      userStatus: z.enum(userStatuses),
      enabled: z.boolean(),
      userCreateDate: date,
      userLastModifiedDate: date,
      groups: z.array(groupNameSchema).max(100).refine(areDistinct, "Member must name each group once"),
      identities: z
        .array(identity)
        .max(5)
        .refine((identities) => areDistinct(identities.map(namesOf)), "Member must name each identity once"),
      ...exportedPasswordsShape,
      sealedPasswords: z.string().min(1).max(MAX_SEALED).optional(),
      temporaryPasswordUntil: date.nullable(),
    })
    .refine(
      ({ sealedPasswords, passwordHash, previousPasswordHashes }) =>
        sealedPasswords === undefined || (passwordHash === null && previousPasswordHashes.length === 0),
      { path: ["sealedPasswords"], message: "Member must not stand beside a hash in the clear" },
    )
    // Else a password that somebody else chose would let in without a question, or for ever.
    .refine(
      ({ userStatus, temporaryPasswordUntil }) => (userStatus === "FORCE_CHANGE_PASSWORD") === (temporaryPasswordUntil !== null),
      {
        path: ["temporaryPasswordUntil"],
        message: "Member must be the end of the temporary password where the status is FORCE_CHANGE_PASSWORD, and else null",
      },
    ),
);
