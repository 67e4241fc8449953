import { type CommandName, type CommandSpec, commands, type OptionSpec } from "./commands.ts";

const WIDTH = 100;

/** What `rockpool --help`, or `rockpool COMMAND --help`, prints. */
export function helpText(command?: CommandName): string {
  if (command !== undefined) return helpOf(command, commands[command]);
  const rows = Object.entries(commands).map(([name, { summary }]) => row(name, summary, 10));
  return [
    "rockpool COMMAND [options]",
    "",
    ...rows,
    "",
    "rockpool COMMAND --help tells more; rockpool --version which one it is.",
  ].join("\n");
}

/** As it is typed: what must be given, and what may. */
export function usageOf(name: string, { options, file }: CommandSpec): string {
  const typed = Object.entries(options).map(([option, spec]) => {
    const text = optionOf(option, spec);
    return spec.required ? text : `[${text}]`;
  });
  return ["rockpool", name, ...typed, ...(file === undefined ? [] : [file])].join(" ");
}

export function optionOf(option: string, { value }: OptionSpec): string {
  return value === undefined ? `--${option}` : `--${option} ${value}`;
}

function helpOf(name: string, spec: CommandSpec): string {
  const rows = Object.entries(spec.options).map(([option, said]) => {
    const byDefault = said.default === undefined ? "" : ` Default: ${said.default}.`;
    return row(optionOf(option, said), `${said.text}${byDefault}`, 26);
  });
  const paragraphs = [spec.summary, ...spec.more].map((text) => wrapped(text.replaceAll("`", ""), WIDTH).join("\n"));
  return [wrapped(usageOf(name, spec), WIDTH).join("\n  "), paragraphs.join("\n\n"), rows.join("\n")].join("\n\n");
}

function row(left: string, right: string, indent: number): string {
  const lines = wrapped(right, WIDTH - indent - 2);
  return `  ${left.padEnd(indent)}${lines.join(`\n${" ".repeat(indent + 2)}`)}`;
}

function wrapped(text: string, width: number): readonly string[] {
  const lines: string[] = [];
  let line = "";
  for (const word of text.split(" ")) {
    if (line !== "" && line.length + 1 + word.length > width) {
      lines.push(line);
      line = word;
    } else line = line === "" ? word : `${line} ${word}`;
  }
  return [...lines, line];
}
