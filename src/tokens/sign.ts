import type { ClaimsOf, TokenUse } from "./claims.ts";
import type { SigningKey } from "./keyset.ts";

/** Signs claims as a compact JWS. A key signs tokens of its own use only. */
export function signToken<U extends TokenUse>(key: SigningKey<U>, claims: ClaimsOf<U>): Promise<string> {
  return key.sign(Buffer.from(JSON.stringify(claims)));
}
