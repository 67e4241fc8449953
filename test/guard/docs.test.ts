import { readdirSync, readFileSync } from "node:fs";
import { RockpoolError } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { guardWorld } from "./world.ts";

const root = new URL("../../", import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), "utf8");
const text = read("docs/guard.md");
const { guard, options } = guardWorld();

describe("docs/guard.md", () => {
  it("shows each examples/guard-….ts word for word, and no other code", () => {
    const examples = readdirSync(new URL("examples", root)).filter((name) => name.startsWith("guard-"));
    const blocks = [...text.matchAll(/^```ts\n(.*?)^```$/gms)].map(([, block]) => block);
    expect(blocks.toSorted()).toEqual(examples.map((name) => read(`examples/${name}`)).toSorted());
  });

  it("names every check", () => {
    const [, section = ""] = /^## What is checked$(.*?)^## /ms.exec(text) ?? [];
    const { clock: _, ...checks } = options;
    expect([...section.matchAll(/^\| `(\w+)` \|/gm)].map(([, name]) => name)).toEqual(
      Object.keys(checks).toSorted(asIn(section)),
    );
  });

  it("gives each code the status it is answered with", () => {
    const [, section = ""] = /^## What a client is told$(.*?)^## /ms.exec(text) ?? [];
    const rows = [...section.matchAll(/^\| `(\w+)` \| (\d+) \|/gm)].map(
      ([, code = "", status]) => [code, Number(status)] as const,
    );
    expect(rows.map(([code]) => code)).toContain("insufficient_scope");
    for (const [code, status] of rows) {
      expect(guard.answer(new RockpoolError(code as "missing_token", "")).status, code).toBe(status);
    }
  });

  it("says the defaults of jwksUrl that its docstrings say", () => {
    const source = read("src/guard/jwks-url.ts");
    const documented = new Map(
      [...source.matchAll(/@default (\S+?)(?: \*\/|$)[^?]*?readonly (\w+)\?/gm)].map(([, value, name]) => [name, value]),
    );
    expect(documented.size).toBe(7);
    for (const [name = "", value = ""] of documented) {
      const row = text.split("\n").find((line) => line.startsWith("|") && line.includes(`\`${name}\``));
      expect(row, name).toContain(value);
    }
  });

  it("links to sections it has", () => {
    const anchors = [...text.matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) =>
      title
        .toLowerCase()
        .replaceAll(/[^\w -]/g, "")
        .replaceAll(" ", "-"),
    );
    const links = [...text.matchAll(/\]\(#([^)]+)\)/g)].map(([, anchor]) => anchor);
    expect(links.length).toBeGreaterThan(5);
    for (const link of links) expect(anchors).toContain(link);
  });
});

function asIn(section: string): (a: string, b: string) => number {
  return (a, b) => section.indexOf(`| \`${a}\` |`) - section.indexOf(`| \`${b}\` |`);
}
