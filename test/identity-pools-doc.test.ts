import { describeSnippets } from "./tooling/doc-snippets.ts";

describeSnippets("docs/identity-pools.md", { least: 3, files: [] });
