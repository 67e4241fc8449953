import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";
import { subpaths } from "./package-exports.ts";

// What is built and packed is looked at by .ci/package-checks.ts; this is what can be known before.

interface LockedPackage extends Readonly<Record<string, unknown>> {
  readonly dev?: boolean;
  readonly devOptional?: boolean;
  readonly peer?: boolean;
  readonly hasInstallScript?: boolean;
}

const read = (file: string): string => readFileSync(new URL(`../../${file}`, import.meta.url), "utf8");
const manifest = JSON.parse(read("package.json"));
const lock: { readonly packages: Readonly<Record<string, LockedPackage>> } = JSON.parse(read("package-lock.json"));

describe("the package", () => {
  it.each(subpaths)("exports $specifier from $source, types first", ({ specifier, source, output }) => {
    expect(existsSync(new URL(`../../${source}`, import.meta.url))).toBe(true);
    const target = manifest.exports[specifier.replace(manifest.name, ".")];
    expect(Object.entries(target)).toEqual([
      ["types", `./dist/${output}.d.ts`],
      ["default", `./dist/${output}.js`],
    ]);
  });

  it.each(["dependencies", "devDependencies", "peerDependencies"])("has %s that are those of the lock file", (kind) => {
    expect(lock.packages[""]?.[kind]).toEqual(manifest[kind]);
  });

  it("runs nothing when it is installed", () => {
    expect(Object.keys(manifest.scripts)).not.toEqual(expect.arrayContaining([expect.stringMatching(/install$|^prepare$/)]));
  });

  it("brings only dependencies that run nothing when they are installed", () => {
    const shipped = Object.entries(lock.packages).filter(([, { dev, devOptional, peer }]) => !(dev || devOptional || peer));
    expect(shipped.length).toBeGreaterThan(Object.keys(manifest.dependencies).length);
    expect(shipped.filter(([, { hasInstallScript }]) => hasInstallScript).map(([name]) => name)).toEqual([]);
  });

  it("asks for peers that are all optional, and tests against each", () => {
    for (const peer of Object.keys(manifest.peerDependencies)) {
      expect(manifest.peerDependenciesMeta[peer]).toEqual({ optional: true });
      expect(manifest.devDependencies).toHaveProperty(peer);
    }
  });
});
