import { execFileSync } from "node:child_process";
import { posix } from "node:path";
import { fileURLToPath } from "node:url";
import { describe, expect, it } from "vitest";
import { importsOf, readSourceTree } from "../tooling/source-tree.ts";

const tree = readSourceTree(fileURLToPath(new URL("../../src", import.meta.url)));

/** Every file and package that is reached from a file, by whatever kind of import; types are nothing at run time. */
function reachedFrom(start: string): ReadonlySet<string> {
  const reached = new Set([start]);
  for (const from of reached) {
    for (const { names, file } of importsOf({ [from]: withoutTypes(tree[from] ?? "") })) reached.add(file ?? names);
  }
  return reached;
}

/** As a bundler leaves it: `import type`, `export type`, and imports of types alone are gone. */
function withoutTypes(text: string): string {
  return text
    .replaceAll(/^(import|export) type [^;]*;/gm, "")
    .replaceAll(/^(import|export) \{( type \w+,?)+ \} from [^;]*;/gm, "");
}

describe("importing rockpool/guard", () => {
  const reached = [...reachedFrom("guard/index.ts")];

  it("reaches tokens and the ground only: no storage, no pool, no HTTP", () => {
    expect(reached.length).toBeGreaterThan(20);
    const folders = reached.filter((file) => file.endsWith(".ts")).map((file) => posix.dirname(file));
    expect([...new Set(folders)].sort()).toEqual([".", "codecs", "guard", "seal", "tokens"]);
    expect(reached.filter((file) => file.startsWith("seal/"))).toEqual(["seal/base64url.ts"]);
  });

  it("reaches no package at all, and of Node its cryptography", () => {
    expect(reached.filter((file) => !file.endsWith(".ts")).sort()).toEqual(["node:crypto"]);
  });

  it("loads nothing else in a process of its own", () => {
    const loaded = modulesLoadedBy(new URL("../../src/guard/index.ts", import.meta.url).href);
    expect(loaded).toContain("src/guard/bearer-guard.ts");
    expect(loaded.filter((file) => /node_modules|\.node$|src\/(storage|user-pool|delivery|rockpool)/.test(file))).toEqual([]);
  });
});

/** What Node loads, in a process that does nothing but import this. Files of ours are named from the root. */
function modulesLoadedBy(specifier: string): readonly string[] {
  const hooks = `
    import { writeSync } from "node:fs";
    export function load(url, context, next) { writeSync(1, url + "\\n"); return next(url, context); }`;
  const main = `
    import { register } from "node:module";
    register(${JSON.stringify(dataUrl(hooks))});
    await import(${JSON.stringify(specifier)});`;
  const root = fileURLToPath(new URL("../..", import.meta.url));
  const args = ["--import", "tsx", "--input-type=module", "--eval", main];
  const output = execFileSync(process.execPath, args, { cwd: root, encoding: "utf8" });
  return output
    .split("\n")
    .filter((url) => url.startsWith("file:"))
    .map((url) => posix.relative(root, fileURLToPath(url.split("?")[0] ?? "")));
}

function dataUrl(source: string): string {
  return `data:text/javascript,${encodeURIComponent(source)}`;
}
