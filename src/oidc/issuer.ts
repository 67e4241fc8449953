/** What an issuer is called by where only names stand: itself without its scheme, as in the logins of Cognito. */
export function nameOfIssuer(issuer: string): string {
  return issuer.replace(/^https?:\/\//, "");
}

/**
 * Whether a text is the URL of an issuer (OpenID Connect Core section 2), written in the one way that URLs are compared in: no query, no
 * fragment, no credentials, a host in lower case, no port that goes without saying. A slash at the end counts.
 */
export function isIssuer(text: string): boolean {
  if (!/^https?:\/\/[^?#\\]+$/.test(text) || !URL.canParse(text)) return false;
  const url = new URL(text);
  // The URL of a host alone has a slash at its end, whether or not one was written.
  return url.username === "" && url.password === "" && [url.href, url.origin].includes(text);
}

const GOOGLE = "https://accounts.google.com";

/** What tokens of an issuer may say as `iss`: exactly itself. Google documents that it leaves out the scheme now and then. */
export function namesItselfAs(issuer: string): readonly string[] {
  return issuer === GOOGLE ? [GOOGLE, nameOfIssuer(GOOGLE)] : [issuer];
}

/** Where an issuer publishes what it is (OpenID Connect Discovery section 4). */
export function discoveryUrl(issuer: string): string {
  return `${issuer.replace(/\/$/, "")}/.well-known/openid-configuration`;
}
