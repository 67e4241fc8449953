import { fileURLToPath } from "node:url";
import ts from "typescript";
import { defaultIdentityPoolSettings } from "../../src/identity-pool/settings.ts";
import { defaultAppClientSettings, frozenAppClientSettings } from "../../src/user-pool/app-clients/client-options.ts";
import { customAttribute } from "../../src/user-pool/settings/attribute-schema.ts";
import { defaultUserPoolSettings, frozenUserPoolSettings } from "../../src/user-pool/settings/pool-options.ts";
import { type Members, ofClients, ofUserPools } from "../cognito-model/members.ts";

interface Kind {
  readonly title: string;
  readonly interfaceName: string;
  readonly file: string;
  readonly defaults: object;
  readonly frozen: readonly string[];
  readonly intro: string;
  /** Where members of Cognito's requests are that are no settings. */
  readonly members?: { readonly of: string; readonly all: Members };
}

const kinds: readonly Kind[] = [
  {
    title: "User pools",
    interfaceName: "UserPoolSettings",
    file: "src/user-pool/settings/pool-options.ts",
    defaults: defaultUserPoolSettings,
    frozen: frozenUserPoolSettings,
    intro:
      "What `rockpool.ensureUserPool`, `rockpool.diffUserPool` and `pool.settings.update` take, and `pool.settings.get` gives.",
    members: { of: "CreateUserPool and UpdateUserPool", all: ofUserPools },
  },
  {
    title: "Attributes",
    interfaceName: "AttributeDefinition",
    file: "src/user-pool/settings/attribute-schema.ts",
    defaults: customAttribute,
    frozen: Object.keys(customAttribute),
    intro: "What a user pool's `schema` says of each attribute; the defaults are those of a custom one.",
  },
  {
    title: "App clients",
    interfaceName: "AppClientSettings",
    file: "src/user-pool/app-clients/client-options.ts",
    defaults: defaultAppClientSettings,
    frozen: frozenAppClientSettings,
    intro: `What \`pool.clients.ensure\` and \`pool.clients.update\` take, and \`client.settings\` gives. How long a token is valid is in
seconds always, where Cognito takes a number and a unit. Beside the settings, \`clients.ensure\` takes \`clientSecret\`, a secret of your
own for a new client; \`client.clientSecret\` shows it.`,
    members: { of: "CreateUserPoolClient and UpdateUserPoolClient", all: ofClients },
  },
  {
    title: "Identity pools",
    interfaceName: "IdentityPoolSettings",
    file: "src/identity-pool/settings.ts",
    defaults: defaultIdentityPoolSettings,
    frozen: [],
    intro:
      "What `rockpool.ensureIdentityPool` and `identityPool.settings.update` take, and `identityPool.settings.get` gives: see docs/identity-pools.md.",
  },
];

/** docs/settings.md, made from what the sources say of each setting. */
export function settingsDoc(): string {
  const files = kinds.map(({ file }) => fileURLToPath(new URL(`../../${file}`, import.meta.url)));
  const program = ts.createProgram(files, {
    target: ts.ScriptTarget.ES2023,
    module: ts.ModuleKind.NodeNext,
    moduleResolution: ts.ModuleResolutionKind.NodeNext,
    allowImportingTsExtensions: true,
    noEmit: true,
    strict: true,
    exactOptionalPropertyTypes: true,
    skipLibCheck: true,
  });
  const checker = program.getTypeChecker();
  const sections = kinds.map((kind, at) => {
    const source = program.getSourceFile(files[at] ?? "");
    const declared = source?.statements.find(
      (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === kind.interfaceName,
    );
    if (declared === undefined) throw new Error(`${kind.file} declares no ${kind.interfaceName}`);
    const rows = rowsOf(checker, checker.getTypeAtLocation(declared), kind, "", kind.defaults);
    const settings = [`## ${kind.title}`, "", kind.intro, "", "| setting | | default |", "| --- | --- | --- |", ...rows];
    return [...settings, ...elsewhere(kind)].join("\n");
  });
  return `${[intro, ...sections, quotas].join("\n\n")}\n`;
}

function elsewhere({ members }: Kind): readonly string[] {
  if (members === undefined) return [];
  const rows = Object.entries(members.all).flatMap(([member, place]) =>
    typeof place === "string" ? [] : [`| \`${member}\` | ${place.because} |`],
  );
  return ["", `Members of ${members.of} that are no settings here:`, "", "| member | because |", "| --- | --- |", ...rows];
}

const intro = `# Settings

A member that is not written stays as it is; at creation it gets its default. Objects are merged member by member, lists are replaced.
What is marked *fixed* can be written at creation only: a difference later is refused, and nothing is changed.`;

const quotas = `## Quotas

Cognito's limits of what one user or one record holds are kept: they stand above and in docs/users.md. Those that protect a service which
many share are not: 10,000 groups and 1,000 clients in a pool, pools in a region, users in a pool. Here each costs its own records only,
and every list comes in pages.`;

function rowsOf(checker: ts.TypeChecker, type: ts.Type, kind: Kind, parent: string, defaults: unknown): readonly string[] {
  return type.getProperties().flatMap((property) => {
    const path = `${parent}${property.name}`;
    const declaration = property.declarations?.[0];
    const documented = ts.displayPartsToString(property.getDocumentationComment(checker));
    const byDefault = (defaults as Readonly<Record<string, unknown>> | undefined)?.[property.name];
    const isFixed = kind.frozen.some((fixed) => `${path}.`.startsWith(`${fixed}.`));
    const memberType = declaration === undefined ? undefined : checker.getTypeOfSymbolAtLocation(property, declaration);
    const row = `| \`${path}\` | ${cell(documented)}${isFixed ? " *Fixed.*" : ""} | ${defaultOf(property, checker, byDefault)} |`;
    const isNested = memberType !== undefined && isSettings(checker, memberType);
    if (!isNested) return [row];
    const below = rowsOf(checker, memberType, kind, `${path}.`, byDefault);
    return documented === "" ? below : [row, ...below];
  });
}

/** Whether a type is an object with members of its own: no list, no record by name, no text. */
function isSettings(checker: ts.TypeChecker, type: ts.Type): boolean {
  if (checker.isArrayLikeType(type) || type.isUnion() || (type.flags & ts.TypeFlags.Object) === 0) return false;
  return type.getProperties().length > 0 && type.getStringIndexType() === undefined;
}

/** What the docstring says of a default; where that is a plain value, it must be what it is. */
function defaultOf(property: ts.Symbol, checker: ts.TypeChecker, value: unknown): string {
  const tag = property.getJsDocTags(checker).find(({ name }) => name === "default");
  const said = cell(ts.displayPartsToString(tag?.text));
  const isPlain = value !== undefined && (value === null || typeof value !== "object" || Array.isArray(value));
  if (!isPlain) return said;
  const made = JSON.stringify(value);
  const remark = /^(?<said>.*?)(?<remark> \(.*\))?$/.exec(said)?.groups;
  if (remark?.["said"]?.replaceAll(", ", ",") !== made) {
    throw new Error(`the default of ${property.name} is ${made}, and its docstring says ${said === "" ? "none" : said}`);
  }
  return `\`${made}\`${remark["remark"] ?? ""}`;
}

function cell(text: string): string {
  return text.replaceAll("\n", " ").replaceAll("|", "\\|").trim();
}
