import { createHash } from "node:crypto";

/**
 * The SHA-256 thumbprint of a public RSA key (RFC 7638 section 3), in base64 with padding: 44 characters, which is the form of
 * Cognito's key ids.
 */
export function thumbprint({ e, kty, n }: { readonly e: string; readonly kty: "RSA"; readonly n: string }): string {
  return createHash("sha256").update(JSON.stringify({ e, kty, n })).digest("base64");
}
