import { parseArgs } from "node:util";
import { type CommandName, type CommandSpec, commandNames, commands } from "./commands.ts";

/** What was typed is not what a command takes. */
export class UsageError extends Error {
  readonly command: CommandName | undefined;

  constructor(message: string, command?: CommandName) {
    super(message);
    this.command = command;
  }
}

/** The values of options by their names; `undefined` where one is not given. */
export type Values = Readonly<Record<string, string | undefined>>;

export type Arguments =
  | { readonly asks: "version" }
  | { readonly asks: "help"; readonly command: CommandName | undefined }
  | { readonly asks: CommandName; readonly values: Values; readonly file: string | undefined };

/** @throws {UsageError} */
export function readArguments(args: readonly string[]): Arguments {
  const [first, ...others] = args;
  if (first === undefined) throw new UsageError("Which command?");
  if (first === "--version") return { asks: "version" };
  if (first === "--help" || first === "-h") return { asks: "help", command: undefined };
  const command = commandNames.find((name) => name === first);
  if (command === undefined) throw new UsageError(`There is no ${first.startsWith("-") ? "option" : "command"} ${first}.`);
  const spec = commands[command];
  const { values, positionals } = parsed(command, spec, others);
  if (values["help"] === true) return { asks: "help", command };
  const missing = Object.entries(spec.options).find(([name, { required }]) => required && values[name] === undefined);
  if (missing !== undefined) throw new UsageError(`--${missing[0]} is missing.`, command);
  const [surplus] = positionals.slice(spec.file === undefined ? 0 : 1);
  if (surplus !== undefined) throw new UsageError(`${surplus} is one argument too many.`, command);
  return { asks: command, values: values as Values, file: positionals[0] };
}

function parsed(command: CommandName, spec: CommandSpec, args: readonly string[]): ReturnType<typeof parseArgs> {
  const options = Object.entries(spec.options).map(([name, { value }]) => {
    return [name, { type: value === undefined ? "boolean" : "string" }] as const;
  });
  try {
    const help = { type: "boolean", short: "h" } as const;
    return parseArgs({ args: [...args], allowPositionals: true, options: { ...Object.fromEntries(options), help } });
  } catch (error) {
    // Node's words, without its advice on what stands behind.
    const [message = ""] = (error as Error).message.split(/\. To |\.?\n/);
    throw new UsageError(`${message}.`, command);
  }
}
