import { describeSnippets } from "./tooling/doc-snippets.ts";

describeSnippets("docs/oauth.md", { least: 2, files: [] });
