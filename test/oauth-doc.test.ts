import { describeSnippets } from "./tooling/doc-snippets.ts";

describeSnippets("docs/oauth.md", { least: 5, files: [] });
