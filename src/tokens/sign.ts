import type { ClaimsOf, TokenUse } from "./claims.ts";
import { protectedHeader } from "./header.ts";
import type { SigningKey } from "./keyset.ts";

/** Signs claims as a compact JWS (RFC 7515 section 7.1). A key signs tokens of its own use only. */
export async function signToken<U extends TokenUse>(key: SigningKey<U>, claims: ClaimsOf<U>): Promise<string> {
  // Loaded at first use, so that importing the library stays cheap.
  const { CompactSign } = await import("jose");
  return new CompactSign(Buffer.from(JSON.stringify(claims))).setProtectedHeader(protectedHeader(key)).sign(key.privateKey);
}
