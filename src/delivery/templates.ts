import { escapeHtml, isMarkup, plainText } from "./html.ts";

/** What stands in the place of `{username}` and `{####}`. */
export type Values = Readonly<Record<string, string>>;

/** What an e-mail says, in both of its forms. */
export interface EmailText {
  readonly body: string;
  readonly html: string;
}

const PLACEHOLDER = /\{(?:username|####)\}|\{##([^#]*)##\}/g;

/** A text with placeholders, and what stands in their place: in one pass, so that a name which looks like one is not taken for it. */
export function filled(template: string, values: Values): string {
  return render(template, { values, literal: asItIs });
}

/**
 * An e-mail as text and as HTML. A template is read as text unless there are tags in it: whoever wrote it decides, never what is
 * filled in. That is escaped in HTML, and is as it was written in text.
 *
 * @param link What `{##any text##}` leads to.
 */
export function emailText(template: string, values: Values, link?: string): EmailText {
  const isHtml = isMarkup(template);
  const escaped = Object.fromEntries(Object.entries(values).map(([placeholder, value]) => [placeholder, escapeHtml(value)]));
  return {
    body: render(isHtml ? plainText(template) : template, {
      values,
      literal: asItIs,
      anchor: link === undefined ? undefined : (text) => `${text.trim()} ${link}`.trim(),
    }),
    html: render(template, {
      values: escaped,
      literal: isHtml ? asItIs : (text) => escapeHtml(text).replaceAll(/\r?\n/g, "<br>\n"),
      anchor: link === undefined ? undefined : (text) => `<a href="${escapeHtml(link)}">${text.trim() || escapeHtml(link)}</a>`,
    }),
  };
}

interface Rendering {
  readonly values: Values;
  /** What lies between the placeholders. */
  readonly literal: (text: string) => string;
  /** What becomes of `{##any text##}`, whose text has been a literal. Without it, it stays. */
  readonly anchor?: ((text: string) => string) | undefined;
}

function render(template: string, { values, literal, anchor }: Rendering): string {
  let rendered = "";
  let end = 0;
  for (const match of template.matchAll(PLACEHOLDER)) {
    const [placeholder, label] = match;
    rendered += literal(template.slice(end, match.index));
    end = match.index + placeholder.length;
    if (label === undefined) rendered += values[placeholder] ?? placeholder;
    else rendered += anchor === undefined ? literal(placeholder) : anchor(literal(label));
  }
  return rendered + literal(template.slice(end));
}

function asItIs(text: string): string {
  return text;
}
