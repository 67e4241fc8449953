import { inspect } from "node:util";
import fc from "fast-check";
import { isRockpoolError } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { bearerToken, checkForm } from "../../src/guard/authorization.ts";

/** What was thrown, after proof that it shows nothing of what was sent. */
function refusal(header: unknown): string {
  try {
    const token = bearerToken(header);
    checkForm(token);
    return `token ${token}`;
  } catch (error) {
    if (!isRockpoolError(error)) throw error;
    expect(inspect(error, { depth: null })).not.toContain("secret");
    return error.code;
  }
}

// attack 61: whatever stands in the header is an answer, and no failure
describe("the Authorization header (RFC 6750 section 2.1)", () => {
  it.each([
    ["Bearer abc.def.ghi", "abc.def.ghi"],
    ["bearer abc", "abc"],
    ["BEARER abc", "abc"],
    ["bEaReR   abc", "abc"],
    ["Bearer AZaz09-._~+/==", "AZaz09-._~+/=="],
    [["Bearer abc"], "abc"],
  ])("gives the token of %j", (header, token) => {
    expect(bearerToken(header)).toBe(token);
  });

  it.each([undefined, null, "", [], [undefined], [""]])("holds no token when it is %j", (header) => {
    expect(refusal(header)).toBe("missing_token");
  });

  it.each([
    "Basic c2VjcmV0OnNlY3JldA==",
    'Digest username="secret"',
    "DPoP secret",
    "Negotiate",
    "secret-without-scheme",
    "Bearersecret",
    "X-Bearer secret",
  ])("holds no token when its scheme is another: %j", (header) => {
    expect(refusal(header)).toBe("missing_token");
  });

  it.each([
    "Bearer",
    "Bearer ",
    "Bearer  ",
    "Bearer secret secret",
    "Bearer secret, Bearer secret",
    "Bearer secret,secret",
    "Bearer secret ",
    " Bearer secret",
    "Bearer\tsecret",
    "Bearer: secret",
    "Bearer =secret",
    "Bearer sec=ret",
    'Bearer "secret"',
    'Bearer token="secret"',
    "Bearer secrét",
    "Bearer secret\n",
    "Bearer secret\r\nX-Other: secret",
    "Bearer secret\0",
    ", Bearer secret",
    "\u0000",
    " ",
    "é",
  ])("is malformed: %j", (header) => {
    expect(refusal(header)).toBe("invalid_request");
  });

  it.each([[["Bearer secret", "Bearer secret"]], [["Basic secret", "Bearer secret"]], [["", ""]]])(
    "must not be there twice: %j",
    (headers) => {
      expect(refusal(headers)).toBe("invalid_request");
    },
  );

  it.each([42, true, {}, () => "Bearer secret", Symbol("secret"), [["Bearer secret"]], [42]])("must be a text: %o", (header) => {
    expect(refusal(header)).toBe("invalid_request");
  });

  it("is judged in a time that grows with its length only", () => {
    const long = 1_000_000;
    for (const header of [
      " ".repeat(long),
      `Bearer${" ".repeat(long)}`,
      `Bearer ${"=".repeat(long)}a`,
      `Bearer ${"a".repeat(long)}=!`,
    ]) {
      const start = performance.now();
      expect(refusal(header)).toBe("invalid_request");
      expect(performance.now() - start).toBeLessThan(1_000);
    }
  });

  it("never throws anything but the two codes, for any text and any list of texts", () => {
    const bearers = fc
      .tuple(fc.constantFrom("Bearer ", "bearer", "Basic ", ""), fc.string({ unit: "binary" }))
      .map((parts) => parts.join(""));
    fc.assert(
      fc.property(fc.oneof(bearers, fc.array(bearers)), (header) => {
        expect(refusal(header)).toMatch(/^(missing_token|invalid_request|token [\w.~+/=-]+)$/);
      }),
    );
  });
});
