import { readFileSync } from "node:fs";

/** A name that users import, and what stands behind it: `./dist/delivery/index.js` is built from `src/delivery/index.ts`. */
export interface Subpath {
  readonly specifier: string;
  readonly source: string;
  /** The name of the built files below `dist`, without extension. */
  readonly output: string;
}

interface PackageJson {
  readonly name: string;
  readonly exports: Readonly<Record<string, string | { readonly types: string; readonly default: string }>>;
}

const { name, exports }: PackageJson = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));

export const subpaths: readonly Subpath[] = Object.entries(exports).flatMap(([subpath, target]) => {
  if (typeof target === "string") return [];
  const output = target.default.replace(/^\.\/dist\/|\.js$/g, "");
  return [{ specifier: name + subpath.slice(1), source: `src/${output}.ts`, output }];
});
