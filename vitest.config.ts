import { fileURLToPath } from "node:url";
import type { ViteUserConfig } from "vitest/config";
import { subpaths } from "./test/tooling/package-exports.ts";

const config: ViteUserConfig = {
  resolve: {
    // Tests and examples say `rockpool/testing`, as users do, and run on the sources.
    alias: subpaths.map(({ specifier, source }) => ({
      find: new RegExp(`^${specifier}$`),
      replacement: fileURLToPath(new URL(source, import.meta.url)),
    })),
  },
  test: {
    include: ["test/**/*.test.ts"],
    exclude: ["test/fixtures/**"],
    pool: "forks",
    globalSetup: ["test/storages/global-setup.ts"],
    testTimeout: 20_000,
    // A retry hides a race.
    retry: 0,
    // `npm run types` judges the sources; this runs only when a file of types is among the tests.
    typecheck: { enabled: true, include: ["test/**/*.test-d.ts"], tsconfig: "./tsconfig.json", ignoreSourceErrors: true },
  },
};

export default config;
