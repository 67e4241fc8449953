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
    include: ["test/{storage,seal,secrets,user-pool}/**/*.test.ts", "test/secrets.test.ts"],
    exclude: [
      "test/storage/{conformance,postgres}/**",
      "test/storage/sqlite/processes.test.ts",
      // From storage to storage, PostgreSQL among them.
      "test/user-pool/portability/portability.test.ts",
    ],
    testTimeout: 20_000,
    retry: 0,
  },
};

// biome-ignore lint/style/noDefaultExport: what Vitest reads
export default config;
