import { existsSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const readme = read("README.md");

describe("README.md", () => {
  it("shows examples/quickstart.ts word for word in its first block", () => {
    expect(/^```ts\n(.*?)^```$/ms.exec(readme)?.[1]).toBe(read("examples/quickstart.ts"));
  });

  it("names only files there are", () => {
    const targets = [...readme.matchAll(/\]\((?!https?:)([^)#]+)/g)].map(([, target = ""]) => target);
    expect(targets.length).toBeGreaterThan(0);
    expect(targets.filter((target) => !existsSync(new URL(`../${target}`, import.meta.url)))).toEqual([]);
  });

  it("names only scripts there are", () => {
    const { scripts } = JSON.parse(read("package.json")) as { readonly scripts: Readonly<Record<string, string>> };
    for (const [, script = ""] of readme.matchAll(/npm run (\w+)/g)) expect(Object.keys(scripts)).toContain(script);
  });
});
