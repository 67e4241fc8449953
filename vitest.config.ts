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
  testTimeout: 60_000,
  // A retry hides a race.
  retry: 0,
} satisfies TestProjectInlineConfiguration["test"];

/**
 * What the domain decides by itself, whatever it is stored in: the form of a value, claims, what triggers are told, which role is chosen. That
 * storages keep and find alike is for the conformance suite to say, and for all that is not named here.
 */
const whateverStorage = [
  "test/fuzz/arbitrary-values.test.ts",
  "test/identity-pool/{explain,openid-logins,principal-tags,providers,role-*,rules,saml-roles,session*,signed-requests}.test.ts",
  "test/keys/{import-key,verifiers}.test.ts",
  "test/user-pool/page-token.test.ts",
  "test/user-pool/app-clients/{allowed-scopes,auth-flows,client-settings,secret-hash,token-claims}.test.ts",
  "test/user-pool/claims/*.test.ts",
  "test/user-pool/oauth/{discovery,error-answers,grant-claims,implicit-grant,loopback,openid-client,pkce,registration,user-info}.test.ts",
  "test/user-pool/settings/{message-rules,password-policy,reconcile,rules,schema}.test.ts",
  "test/user-pool/triggers/!(lockout|messages-behind|processes|user-migration*).test.ts",
  "test/user-pool/portability/{from-another-system,sealed-passwords}.test.ts",
  // A database is slow by itself.
  "test/user-pool/users/attempt-bursts-slow.test.ts",
  "test/user-pool/users/{attribute-values,attributes,existence-errors,filter,lifecycle,password-hasher,simulated-delivery}.test.ts",
  "test/user-pool/users/password-hash/*.test.ts",
];

/** They let one call go on at a time, in every order: what comes of that does not depend on what a database does with several. */
const oneCallAtATime = [
  "test/user-pool/oauth/interleavings.test.ts",
  "test/user-pool/sessions/{interleavings,sign-in-interleavings}.test.ts",
];

/** They choose their storages by themselves. */
const ownStorages = ["test/user-pool/groups/large-group.test.ts"];

/** They replace modules or what belongs to the whole process, or count what is loaded: each has a process of its own. */
export const alone: readonly string[] = [
  "test/delivery/{ses,sns,smtp}.test.ts",
  "test/storage/{attempt-waits,memory/look-ups,postgres/schema,postgres/server,sqlite/failures,sqlite/which-driver}.test.ts",
  "test/seal/{key-file,key-file-failures}.test.ts",
  "test/tokens/first-use.test.ts",
  "test/testing/outbox.test.ts",
  "test/cli/**/*.test.ts",
  "test/{examples,sts-credentials}.test.ts",
];

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
      isolate: false,
      env: { FUZZ_RUNS: process.env["FUZZ_RUNS"] ?? fuzzRuns, FAULT_STEP: process.env["FAULT_STEP"] ?? faultStep },
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
          // Files share what they import, which halves the time.
          isolate: false,
          restoreMocks: true,
          include: ["test/**/*.test.ts"],
          exclude: [...common.exclude, ...domain, ...alone],
        },
      },
      { resolve: { alias: sources }, test: { ...common, name: "alone", include: [...alone] } },
      on("memory", "src/storage/memory/index.ts", { fuzzRuns: "1", faultStep: "1" }),
      on("sqlite", "test/storages/memory-is-sqlite.ts", {
        fuzzRuns: "0.25",
        faultStep: "12",
        left: [...whateverStorage, ...oneCallAtATime, ...ownStorages],
      }),
      on("postgres", "test/storages/memory-is-postgres.ts", {
        fuzzRuns: "0.1",
        faultStep: "48",
        left: [...whateverStorage, ...oneCallAtATime, ...ownStorages],
        setupFiles: ["test/storages/give-back-schemas.ts"],
      }),
    ],
  },
};

export default config;
