import { fileURLToPath } from "node:url";
import type { AliasOptions } from "vite";
import type { TestProjectInlineConfiguration, ViteUserConfig } from "vitest/config";
import { subpaths } from "./test/tooling/package-exports.ts";

type Alias = Extract<AliasOptions, readonly unknown[]>;

const path = (relative: string): string => fileURLToPath(new URL(relative, import.meta.url));

// Tests and examples say `rockpool/testing`, as users do, and run on the sources.
const sources: Alias = subpaths.map(({ specifier, source }) => ({
  find: new RegExp(`^${specifier}$`),
  replacement: path(source),
}));

const common = {
  exclude: ["test/fixtures/**"],
  pool: "forks",
  testTimeout: 20_000,
  // A retry hides a race.
  retry: 0,
} satisfies TestProjectInlineConfiguration["test"];

/** What opens no storage: the form of a value is judged before any is asked. */
const withoutStorage = [
  "test/user-pool/page-token.test.ts",
  "test/user-pool/settings/reconcile.test.ts",
  "test/user-pool/users/{attribute-values,filter,password-hasher}.test.ts",
  "test/user-pool/users/password-hash/*.test.ts",
];

/** They let one call go on at a time, in every order: what comes of that does not depend on what a database does with several. */
const oneCallAtATime = ["test/user-pool/sessions/{interleavings,sign-in-interleavings}.test.ts"];

interface Options {
  readonly fuzzRuns: string;
  /** Of the calls of a use case, every so many meets a fault: each needs a new storage. */
  readonly faultStep: string;
  readonly left?: readonly string[];
  readonly setupFiles?: string[];
}

/** What touches a storage. */
const domain = [
  "test/{keys,user-pool,identity-pool,faults,fuzz}/**/*.test.ts",
  "test/storage/{attempt,canary,jobs,maintenance,reseal,reseal-steps,store}.test.ts",
  "test/{rockpool,secrets,tokens/keyset}.test.ts",
];

/** What touches a storage, on one of them: there `memory()` is what the file says. */
function on(
  name: string,
  memory: string,
  { fuzzRuns, faultStep, left = [], setupFiles = [] }: Options,
): TestProjectInlineConfiguration {
  const replaced: Alias = [{ find: /^(rockpool\/storage\/memory|\.\.\/storage\/memory\/index\.ts)$/, replacement: path(memory) }];
  return {
    resolve: { alias: [...replaced, ...sources] },
    test: {
      ...common,
      name,
      // Files share what they import, which halves the time.
      isolate: false,
      env: { FUZZ_RUNS: process.env["FUZZ_RUNS"] ?? fuzzRuns, FAULT_STEP: faultStep },
      exclude: [...common.exclude, ...left],
      include: domain,
      setupFiles,
    },
  };
}

const config: ViteUserConfig = {
  test: {
    // All of a small machine: left to itself, vitest leaves one core idle.
    maxWorkers: "100%",
    globalSetup: ["test/storages/global-setup.ts"],
    projects: [
      {
        resolve: { alias: sources },
        test: {
          ...common,
          name: "rest",
          include: ["test/**/*.test.ts"],
          exclude: [...common.exclude, ...domain],
        },
      },
      on("memory", "src/storage/memory/index.ts", { fuzzRuns: "1", faultStep: "1" }),
      on("sqlite", "test/storages/memory-is-sqlite.ts", { fuzzRuns: "0.5", faultStep: "1", left: withoutStorage }),
      on("postgres", "test/storages/memory-is-postgres.ts", {
        fuzzRuns: "0.1",
        faultStep: "6",
        left: [...withoutStorage, ...oneCallAtATime],
        setupFiles: ["test/storages/give-back-schemas.ts"],
      }),
    ],
  },
};

export default config;
