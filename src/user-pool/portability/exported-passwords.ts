import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";
import { constraintOn } from "../users/password-hash/schemes.ts";

/** What of an exported user is as secret as a password file. */
export interface ExportedPasswords {
  /** argon2, bcrypt, scrypt or PBKDF2, as docs/users.md shows them; `null` for a user without a password. */
  readonly passwordHash: string | null;
  /** Hashes of the passwords before, the last one first. */
  readonly previousPasswordHashes: readonly string[];
}

const passwordHash = z
  .string()
  .max(512)
  .superRefine((hash, { addIssue }) => {
    const message = constraintOn(hash);
    if (message !== undefined) addIssue({ code: "custom", message });
  });

/** The members, for the schema of a whole record. */
export const exportedPasswordsShape = {
  passwordHash: passwordHash.nullable() as z.ZodType<string | null, string | null>,
  previousPasswordHashes: z.array(passwordHash).max(24) as z.ZodType<string[], string[]>,
};

export const exportedPasswordsSchema: SchemaOf<ExportedPasswords> = schemaFor<ExportedPasswords>()(
  z.strictObject(exportedPasswordsShape),
);
