/** `localhost` is none: it is a name, and a name can be made to mean another machine (RFC 8252 section 8.3). */
const loopback = /^(?<host>http:\/\/(?:127\.0\.0\.1|\[::1\]))(?::(?<port>[1-9]\d{0,4}))?(?<rest>(?:[/?].*)?)$/s;

/**
 * Whether two addresses are one of this machine and differ in their port alone: a native application learns its port when it starts to
 * listen (RFC 8252 section 7.3).
 */
export function isSameLoopback(registered: string, presented: string): boolean {
  const address = withoutPort(presented);
  return address !== undefined && address === withoutPort(registered);
}

/** @returns `undefined`: no loopback address. */
function withoutPort(uri: string): string | undefined {
  const { host, port = "80", rest } = loopback.exec(uri)?.groups ?? {};
  return host === undefined || Number(port) > 65_535 ? undefined : `${host}${rest}`;
}
