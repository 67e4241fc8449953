import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";
import { subpaths } from "../test/tooling/package-exports.ts";

/** The tests that judge mutants: those of the folders that are mutated, each once, without what needs a process of its own. */
const config: ViteUserConfig = {
  resolve: {
    alias: subpaths.map(({ specifier, source }) => ({
      find: new RegExp(`^${specifier}$`),
      replacement: fileURLToPath(new URL(`../${source}`, import.meta.url)),
    })),
  },
  test: {
    include: ["test/{storage,seal}/**/*.test.ts", "test/user-pool/{sign-in,sessions}/**/*.test.ts"],
    exclude: [
      "test/storage/{conformance,postgres}/**",
      "test/storage/sqlite/processes.test.ts",
      // Every order of two operations takes minutes, and is there for what one change of a line does not do.
      "test/user-pool/sessions/{interleavings,sign-in-interleavings}.test.ts",
    ],
    testTimeout: 20_000,
    retry: 0,
  },
};

// biome-ignore lint/style/noDefaultExport: what Vitest reads
export default config;
