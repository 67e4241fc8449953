import { createPublicKey, generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import type { PublicJwk, SigningAlgorithm } from "../../src/tokens/jwk.ts";
import { remoteJws } from "../../src/tokens/jws.ts";
import { createKeyMaker } from "../../src/tokens/key-maker.ts";
import { boundedSigner, type Signer } from "../../src/tokens/signer.ts";
import { jwkOf } from "../../src/tokens/verification-keys.ts";
import { accessClaims, issuer, poolId, sourceOf } from "./world.ts";

const unavailable = (message: RegExp): object => ({
  code: "SignerUnavailableException",
  message: expect.stringMatching(message),
});
const request = (alg: SigningAlgorithm) => ({ poolId, tokenUse: "access", alg }) as const;
const none = { id: [], access: [] };
const newPair = (alg: SigningAlgorithm) =>
  alg === "RS256" ? generateKeyPairSync("rsa", { modulusLength: 2048 }) : generateKeyPairSync("ec", { namedCurve: "P-256" });
const publicJwk = (key: KeyObject): PublicJwk => key.export({ format: "jwk" }) as unknown as PublicJwk;

/** A service that keeps keys, as it should be, but for what a test wants otherwise. */
function service(otherwise: Partial<Signer> = {}): Signer {
  const keys = new Map<string, KeyObject>();
  return {
    async createKey({ alg }) {
      const { publicKey, privateKey } = newPair(alg);
      const keyId = `key/${keys.size}`;
      keys.set(keyId, privateKey);
      return { keyId, publicKey: publicJwk(publicKey) };
    },
    async sign({ keyId, data }) {
      const key = keys.get(keyId);
      if (key === undefined) throw new Error("no such key");
      return sign("sha256", data, { key, dsaEncoding: "ieee-p1363" });
    },
    ...otherwise,
  };
}
const makerOf = (signer: Signer, timeoutMs?: number) => createKeyMaker(sourceOf(), boundedSigner(signer, timeoutMs));

describe.each(["RS256", "ES256"] as const)("a key of a signer for %s", (alg) => {
  it("is made by it: what is kept is its name and the public half", async () => {
    const key = await makerOf(service()).make(request(alg), none);
    const kty =
      alg === "RS256"
        ? { kty: "RSA", n: expect.any(String), e: "AQAB" }
        : { kty: "EC", crv: "P-256", x: expect.any(String), y: expect.any(String) };
    expect(key).toEqual({ kid: expect.stringMatching(/^[A-Za-z0-9+/]{43}=$/), alg, keyId: "key/0", publicJwk: kty });
  });

  it("signs what jose verifies", async () => {
    const signer = service();
    const { keyId, publicKey } = await signer.createKey(request(alg));
    const key = { use: "access", kid: "kid", alg, publicKey: createPublicKey({ key: { ...publicKey }, format: "jwk" }) } as const;
    const now = Date.now();
    const token = await remoteJws(key, keyId, boundedSigner(signer))(Buffer.from(JSON.stringify(accessClaims(now))));
    const { payload, protectedHeader } = await jwtVerify(token, createLocalJWKSet({ keys: [jwkOf(key)] }), { issuer });
    expect(payload).toEqual(accessClaims(now));
    expect(protectedHeader).toEqual({ kid: "kid", alg });
  });

  it("is proved to sign before it is kept", async () => {
    const silent = service({ sign: () => Promise.reject(new Error("not yet")) });
    await expect(makerOf(silent).make(request(alg), none)).rejects.toMatchObject(unavailable(/does not sign/));
  });

  it.each([
    [
      "of another key",
      () => (data: Uint8Array) => sign("sha256", data, { key: newPair(alg).privateKey, dsaEncoding: "ieee-p1363" }),
    ],
    ["that is empty", () => () => new Uint8Array()],
    ["that is too short", () => () => new Uint8Array(63)],
    ["that is too long", () => () => new Uint8Array(257)],
    ["of the right length, and of nothing", () => () => new Uint8Array(alg === "RS256" ? 256 : 64)],
    ["in text", () => () => "c2lnbmF0dXJl" as unknown as Uint8Array],
    ["that is none", () => () => undefined as unknown as Uint8Array],
  ])("does not give out a signature %s", async (_, make) => {
    const wrong = make();
    const refused = makerOf(service({ sign: async ({ data }) => wrong(data) })).make(request(alg), none);
    await expect(refused).rejects.toMatchObject(unavailable(/gave a signature that is not/));
  });
});

describe("a signer that makes keys", () => {
  it("is refused a signature in DER (RFC 7518 section 3.4)", async () => {
    const { publicKey, privateKey } = newPair("ES256");
    const createKey = async () => ({ keyId: "kms/1", publicKey: publicJwk(publicKey) });
    const signDer: Signer["sign"] = async ({ data }) => sign("sha256", data, { key: privateKey, dsaEncoding: "der" });
    const refused = makerOf({ createKey, sign: signDer }).make(request("ES256"), none);
    await expect(refused).rejects.toMatchObject(unavailable(/not by the key/));
  });

  const rsa = publicJwk(newPair("RS256").publicKey);
  it.each([
    ["nothing", undefined, /without a name/],
    ["no name", { publicKey: rsa }, /without a name/],
    ["an empty name", { keyId: "", publicKey: rsa }, /without a name/],
    ["a name of 2049 characters", { keyId: "x".repeat(2049), publicKey: rsa }, /without a name/],
    ["no key", { keyId: "kms/1" }, /no public key/],
    ["a key that is none", { keyId: "kms/1", publicKey: { kty: "RSA", n: "AQAB" } }, /no public key/],
    [
      "a key of 1024 bits",
      { keyId: "kms/1", publicKey: publicJwk(generateKeyPairSync("rsa", { modulusLength: 1024 }).publicKey) },
      /none for RS256/,
    ],
    ["a key of another kind", { keyId: "kms/1", publicKey: publicJwk(newPair("ES256").publicKey) }, /none for RS256/],
    [
      "a key on another curve",
      { keyId: "kms/1", publicKey: publicJwk(generateKeyPairSync("ec", { namedCurve: "P-384" }).publicKey) },
      /none for RS256/,
    ],
  ])("is refused %s", async (_, answer, message) => {
    const createKey = async () => answer as Awaited<ReturnType<Signer["createKey"]>>;
    await expect(makerOf(service({ createKey })).make(request("RS256"), none)).rejects.toMatchObject(unavailable(message));
  });

  it("is refused a key that the pool has", async () => {
    const { publicKey, privateKey } = newPair("ES256");
    const signer: Signer = {
      createKey: async () => ({ keyId: "kms/1", publicKey: publicJwk(publicKey) }),
      sign: async ({ data }) => sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }),
    };
    const key = await makerOf(signer).make(request("ES256"), none);
    const known = { id: [{ ...key, kid: "another name", createdAt: 0, signsFrom: 0 }], access: [] };
    await expect(makerOf(signer).make(request("ES256"), known)).rejects.toMatchObject(unavailable(/in use already/));
  });

  it("keeps of a public key the members that make it: a private one beside them goes no further", async () => {
    const { privateKey } = newPair("ES256");
    const signer: Signer = {
      createKey: async () => ({ keyId: "kms/1", publicKey: publicJwk(privateKey) }),
      sign: async ({ data }) => sign("sha256", data, { key: privateKey, dsaEncoding: "ieee-p1363" }),
    };
    const key = await makerOf(signer).make(request("ES256"), none);
    expect(JSON.stringify(key)).not.toContain((publicJwk(privateKey) as { readonly d?: string }).d);
  });
});

// attack 92: a key store that fails, or does not answer
describe("a signer that is not well", () => {
  it.each(["createKey", "sign"] as const)("is given a time, and no more: %s", async (method) => {
    const maker = makerOf(service({ [method]: () => new Promise(() => {}) }), 20);
    await expect(maker.make(request("ES256"), none)).rejects.toMatchObject(unavailable(/has not answered in 20 ms/));
  });

  it("leaves no timer behind when it answers", async () => {
    const before = process.getActiveResourcesInfo().filter((name) => name === "Timeout").length;
    await boundedSigner(service()).createKey(request("ES256"));
    expect(process.getActiveResourcesInfo().filter((name) => name === "Timeout")).toHaveLength(before);
  });

  it.each([
    ["rejects", () => Promise.reject(new Error("the service is down"))],
    [
      "throws",
      () => {
        throw new Error("the service is down");
      },
    ],
  ])("is told with its reason when it %s", async (_, fail) => {
    const refused = makerOf(service({ createKey: fail })).make(request("ES256"), none);
    await expect(refused).rejects.toMatchObject({ ...unavailable(/makes no key/), cause: { message: "the service is down" } });
  });

  it("may answer too late without anybody hearing of it", async () => {
    let fail = (_: Error): void => {};
    const late = new Promise<never>((_, reject) => {
      fail = reject;
    });
    const refused = makerOf(service({ createKey: () => late }), 5).make(request("ES256"), none);
    await expect(refused).rejects.toMatchObject(unavailable(/has not answered/));
    fail(new Error("too late"));
    await new Promise((resolve) => setImmediate(resolve));
  });
});
