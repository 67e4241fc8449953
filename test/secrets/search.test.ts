import { describe, expect, it } from "vitest";
import { bytesOf, foundIn } from "./search.ts";

const password = 'Pass "wörd" 77!';
const session = `rpcs_${Buffer.alloc(32, 0xf9).toString("base64url")}`;
const token = `rpr_5f0a7a0e.0.${Buffer.alloc(32, 0xe5).toString("base64url")}`;
const code = "493817";
const secrets = [password, session, token, code];

const inJson = (secret: string): string => JSON.stringify({ a: "b", secret, c: "d" });

describe("the search for secrets", () => {
  it.each<[string, (secret: string) => string | Buffer]>([
    ["as it is", (secret) => `"${secret}"`],
    ["in JSON", inJson],
    ["in hex", (secret) => Buffer.from(inJson(secret).replaceAll("\\", "")).toString("hex")],
    ["in upper case hex", (secret) => Buffer.from(secret).toString("hex").toUpperCase()],
    ["in base64", (secret) => Buffer.from(secret).toString("base64")],
    ["in base64url", (secret) => Buffer.from(secret).toString("base64url")],
    ["within what is in base64", (secret) => Buffer.from(`{"${secret}"}`).toString("base64")],
    ["within what is in base64url", (secret) => Buffer.from(`{{"${secret}"}`).toString("base64url")],
  ])("finds each of them %s", (_, written) => {
    for (const secret of secrets) expect(foundIn(bytesOf(written(secret)), secrets)).toEqual([secret]);
  });

  it("finds the MAC of a token, and the bytes that a session stands for", () => {
    const mac = token.split(".").at(-1) ?? "";
    expect(foundIn(bytesOf(`mac=${mac};`), secrets)).toEqual([token]);
    expect(foundIn(bytesOf(Buffer.alloc(40, 0xe5)), secrets)).toEqual([token]);
    expect(foundIn(bytesOf(Buffer.alloc(40, 0xf9).toString("hex")), secrets)).toEqual([session]);
  });

  it("takes no longer number for a code", () => {
    expect(foundIn("1704938172000", secrets)).toEqual([]);
    expect(foundIn('{"code":493817}', secrets)).toEqual([code]);
  });
});
