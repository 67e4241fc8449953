/**
 * The bytes of unpadded base64url; `undefined` for any other text. Strict: `Buffer.from` alone skips what it does not know,
 * so that many texts would stand for the same bytes.
 */
export function decodeBase64url(text: string): Buffer | undefined {
  const bytes = Buffer.from(text, "base64url");
  return bytes.toString("base64url") === text ? bytes : undefined;
}
