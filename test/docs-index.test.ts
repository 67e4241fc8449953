import { readdirSync, readFileSync } from "node:fs";
import { describe, expect, it } from "vitest";

const read = (path: string): string => readFileSync(new URL(`../${path}`, import.meta.url), "utf8");
const index = read("docs/README.md");
const pages = readdirSync(new URL("../docs", import.meta.url)).filter((name) => name.endsWith(".md") && name !== "README.md");

/** The anchors of a page, as GitHub makes them. */
function anchorsOf(page: string): readonly string[] {
  const titles = [...page.replaceAll(/^```.*?^```$/gms, "").matchAll(/^#+ (.*)$/gm)].map(([, title = ""]) => title);
  return titles.map((title) =>
    title
      .toLowerCase()
      .replaceAll(/[^\w -]/g, "")
      .replaceAll(" ", "-"),
  );
}

describe("docs/README.md", () => {
  it("lists every page, and the one on testing auth logic first", () => {
    const listed = [...index.matchAll(/\]\(([\w-]+\.md)\)/g)].map(([, name]) => name);
    expect(listed[0]).toBe("testing.md");
    expect(listed.toSorted()).toEqual(pages.toSorted());
  });

  it("calls each chapter by its title", () => {
    const chapters = [...index.matchAll(/^\d\. \[(.*?)\]\((.*?)\)/gm)];
    expect(chapters.length).toBeGreaterThan(5);
    for (const [, title, name] of chapters) expect(read(`docs/${name}`).split("\n")[0]).toBe(`# ${title}`);
  });
});

describe.each(pages)("docs/%s", (name) => {
  it("links to pages and sections there are", () => {
    const page = read(`docs/${name}`);
    const links = [...page.replaceAll(/^```.*?^```$/gms, "").matchAll(/\]\((?!https?:)([^)#]*)(?:#([^)]+))?\)/g)];
    for (const [link, target = "", anchor] of links) {
      const there = target === "" ? page : read(new URL(target, "file:///docs/").pathname.slice(1));
      if (anchor !== undefined) expect(anchorsOf(there), link).toContain(anchor);
    }
  });
});
