import { describe, expect, it } from "vitest";
import { isEmailAddress, isPhoneNumber, mailboxHeader, parseMailbox } from "../../src/delivery/address.ts";

describe("one address of e-mail (attack 83)", () => {
  it.each([
    "ada@example.com",
    "a.b+c_d-e@x.co",
    "o'hara@example.com",
    "ada@localhost",
    "1@2.example",
    `${"a".repeat(64)}@example.com`,
  ])("is %s", (address) => {
    expect(isEmailAddress(address)).toBe(true);
  });

  it.each([
    ".a@x.co",
    "a.@x.co",
    "a..b@x.co",
    "@x.co",
    "a@",
    "a@.co",
    "a@x.",
    "a@-x.co",
    "a@x-.co",
    "a@[127.0.0.1]",
    "a b@x.co",
    "a@x.co ",
    "a@x.co\n",
    "ſ@x.co",
    "a@\u212a.co",
  ])("is not %j", (address) => {
    expect(isEmailAddress(address)).toBe(false);
  });

  it("is as long as a mail server takes it", () => {
    const domain = `${"a.".repeat(120)}example`;
    expect(isEmailAddress(`${"b".repeat(254 - domain.length - 1)}@${domain}`)).toBe(true);
    expect(isEmailAddress(`${"b".repeat(255 - domain.length - 1)}@${domain}`)).toBe(false);
  });
});

it("a number is a plus and digits", () => {
  expect(["+1", "+12065551212", `+${"1".repeat(32)}`].map(isPhoneNumber)).toEqual([true, true, true]);
  expect(["1", "+", "+1 2", "+1\n", "+١", `+${"1".repeat(33)}`].map(isPhoneNumber)).toEqual(
    Array.from({ length: 6 }, () => false),
  );
});

describe("who messages come from", () => {
  it.each([
    ["no-reply@example.com", "", "no-reply@example.com"],
    ["<no-reply@example.com>", "", "no-reply@example.com"],
    ["Rock Pool <no-reply@example.com>", "Rock Pool", '"Rock Pool" <no-reply@example.com>'],
    ['"Pool, Rock" <no-reply@example.com>', "Pool, Rock", '"Pool, Rock" <no-reply@example.com>'],
    ["Rock \\ Pool <no-reply@example.com>", "Rock \\ Pool", '"Rock \\\\ Pool" <no-reply@example.com>'],
    ["潮だまり <no-reply@example.com>", "潮だまり", "=?UTF-8?B?5r2u44Gg44G+44KK?= <no-reply@example.com>"],
  ])("%s is read, and written into a header", (text, name, header) => {
    const mailbox = parseMailbox(text, "from");
    expect(mailbox.name).toBe(name);
    expect(mailboxHeader(mailbox)).toBe(header);
  });

  it("a long name is several words of at most 75 characters, none of which cuts a character (RFC 2047 section 2)", () => {
    const name = "🔑é潮".repeat(20);
    const words = mailboxHeader({ name, address: "a@x.co" }).split(" ").slice(0, -1);
    expect(Math.max(...words.map(({ length }) => length))).toBeLessThanOrEqual(75);
    const decoded = words.map((word) => Buffer.from(word.slice("=?UTF-8?B?".length, -"?=".length), "base64").toString());
    expect(decoded.join("")).toBe(name);
  });

  it.each([
    "",
    "Rock Pool",
    "a@x.co, b@x.co",
    "A <a@x.co> B <b@x.co>",
    "A <a@x.co>,",
    "A\nBcc: b@x.co <a@x.co>",
    "A <a@x.co\n>",
    'A"B <a@x.co>',
  ])("%j is refused", (text) => {
    expect(() => parseMailbox(text, "from")).toThrow(expect.objectContaining({ code: "InvalidParameterException" }));
  });
});
