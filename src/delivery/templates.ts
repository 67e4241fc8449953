/** A text with placeholders, and what stands in their place: in one pass, so that a name which looks like one is not taken for it. */
export function filled(template: string, values: Readonly<Record<string, string>>): string {
  return template.replaceAll(/\{(?:username|####)\}/g, (placeholder) => values[placeholder] ?? placeholder);
}

/** `{##any text##}` becomes the text and the link. */
export function withLink(template: string, link: string): string {
  return template.replaceAll(/\{##([^#]*)##\}/g, (_, text: string) => `${text.trim()} ${link}`.trim());
}
