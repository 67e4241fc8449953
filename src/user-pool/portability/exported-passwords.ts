import { z } from "zod";
import { type SchemaOf, schemaFor } from "../../codecs/schema.ts";

/** What of an exported user is as secret as a password file. */
export interface ExportedPasswords {
  /** argon2 in PHC form; `null` for a user without a password. */
  readonly passwordHash: string | null;
  /** Hashes of the passwords before, the last one first. */
  readonly previousPasswordHashes: readonly string[];
}

const PHC =
  /^\$argon2(?:id|i|d)\$v=19\$m=(?<kib>\d{1,7}),t=(?<passes>\d{1,2}),p=(?<lanes>\d{1,2})\$[A-Za-z0-9+/]{11,88}\$[A-Za-z0-9+/]{16,172}$/;

/** What a hash may cost who verifies it: as much as `passwordHashing` may ask for. RFC 9106 section 3.1: 8 KiB a lane at least. */
const MOST = { kib: 4_194_304, passes: 64, lanes: 64 } as const;

function isAffordable(hash: string): boolean {
  const { kib, passes, lanes } = PHC.exec(hash)?.groups ?? {};
  const isWithin = (value: string | undefined, most: number): boolean => Number(value) >= 1 && Number(value) <= most;
  const isOneOfOurs = isWithin(kib, MOST.kib) && isWithin(passes, MOST.passes) && isWithin(lanes, MOST.lanes);
  return isOneOfOurs && Number(kib) >= 8 * Number(lanes);
}

const phc = z
  .string()
  .max(512)
  .regex(PHC, "Member must be an argon2 hash in PHC form")
  .refine(isAffordable, "Member must need at most 4 GiB of memory, 64 passes and 64 lanes, and 8 KiB a lane at least");

/** The members, for the schema of a whole record. */
export const exportedPasswordsShape = {
  passwordHash: phc.nullable() as z.ZodType<string | null, string | null>,
  previousPasswordHashes: z.array(phc).max(24) as z.ZodType<string[], string[]>,
};

export const exportedPasswordsSchema: SchemaOf<ExportedPasswords> = schemaFor<ExportedPasswords>()(
  z.strictObject(exportedPasswordsShape),
);
