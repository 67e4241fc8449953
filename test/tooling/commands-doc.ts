import { readFileSync } from "node:fs";
import { type CommandSpec, commands } from "../../src/cli/commands.ts";
import { optionOf, usageOf } from "../../src/cli/help.ts";

const example = readFileSync(new URL("../../examples/dev-config.ts", import.meta.url), "utf8");

/** docs/commands.md, made from what the command takes. */
export function commandsDoc(): string {
  const sections = Object.entries(commands).map(([name, spec]) => section(name, spec));
  return `${[intro, ...sections, configuration].join("\n\n")}\n`;
}

const intro = `# The command

\`npx rockpool\` is there where the package is; in a clone of rockpool, \`npm run dev -- --port 9229\` is \`rockpool dev\` on the sources.
\`rockpool COMMAND --help\` says what stands here. The exit code is 0, or 1 when something failed, or 2 when the arguments are wrong.

The command alone reads an environment variable: \`ROCKPOOL_MASTER_KEY\`, the text of a master key. A storage that outlives the process needs
one: \`--master-key-file\` goes before the variable, and the variable before the file \`rockpool.key\` beside a SQLite file.`;

function section(name: string, spec: CommandSpec): string {
  const rows = Object.entries(spec.options).map(([option, said]) => {
    const byDefault = said.required ? "*to be given*" : (said.default ?? "");
    return `| \`${optionOf(option, said)}\` | ${said.text} | ${byDefault} |`;
  });
  const usage = ["```sh", usageOf(name, spec), "```"].join("\n");
  const table = ["| option | | default |", "| --- | --- | --- |", ...rows].join("\n");
  return [`## rockpool ${name}`, usage, spec.summary, ...spec.more, table].join("\n\n");
}

const configuration = `## A configuration

\`rockpool dev --config FILE\` applies the default export of a module: what is not there is made, what is there is brought to what is written,
and what is not written stays ([Settings](settings.md)). It prints the ids of pools and clients. A user's password is for a new user, or one who
has not chosen their own yet. Two entries of one name are refused, unless each has a \`key\` of its own. \`openIdConnectProviders\`, as
\`awsHandler\` takes them, are the client ids of issuers that requests name by their ARNs.

\`\`\`ts
${example.trimEnd()}
\`\`\`

When the file changes, it is applied again. An error in it is printed, and what was applied before stays; what stands before the error is
applied. What the file imports is loaded once.

TypeScript runs by itself from Node 22.18 on; with an older one, install \`tsx\`.`;
