/** Looks at the package as its users get it: packed, installed in an empty project, without the optional peers. */
import assert from "node:assert/strict";
import { execFileSync, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import ts from "typescript";
import { subpaths } from "../test/tooling/package-exports.ts";

interface Packed {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
}

const root = fileURLToPath(new URL("..", import.meta.url));
const folder = mkdtempSync(join(tmpdir(), "rockpool-package-"));
const project = join(folder, "project");

try {
  builtFilesExist();
  const tarball = pack();
  install(tarball);
  noDependencyRunsAtInstall();
  quickstartRunsAndCompiles();
  everySubpathLoads();
  missingPeerIsNamed();
  commandRuns();
} finally {
  rmSync(folder, { recursive: true });
}

function builtFilesExist(): void {
  say("every path of exports is built");
  for (const { output } of subpaths) {
    for (const file of [`dist/${output}.js`, `dist/${output}.d.ts`])
      assert.ok(existsSync(join(root, file)), `${file} is missing`);
  }
}

function pack(): string {
  say("npm pack: what is built, and nothing else");
  const report: Record<string, Packed> = JSON.parse(run("npm", ["pack", "--json", "--pack-destination", folder], root));
  const [packed] = Object.values(report); // a list or, from npm 12, an object
  assert.ok(packed);
  const strangers = packed.files
    .map(({ path }) => path)
    .filter((path) => !/^(dist\/.+|package\.json|README\.md|LICENSE)$/.test(path));
  assert.deepEqual(strangers, []);
  return join(folder, packed.filename);
}

function install(tarball: string): void {
  say("npm install of the tarball in an empty project");
  const manifest = { name: "consumer", private: true, type: "module", dependencies: { rockpool: `file:${tarball}` } };
  write("package.json", JSON.stringify(manifest));
  run("npm", ["install", "--no-audit", "--no-fund", "--ignore-scripts", "--prefer-offline"], project);
}

function noDependencyRunsAtInstall(): void {
  say("no dependency runs anything when it is installed");
  const manifests = readdirSync(join(project, "node_modules"), { recursive: true, encoding: "utf8" }).filter((path) =>
    /(^|[\\/])package\.json$/.test(path),
  );
  assert.ok(manifests.length > 0);
  for (const path of manifests) {
    const { name, scripts = {}, gypfile } = JSON.parse(readFileSync(join(project, "node_modules", path), "utf8"));
    for (const script of ["preinstall", "install", "postinstall"])
      assert.equal(scripts[script], undefined, `${name} has ${script}`);
    assert.ok(gypfile === undefined && !existsSync(join(project, "node_modules", path, "../binding.gyp")), `${name} compiles`);
  }
  assert.equal(existsSync(join(project, "node_modules/better-sqlite3")), false);
}

function quickstartRunsAndCompiles(): void {
  say("examples/quickstart.ts runs, twice, and compiles against the published types");
  const source = readFileSync(join(root, "examples/quickstart.ts"), "utf8");
  const compilerOptions = { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext, verbatimModuleSyntax: true };
  write("quickstart.mjs", ts.transpileModule(source, { compilerOptions }).outputText);
  for (const _ of [1, 2]) assert.match(node("quickstart.mjs"), /token_use/);

  write("quickstart.ts", source);
  const strict = ["--strict", "--exactOptionalPropertyTypes", "--noEmit", "--module", "nodenext", "--target", "es2022"];
  const types = ["--types", "node", "--typeRoots", join(root, "node_modules/@types")];
  run(process.execPath, [join(root, "node_modules/typescript/bin/tsc"), ...strict, ...types, "quickstart.ts"], project);
}

function everySubpathLoads(): void {
  say("every subpath loads by import and by require, also without the optional peers");
  const specifiers = JSON.stringify(subpaths.map(({ specifier }) => specifier));
  write("load.mjs", `for (const name of ${specifiers}) if (Object.keys(await import(name)).length === 0) throw new Error(name);`);
  node("load.mjs");
  write("load.cjs", `for (const name of ${specifiers}) if (Object.keys(require(name)).length === 0) throw new Error(name);`);
  node("load.cjs");
}

function missingPeerIsNamed(): void {
  say("opening SQLite without its driver says what to install");
  write(
    "missing-peer.mjs",
    `import { generateMasterKey, isRockpoolError, Rockpool } from "rockpool";
    import { sqlite } from "rockpool/storage/sqlite";
    import { outbox } from "rockpool/testing";
    const open = async () => {
      // Named: without it, Node 22.13 and later have one of their own.
      const storage = sqlite("never-made.db", { driver: "better-sqlite3" });
      return Rockpool.open({ storage, masterKey: generateMasterKey(), baseUrl: "https://auth.example.com", delivery: outbox() });
    };
    const error = await open().then(() => "opened", (reason) => reason);
    const isNamed = isRockpoolError(error, "MissingPeerException") && error.message.includes("npm install better-sqlite3");
    if (!isNamed) throw new Error("not refused as it should be", { cause: error });`,
  );
  node("missing-peer.mjs");
}

function commandRuns(): void {
  say("the command tells its version, and `rockpool dev` starts with a configuration and ends by SIGINT");
  const bin = join(project, "node_modules/.bin/rockpool");
  const { version } = JSON.parse(readFileSync(join(root, "package.json"), "utf8"));
  assert.equal(run(bin, ["--version"], project), `${version}\n`);
  write(
    "rockpool.config.mjs",
    `import { defineConfig } from "rockpool/cli";
    setTimeout(() => process.kill(process.pid, "SIGINT"), 100);
    export default defineConfig({ userPools: [{ poolName: "app" }] });`,
  );
  const written = run(bin, ["dev", "--port", "0", "--config", "rockpool.config.mjs"], project);
  assert.match(written, /^user pool app: \S+\nrockpool listening on http:\/\/127\.0\.0\.1:\d+\n$/);

  // Where Node does not run TypeScript by itself.
  if ("typescript" in process.features && process.features.typescript) return;
  write("rockpool.config.ts", "export default {};");
  const { status, stderr } = spawnSync(bin, ["dev", "--port", "0", "--config", "rockpool.config.ts"], { cwd: project });
  assert.equal(status, 1);
  assert.match(String(stderr), /npm install tsx/);
}

function say(what: string): void {
  console.log(`  ${what}`);
}

function write(name: string, text: string): void {
  mkdirSync(project, { recursive: true });
  writeFileSync(join(project, name), text);
}

function node(script: string): string {
  return run(process.execPath, [script], project);
}

/** What the program printed. Its complaints are shown as they come; it throws when the program fails. */
function run(program: string, args: readonly string[], cwd: string): string {
  return execFileSync(program, args, { cwd, encoding: "utf8", stdio: ["ignore", "pipe", "inherit"] });
}
