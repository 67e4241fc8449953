import { defineConfig } from "tsup";
import { subpaths } from "./test/tooling/package-exports.ts";

export default defineConfig({
  entry: { ...Object.fromEntries(subpaths.map(({ output, source }) => [output, source])), "cli/main": "src/cli/main.ts" },
  format: ["esm"],
  target: "node20",
  splitting: true,
  sourcemap: true,
  clean: true,
  // The build of types sets `baseUrl`, which TypeScript 6 takes only when it is told to.
  dts: { compilerOptions: { ignoreDeprecations: "6.0" } },
});
