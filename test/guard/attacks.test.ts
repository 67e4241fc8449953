import { createHmac, createPublicKey } from "node:crypto";
import { inspect } from "node:util";
import fc from "fast-check";
import { isRockpoolError } from "rockpool/guard";
import { describe, expect, it, vi } from "vitest";
import { accessClaims, base64url, guardWorld, key, otherKey, refusal, signed } from "./world.ts";

const { guard, token, clock } = guardWorld();
const right = token();
const claims = accessClaims(clock());
const [header = "", payload = "", signature = ""] = right.split(".");
const invalid = "invalid_token: Invalid Access Token";
const unverified = "invalid_token: Could not verify signature for Access Token";

function judged(forged: string): Promise<string> {
  return refusal(guard.verify(`Bearer ${forged}`));
}

// attack 47: alg none, HMAC with the public key, another kid, a key of the token's own, crit
describe("the header of a token (RFC 8725 section 3.1)", () => {
  it.each(["none", "None", "nOnE", "HS256", "HS512", "RS384", "PS256", "ES256", "EdDSA", ""])(
    "with the algorithm %j",
    async (alg) => {
      const forged = signed(claims, key, { kid: key.kid, alg });
      expect(await judged(forged)).toBe(invalid);
      expect(await judged(forged.slice(0, forged.lastIndexOf(".") + 1))).toBe(invalid);
    },
  );

  it("with HS256, and the public key as secret in each form it is published in", async () => {
    const publicKey = createPublicKey(key.privateKey);
    const secrets = [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      JSON.stringify(key.jwk),
      JSON.stringify({ keys: [key.jwk] }),
    ];
    for (const secret of secrets) {
      for (const alg of ["HS256", "RS256"]) {
        const text = `${base64url({ kid: key.kid, alg })}.${payload}`;
        const forged = `${text}.${createHmac("sha256", secret).update(text).digest("base64url")}`;
        expect(await judged(forged)).toBe(alg === "HS256" ? invalid : unverified);
      }
    }
  });

  it.each(["key-0", "key-1 ", "KEY-1", "", "../key-1", "key-1\0", "__proto__", "constructor"])("with the kid %j", async (kid) => {
    expect(await judged(signed(claims, key, { kid, alg: "RS256" }))).toBe(unverified);
  });

  it.each([undefined, null, 1, ["key-1"], { kid: "key-1" }])("with a kid that is no text: %o", async (kid) => {
    expect(await judged(signed(claims, key, { kid, alg: "RS256" }))).toBe(invalid);
  });

  it("with another key under the kid of a known one", async () => {
    expect(await judged(signed(claims, otherKey, { kid: key.kid, alg: "RS256" }))).toBe(unverified);
    expect(await judged(signed(claims, otherKey))).toBe(unverified);
  });

  it.each([
    ["jwk", otherKey.jwk],
    ["jku", "https://attacker.test/jwks.json"],
    ["x5u", "https://attacker.test/cert.pem"],
    ["x5c", ["MIIB"]],
    ["crit", ["exp"]],
    ["crit", []],
    ["b64", false],
    ["zip", "DEF"],
  ])("with %s, whoever signed it, and nothing is fetched", async (member, value) => {
    const fetch = vi.spyOn(globalThis, "fetch");
    for (const by of [key, otherKey]) {
      expect(await judged(signed(claims, by, { kid: key.kid, alg: "RS256", [member]: value }))).toBe(invalid);
    }
    expect(fetch).not.toHaveBeenCalled();
    fetch.mockRestore();
  });
});

// attack 49: missing times, and clocks that differ
describe("the times of a token (RFC 7519 section 4.1)", () => {
  const seconds = clock() / 1000;

  it.each([
    [{ exp: undefined }, invalid],
    [{ exp: "9999999999" }, invalid],
    [{ exp: null }, invalid],
    [{ exp: seconds }, "invalid_token: Access Token has expired"],
    [{ exp: 0 }, "invalid_token: Access Token has expired"],
    [{ exp: seconds + 1 }, "let in"],
    [{ iat: undefined }, invalid],
    [{ iat: seconds + 6 }, invalid],
    [{ iat: seconds + 5 }, "let in"],
    [{ nbf: seconds + 6 }, invalid],
    [{ nbf: "now" }, invalid],
    [{ nbf: seconds - 60 }, "let in"],
  ])("%o: %s", async (changes, answer) => {
    expect(await judged(token(changes))).toBe(answer);
  });

  it("are those of the guard's clock, however far it is from the signer's", async () => {
    const other = guardWorld();
    other.clock.advance({ days: -1 });
    expect(await refusal(other.guard.verify(`Bearer ${right}`))).toBe(invalid);
    other.clock.advance({ days: 365 });
    expect(await refusal(other.guard.verify(`Bearer ${right}`))).toBe("invalid_token: Access Token has expired");
  });
});

// attack 50: encrypted tokens, huge headers, dots
describe("the size and form of a token", () => {
  it.each([
    [
      "an encrypted token with many iterations",
      `${base64url({ alg: "PBES2-HS256+A128KW", enc: "A128GCM", p2c: 2_000_000_000 })}.a.b.c.d`,
    ],
    ["a header of 50 KB", signed(claims, key, { kid: key.kid, alg: "RS256", pad: "x".repeat(50_000) })],
    ["a kid of 50 KB", signed(claims, key, { kid: "x".repeat(50_000), alg: "RS256" })],
    ["a header that is nested deep", `${base64url(`${'{"a":'.repeat(20_000)}1${"}".repeat(20_000)}`)}.${payload}.${signature}`],
    ["a megabyte of dots", ".".repeat(1_000_000)],
    ["a megabyte of segments", "a.".repeat(500_000)],
    ["a megabyte of one segment", "a".repeat(1_000_000)],
    ["a megabyte that begins as a real one does", `${header}.${"a".repeat(1_000_000)}.${signature}`],
    // Iterations that are done, or the square of a megabyte, would take longer than a test may.
  ])("refuses %s", async (_, forged) => {
    expect(await judged(forged)).toMatch(/^invalid_token: /);
  });
});

// attack 51: cut, padded and altered
describe("the text of a token", () => {
  it("is refused when it is cut anywhere", async () => {
    for (let length = 0; length < right.length; length += 7) expect(await judged(right.slice(0, length))).not.toBe("let in");
    for (const cut of [`${header}.${payload}`, `${header}.${payload}.`, `${header}..${signature}`, `.${payload}.${signature}`]) {
      expect(await judged(cut)).not.toBe("let in");
    }
  });

  it.each(["=", "==", "A", ".", ".AAAA", "/", "+"])("is refused with %j behind it", async (more) => {
    expect(await judged(`${right}${more}`)).not.toBe("let in");
    expect(await judged(`${more}${right}`)).not.toBe("let in");
  });

  it("lets nobody in, and throws nothing else, for any three segments", async () => {
    const segment = fc.oneof(fc.base64String(), fc.json().map(base64url), fc.constantFrom(header, payload, signature, ""));
    await fc.assert(
      fc.asyncProperty(segment, segment, segment, async (...parts) => {
        const forged = parts.join(".");
        fc.pre(forged !== right);
        const error: unknown = await guard.verify(`Bearer ${forged}`).then(
          () => undefined,
          (thrown: unknown) => thrown,
        );
        if (!isRockpoolError(error)) throw new Error("let in, or failed", { cause: error });
        expect(["invalid_token", "invalid_request"]).toContain(error.code);
        for (const part of parts) if (part.length > 12) expect(inspect(error, { depth: null })).not.toContain(part);
      }),
    );
  });
});
