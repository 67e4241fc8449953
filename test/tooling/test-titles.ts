import { readFileSync } from "node:fs";
import ts from "typescript";

/** A test as its file names it. */
export interface TestTitle {
  /** Of `it`, or of one case of an `it.each`, whose own title then ends the path before it. */
  readonly title: string;
  /** The titles around it, and its own. */
  readonly path: string;
}

/** The tests of a file, and the cases of its tables that are named by a text; what runs them is not asked. */
export function testTitles(file: URL): readonly TestTitle[] {
  const source = ts.createSourceFile(file.pathname, readFileSync(file, "utf8"), ts.ScriptTarget.Latest, true);
  const titles: TestTitle[] = [];
  const visit = (node: ts.Node, around: readonly string[]): void => {
    const called = ts.isCallExpression(node) ? calledOf(node) : undefined;
    if (called === undefined) {
      ts.forEachChild(node, (child) => visit(child, around));
      return;
    }
    const own = [...around, called.title];
    if (called.of === "it") {
      titles.push({ title: called.title, path: own.join(" ") });
      for (const one of called.cases) titles.push({ title: one, path: [...own, one].join(" ") });
    }
    for (const argument of called.rest) visit(argument, own);
  };
  visit(source, []);
  return titles;
}

interface Called {
  readonly of: "it" | "describe";
  readonly title: string;
  readonly cases: readonly string[];
  readonly rest: readonly ts.Node[];
}

/** `it("…", …)`, `describe("…", …)`, or one of them with `.each(…)`. */
function calledOf({ expression, arguments: [title, ...rest] }: ts.CallExpression): Called | undefined {
  const each = ts.isCallExpression(expression) ? expression : undefined;
  const [of] = (each?.expression ?? expression).getText().split(".");
  if ((of !== "it" && of !== "describe") || title === undefined || !ts.isStringLiteralLike(title)) return undefined;
  return { of, title: title.text, cases: casesOf(each?.arguments[0]), rest };
}

/** A row is named by its first text. */
function casesOf(table: ts.Node | undefined): readonly string[] {
  if (table === undefined || !ts.isArrayLiteralExpression(table)) return [];
  const names = table.elements.map((row) => (ts.isArrayLiteralExpression(row) ? row.elements[0] : row));
  return names.flatMap((name) => (name !== undefined && ts.isStringLiteralLike(name) ? [name.text] : []));
}
