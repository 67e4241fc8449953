import { readdirSync, readFileSync } from "node:fs";
import { join, posix, sep } from "node:path";
import ts from "typescript";

/** The text of each source, by its path below `src`, with `/` on every system. */
export type SourceTree = Readonly<Record<string, string>>;

/** What `from` names in an import, and the file it leads to; a package or a built-in module leads to none. */
export interface Import {
  readonly from: string;
  readonly names: string;
  readonly file: string | undefined;
}

export function readSourceTree(folder: string): SourceTree {
  const names = readdirSync(folder, { recursive: true, encoding: "utf8" }).filter((name) => name.endsWith(".ts"));
  return Object.fromEntries(names.sort().map((name) => [name.split(sep).join("/"), readFileSync(join(folder, name), "utf8")]));
}

/** Every import of the tree: static, re-exported, dynamic, of types only, and `import("…")` in a type. */
export function importsOf(tree: SourceTree): readonly Import[] {
  return Object.entries(tree).flatMap(([from, text]) =>
    nodesOf(from, text)
      .flatMap((node) => specifierOf(node) ?? [])
      .map((names) => ({ from, names, file: names.startsWith(".") ? posix.join(posix.dirname(from), names) : undefined })),
  );
}

export function nodesOf(name: string, text: string): readonly ts.Node[] {
  const nodes: ts.Node[] = [];
  const visit = (node: ts.Node): void => {
    nodes.push(node);
    ts.forEachChild(node, visit);
  };
  visit(ts.createSourceFile(name, text, ts.ScriptTarget.ES2022, true));
  return nodes;
}

function specifierOf(node: ts.Node): string | undefined {
  if (ts.isImportDeclaration(node) || (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined)) {
    return literal(node.moduleSpecifier);
  }
  if (ts.isImportTypeNode(node)) return literal(ts.isLiteralTypeNode(node.argument) ? node.argument.literal : node.argument);
  if (!ts.isCallExpression(node)) return undefined;
  const isImport = node.expression.kind === ts.SyntaxKind.ImportKeyword;
  return isImport || (ts.isIdentifier(node.expression) && node.expression.text === "require")
    ? literal(node.arguments[0])
    : undefined;
}

/** A computed specifier is given as it is written: no rule allows it. */
function literal(node: ts.Node | undefined): string {
  return node === undefined ? "" : ts.isStringLiteralLike(node) ? node.text : node.getText();
}

/** The circles among the files, each once, as the way round; imports of types count. */
export function circlesOf(imports: readonly Import[]): readonly string[] {
  const targets = new Map<string, string[]>();
  for (const { from, file } of imports) if (file !== undefined) targets.set(from, [...(targets.get(from) ?? []), file]);
  const circles: string[] = [];
  const done = new Set<string>();
  const visit = (file: string, path: readonly string[]): void => {
    const start = path.indexOf(file);
    if (start !== -1) circles.push([...path.slice(start), file].join(" -> "));
    if (start !== -1 || done.has(file)) return;
    for (const target of targets.get(file) ?? []) visit(target, [...path, file]);
    done.add(file);
  };
  for (const file of targets.keys()) visit(file, []);
  return circles;
}
