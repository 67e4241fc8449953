import { fileURLToPath } from "node:url";
import ts from "typescript";
import { describe, expect, it } from "vitest";
import packageJson from "../package.json" with { type: "json" };
import { circlesOf, importsOf, nodesOf, readSourceTree, type SourceTree } from "./tooling/source-tree.ts";

/**
 * The house from the ground up. A room imports itself and the rows below it: nothing above, nothing beside. `a/b` holds the
 * files of that folder, `a/b/**` also those of its folders; a file that stands apart from its folder is named with it.
 */
const house: readonly (readonly string[])[] = [
  ["errors.ts", "runtime.ts", "tracing.ts", "background.ts"],
  ["codecs", "optional-peer.ts"],
  ["seal"],
  ["storage"],
  ["storage/sql"],
  ["storage/memory", "storage/sqlite", "storage/postgres"],
  ["storage/conformance"],
  ["tokens", "delivery", "triggers", "iam", "oidc"],
  ["keys"],
  // What a guard reads signed requests by: it needs no storage, and no pool.
  ["identity-pool/session-token.ts"],
  ["guard"],
  ["settings"],
  ["user-pool/settings", "user-pool/users/password-hash"],
  ["user-pool/users/password-hasher.ts", "user-pool/groups/group.table.ts"],
  ["user-pool/events"],
  ["user-pool/context.ts", "user-pool/operation-triggers.ts"],
  ["user-pool/page-token.ts", "user-pool/key-owner.ts"],
  ["user-pool/app-clients"],
  ["user-pool/users"],
  ["user-pool/groups"],
  ["user-pool/portability"],
  ["user-pool/claims"],
  ["user-pool/sessions"],
  ["user-pool/sign-in/**"],
  ["user-pool/oauth"],
  ["user-pool/settings-cache.ts", "user-pool/group-cache.ts"],
  ["user-pool/services.ts"],
  ["user-pool/signed-in-user.ts"],
  ["user-pool/app-client.ts"],
  ["user-pool/facets"],
  ["user-pool/user-pool.ts"],
  ["identity-pool"],
  ["identity-pool/facets"],
  ["identity-pool/identity-pool.ts"],
  ["open-id-connect-options.ts"],
  [
    "rockpool-options.ts",
    "tables.ts",
    "login-verifier.ts",
    "open-id-logins.ts",
    "sts-credentials.ts",
    "health.ts",
    "key-schedule.ts",
  ],
  ["compose.ts"],
  ["rockpool.ts"],
  ["index.ts", "aws/**"],
  ["testing"],
  ["cli"],
];

/** What the rows would allow: the caller gives the adapter, and an adapter sees only what is sealed already. */
const shut: readonly { readonly from: RegExp; readonly to: RegExp }[] = [
  {
    from: /^(?!testing$|cli$|storage\/(sqlite|postgres|conformance)$)/,
    to: /^storage\/(memory|sql|sqlite|postgres|conformance)$/,
  },
  { from: /^storage\/(sqlite|postgres)$/, to: /^storage\/(memory|conformance)$/ },
  { from: /^storage\/conformance$/, to: /^storage\/(sql|sqlite|postgres)$/ },
  { from: /^storage\//, to: /^seal$/ },
  // A guard stands before an application that has no storage, and nothing of ours stands behind it.
  { from: /^guard$/, to: /^(seal|storage|delivery|triggers|keys)$/ },
  { from: /^identity-pool\/session-token\.ts$/, to: /^(storage|tokens|delivery|triggers|keys)$/ },
  { from: /./, to: /^guard$/ },
  // Two halves that know nothing of each other: what an identity pool asks of a user pool, rockpool.ts gives it.
  { from: /^identity-pool(\/|$)/, to: /^user-pool(\/|$)/ },
];

/** These may use whatever Node has. The other rooms are the domain. */
const worldly = /^(seal|delivery|oidc|compose\.ts|testing|cli|storage\/(sqlite|postgres|conformance))$/;
const builtinsOfTheDomain = ["node:crypto", "node:timers", "node:timers/promises", "node:util"];
const drivers: Readonly<Record<string, readonly string[]>> = {
  "storage/sqlite": ["better-sqlite3"],
  "storage/postgres": ["pg"],
  delivery: ["@aws-sdk/client-sesv2", "@aws-sdk/client-sns", "nodemailer"],
  "sts-credentials.ts": ["@aws-sdk/client-sts"],
  "tracing.ts": ["@opentelemetry/api"],
  // By variables: @hono/node-server, and a configuration.
  cli: ["packageName", "tsx/esm/api", "url"],
  "user-pool/users/password-hash": ["@node-rs/bcrypt"],
};

/** These tell the time for themselves: the one door, the stand-ins for it, and what is not asked about an hour of ours. */
const ownTime = /^(runtime\.ts|testing|cli|storage\/(sqlite|postgres|conformance))$/;

function roomOf(file: string): string | undefined {
  const rooms = house.flat();
  const folder = file.slice(0, Math.max(file.lastIndexOf("/"), 0));
  const deep = rooms.find((room) => room.endsWith("/**") && file.startsWith(room.slice(0, -2)));
  return rooms.find((room) => room === file) ?? rooms.find((room) => room === folder) ?? deep;
}

function strangersIn(tree: SourceTree): readonly string[] {
  return Object.keys(tree).filter((file) => roomOf(file) === undefined);
}

function wrongDirectionsIn(tree: SourceTree): readonly string[] {
  const row = (room: string | undefined): number => house.findIndex((rooms) => room !== undefined && rooms.includes(room));
  return importsOf(tree).flatMap(({ from, names, file }) => {
    if (file === undefined) return [];
    // A model of AWS: data, which imports nothing.
    if (/^aws\/models\/[\w-]+\.json$/.test(file)) return [];
    if (tree[file] === undefined) return [`${from} imports ${names}, which is not there`];
    const [here, there] = [roomOf(from), roomOf(file)];
    const isDown = here === there || row(there) < row(here);
    const isShut = here !== there && shut.some((door) => door.from.test(here ?? "") && door.to.test(there ?? ""));
    return isDown && !isShut ? [] : [`${from} imports ${file}`];
  });
}

function foreignImportsIn(tree: SourceTree): readonly string[] {
  return importsOf(tree).flatMap(({ from, names, file }) => {
    const room = roomOf(from) ?? "";
    const isOurs = names in packageJson.dependencies || (drivers[room] ?? []).includes(names);
    const isNodes = names.startsWith("node:") && (worldly.test(room) || builtinsOfTheDomain.includes(names));
    return file !== undefined || isOurs || isNodes ? [] : [`${from} imports ${names}`];
  });
}

const worldlyMembers =
  /^(Date\.now|Math\.random|performance\.now|process\.(env|hrtime)|(globalThis\.)?crypto\.(getRandomValues|random\w+))$/;
const worldlyNames = /^(random(Bytes|Fill|FillSync|Int|UUID)|getRandomValues|webcrypto|nanoid|customAlphabet)$/;

function takenFromTheWorldIn(tree: SourceTree): readonly string[] {
  return Object.entries(tree)
    .filter(([file]) => !ownTime.test(roomOf(file) ?? ""))
    .flatMap(([file, text]) => nodesOf(file, text).flatMap((node) => (isOfTheWorld(node) ? `${file}: ${node.getText()}` : [])));
}

function isOfTheWorld(node: ts.Node): boolean {
  if (ts.isPropertyAccessExpression(node)) return worldlyMembers.test(node.getText());
  if (ts.isImportSpecifier(node)) return worldlyNames.test((node.propertyName ?? node.name).text);
  if (ts.isNewExpression(node)) return node.getText() === "new Date()" || isCollectionOfTheModule(node);
  const isLet = ts.isVariableStatement(node) && (node.declarationList.flags & ts.NodeFlags.Const) === 0;
  return isLet && ts.isSourceFile(node.parent);
}

/** Two pools in one process share nothing: what is filled later belongs to an object, not to a module. */
function isCollectionOfTheModule(node: ts.NewExpression): boolean {
  const isEmpty = /^(Map|Set|WeakMap|WeakSet)$/.test(node.expression.getText()) && (node.arguments ?? []).length === 0;
  return isEmpty && ts.isVariableDeclaration(node.parent) && ts.isSourceFile(node.parent.parent.parent.parent);
}

describe("the sources", () => {
  const tree = readSourceTree(fileURLToPath(new URL("../src", import.meta.url)));

  it.each([
    ["live in a room of the house", strangersIn],
    ["import downwards only", wrongDirectionsIn],
    ["import no package or built-in module that is not theirs", foreignImportsIn],
    ["take nothing from the world by themselves", takenFromTheWorldIn],
    ["go round in no circle", (files: SourceTree) => circlesOf(importsOf(files))],
  ])("%s", (_, breachesIn) => {
    expect(Object.keys(tree).length).toBeGreaterThan(0);
    expect(breachesIn(tree)).toEqual([]);
  });
});

describe("the walk", () => {
  it("finds a wrong direction, however it is imported", () => {
    const tree = {
      "errors.ts": "",
      "tokens/sign.ts": 'export * from "../delivery/delivery.ts"; import "../storage/memory/index.ts";',
      "delivery/delivery.ts": 'import "../errors.ts"; import "./gone.ts";',
      "storage/store.ts": 'import type { Flow } from "../user-pool/sign-in/flows/flow.ts";',
      "storage/memory/index.ts": 'import "../store.ts"; import "../../seal/mac.ts";',
      "seal/mac.ts": 'export const pool = import("../rockpool.ts");',
      "rockpool.ts": 'type Clock = import("./testing/clock.ts").Clock;',
      "testing/clock.ts": 'import "../rockpool.ts"; import "../storage/memory/index.ts";',
      "user-pool/sign-in/flows/flow.ts": 'import "../after-proof.ts";',
      "user-pool/sign-in/after-proof.ts": 'import "./flows/flow.ts"; import "../facets/users.ts";',
      "user-pool/facets/users.ts": 'import "../sign-in/after-proof.ts";',
      "guard/bearer-guard.ts": 'import "../tokens/verify.ts"; import "../storage/store.ts"; import "../rockpool.ts";',
      "tokens/verify.ts": 'import "../guard/bearer-guard.ts";',
      "user-pool/user-pool.ts": 'import "../guard/bearer-guard.ts";',
    };
    expect(wrongDirectionsIn(tree)).toEqual([
      "tokens/sign.ts imports delivery/delivery.ts",
      "tokens/sign.ts imports storage/memory/index.ts",
      "delivery/delivery.ts imports ./gone.ts, which is not there",
      "storage/store.ts imports user-pool/sign-in/flows/flow.ts",
      "storage/memory/index.ts imports seal/mac.ts",
      "seal/mac.ts imports rockpool.ts",
      "rockpool.ts imports testing/clock.ts",
      "user-pool/sign-in/after-proof.ts imports user-pool/facets/users.ts",
      "guard/bearer-guard.ts imports storage/store.ts",
      "guard/bearer-guard.ts imports rockpool.ts",
      "tokens/verify.ts imports guard/bearer-guard.ts",
      "user-pool/user-pool.ts imports guard/bearer-guard.ts",
    ]);
  });

  it("finds a circle, also one of types, and of one file", () => {
    const tree = {
      "a.ts": 'import type { B } from "./b.ts";',
      "b.ts": 'export const c = () => import("./c.ts");',
      "c.ts": 'export { a } from "./a.ts"; import "./d.ts";',
      "d.ts": 'import "./d.ts";',
      "e.ts": 'import "./a.ts"; import "./d.ts";',
    };
    expect(circlesOf(importsOf(tree))).toEqual(["a.ts -> b.ts -> c.ts -> a.ts", "d.ts -> d.ts"]);
  });

  it("finds a file that has no room", () => {
    const files = ["errors.ts", "helpers.ts", "oauth/token.ts", "storage/pg/index.ts", "user-pool/users/old/user.ts"];
    expect(strangersIn(Object.fromEntries(files.map((file) => [file, ""])))).toEqual(files.slice(1));
  });

  it("finds a package or a built-in module that is not the room's", () => {
    const tree = {
      "storage/sqlite/index.ts": 'import "better-sqlite3"; import "node:fs"; import "pg";',
      "storage/store.ts": 'import "better-sqlite3"; import "node:sqlite"; import "node:crypto"; import "zod";',
      "user-pool/users/user.ts": 'import "node:fs/promises"; import "rockpool"; export const name = import(driver);',
    };
    expect(foreignImportsIn(tree)).toEqual([
      "storage/sqlite/index.ts imports pg",
      "storage/store.ts imports better-sqlite3",
      "storage/store.ts imports node:sqlite",
      "user-pool/users/user.ts imports node:fs/promises",
      "user-pool/users/user.ts imports rockpool",
      "user-pool/users/user.ts imports driver",
    ]);
  });

  it.each([
    "const now = Date.now();",
    "const clock = { clock: Date.now };",
    "const now = new Date();",
    "const dice = Math.random();",
    'import { randomBytes as bytes } from "node:crypto";',
    'import { nanoid } from "nanoid";',
    "const id = crypto.randomUUID();",
    "const mode = process.env.MODE;",
    "let counter = 0;",
    "export let counter = 0;",
    "const seen = new Map();",
  ])("finds what a module takes or keeps: %s", (text) => {
    expect(takenFromTheWorldIn({ "seal/mac.ts": text })).toHaveLength(1);
    expect(takenFromTheWorldIn({ "testing/clock.ts": text })).toEqual([]);
  });

  it.each([
    "/** @default Date.now */",
    "const at = new Date(0);",
    "const sizes = new Map([[1, 2]]);",
    "export function count() { let n = 0; const seen = new Map(); for (let i = 0; i < 3; i += 1) n += seen.size; return n; }",
    "for (let i = 0; i < 3; i += 1) console.log(i);",
  ])("lets pass: %s", (text) => {
    expect(takenFromTheWorldIn({ "seal/mac.ts": text })).toEqual([]);
  });
});
