import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../src/runtime.ts";
import { newPoolSecret, poolKeys } from "../../src/seal/pool-secret.ts";
import type { PoolContext } from "../../src/user-pool/context.ts";
import { cursorOf, pageToken } from "../../src/user-pool/page-token.ts";

const HOUR = 3_600_000;
const keys = poolKeys(newPoolSecret(systemRuntime.random));
const refused = { code: "InvalidParameterException", details: { path: "nextToken" } };

function pool(poolId: string, options: { readonly now?: number; readonly keys?: PoolContext["keys"] } = {}): PoolContext {
  const { now = 0 } = options;
  const runtime = { clock: () => now, random: systemRuntime.random };
  // No more than a token needs.
  return { poolId, keys: options.keys ?? keys, store: { runtime } } as unknown as PoolContext;
}

const ours = pool("us-east-1_ours");
const query = ["users", 'name = "Ada"'];

function tokenOf(cursor: string): string {
  return pageToken(ours, query, cursor) ?? "";
}

describe("a page token", () => {
  it("brings back any cursor it was made of, and says nothing of it", () => {
    fc.assert(
      fc.property(fc.string({ unit: "grapheme" }), fc.array(fc.string()), (cursor, asked) => {
        const token = pageToken(ours, asked, cursor) ?? "";
        expect(token).toMatch(/^rppt_[A-Za-z0-9_-]+$/);
        expect(cursorOf(ours, asked, token)).toBe(cursor);
      }),
    );
    const bytes = Buffer.from(tokenOf("ada@example.com").slice(5), "base64url");
    expect(bytes.includes("ada")).toBe(false);
    expect(tokenOf("ada@example.com")).not.toBe(tokenOf("ada@example.com"));
  });

  it("is none where nothing follows, and none is the first page", () => {
    expect(pageToken(ours, query, null)).toBeNull();
    expect(cursorOf(ours, query, undefined)).toBeNull();
  });

  it("is good until an hour has gone by", () => {
    const token = tokenOf("place");
    expect(cursorOf(pool("us-east-1_ours", { now: HOUR - 1 }), query, token)).toBe("place");
    expect(() => cursorOf(pool("us-east-1_ours", { now: HOUR }), query, token)).toThrow(expect.objectContaining(refused));
  });

  // attack 63: a token that was not handed out is refused, whatever is in it
  it("is refused when any of its bytes is another", () => {
    const token = tokenOf("place");
    const bytes = Buffer.from(token.slice(5), "base64url");
    for (let at = 0; at < bytes.length; at += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ 1;
      const forged = `rppt_${changed.toString("base64url")}`;
      expect(() => cursorOf(ours, query, forged), `byte ${at}`).toThrow(expect.objectContaining(refused));
    }
  });

  // attack 63
  it.each([
    ["an empty text", () => ""],
    ["the prefix alone", () => "rppt_"],
    ["another kind's prefix", () => tokenOf("place").replace("rppt_", "rprt_")],
    ["no prefix", () => tokenOf("place").slice(5)],
    ["a cursor", () => '["users","primary","us-east-1_ours","sub"]'],
    ["a cursor in base64url", () => `rppt_${Buffer.from('["users","primary"]').toString("base64url")}`],
    ["SQL", () => "rppt_' OR 1=1 --"],
    ["a half", () => tokenOf("place").slice(0, 30)],
    ["more", () => `${tokenOf("place")}A`],
    ["padding", () => `${tokenOf("place")}==`],
    ["two", () => tokenOf("place") + tokenOf("place")],
  ])("is not %s", (_, forged) => {
    expect(() => cursorOf(ours, query, forged())).toThrow(expect.objectContaining(refused));
  });

  // attacks 63, 78: of pool A in pool B
  it("is of its pool alone, by the key and by the name", () => {
    const token = tokenOf("place");
    const others = poolKeys(newPoolSecret(systemRuntime.random));
    const refusal = expect.objectContaining(refused);
    expect(() => cursorOf(pool("us-east-1_ours", { keys: others }), query, token)).toThrow(refusal);
    expect(() => cursorOf(pool("us-east-1_theirs"), query, token)).toThrow(refusal);
  });

  // attack 63: a token of one list does not turn the pages of another
  it.each([
    ["another list", ["groups", 'name = "Ada"']],
    ["another filter", ["users", 'name = "Eve"']],
    ["a part less", ["users"]],
    ["a part more", [...query, ""]],
    ["its parts joined", ['users,name = "Ada"']],
    ["its parts in another order", query.toReversed()],
  ])("is of its query alone: not of %s", (_, other) => {
    expect(() => cursorOf(ours, other, tokenOf("place"))).toThrow(expect.objectContaining(refused));
  });

  it("is blamed where it was written", () => {
    const path = { details: { path: "paginationToken" } };
    expect(() => cursorOf(ours, query, "rppt_x", "paginationToken")).toThrow(expect.objectContaining(path));
  });
});
