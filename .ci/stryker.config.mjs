import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { declareValuePlugin, PluginKind } from "@stryker-mutator/api/plugin";

const cache = "node_modules/.cache/stryker";

/**
 * The words of an error are for people, and the tests that read them look for what must be in there. A code, an outcome or SQL
 * is no sentence: those are mutated.
 *
 * @type {import("@stryker-mutator/api/ignore").Ignorer}
 */
const sentences = {
  shouldIgnore(path) {
    if (!path.isStringLiteral() && !path.isTemplateLiteral()) return undefined;
    const text = path.isStringLiteral() ? path.node.value : path.node.quasis.map(({ value }) => value.raw).join("");
    const isOfError = path.findParent(
      (parent) =>
        parent.isThrowStatement() ||
        (parent.isNewExpression() && parent.get("callee").isIdentifier() && parent.node.callee.name.endsWith("Error")),
    );
    return isOfError && text.includes(" ") ? "a sentence in an error" : undefined;
  },
};

export const strykerPlugins = [declareValuePlugin(PluginKind.Ignore, "sentences", sentences)];

/** @type {import("@stryker-mutator/api/core").PartialStrykerOptions} */
// biome-ignore lint/style/noDefaultExport: what Stryker reads
export default {
  mutate: [
    "src/storage/**/*.ts",
    // What judges adapters is judged by broken ones, in test/storage/conformance; a server for each mutant takes too long.
    "!src/storage/{conformance,postgres}/**",
    "src/seal/**/*.ts",
    "src/user-pool/{sign-in,sessions}/**/*.ts",
  ],
  testRunner: "vitest",
  vitest: { configFile: ".ci/vitest.mutation.config.ts" },
  plugins: ["@stryker-mutator/vitest-runner", fileURLToPath(import.meta.url)],
  ignorers: ["sentences"],
  coverageAnalysis: "perTest",
  // A mutant of what runs at import (a constant, a table's definition) takes all tests to judge; reading judges it as well.
  ignoreStatic: true,
  incremental: true,
  incrementalFile: `${cache}/incremental.json`,
  // Not below node_modules: Vitest takes what is there for packages, and does not transform it.
  tempDirName: join(tmpdir(), "rockpool-stryker"),
  ignorePatterns: ["/dist", "/docs", "/bench", "/examples"],
  reporters: ["clear-text", "progress-append-only", "html", "json"],
  clearTextReporter: { logTests: false, allowColor: false, skipFull: true },
  htmlReporter: { fileName: `${cache}/report.html` },
  jsonReporter: { fileName: `${cache}/report.json` },
  concurrency: 1,
  timeoutMS: 5_000,
};
