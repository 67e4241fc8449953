import { invalidParameter } from "../codecs/schema.ts";

/** One address of e-mail, and what its owner is called; an empty name is none. */
export interface Mailbox {
  readonly name: string;
  readonly address: string;
}

/** A `Dot-string` at a `Domain` of RFC 5321 section 4.1.2, in ASCII: no quotes, no list, no line break, nothing that looks like `@`. */
const ADDRESS =
  /^[\w!#$%&'*+/=?^`{|}~-]+(?:\.[\w!#$%&'*+/=?^`{|}~-]+)*@[a-z\d](?:[a-z\d-]*[a-z\d])?(?:\.[a-z\d](?:[a-z\d-]*[a-z\d])?)*$/i;
/** RFC 5321 section 4.5.3.1.3, without the angle brackets. */
const MAX_LENGTH = 254;

/** Whether a text is one address of e-mail, to every mail server alike. */
export function isEmailAddress(text: string): boolean {
  return text.length <= MAX_LENGTH && ADDRESS.test(text);
}

/** `+` and digits, as the attribute `phone_number`. */
export function isPhoneNumber(text: string): boolean {
  return /^\+\d{1,32}$/.test(text);
}

/**
 * Reads `ada@example.com`, or `Ada Lovelace <ada@example.com>`.
 *
 * @throws `InvalidParameterException`
 */
export function parseMailbox(text: string, path: string): Mailbox {
  const [, quoted = "", named = "", bare = ""] = /^(?:"([^"\\]*)"\s*|([^"<>]*))<([^<>]*)>$/.exec(text) ?? ["", "", "", text];
  const mailbox = { name: (quoted || named).trim(), address: bare };
  if (!isEmailAddress(mailbox.address) || /\p{Cc}/u.test(mailbox.name)) {
    throw invalidParameter([path], "Member must be one address, or a name and one address in angle brackets");
  }
  return mailbox;
}

/** A mailbox as a header has it, its name in RFC 2047's encoding where it is not ASCII. */
export function mailboxHeader({ name, address }: Mailbox): string {
  if (name === "") return address;
  return /^[ -~]*$/.test(name) ? `"${name.replaceAll(/["\\]/g, "\\$&")}" <${address}>` : `${encodedWords(name)} <${address}>`;
}

/** An encoded word has at most 75 characters (RFC 2047 section 2), of which 12 are around what is encoded. */
const MAX_BYTES_OF_WORD = 45;

function encodedWords(text: string): string {
  const words: string[] = [""];
  for (const character of text) {
    const longer = (words.at(-1) ?? "") + character;
    if (Buffer.byteLength(longer) > MAX_BYTES_OF_WORD) words.push(character);
    else words[words.length - 1] = longer;
  }
  return words.map((word) => `=?UTF-8?B?${Buffer.from(word).toString("base64")}?=`).join(" ");
}
