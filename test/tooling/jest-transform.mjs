import ts from "typescript";

const compilerOptions = {
  target: ts.ScriptTarget.ES2022,
  module: ts.ModuleKind.ESNext,
  verbatimModuleSyntax: true,
  inlineSourceMap: true,
};

/** TypeScript for Jest, which brings nothing for it: types are left out, and nothing else is done. */
const transformer = {
  canInstrument: false,
  process: (text, fileName) => ({ code: ts.transpileModule(text, { fileName, compilerOptions }).outputText }),
};

// biome-ignore lint/style/noDefaultExport: this is how Jest asks for it.
export default transformer;
