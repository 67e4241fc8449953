import { describe, expect, it } from "vitest";
import { judgeGeneration, type Standing } from "../../../src/user-pool/sessions/generation.ts";

const ROTATED_AT = Date.parse("2026-01-01T00:00:00Z");

interface Case {
  readonly rule: string;
  /** Of the family. @default 3 */
  readonly generation?: number;
  readonly rotatedAt?: number | null;
  readonly presented: number;
  readonly feature?: "ENABLED" | "DISABLED";
  /** @default 30 */
  readonly grace?: number;
  /** Since the rotation, in ms. @default 0 */
  readonly after?: number;
  readonly is: Standing;
}

const cases: readonly Case[] = [
  { rule: "the token of a sign-in that was never rotated", generation: 0, rotatedAt: null, presented: 0, is: "current" },
  { rule: "the last one, at once", presented: 3, is: "current" },
  { rule: "the last one, however late", presented: 3, after: 2 ** 40, is: "current" },
  { rule: "the last one, without rotation", presented: 3, feature: "DISABLED", is: "current" },
  { rule: "one that is newer than the record: a backup was restored", presented: 5, is: "current" },
  { rule: "the one before, at once", presented: 2, is: "replaced" },
  { rule: "the one before, in the last ms of the grace", presented: 2, after: 29_999, is: "replaced" },
  { rule: "the one before, when the grace is over", presented: 2, after: 30_000, is: "reused" },
  { rule: "the one before, in the last ms of the longest grace", presented: 2, grace: 60, after: 59_999, is: "replaced" },
  { rule: "the one before, with a grace of 0: dies at once", presented: 2, grace: 0, is: "reused" },
  { rule: "the one before, by a clock that is behind the one that rotated", presented: 2, after: -5_000, is: "replaced" },
  { rule: "the one before, by a clock that is a minute behind", presented: 2, after: -60_000, is: "replaced" },
  { rule: "the one before, by a clock that was set back: the grace is no longer", presented: 2, after: -60_001, is: "reused" },
  { rule: "the one before, by a clock that is behind, without a grace", presented: 2, grace: 0, after: -5_000, is: "reused" },
  { rule: "the one before, where rotation was turned off", presented: 2, feature: "DISABLED", is: "reused" },
  { rule: "the one before that, within the grace", presented: 1, is: "reused" },
  { rule: "the first of many, within the grace", presented: 0, is: "reused" },
  { rule: "the one before, of a family that does not say when it was rotated", rotatedAt: null, presented: 2, is: "reused" },
];

describe("what a generation is, as its family stands (RFC 9700 section 4.14.2, authentication.md 4.6)", () => {
  it.each(cases)("$rule: $is", (one) => {
    const { generation = 3, rotatedAt = ROTATED_AT, presented, feature = "ENABLED", grace = 30, after = 0, is } = one;
    const policy = { feature, retryGracePeriodSeconds: grace };
    expect(judgeGeneration({ generation, rotatedAt }, presented, policy, ROTATED_AT + after)).toBe(is);
  });
});
