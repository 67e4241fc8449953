import { describe, expect, it } from "vitest";
import type { SigningAlgorithm } from "../../src/tokens/jwk.ts";
import type { SigningKeyRecord } from "../../src/tokens/keyset.table.ts";
import {
  isDue,
  JWKS_MAX_AGE_MS,
  MAX_KEYS,
  MAX_SETTINGS_AGE_MS,
  MAX_TOKEN_VALIDITY_MS,
  nextKey,
  PUBLICATION_MS,
  RETIREMENT_MS,
  signingKeyOf,
  statusOf,
  withKey,
  withoutEnded,
} from "../../src/tokens/rotation.ts";
import { clientTokens } from "../../src/user-pool/app-clients/token-settings.ts";

const day = 86_400_000;

/** A key by the time from which it signs; it was made when it was published. */
const key = (signsFrom: number, alg: SigningAlgorithm = "RS256", kid = `${signsFrom}`): SigningKeyRecord =>
  ({ kid, alg, createdAt: signsFrom - PUBLICATION_MS, signsFrom }) as SigningKeyRecord;
const keys = (...times: readonly number[]): readonly SigningKeyRecord[] => times.map((time) => key(time));
const kids = (some: readonly SigningKeyRecord[]): readonly string[] => some.map(({ kid }) => kid);

describe("a new key is published before it signs", () => {
  it("for the longest that a process may serve what it remembers, and a verifier keep what it was served", () => {
    expect(PUBLICATION_MS).toBeGreaterThanOrEqual(MAX_SETTINGS_AGE_MS + JWKS_MAX_AGE_MS);
    expect(PUBLICATION_MS).toBeLessThan(MAX_SETTINGS_AGE_MS + JWKS_MAX_AGE_MS + day);
  });

  it("for longer than that by as much as the clocks of two processes may differ: 30 s each from the storage's", () => {
    expect(PUBLICATION_MS - MAX_SETTINGS_AGE_MS - JWKS_MAX_AGE_MS).toBe(60_000);
  });
});

describe("a key is kept when another signs", () => {
  it("for the longest validity of a token, and for a process that still signed with it", () => {
    expect(RETIREMENT_MS).toBe(MAX_TOKEN_VALIDITY_MS + MAX_SETTINGS_AGE_MS + 60_000);
  });

  it("where that validity is the one of the clients' settings", () => {
    const longest = MAX_TOKEN_VALIDITY_MS / 1000;
    const settings = { ...clientTokens.defaults, accessTokenValiditySeconds: longest, idTokenValiditySeconds: longest };
    expect(() => clientTokens.check?.(settings)).not.toThrow();
    expect(() => clientTokens.check?.({ ...settings, accessTokenValiditySeconds: longest + 1 })).toThrow();
    expect(() => clientTokens.check?.({ ...settings, idTokenValiditySeconds: longest + 1 })).toThrow();
  });
});

describe("the key that signs", () => {
  it.each([
    ["the only one", [0], 5, "0"],
    ["the only one, also before its turn: a clock that is behind", [10], 5, "10"],
    ["the first, before the turn of any", [10, 20], 5, "10"],
    ["the one before, an instant before the turn of the next", [0, 10], 9, "0"],
    ["the next, from the instant of its turn", [0, 10], 10, "10"],
    ["the last whose turn has come", [0, 10, 20, 30], 25, "20"],
  ])("is %s", (_, times, now, kid) => {
    expect(signingKeyOf(keys(...times), now)?.kid).toBe(kid);
  });

  it("is the later one of two that begin at once", () => {
    const both = withKey(keys(0, 10), key(10, "RS256", "later"));
    expect(signingKeyOf(both, 10)?.kid).toBe("later");
  });

  it("is none of none", () => {
    expect(signingKeyOf([], 0)).toBeUndefined();
  });
});

describe("the status of keys", () => {
  it.each([
    [[0, 10, 20], 15, ["retiring", "signing", "published"]],
    [[0, 10, 20], 20, ["retiring", "retiring", "signing"]],
    [[10, 20], 5, ["signing", "published"]],
    [[0], 0, ["signing"]],
  ])("of %j at %i is %j", (times, now, statuses) => {
    const all = keys(...times);
    expect(all.map((one) => statusOf(all, one, now))).toEqual(statuses);
  });
});

describe("the order of keys", () => {
  it.each([
    [[], 5, [5]],
    [[0, 10], 5, [0, 5, 10]],
    [[0, 10], 20, [0, 10, 20]],
    [[10], 0, [0, 10]],
  ])("is that of their turns: %j with %i", (before, added, after) => {
    expect(kids(withKey(keys(...before), key(added)))).toEqual(after.map(String));
  });
});

describe("a key goes", () => {
  it.each([
    ["never, without a successor", [0], 1e15, [0]],
    ["not before its successor signs", [0, 10], 9, [0, 10]],
    ["not before the last token that it signed is dead", [0, 10], 10 + RETIREMENT_MS - 1, [0, 10]],
    ["when that token is", [0, 10], 10 + RETIREMENT_MS, [10]],
    ["by its own successor, not by the one that signs", [0, 10, 20], 10 + RETIREMENT_MS, [10, 20]],
    ["with all before it", [0, 10, 20], 20 + RETIREMENT_MS, [20]],
  ])("%s", (_, times, now, left) => {
    expect(kids(withoutEnded(keys(...times), now))).toEqual(left.map(String));
  });

  it("or nothing does, and the list is the same", () => {
    const all = keys(0, 10);
    expect(withoutEnded(all, 10)).toBe(all);
    expect(withoutEnded([], 10)).toEqual([]);
  });
});

describe("the next key", () => {
  it.each([
    ["the newest, before its turn", [key(0), key(10)], 9, "10"],
    ["none, when the newest signs", [key(0), key(10)], 10, undefined],
    ["none, when what waits is of another kind", [key(0), key(10, "ES256")], 9, undefined],
    ["none of none", [], 9, undefined],
  ])("is %s", (_, all, now, kid) => {
    expect(nextKey(all, "RS256", now)?.kid).toBe(kid);
  });
});

describe("a key is due", () => {
  const made = (createdAt: number, alg: SigningAlgorithm = "RS256"): SigningKeyRecord => ({ ...key(0, alg), createdAt });
  it.each([
    ["not before the newest is as old as keys may become", [made(0)], 90 * day - 1, false],
    ["when it is", [made(0)], 90 * day, true],
    ["by the newest only", [made(0), made(day)], 90 * day, false],
    ["at once, when the newest is of another kind than the pool's settings say", [made(0, "ES256")], 0, true],
    ["not, when the newest is of that kind already", [made(0, "ES256"), made(0)], 0, false],
    ["not in a set that has none: the first keys are made by who needs them", [], 90 * day, false],
    ["not, when there are as many as there may be", Array.from({ length: MAX_KEYS }, () => made(0)), 90 * day, false],
  ])("%s", (_, all, now, due) => {
    expect(isDue(all, { alg: "RS256", maxAgeMs: 90 * day, now })).toBe(due);
  });
});
