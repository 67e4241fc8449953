import { createHash, createPublicKey } from "node:crypto";
import { base64url, type JWK, SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { GuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import { Issuers } from "../../src/oidc/issuers.ts";
import { issuerKey } from "./issuer-server.ts";
import { world } from "./world.ts";

const unverified = { outcome: "refused", why: "unverified" };
const noIdToken = { outcome: "refused", why: "noIdToken" };
const otherClient = { outcome: "refused", why: "otherClient" };
const verified = { outcome: "verified" };
const seconds = (ms: number): number => Math.floor(ms / 1000);

describe("an ID token (OpenID Connect Core section 3.1.3.7)", () => {
  it("is verified, with all that it says", async () => {
    const { verify, idToken, issuer } = await world();
    expect(await verify(await idToken({ email: "ada@example.com" }))).toEqual({
      outcome: "verified",
      clientId: "app",
      claims: expect.objectContaining({ iss: issuer, sub: "ada", aud: "app", email: "ada@example.com" }),
    });
  });

  it.each(["RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA", "Ed25519"])(
    "may be signed by %s",
    async (alg) => {
      const { verify, idToken, publish } = await world();
      const key = await issuerKey("one", alg);
      publish(key.jwk);
      expect(await verify(await idToken({}, {}, key))).toMatchObject(verified);
    },
  );

  it("may be signed by the only key there is for its algorithm, without a kid", async () => {
    const { verify, idToken, publish, key } = await world();
    publish((await issuerKey("rsa", "RS256")).jwk, key.jwk);
    const header = { kid: undefined } as unknown as { kid: string };
    expect(await verify(await idToken({}, header))).toMatchObject(verified);
  });

  it.each(["JWT", "jwt", "application/jwt", undefined])("may have the typ %s", async (typ) => {
    const { verify, idToken } = await world();
    const header = typ === undefined ? {} : { typ };
    expect(await verify(await idToken({}, header))).toMatchObject(verified);
  });
});

// attack 47
describe("the signature of an ID token", () => {
  it("is no HMAC with the public key, in whatever form", async () => {
    const { verify, idToken, publish, key, issuer, clock } = await world();
    const rsa = await issuerKey("rsa", "RS256");
    publish(rsa.jwk, key.jwk);
    expect(await verify(await idToken({}, {}, rsa))).toMatchObject(verified);
    const publicKey = createPublicKey({ key: rsa.jwk as import("node:crypto").JsonWebKey, format: "jwk" });
    const [pem, der] = [
      publicKey.export({ format: "pem", type: "spki" }),
      publicKey.export({ format: "der", type: "spki" }),
    ] as const;
    for (const secret of [Buffer.from(pem), der, Buffer.from(JSON.stringify(rsa.jwk)), Buffer.from(rsa.jwk.n ?? "")]) {
      for (const alg of ["HS256", "HS384", "HS512"]) {
        const iat = seconds(clock());
        const payload = { iss: issuer, sub: "ada", aud: "app", iat, exp: iat + 60 };
        const token = await new SignJWT(payload).setProtectedHeader({ alg, kid: "rsa" }).sign(secret);
        expect(await verify(token)).toEqual(unverified);
      }
    }
  });

  it.each(["none", "None", "NONE", "nOnE", ""])("is not left out with alg %j", async (alg) => {
    const { verify, idToken } = await world();
    const [header, payload, signature] = (await idToken()).split(".");
    const unsigned = base64url.encode(JSON.stringify({ ...JSON.parse(Buffer.from(header ?? "", "base64url").toString()), alg }));
    for (const end of ["", signature]) expect(await verify(`${unsigned}.${payload}.${end}`)).toEqual(unverified);
  });

  it("is of a key of the issuer", async () => {
    const { verify, idToken, key } = await world();
    const forged = await issuerKey("first");
    expect(await verify(await idToken({}, {}, forged))).toEqual(unverified);
    expect(await verify(await idToken({}, { jwk: forged.jwk }, forged))).toEqual(unverified);
    expect(await verify(await idToken({}, { jku: "https://evil.test/jwks", x5u: "https://evil.test/x" }, forged))).toEqual(
      unverified,
    );
    expect(await verify(await idToken({}, {}, key))).toMatchObject(verified);
  });

  it.each(["../first", "first/../first", "/dev/null", "first\0", "FIRST", "", "__proto__", "constructor", "' OR 1=1 --"])(
    "is of the key that is named, and %j names none",
    async (kid) => {
      const { verify, idToken } = await world();
      expect(await verify(await idToken({}, { kid }))).toEqual(unverified);
    },
  );

  it.each<[string, JWK]>([
    ["another algorithm", { alg: "ES384" }],
    ["encryption", { use: "enc" }],
    ["another curve's algorithm", { alg: "RS256" }],
  ])("is of no key that is for %s", async (_, members) => {
    const { verify, idToken, publish, key } = await world();
    publish({ ...key.jwk, ...members }, (await issuerKey("other")).jwk);
    expect(await verify(await idToken())).toEqual(unverified);
  });

  it("is of no key that could be one of two", async () => {
    const { verify, idToken, publish, key } = await world();
    publish(key.jwk, (await issuerKey("first")).jwk);
    expect(await verify(await idToken())).toEqual(unverified);
  });

  it("is of no RSA key with the exponent 1, with which anybody's text is its own signature", async () => {
    const { verify, idToken, publish, key } = await world();
    const rsa = await issuerKey("rsa", "RS256");
    publish({ ...rsa.jwk, e: "AQ" }, key.jwk);
    const data = (await idToken({}, {}, rsa)).split(".").slice(0, 2).join(".");
    // RFC 8017 section 9.2: what a signature is once it is raised to the exponent.
    const sha256 = Buffer.from("3031300d060960864801650304020105000420", "hex");
    const digest = Buffer.concat([sha256, createHash("sha256").update(data).digest()]);
    const padded = Buffer.concat([Buffer.from([0, 1]), Buffer.alloc(256 - 3 - digest.length, 255), Buffer.from([0]), digest]);
    expect(await verify(`${data}.${base64url.encode(padded)}`)).toEqual(unverified);
  });

  it("holds all of the token together", async () => {
    const { verify, idToken } = await world();
    const [header, payload, signature] = (await idToken()).split(".");
    const [, otherPayload] = (await idToken({ sub: "eve" })).split(".");
    expect(await verify(`${header}.${otherPayload}.${signature}`)).toEqual(unverified);
    expect(await verify(`${header}.${payload}.${"A".repeat(86)}`)).toEqual(unverified);
    expect(await verify(`${header}.${payload}.`)).toEqual(unverified);
  });

  it("covers what the header calls critical, or the token is refused", async () => {
    const { verify, key, issuer, clock } = await world();
    const iat = seconds(clock());
    const token = await new SignJWT({ iss: issuer, sub: "ada", aud: "app", iat, exp: iat + 60 })
      .setProtectedHeader({ alg: "ES256", kid: "first", crit: ["x"], x: 1 })
      .sign(key.privateKey, { crit: { x: true } });
    expect(await verify(token)).toEqual(unverified);
  });
});

describe("who an ID token is for", () => {
  // attack 25
  it.each<[string, object, object]>([
    ["aud is another client", { aud: "other" }, otherClient],
    ["aud is a list without the client", { aud: ["other", "more"] }, otherClient],
    ["aud is an empty list", { aud: [] }, otherClient],
    ["aud is a list in a list", { aud: [["app"]] }, otherClient],
    ["aud is the client in another case", { aud: "APP" }, otherClient],
    ["azp is another client", { aud: "app", azp: "other" }, otherClient],
    ["azp is null", { azp: null }, otherClient],
    ["azp is a list", { azp: ["app"] }, otherClient],
    ["there is no aud", { aud: undefined }, { outcome: "refused", why: "missingClaim", claim: "aud" }],
    ["there is no aud, but azp", { aud: undefined, azp: "app" }, { outcome: "refused", why: "missingClaim", claim: "aud" }],
  ])("is nobody of ours where %s", async (_, claims, result) => {
    const { verify, idToken } = await world();
    expect(await verify(await idToken(claims))).toEqual(result);
  });

  it.each<[string, object]>([
    ["aud is one of a list", { aud: ["other", "app"] }],
    ["azp is, and aud is a server of theirs", { aud: "server", azp: "app" }],
    ["both are", { aud: "app", azp: "app" }],
  ])("is a client where %s", async (_, claims) => {
    const { verify, idToken } = await world();
    expect(await verify(await idToken(claims), ["web", "app"])).toMatchObject({ outcome: "verified", clientId: "app" });
  });
});

describe("whom an ID token is from and about", () => {
  it.each([(iss: string) => `${iss}/`, () => "https://evil.test", (iss: string) => iss.toUpperCase(), (iss: string) => [iss]])(
    "is the issuer, character by character",
    async (change) => {
      const { verify, idToken, issuer } = await world();
      expect(await verify(await idToken({ iss: change(issuer) }))).toEqual({ outcome: "refused", why: "otherIssuer" });
    },
  );

  it("may be Google without its scheme", async () => {
    const { idToken, clock } = await world();
    // What is asked for keys was taken for a token of the issuer.
    const nobody = new Issuers(new GuardedFetch([], { resolve: async () => [] }), clock);
    const login = async (iss: string) =>
      nobody.verify(await idToken({ iss }), { issuer: "https://accounts.google.com", clientIds: ["app"] });
    await expect(login("accounts.google.com")).rejects.toMatchObject({ code: "ExternalServiceException" });
    await expect(login("https://accounts.google.com")).rejects.toMatchObject({ code: "ExternalServiceException" });
    expect(await login("http://accounts.google.com")).toEqual({ outcome: "refused", why: "otherIssuer" });
  });

  // attack 23
  it.each<[unknown, object]>([
    [undefined, { outcome: "refused", why: "missingClaim", claim: "sub" }],
    ["", unverified],
    [null, unverified],
    [7, unverified],
    [["ada"], unverified],
    ["a".repeat(256), unverified],
    ["a\0b", unverified],
    ["\ud800", unverified],
  ])("is somebody: not %j", async (sub, result) => {
    const { verify, idToken } = await world();
    expect(await verify(await idToken({ sub }))).toEqual(result);
  });

  it("may have 255 characters", async () => {
    const { verify, idToken } = await world();
    expect(await verify(await idToken({ sub: "a".repeat(255) }))).toMatchObject(verified);
  });
});

// attacks 26, 49
describe("the time of an ID token", () => {
  it("has five minutes of grace, and ends then", async () => {
    const { verify, idToken, clock } = await world();
    const exp = seconds(clock()) + 60;
    const token = await idToken({ exp });
    clock.advance({ minutes: 5, seconds: 59 });
    expect(await verify(token)).toMatchObject(verified);
    clock.advance({ seconds: 1 });
    expect(await verify(token)).toEqual({ outcome: "refused", why: "expired", exp });
  });

  it.each(["nbf", "iat"])("is not before %s, but for the grace", async (claim) => {
    const { verify, idToken, clock } = await world();
    const now = seconds(clock());
    expect(await verify(await idToken({ [claim]: now + 300 }))).toMatchObject(verified);
    expect(await verify(await idToken({ [claim]: now + 301 }))).toEqual(unverified);
  });

  it.each(["exp", "iat"])("is told by %s", async (claim) => {
    const { verify, idToken } = await world();
    expect(await verify(await idToken({ [claim]: undefined }))).toEqual({ outcome: "refused", why: "missingClaim", claim });
  });

  it.each(["exp", "iat", "nbf"])("is a number in %s", async (claim) => {
    const { verify, idToken, clock } = await world();
    for (const value of [String(seconds(clock()) + 60), null, true, []]) {
      expect(await verify(await idToken({ [claim]: value }))).toEqual(unverified);
    }
  });

  it.each(["exp", "iat", "nbf"])("is no number that JSON cannot write, in %s", async (claim) => {
    const { verify, idToken, key } = await world();
    const [header = "", payload = ""] = (await idToken({ [claim]: 1234567890123 })).split(".");
    const changed = Buffer.from(payload, "base64url").toString().replace("1234567890123", "1e999");
    const data = `${header}.${base64url.encode(changed)}`;
    const signature = await crypto.subtle.sign({ name: "ECDSA", hash: "SHA-256" }, key.privateKey, Buffer.from(data));
    expect(await verify(`${data}.${base64url.encode(new Uint8Array(signature))}`)).toEqual(unverified);
  });
});

// attack 48
describe("what is no ID token", () => {
  it.each<[string, object, object]>([
    ["an access token by its header", {}, { typ: "at+jwt" }],
    ["a logout token by its header", {}, { typ: "logout+jwt" }],
    ["a logout token by its events", { events: { "http://schemas.openid.net/event/backchannel-logout": {} } }, {}],
    ["an access token of Keycloak", { typ: "Bearer", azp: "app" }, {}],
    ["an access token of a user pool", { token_use: "access" }, {}],
    ["of a type that is no text", {}, { typ: 7 }],
  ])("is refused: %s", async (_, claims, header) => {
    const { verify, idToken } = await world();
    expect(await verify(await idToken(claims, header))).toEqual(noIdToken);
  });

  it.each([
    "",
    "EAACEdEose0cBAOpaque",
    "a.b.c",
    "e30.e30.e30.e30.e30",
    "..",
    "e30..",
    "e30.e30.",
    "W10.W10.W10",
    `${base64url.encode('{"alg":7}')}.e30.`,
    `${base64url.encode('{"alg":"ES256"}')}.W10.`,
    ".".repeat(10_000),
  ])("is refused: %j", async (token) => {
    const { verify, asked } = await world();
    expect(await verify(token)).toEqual(noIdToken);
    expect(asked).toEqual([]);
  });
});
