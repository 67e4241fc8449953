import { RockpoolError } from "../errors.ts";

/** RFC 9110 section 5.6.2: a token, which is what the name of a scheme is. */
const scheme = /^[!#$%&'*+\-.^_`|~0-9A-Za-z]+(?= |$)/;
/** RFC 9110 section 11.4: a token68, which RFC 6750 section 2.1 calls a b64token. */
const token68 = /^[A-Za-z0-9\-._~+/]+=*$/;

/**
 * What an `Authorization: Bearer …` header has behind its scheme. Tokens elsewhere (form bodies, query parameters: RFC 6750
 * sections 2.2 and 2.3) are not looked for: they end up in logs and histories.
 *
 * Whether it has the form of a token is not judged here: of one that is verified it is known, and to look at each
 * character takes a twentieth of the time that verifying takes. Ask {@link checkForm} of all others.
 *
 * @param authorization The header's value; `undefined` or an empty list: there is none. Anything else that may have come from
 *   a request is allowed, and refused.
 * @throws `missing_token`: no header, or one of another scheme. `invalid_request`: two headers, or one that is none.
 */
export function bearerToken(authorization: unknown): string {
  const values = Array.isArray(authorization) ? authorization : [authorization];
  if (values.length > 1) throw malformed("More than one Authorization header");
  const header: unknown = values[0] ?? "";
  if (header === "") throw missing();
  if (typeof header !== "string") throw malformed();
  const name = header.slice(0, 7);
  if (name === "Bearer " || name.toLowerCase() === "bearer ") return withoutSpaces(header, 7);
  const other = scheme.exec(header)?.[0];
  throw other === undefined || other.toLowerCase() === "bearer" ? malformed() : missing();
}

/** @throws `invalid_request` for what cannot be a token. */
export function checkForm(token: string): void {
  if (!token68.test(token)) throw malformed();
}

/** Between scheme and token there may be several. */
function withoutSpaces(header: string, from: number): string {
  let start = from;
  while (header.charCodeAt(start) === 0x20) start += 1;
  return header.slice(start);
}

function missing(): RockpoolError {
  return new RockpoolError("missing_token", "No bearer token was sent");
}

/** The message never shows what was sent. */
function malformed(message = "The Authorization header is malformed"): RockpoolError {
  return new RockpoolError("invalid_request", message);
}
