import { describe, expect, it } from "vitest";
import { maskEmail, maskedEmail } from "../../src/delivery/masking.ts";

describe("a masked e-mail address (users-and-triggers.md 3.9)", () => {
  it.each([
    ["ada@example.com", "a***@e***"],
    ["j@e.co", "j***@e***"],
    ["a.very.long.name+tag@a.very.long.domain.example", "a***@a***"],
    ['"ada@home"@example.com', '"***@e***'],
    ["ADA@EXAMPLE.COM", "A***@E***"],
    ["7up@9.example", "7***@9***"],
  ])("of %s is %s: the first character of each side, three stars whatever the length", (email, masked) => {
    expect(maskEmail(email)).toBe(masked);
  });

  it("of what is no address shows no more than that", () => {
    expect(maskEmail("")).toBe("***@***");
    expect(maskedEmail("", "")).toBe("***@***");
    expect(maskedEmail("🙂x", "ábc")).toBe("🙂***@á***");
  });

  it("of what has no @ shows no more than a character of each side", () => {
    expect(maskEmail("ada")).toMatch(/^.\*\*\*@.\*\*\*$/);
  });
});
