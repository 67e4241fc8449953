import { describe, expect, it } from "vitest";
import { differences, merge, refuseFrozen } from "../../../src/settings/reconcile.ts";

describe("merge", () => {
  const stored = { name: "a", list: ["x", "y"], policy: { length: 8, symbols: true }, issuer: null as string | null };

  it("sets what is written, keeps what is not, and changes neither of the two", () => {
    expect(merge(stored, { name: "b", list: undefined })).toEqual({ ...stored, name: "b" });
    expect(stored.name).toBe("a");
  });

  it("goes into objects member by member, and replaces lists", () => {
    expect(merge(stored, { policy: { length: 12 }, list: [] })).toEqual({
      ...stored,
      list: [],
      policy: { length: 12, symbols: true },
    });
  });

  it("sets a member that was null", () => {
    expect(merge(stored, { issuer: "https://id.example.com" })).toEqual({ ...stored, issuer: "https://id.example.com" });
  });

  // attack 80: what is written cannot bring members of its own
  it("leaves out what the settings do not know", () => {
    const written = JSON.parse(
      '{"isAdmin": true, "__proto__": {"isAdmin": true}, "policy": {"__proto__": {"isAdmin": true}}}',
    ) as object;
    const merged = merge(stored, written) as { readonly isAdmin?: boolean };
    expect(merged).toEqual(stored);
    expect(merged.isAdmin).toBeUndefined();
    expect(({} as { readonly isAdmin?: boolean }).isAdmin).toBeUndefined();
  });
});

describe("differences", () => {
  it("are named by dotted path, with both values", () => {
    const before = { a: 1, deep: { b: [1], c: true } };
    expect(differences(before, { a: 2, deep: { b: [1], c: false } }, ["deep"])).toEqual([
      { path: "a", stored: 1, written: 2, frozen: false },
      { path: "deep.c", stored: true, written: false, frozen: true },
    ]);
    expect(differences(before, structuredClone(before), ["a"])).toEqual([]);
  });

  it("of order in a list is a difference", () => {
    expect(differences({ list: ["x", "y"] }, { list: ["y", "x"] }, [])).toHaveLength(1);
  });
});

describe("refuseFrozen", () => {
  const difference = { stored: 1, written: 2 };
  const all = ["a", "b", "c"].map((path) => ({ ...difference, path, frozen: path !== "b" }));

  it("passes what may change", () => {
    expect(() => refuseFrozen(all.filter(({ frozen }) => !frozen))).not.toThrow();
  });

  it("names each member that may not", () => {
    const refused = { code: "FrozenSettingException", details: { differences: [all[0], all[2]] } };
    expect(() => refuseFrozen(all)).toThrow(expect.objectContaining(refused));
  });
});
