/** `ada@example.com` → `a***@e***`: the first character of each side, three stars whatever the length. */
export function maskEmail(email: string): string {
  const at = email.lastIndexOf("@");
  return maskedEmail(email.slice(0, at), email.slice(at + 1));
}

/** The mask of an address of which only the first characters count. */
export function maskedEmail(local: string, domain: string): string {
  const [first = ""] = local;
  const [second = ""] = domain;
  return `${first}***@${second}***`;
}

/** `+12065551212` → `+*******1212`: the last four digits, and seven stars whatever the length. */
export function maskPhoneNumber(phoneNumber: string): string {
  return `+*******${phoneNumber.slice(1).slice(-4)}`;
}
