import { describe, expect, it } from "vitest";
import { filled, withLink } from "../../src/delivery/templates.ts";

describe("the placeholders of a message (users-and-triggers.md 2.6)", () => {
  it("are filled wherever they stand, however often", () => {
    expect(filled("{####}, again {####}", { "{####}": "123456" })).toBe("123456, again 123456");
    expect(filled("{username}: {####}", { "{username}": "ada", "{####}": "x" })).toBe("ada: x");
  });

  it("are filled once: a name that looks like one is a name", () => {
    expect(filled("{username} {####}", { "{username}": "{####}", "{####}": "$&" })).toBe("{####} $&");
  });

  it("stay where nothing stands for them", () => {
    expect(filled("{username} {####}", { "{####}": "123456" })).toBe("{username} 123456");
  });

  it("{##any text##} is the text and the link", () => {
    expect(withLink("Please {##click here##}. ", "https://x.test/?a=1")).toBe("Please click here https://x.test/?a=1. ");
  });
});
