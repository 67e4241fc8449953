const entities: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as HTML shows it, also inside a quoted attribute. For a `customMessage` function: a name is not markup. */
export function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (character) => entities[character] ?? character);
}

/** Whether somebody wrote tags: `a <b> c` has one, `x < y` and `<ada@example.com>` have none. */
export function isMarkup(text: string): boolean {
  return /<\/?[a-z][a-z0-9-]*(?:\s[^<>]*)?\/?>/i.test(text);
}

// What nobody closed goes on to the end, or to the next of its kind, as in a browser: so each text is gone through once.
const UNSEEN = /<!--.*?(?:-->|$)|<(style|script|title)\b.*?(?:<\/\1\s*>|$)/gis;
const LINK = /<a(\s[^<>]*)>((?:(?!<a\s).)*?)(?:<\/a\s*>|(?=<a\s)|$)/gis;
const HREF = /\shref\s*=\s*(?:"([^"]*)"|'([^']*)')/i;
const END_OF_LINE = /<(?:br|hr|\/(?:address|article|blockquote|div|footer|h[1-6]|header|li|ol|p|section|table|tr|ul))\b[^<>]*>/gi;
const TAG = /<[a-z/!][^<>]*>/gi;

/** What a reader of HTML sees, for one who reads text: a link is followed by where it leads. */
export function plainText(markup: string): string {
  const lines = markup
    .replaceAll(UNSEEN, "")
    .replaceAll(/\s+/g, " ")
    .replaceAll(LINK, (_, attributes: string, text: string) => {
      const [, double, single] = HREF.exec(attributes) ?? [];
      return `${text} ${double ?? single ?? ""}`;
    })
    .replaceAll(END_OF_LINE, "\n")
    .replaceAll(TAG, "")
    .split("\n")
    .map((line) => decoded(line).trim());
  return lines
    .filter((line, n) => line !== "" || lines[n - 1] !== "")
    .join("\n")
    .trim();
}

const named: Readonly<Record<string, string>> = { amp: "&", lt: "<", gt: ">", quot: '"', apos: "'", nbsp: " " };

/** In one pass, so that `&amp;lt;` is `&lt;`. */
function decoded(text: string): string {
  return text.replaceAll(/&(?:#(\d{1,7})|#x([\da-f]{1,6})|([a-z]{2,6}));/gi, (entity, decimal, hex, name: string | undefined) => {
    if (name !== undefined) return named[name.toLowerCase()] ?? entity;
    const codePoint = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
    return codePoint <= 0x10ffff ? String.fromCodePoint(codePoint) : entity;
  });
}
