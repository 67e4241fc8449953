import { z } from "zod";
import { invalidParameter, type SchemaOf } from "../../codecs/schema.ts";
import { canonical, codePointLength } from "../../codecs/text.ts";

/** A user name as it is written. */
export const usernameSchema: SchemaOf<string> = z.string().min(1).max(128);

/**
 * The one form of a user name: what is stored, compared and put into tokens. Names that differ by case or by Unicode
 * composition are one name. (Cognito's API makes case-sensitive pools unless told; its console does not.)
 *
 * @param path Where the name was written, for the error.
 * @throws `InvalidParameterException`: what remains is not 1 to 128 letters, marks, symbols, digits or punctuation.
 */
export function foldUsername(username: string, path: readonly string[] = ["username"]): string {
  const folded = canonical(username);
  if (!/^[\p{L}\p{M}\p{S}\p{N}\p{P}]+$/u.test(folded) || codePointLength(folded) > 128) {
    throw invalidParameter(
      path,
      "Member must have 1 to 128 characters and satisfy regular expression pattern: [\\p{L}\\p{M}\\p{S}\\p{N}\\p{P}]+",
    );
  }
  return folded;
}
