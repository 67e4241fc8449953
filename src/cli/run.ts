import { isRockpoolError } from "../errors.ts";
import { type Arguments, readArguments, UsageError } from "./arguments.ts";
import { helpText } from "./help.ts";
import { complain, Failure, print } from "./terminal.ts";

/** Does what the arguments say. @returns The exit code: 0; 1, it failed; 2, the arguments are wrong. */
export async function run(args: readonly string[], version: () => string): Promise<number> {
  try {
    return await obey(readArguments(args), version);
  } catch (error) {
    if (error instanceof UsageError) {
      const { command } = error;
      complain(`${error.message} See rockpool ${command === undefined ? "" : `${command} `}--help`);
      return 2;
    }
    const isExpected = error instanceof Failure || isRockpoolError(error);
    complain(
      isExpected || !(error instanceof Error) ? String((error as Error).message ?? error) : (error.stack ?? error.message),
    );
    return 1;
  }
}

/** Each command is loaded when it is asked for: help is there at once. */
async function obey(asked: Arguments, version: () => string): Promise<number> {
  switch (asked.asks) {
    case "version":
      await print(version());
      return 0;
    case "help":
      await print(helpText(asked.command));
      return 0;
    case "dev":
      return (await import("./dev.ts")).dev(asked.values);
    case "key":
      return (await import("./keys.ts")).makeKey(asked.values);
    case "export":
      return (await import("./users.ts")).exportUsers(asked.values);
    case "import":
      return (await import("./users.ts")).importUsers(asked.values, asked.file);
  }
}
