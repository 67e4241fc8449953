import { readFileSync } from "node:fs";
import { availableParallelism, loadavg } from "node:os";
import { awsFace } from "./aws-face.ts";
import { codeExchange } from "./code-exchange.ts";
import { guard } from "./guard.ts";
import { importTime } from "./import-time.ts";
import { postgresSignIn, postgresSpeed, postgresUsers } from "./postgres.ts";
import { refresh } from "./refresh.ts";
import { roleSelection } from "./role-selection.ts";
import { signIn } from "./sign-in.ts";
import { signUp } from "./sign-up.ts";
import { storageCalls } from "./storage-calls.ts";
import { storageSpeed } from "./storage-speed.ts";
import { testPoolTime } from "./test-pool.ts";
import { timing } from "./timing.ts";
import { usersList } from "./users-list.ts";
import { verify } from "./verify.ts";

/** Each answers with a table. */
const questions: Readonly<Record<string, () => Promise<string>>> = {
  "storage-calls": storageCalls,
  "import-time": importTime,
  "test-pool": testPoolTime,
  verify,
  guard,
  "role-selection": roleSelection,
  "sign-up": signUp,
  "sign-in": signIn,
  refresh,
  "code-exchange": codeExchange,
  "aws-face": awsFace,
  timing,
  "storage-speed": storageSpeed,
  "postgres-speed": postgresSpeed,
  "postgres-sign-in": postgresSignIn,
  "postgres-users": postgresUsers,
  "users-list": usersList,
};
const compared = ["@node-rs/argon2", "aws-jwt-verify", "better-sqlite3", "fast-jwt", "jose", "pg", "zod"];

const [asked] = process.argv.slice(2);
if (asked !== undefined && !Object.hasOwn(questions, asked)) {
  console.error(`There is no question "${asked}". There are: ${Object.keys(questions).join(", ")}`);
  process.exit(1);
}

const versions = compared.map((name) => `${name} ${versionOf(name)}`).join(", ");
console.log(
  `${new Date().toISOString().slice(0, 10)}, Node ${process.versions.node}, ${availableParallelism()} cores; ${versions}`,
);
console.log(`Load before: ${load()}`);
for (const [name, question] of Object.entries(questions)) {
  if (asked === undefined || asked === name) console.log(`\n## ${name}\n\n${await question()}`);
}
console.log(`\nLoad after: ${load()}`);

/** Tasks that were running or waiting, over the last minute: more than there are cores, and the figures are worth less. */
function load(): string {
  return (loadavg()[0] ?? 0).toFixed(1);
}

function versionOf(name: string): string {
  const file = `node_modules/${name}/package.json`;
  return (JSON.parse(readFileSync(file, "utf8")) as { readonly version: string }).version;
}
