import type { KnipConfig } from "knip";
import { subpaths } from "./test/tooling/package-exports.ts";

const config: KnipConfig = {
  // The mark `!` says what is published: `knip --production` looks at nothing else.
  entry: [...subpaths.map(({ source }) => `${source}!`), "{examples,bench}/*.ts", "test/**/*.test-d.ts", ".ci/*.ts"],
  project: ["src/**/*.ts!", "{test,examples,bench}/**/*.ts", "!test/fixtures/**", ".ci/*.ts", "*.ts"],
  // A type that the signature of an exported function names is exported with it; a rule may be exported for its test.
  ignoreExportsUsedInFile: true,
};

export default config;
