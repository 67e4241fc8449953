import { fileURLToPath } from "node:url";
import type { TestProjectInlineConfiguration, ViteUserConfig } from "vitest/config";
import { subpaths } from "../test/tooling/package-exports.ts";
import { alone } from "../vitest.config.ts";

const resolve: TestProjectInlineConfiguration["resolve"] = {
  alias: subpaths.map(({ specifier, source }) => ({
    find: new RegExp(`^${specifier}$`),
    replacement: fileURLToPath(new URL(`../${source}`, import.meta.url)),
  })),
};

const exclude = [
  "test/storage/{conformance,postgres}/**",
  "test/storage/sqlite/processes.test.ts",
  // Every order of two operations takes minutes, and is there for what one change of a line does not do.
  "test/user-pool/sessions/{interleavings,sign-in-interleavings}.test.ts",
];

const common = { testTimeout: 20_000, retry: 0 } satisfies TestProjectInlineConfiguration["test"];

/** The tests that judge mutants: those of the rooms that are mutated, each once, without what needs a process of its own. */
const config: ViteUserConfig = {
  test: {
    projects: [
      {
        resolve,
        test: {
          ...common,
          name: "together",
          // Most of the time of a mutant goes into imports: files share them.
          isolate: false,
          include: [
            "test/{storage,seal}/**/*.test.ts",
            "test/user-pool/{sign-in,sessions}/**/*.test.ts",
            // What these rooms tell, to whom, and whom they ask.
            "test/user-pool/events/**/*.test.ts",
            "test/user-pool/triggers/{acting,events,failures,lockout,metadata,order,token-generation*}.test.ts",
            "test/user-pool/oauth/{client-credentials,exchange-code,grant-claims,refresh-grant}.test.ts",
            "test/user-pool/users/{delete-user,existence-errors,password-history}.test.ts",
            "test/user-pool/settings/restore-done.test.ts",
          ],
          exclude: [...exclude, ...alone],
        },
      },
      {
        resolve,
        test: { ...common, name: "alone", include: alone.filter((files) => /^test\/(storage|seal)\//.test(files)), exclude },
      },
    ],
  },
};

// biome-ignore lint/style/noDefaultExport: what Vitest reads
export default config;
