import { describeSnippets } from "./tooling/doc-snippets.ts";

describeSnippets("docs/identity-pools.md", { least: 2, files: ["examples/identity-pool.ts"] });
