import { decodeBase64url } from "../seal/base64url.ts";

/** What the protected header of a token says about its key. */
export interface KeyName {
  readonly kid: string;
  readonly alg: string;
}

/** The header of our tokens: these two members, in this order, and no `typ`, as Cognito's. */
export function protectedHeader({ kid, alg }: KeyName): { kid: string; alg: string } {
  return { kid, alg };
}

/** The first segment of every token that a key signs. */
export function headerSegment(key: KeyName): string {
  return Buffer.from(JSON.stringify(protectedHeader(key))).toString("base64url");
}

/**
 * Reads a header that may be anybody's. Members that would bring a key along, or change what is signed (`jwk`, `jku`, `x5u`,
 * `x5c`, `crit`, `b64`, `zip`), are not ignored: the header is refused, as is every member but `kid`, `alg` and
 * `typ: "JWT"`.
 *
 * @returns `undefined` for what is no header of a token.
 */
export function parseHeader(segment: string): KeyName | undefined {
  const header = parseObject(decodeBase64url(segment));
  if (header === undefined) return undefined;
  const { kid, alg, typ = "JWT", ...others } = header;
  if (typeof kid !== "string" || typeof alg !== "string" || typ !== "JWT" || Object.keys(others).length > 0) return undefined;
  return { kid, alg };
}

/** Refuses what is no UTF-8: `Buffer` reads one sign for whatever it does not know, so that two names would be the same. */
const utf8 = new TextDecoder("utf-8", { fatal: true, ignoreBOM: true });

/** The JSON object that is written in UTF-8; `undefined` for any other bytes. */
export function parseObject(bytes: Buffer | undefined): { readonly [member: string]: unknown } | undefined {
  if (bytes === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(utf8.decode(bytes));
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as { readonly [member: string]: unknown }) : undefined;
  } catch {
    return undefined;
  }
}
