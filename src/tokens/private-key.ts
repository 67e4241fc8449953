import { createPrivateKey, type KeyObject } from "node:crypto";
import type { PrivateJwk } from "./jwk.ts";
import { privateKeyOf } from "./key-pair.ts";

/** A private key that somebody wrote down: a JWK (RFC 7517), or PEM text of PKCS #8, PKCS #1 (RSA) or SEC 1 (EC), not encrypted. */
export type WrittenPrivateKey = string | PrivateJwk | { readonly [member: string]: unknown };

/** @returns `undefined` for whatever is no private key: what node:crypto says of it may show a part. */
export function readPrivateKey(written: WrittenPrivateKey): KeyObject | undefined {
  try {
    return typeof written === "string" ? createPrivateKey({ key: written, format: "pem" }) : privateKeyOf(written as PrivateJwk);
  } catch {
    return undefined;
  }
}
