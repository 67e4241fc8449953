import { z } from "zod";
import { invalidParameter, type SchemaOf } from "../../codecs/schema.ts";
import { canonical, codePointLength } from "../../codecs/text.ts";
import type { UsernameConfiguration } from "../settings/sign-in-names.ts";

/** A user name, or what a user signs in with in its place, as it is written. */
export const usernameSchema: SchemaOf<string> = z.string().min(1).max(256);

/** Characters of a user name. */
const MAX_USERNAME = 128;

/**
 * The one form of a name: what is stored, compared and put into tokens. Names that differ by Unicode composition are one name, and
 * by case too, unless the pool is case-sensitive. The same for addresses, which are shown as they were written.
 */
export function foldName({ caseSensitive }: UsernameConfiguration, name: string): string {
  return caseSensitive ? name.normalize("NFKC") : canonical(name);
}

/**
 * Folds a user name.
 *
 * @param path Where the name was written, for the error.
 * @throws `InvalidParameterException`: what remains is not 1 to 128 letters, marks, symbols, digits or punctuation.
 */
export function foldUsername(
  configuration: UsernameConfiguration,
  username: string,
  path: readonly string[] = ["username"],
): string {
  const folded = foldName(configuration, username);
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(folded) || codePointLength(folded) > MAX_USERNAME) {
    throw invalidParameter(
      path,
      "Member must have 1 to 128 characters and satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    );
  }
  return folded;
}
