/** What is searched, one character a byte: texts and files alike. */
export const bytesOf = (content: string | Uint8Array): string => Buffer.from(content).toString("latin1");

/**
 * Which of the secrets stand there: whole, or by the part that is worth as much; as they are, as JSON writes them, in hex,
 * in base64 or base64url, and, where they are base64url of something themselves, as the bytes of that.
 */
export function foundIn(bytes: string, secrets: Iterable<string>): readonly string[] {
  return [...secrets].filter((secret) => partsOf(secret).some((part) => stands(bytes, part)));
}

function stands(bytes: string, part: string): boolean {
  const forms = [part, ...decoded(part)].flatMap((one) => encodedForms(Buffer.from(one)));
  if (forms.some((form) => bytes.includes(form))) return true;
  // A code may well stand within a time in ms, or another number.
  if (/^\d+$/.test(part)) return new RegExp(`(?<!\\d)${part}(?!\\d)`).test(bytes);
  const plain = [part, JSON.stringify(part).slice(1, -1), ...decoded(part)];
  return plain.some((form) => bytes.includes(bytesOf(form)));
}

/** Of a token also its signature or MAC; of what has a prefix also the rest. */
function partsOf(secret: string): readonly string[] {
  const last = secret.includes(" ") ? [] : [secret.split(".").at(-1) ?? "", secret.replace(/^rp[a-z]+_/, "")];
  return [...new Set([secret, ...last.filter((part) => part.length >= 20)])];
}

/** What base64url of 32 bytes or more stands for. */
function decoded(part: string): readonly Buffer[] {
  return /^[\w-]{43,}$/.test(part) ? [Buffer.from(part, "base64url")] : [];
}

function encodedForms(bytes: Buffer): readonly string[] {
  const hex = bytes.toString("hex");
  return [hex, hex.toUpperCase(), ...[0, 1, 2].flatMap((offset) => base64Forms(bytes, offset))];
}

/** The characters that are the secret's alone when it stands `offset` bytes behind a border of base64. */
function base64Forms(bytes: Buffer, offset: number): readonly string[] {
  const shifted = Buffer.concat([Buffer.alloc(offset), bytes]);
  const from = Math.ceil((offset * 8) / 6);
  const to = Math.floor((shifted.length * 8) / 6);
  return [shifted.toString("base64").slice(from, to), shifted.toString("base64url").slice(from, to)];
}
