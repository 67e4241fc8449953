import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { type Attributes, attributesSchema } from "../users/attributes.ts";
import { type UserStatus, userStatuses } from "../users/user.table.ts";

/**
 * A user with all that makes them who they are, as plain JSON: what leaves one pool and comes into another. Sessions, open codes and
 * challenges, and counters of failures, stay behind.
 */
export interface ExportedUser {
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
  /** argon2 in PHC form: as secret as a password file. `null` for a user without a password. */
  readonly passwordHash: string | null;
  /** Hashes of the passwords before, the last one first. */
  readonly previousPasswordHashes: readonly string[];
  /** Until when a temporary password may be used, RFC 3339; `null` for one that the user chose. */
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

/** What a hash may cost who verifies it: memory up to 1 GiB, 16 passes, 16 lanes. */
const phc = z
  .string()
  .max(512)
  .regex(
    /^\$argon2(?:id|i|d)\$v=19\$m=\d{1,7},t=(?:\d|1[0-6]),p=(?:\d|1[0-6])\$[A-Za-z0-9+/]{11,88}\$[A-Za-z0-9+/]{16,172}$/,
    "Member must be an argon2 hash in PHC form",
  )
  .refine((hash) => Number(/m=(\d+)/.exec(hash)?.[1]) <= 1_048_576, "Member must need at most 1 GiB of memory");

export const exportedUserSchema: SchemaOf<ExportedUser> = schemaFor<ExportedUser>()(
  z.strictObject({
    sub: z.string().regex(/^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/, "Member must be a UUID in lower case"),
    username: z.string().min(1).max(128),
    attributes: attributesSchema,
    userStatus: z.enum(userStatuses),
    enabled: z.boolean(),
    userCreateDate: date,
    userLastModifiedDate: date,
    groups: z.array(z.string().min(1).max(128)).max(100),
    identities: z
      .array(
        z.strictObject({
          providerName: z.string().min(1).max(32),
          providerAttributeName: z.string().min(1).max(256),
          providerAttributeValue: z.string().min(1).max(256),
          linkedAt: date,
        }),
      )
      .max(5),
    passwordHash: phc.nullable(),
    previousPasswordHashes: z.array(phc).max(24),
    temporaryPasswordUntil: date.nullable(),
  }),
);
