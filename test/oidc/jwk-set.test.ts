import { base64url } from "jose";
import { describe, expect, it } from "vitest";
import { signatureKeys } from "../../src/oidc/jwk-set.ts";
import { issuerKey } from "./issuer-server.ts";

const rsaOf = (bits: number): object => ({ kty: "RSA", e: "AQAB", n: base64url.encode(Buffer.alloc(bits / 8, 255)) });
const none = "the set has no key that signatures can be verified with";

describe("signatureKeys (RFC 7517 section 5)", () => {
  it("gives what a key is, its name and algorithm, and nothing else that stands there", async () => {
    const { jwk } = await issuerKey("one");
    const { kty, crv, x, y, kid, alg, use } = jwk;
    const published = { ...jwk, x5u: "https://evil.test/x", key_ops: ["verify"], ext: true, d: undefined };
    expect(signatureKeys({ keys: [published] })).toEqual({ keys: [{ kty, crv, x, y, kid, alg, use }] });
  });

  it("gives the public half of a key that was published whole", async () => {
    const { jwk } = await issuerKey("one");
    const whole = { ...jwk, d: "jpsQnnGQmL-YBIffH1136cspYG6-0iY7X1fCE9-E9LI" };
    expect(signatureKeys({ keys: [whole] })).toEqual({ keys: [jwk] });
  });

  it("takes RSA keys of up to 8192 bits", () => {
    expect(signatureKeys({ keys: [rsaOf(8_192)] }).keys).toHaveLength(1);
    expect(() => signatureKeys({ keys: [rsaOf(8_200)] })).toThrow(none);
  });

  it.each([
    ["a secret", { kty: "oct", k: "c2VjcmV0" }],
    ["a key for encryption", { ...rsaOf(2_048), use: "enc" }],
    ["a key for other operations", { ...rsaOf(2_048), key_ops: ["encrypt"] }],
    ["a key for operations that are no list", { ...rsaOf(2_048), key_ops: "verify" }],
    ["a key whose name is no text", { ...rsaOf(2_048), kid: 7 }],
    ["a key whose algorithm is no text", { ...rsaOf(2_048), alg: ["RS256"] }],
    ["a key with the exponent 1", { ...rsaOf(2_048), e: "AQ" }],
    ["a point that is on no curve", { kty: "EC", crv: "P-256", x: "AAAA", y: "AAAA" }],
    ["a key of an unknown type", { kty: "AKP", pub: "AAAA", alg: "ML-DSA-44" }],
    ["no object", "key"],
  ])("leaves out %s", (_, key) => {
    expect(() => signatureKeys({ keys: [key] })).toThrow(none);
    expect(signatureKeys({ keys: [key, rsaOf(2_048)] }).keys).toHaveLength(1);
  });

  it("takes a set of at most 100 keys", () => {
    const keys = Array.from({ length: 100 }, () => rsaOf(2_048));
    expect(signatureKeys({ keys }).keys).toHaveLength(100);
    expect(() => signatureKeys({ keys: [...keys, rsaOf(2_048)] })).toThrow("the set has more than 100 keys");
    expect(() => signatureKeys({ keys: {} })).toThrow("the answer is no JWK Set");
    expect(() => signatureKeys({})).toThrow("the answer is no JWK Set");
  });
});
