import { createHmac, createPublicKey, type KeyObject } from "node:crypto";
import { inspect } from "node:util";
import { type JWTPayload, SignJWT, UnsecuredJWT } from "jose";
import { beforeAll, describe, expect, expectTypeOf, it } from "vitest";
import { isRockpoolError } from "../../src/errors.ts";
import type { AccessTokenClaims, IdTokenClaims, TokenUse } from "../../src/tokens/claims.ts";
import type { RsaPrivateJwk } from "../../src/tokens/jwk.ts";
import type { Keyset } from "../../src/tokens/keyset.ts";
import { signToken } from "../../src/tokens/sign.ts";
import { type Expectation, verifyToken } from "../../src/tokens/verify.ts";
import {
  accessClaims,
  base64url,
  clientId,
  idClaims,
  issuer,
  keysetOf,
  newKeys,
  privateKeyOf,
  signedBy,
  signedSegments,
} from "./world.ts";

const now = Date.parse("2026-01-01T00:00:00.000Z");
const seconds = now / 1000;
const asAccess = { issuer, tokenUse: "access", clientId, now } as const;
const asId = { issuer, tokenUse: "id", clientId, now } as const;
const asAny = { issuer, tokenUse: null, clientId, now } as const;

let keyset: Keyset;
let otherKeyset: Keyset;
let accessKey: { readonly kid: string; readonly privateKey: KeyObject };
let idKey: { readonly kid: string; readonly privateKey: KeyObject };
/** Another pool's, for access tokens. */
let otherPrivateKey: KeyObject;
let access: string;
let id: string;
beforeAll(async () => {
  const [first, second, third, fourth] = (await newKeys(4)) as [RsaPrivateJwk, RsaPrivateJwk, RsaPrivateJwk, RsaPrivateJwk];
  keyset = await keysetOf(first, second);
  otherKeyset = await keysetOf(third, fourth);
  idKey = { kid: keyset.signingKey("id", now).kid, privateKey: privateKeyOf(first) };
  accessKey = { kid: keyset.signingKey("access", now).kid, privateKey: privateKeyOf(second) };
  otherPrivateKey = privateKeyOf(fourth);
  access = await signToken(keyset.signingKey("access", now), accessClaims(now));
  id = await signToken(keyset.signingKey("id", now), idClaims(now));
});

/** What verifying threw, after proof that it shows nothing of the token. */
function refusal(token: string, expectation: Expectation<TokenUse | null> = asAccess, keys: Keyset = keyset): string {
  try {
    verifyToken(keys, token, expectation);
  } catch (error) {
    if (!isRockpoolError(error, "NotAuthorizedException")) throw error;
    const shown = inspect(error, { depth: null });
    for (const segment of String(token).split(".")) {
      if (segment.length > 8) expect(shown).not.toContain(segment.slice(0, 400));
    }
    return error.message;
  }
  return "not refused";
}

const invalid = "Invalid Access Token";
const unverified = "Could not verify signature for Access Token";
const expired = "Access Token has expired";

/** An access token with claims changed, rightly signed. `undefined` removes a claim. */
function withClaims(changes: { readonly [claim: string]: unknown }): string {
  return signedBy(accessKey.privateKey, header(), { ...accessClaims(now), ...changes });
}

/** An access token with another header, rightly signed. */
function withHeader(value: unknown): string {
  return signedBy(accessKey.privateKey, value, accessClaims(now));
}

function header(): object {
  return { kid: accessKey.kid, alg: "RS256" };
}

/** JSON of a length whose last base64 character has bits to spare. */
function oneByteOver(json: string): string {
  return json + " ".repeat((4 - (json.length % 3)) % 3);
}

describe("verifying a token", () => {
  it("gives the claims as they were signed", () => {
    expect(verifyToken(keyset, access, asAccess)).toEqual(accessClaims(now));
    expect(verifyToken(keyset, id, asId)).toEqual(idClaims(now));
  });

  it("types the claims by the use that was asked for", () => {
    expectTypeOf(verifyToken(keyset, access, asAccess)).toEqualTypeOf<AccessTokenClaims>();
    expectTypeOf(verifyToken(keyset, id, asId)).toEqualTypeOf<IdTokenClaims>();
    const either = verifyToken(keyset, id, asAny);
    expectTypeOf(either).toEqualTypeOf<AccessTokenClaims | IdTokenClaims>();
    if (either.token_use === "id") expectTypeOf(either["cognito:username"]).toEqualTypeOf<string>();
    else expectTypeOf(either.client_id).toEqualTypeOf<string>();
  });

  it("does not compile with a check left out", () => {
    // @ts-expect-error clientId is missing
    void (() => verifyToken(keyset, access, { issuer, tokenUse: "access", now }));
    // @ts-expect-error tokenUse is missing
    void (() => verifyToken(keyset, access, { issuer, clientId, now }));
  });

  it("takes what jose signed with the pool's key", async () => {
    const claims = accessClaims(now) as unknown as JWTPayload;
    const plain = await new SignJWT(claims).setProtectedHeader({ kid: accessKey.kid, alg: "RS256" }).sign(accessKey.privateKey);
    const otherForm = await new SignJWT(claims)
      .setProtectedHeader({ alg: "RS256", typ: "JWT", kid: accessKey.kid })
      .sign(accessKey.privateKey);
    expect(verifyToken(keyset, plain, asAccess)).toEqual(accessClaims(now));
    expect(verifyToken(keyset, otherForm, asAccess)).toEqual(accessClaims(now));
  });
});

// attacks 50, 51: huge and dotted input, and texts that are cut or padded
describe("the form of a token (RFC 7515 section 7.1)", () => {
  it.each([
    ["nothing", () => ""],
    ["a word", () => "token"],
    ["two segments", () => access.slice(0, access.lastIndexOf("."))],
    ["four segments", () => `${access}.`],
    ["five segments, as an encrypted token", () => "a.b.c.d.e"],
    ["dots only", () => ".."],
    ["a doubled dot", () => access.replace(".", "..")],
    ["a dot in front", () => `.${access}`],
    ["an empty header", () => access.slice(access.indexOf("."))],
    ["a space behind", () => `${access} `],
    ["a line break inside", () => `${access.slice(0, 200)}\n${access.slice(200)}`],
    ["the word Bearer in front", () => `Bearer ${access}`],
    ["padding behind the signature", () => `${access}==`],
    ["a character that is not ASCII", () => access.replace(".", ".ŁŁŁŁ")],
    ["U+0000", () => `${access}\0`],
    ["what is no text", () => undefined as unknown as string],
    ["an object", () => ({ token: access }) as unknown as string],
  ])("refuses %s", (_, make) => {
    expect(refusal(make())).toBe(invalid);
  });

  it("refuses an empty payload, and an empty signature", () => {
    expect(refusal(access.replace(/\..*\./, ".."))).toBe(unverified);
    expect(refusal(`${access.slice(0, access.lastIndexOf("."))}.`)).toBe(unverified);
  });

  it("refuses every base64url text of the same signature but the canonical one (RFC 4648 section 3.5)", () => {
    const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    const signature = access.slice(access.lastIndexOf(".") + 1);
    const same = [...alphabet]
      .map((last) => signature.slice(0, -1) + last)
      .filter((text) => Buffer.from(text, "base64url").equals(Buffer.from(signature, "base64url")));
    expect(same).toHaveLength(16);
    const taken = same.filter((text) => refusal(access.replace(signature, text)) === "not refused");
    expect(taken).toEqual([signature]);
  });

  it.each([
    ["the standard alphabet", (text: string) => text.replaceAll("-", "+").replaceAll("_", "/")],
    ["padding", (text: string) => `${text}==`],
    [
      "bits that stand for nothing",
      (text: string) => text.slice(0, -1) + String.fromCharCode(text.charCodeAt(text.length - 1) + 1),
    ],
  ])("refuses %s in header and payload, also when they are signed as they are spelt", (_, respell) => {
    const { privateKey } = accessKey;
    const head = base64url(oneByteOver(JSON.stringify(header())));
    const payload = base64url(oneByteOver(JSON.stringify({ ...accessClaims(now), note: "???>>>" })));
    const other = respell(payload);
    expect(other).not.toBe(payload);
    expect(Buffer.from(other, "base64url")).toEqual(Buffer.from(payload, "base64url"));
    expect(refusal(signedSegments(privateKey, head, payload))).toBe("not refused");
    expect(refusal(signedSegments(privateKey, head, other))).toBe(invalid);
    if (respell(head) !== head) expect(refusal(signedSegments(privateKey, respell(head), payload))).toBe(invalid);
  });

  it("refuses more than 96 KiB before any work", () => {
    const untouched: Keyset = {
      signingKey: () => expect.unreachable(),
      verificationKey: () => expect.unreachable(),
      verificationKeyOfHeader: () => expect.unreachable(),
      jwks: () => expect.unreachable(),
    };
    const padded = withClaims({ pad: "x".repeat(80_000) });
    expect(padded.length).toBeGreaterThan(96 * 1024);
    expect(refusal(padded, asAccess, untouched)).toBe(invalid);
    expect(refusal("a".repeat(1_000_000), asAccess, untouched)).toBe(invalid);
    expect(refusal(".".repeat(1_000_000), asAccess, untouched)).toBe(invalid);
    expect(refusal(".".repeat(16_000), asAccess, untouched)).toBe(invalid);
    expect(refusal("a.".repeat(8_000), asAccess, untouched)).toBe(invalid);
  });

  it("takes a token of many groups, below that length", () => {
    const groups = Array.from({ length: 100 }, (_, n) => `group-${n}-${"x".repeat(80)}`);
    const token = withClaims({ "cognito:groups": groups });
    expect(token.length).toBeGreaterThan(12_000);
    expect(verifyToken(keyset, token, asAccess)["cognito:groups"]).toEqual(groups);
  });
});

// attack 47: alg none, HMAC with the public key, kid, jwk, jku, x5u, crit
describe("the header (RFC 7515 section 4)", () => {
  it("refuses alg none, with an empty signature or a real one (RFC 8725 section 3.2)", () => {
    expect(refusal(new UnsecuredJWT(accessClaims(now) as unknown as JWTPayload).encode())).toBe(invalid);
    for (const alg of ["none", "None", "NONE", "nOnE", ""]) {
      const signed = withHeader({ kid: accessKey.kid, alg });
      expect(refusal(signed)).toBe(invalid);
      expect(refusal(signed.slice(0, signed.lastIndexOf(".") + 1))).toBe(invalid);
    }
  });

  it("refuses HS256 with the public key as secret, in every form a public key has (RFC 8725 section 2.1)", () => {
    const { publicKey } = keyset.verificationKey(accessKey.kid) ?? {};
    if (publicKey === undefined) throw new Error("the keyset has the key");
    const jwk = keyset.jwks().keys.find(({ kid }) => kid === accessKey.kid);
    const secrets = [
      publicKey.export({ type: "spki", format: "pem" }),
      publicKey.export({ type: "spki", format: "der" }),
      publicKey.export({ type: "pkcs1", format: "pem" }),
      JSON.stringify(jwk),
      Buffer.from(jwk?.kty === "RSA" ? jwk.n : "", "base64url"),
    ];
    for (const secret of secrets) {
      const signed = `${base64url({ kid: accessKey.kid, alg: "HS256" })}.${base64url(accessClaims(now))}`;
      const tag = createHmac("sha256", secret).update(signed).digest("base64url");
      expect(refusal(`${signed}.${tag}`)).toBe(invalid);
      // The same with the header of a real token.
      const lying = `${base64url(header())}.${base64url(accessClaims(now))}`;
      expect(refusal(`${lying}.${createHmac("sha256", secret).update(lying).digest("base64url")}`)).toBe(unverified);
    }
  });

  it.each(["RS384", "RS512", "PS256", "ES256", "EdDSA", "HS512", "rs256", "RS256 "])("refuses the algorithm %j", (alg) => {
    expect(refusal(withHeader({ kid: accessKey.kid, alg }))).toBe(invalid);
  });

  it.each([
    ["jwk", () => createPublicKey(otherPrivateKey).export({ format: "jwk" })],
    ["jku", () => "https://attacker.test/jwks.json"],
    ["x5u", () => "https://attacker.test/cert.pem"],
    ["x5c", () => ["MIIB"]],
    ["x5t", () => "abc"],
    ["crit", () => ["exp"]],
    ["crit", () => []],
    ["b64", () => true],
    ["zip", () => "DEF"],
    ["enc", () => "A256GCM"],
    ["p2c", () => 100_000_000],
    ["cty", () => "JWT"],
    ["__proto__", () => ({ admin: true })],
  ])("refuses a member %s, also in a token that is rightly signed", (member, value) => {
    const withMember = `{"kid":${JSON.stringify(accessKey.kid)},"alg":"RS256","${member}":${JSON.stringify(value())}}`;
    expect(refusal(withHeader(withMember))).toBe(invalid);
  });

  it("refuses a token that brings the key it is signed with", async () => {
    const jwk = createPublicKey(otherPrivateKey).export({ format: "jwk" });
    const mine = { kid: accessKey.kid, alg: "RS256", jwk };
    expect(refusal(signedBy(otherPrivateKey, mine, accessClaims(now)))).toBe(invalid);
    const joses = await new SignJWT(accessClaims(now) as unknown as JWTPayload)
      .setProtectedHeader({ alg: "RS256", jwk: jwk as { kty: "RSA" } })
      .sign(otherPrivateKey);
    expect(refusal(joses)).toBe(invalid);
  });

  it.each([
    ["no kid", () => ({ alg: "RS256" })],
    ["no alg", () => ({ kid: accessKey.kid })],
    ["a kid that is no text", () => ({ kid: 5, alg: "RS256" })],
    ["a list as kid", () => ({ kid: [accessKey.kid], alg: "RS256" })],
    ["a list as alg", () => ({ kid: accessKey.kid, alg: ["RS256"] })],
    ["a kind of token that we do not sign", () => ({ kid: accessKey.kid, alg: "RS256", typ: "dpop+jwt" })],
    ["a kind that is no text", () => ({ kid: accessKey.kid, alg: "RS256", typ: null })],
    ["a list", () => [accessKey.kid, "RS256"]],
    ["null", () => "null"],
    ["a text", () => '"RS256"'],
    ["half an object", () => '{"kid":"'],
  ])("refuses %s", (_, make) => {
    expect(refusal(withHeader(make()))).toBe(invalid);
  });

  it("refuses an unknown key in the words for a wrong signature", () => {
    for (const kid of ["unknown", "", "__proto__", "constructor", "../../etc/passwd", `${accessKey.kid} `]) {
      expect(refusal(withHeader({ kid, alg: "RS256" }))).toBe(unverified);
    }
  });
});

// attack 78: what another pool signed
describe("the signature (RFC 7515 section 5.2)", () => {
  it("refuses a token of another pool", async () => {
    const theirs = await signToken(otherKeyset.signingKey("access", now), accessClaims(now));
    expect(verifyToken(otherKeyset, theirs, asAccess).sub).toBe(accessClaims(now).sub);
    expect(refusal(theirs)).toBe(unverified);
  });

  it("refuses another pool's signature under this pool's key id", () => {
    expect(refusal(signedBy(otherPrivateKey, header(), accessClaims(now)))).toBe(unverified);
  });

  it("refuses the signature of another token", () => {
    const other = withClaims({ username: "grace" });
    const swapped = access.slice(0, access.lastIndexOf(".")) + other.slice(other.lastIndexOf("."));
    expect(refusal(swapped)).toBe(unverified);
  });

  it("refuses the pool's key for ID tokens under the id of its key for access tokens, and the reverse", () => {
    expect(refusal(signedBy(idKey.privateKey, header(), accessClaims(now)))).toBe(unverified);
    expect(refusal(signedBy(accessKey.privateKey, { kid: idKey.kid, alg: "RS256" }, idClaims(now)), asId)).toBe(
      "Could not verify signature for ID Token",
    );
  });

  it("refuses a token in which any one character was changed", () => {
    const through = [...access].flatMap((character, at) => {
      const changed = access.slice(0, at) + (character === "A" ? "B" : "A") + access.slice(at + 1);
      return refusal(changed) === "not refused" ? [at] : [];
    });
    expect(through).toEqual([]);
  });

  it("is judged before any claim: a forged token never learns that it has expired", () => {
    const forged = signedBy(otherPrivateKey, header(), { ...accessClaims(now), exp: 1, iss: "x" });
    expect(refusal(forged)).toBe(unverified);
  });

  it("is judged before the payload is read", () => {
    const forged = signedBy(otherPrivateKey, header(), "{not JSON");
    expect(refusal(forged)).toBe(unverified);
  });
});

describe("the payload (RFC 7519 section 7.2)", () => {
  it.each(["", "null", "[]", '"text"', "5", "true", "{", "{}x"])("refuses %j, rightly signed", (payload) => {
    expect(refusal(signedBy(accessKey.privateKey, header(), payload))).toBe(invalid);
  });

  // Else one text stands for many: two names that differ in such a byte would be one.
  it.each([
    ["a byte that no text has", [0xff]],
    ["a text that ends in the middle of a character", [0xc3]],
    ["a character in more bytes than it needs", [0xc0, 0xaf]],
    ["half of a character of UTF-16", [0xed, 0xa0, 0x80]],
  ])("step 10: refuses JSON that is not in UTF-8, rightly signed: %s", (_, bytes) => {
    const [before = "", after = ""] = JSON.stringify({ ...accessClaims(now), username: "ad|a" }).split("|");
    const payload = (between: readonly number[]): string =>
      Buffer.concat([Buffer.from(before), Buffer.from(between), Buffer.from(after)]).toString("base64url");
    const head = base64url(header());
    expect(refusal(signedSegments(accessKey.privateKey, head, payload([0xc3, 0xa4])))).toBe("not refused");
    expect(refusal(signedSegments(accessKey.privateKey, head, payload(bytes)))).toBe(invalid);
  });

  it("takes only the exact issuer", () => {
    for (const iss of [`${issuer}/`, issuer.toUpperCase(), "https://auth.test", "", [issuer], null, undefined]) {
      expect(refusal(withClaims({ iss }))).toBe(invalid);
    }
    expect(refusal(access, { ...asAccess, issuer: "https://auth.test/us-east-1_bbbbbbbbb" })).toBe(invalid);
  });

  it("never gives what the payload does not say", () => {
    const token = signedBy(accessKey.privateKey, header(), '{"__proto__":{"iss":"x","token_use":"access","exp":9e9,"iat":1}}');
    expect(refusal(token, { ...asAccess, clientId: null })).toBe(invalid);
  });
});

// attack 48: one kind of token in place of another
describe("token_use", () => {
  it("refuses an ID token as access token, and an access token as ID token", () => {
    expect(refusal(id)).toBe(invalid);
    expect(refusal(access, asId)).toBe("Invalid ID Token");
  });

  it("is not decided by the claim alone: a key speaks for tokens of its own use", () => {
    expect(refusal(signedBy(idKey.privateKey, { kid: idKey.kid, alg: "RS256" }, accessClaims(now)))).toBe(invalid);
    expect(refusal(signedBy(accessKey.privateKey, header(), idClaims(now)), asId)).toBe("Invalid ID Token");
    expect(refusal(signedBy(accessKey.privateKey, header(), idClaims(now)), asAny)).toBe("Invalid Token");
  });

  it.each([undefined, null, "", "refresh", "Access", ["access"]])("refuses %j", (use) => {
    expect(refusal(withClaims({ token_use: use }))).toBe(invalid);
    expect(refusal(withClaims({ token_use: use }), asAny)).toBe("Invalid Token");
  });

  it("null takes either use, and nothing else", () => {
    expect(verifyToken(keyset, access, asAny)).toEqual(accessClaims(now));
    expect(verifyToken(keyset, id, asAny)).toEqual(idClaims(now));
  });

  it("of an expectation that says none refuses every token", () => {
    const none = { ...asAccess, tokenUse: undefined as unknown as null };
    expect(refusal(access, none)).not.toBe("not refused");
  });
});

describe("the client", () => {
  it("is client_id in an access token, and aud in an ID token", () => {
    expect(refusal(withClaims({ client_id: "other" }))).toBe(invalid);
    expect(refusal(withClaims({ client_id: undefined, aud: clientId }))).toBe(invalid);
    const other = signedBy(
      idKey.privateKey,
      { kid: idKey.kid, alg: "RS256" },
      { ...idClaims(now), aud: "other", client_id: clientId },
    );
    expect(refusal(other, asId)).toBe("Invalid ID Token");
    expect(refusal(other, asAny)).toBe("Invalid Token");
  });

  it("may be one of several", () => {
    expect(verifyToken(keyset, access, { ...asAccess, clientId: ["other", clientId] }).client_id).toBe(clientId);
    expect(verifyToken(keyset, id, { ...asId, clientId: ["other", clientId] }).aud).toBe(clientId);
    expect(refusal(access, { ...asAccess, clientId: ["other", "another"] })).toBe(invalid);
    expect(refusal(access, { ...asAccess, clientId: [] })).toBe(invalid);
  });

  it("is compared whole", () => {
    expect(refusal(access, { ...asAccess, clientId: clientId.slice(0, -1) })).toBe(invalid);
    expect(refusal(access, { ...asAccess, clientId: `${clientId} other` })).toBe(invalid);
    expect(refusal(access, { ...asAccess, clientId: "" })).toBe(invalid);
  });

  it("is one text, not a list that has it", () => {
    expect(refusal(withClaims({ client_id: [clientId] }))).toBe(invalid);
    const list = signedBy(idKey.privateKey, { kid: idKey.kid, alg: "RS256" }, { ...idClaims(now), aud: [clientId] });
    expect(refusal(list, asId)).toBe("Invalid ID Token");
  });

  it("is not asked for when the expectation says null", () => {
    const other = withClaims({ client_id: "other" });
    expect(verifyToken(keyset, other, { ...asAccess, clientId: null }).client_id).toBe("other");
  });
});

// attack 49: missing times, and clocks that differ
describe("exp (RFC 7519 section 4.1.4)", () => {
  it("is the first instant at which the token is invalid, to the millisecond", () => {
    const exp = accessClaims(now).exp * 1000;
    expect(refusal(access, { ...asAccess, now: exp - 1 })).toBe("not refused");
    expect(refusal(access, { ...asAccess, now: exp })).toBe(expired);
    expect(refusal(access, { ...asAccess, now: exp + 1 })).toBe(expired);
    expect(refusal(id, { ...asId, now: exp })).toBe("ID Token has expired");
    expect(refusal(id, { ...asAny, now: exp })).toBe("Token has expired");
  });

  it("must be there, and a number that is one", () => {
    for (const exp of [undefined, null, "9999999999", true, [9_999_999_999], {}])
      expect(refusal(withClaims({ exp }))).toBe(invalid);
    const infinite = JSON.stringify(accessClaims(now)).replace(/"exp":\d+/, '"exp":1e999');
    expect(refusal(signedBy(accessKey.privateKey, header(), infinite))).toBe(invalid);
  });

  it("is told only of a token that is right in all else", () => {
    const late = { ...asAccess, now: now + 7_200_000 };
    expect(refusal(id, late)).toBe(invalid);
    expect(refusal(access, { ...late, clientId: "other" })).toBe(invalid);
    expect(refusal(access, { ...late, issuer: "https://other.test" })).toBe(invalid);
  });

  it("has passed for a clock that gives no number", () => {
    expect(refusal(access, { ...asAccess, now: Number.NaN })).not.toBe("not refused");
  });
});

describe("iat and nbf (RFC 7519 sections 4.1.5 and 4.1.6)", () => {
  it.each(["iat", "nbf"])("%s may be 5 seconds in the future, and not a millisecond more", (claim) => {
    const token = withClaims({ [claim]: seconds + 5 });
    expect(refusal(token)).toBe("not refused");
    expect(refusal(token, { ...asAccess, now: now - 1 })).toBe(invalid);
    expect(refusal(withClaims({ [claim]: seconds + 6 }))).toBe(invalid);
  });

  it("iat must be there; nbf need not", () => {
    expect(refusal(withClaims({ iat: undefined }))).toBe(invalid);
    expect(refusal(withClaims({ nbf: undefined }))).toBe("not refused");
  });

  it.each(["iat", "nbf"])("%s must be a number when it is there", (claim) => {
    for (const value of [null, "0", true, [0], {}]) expect(refusal(withClaims({ [claim]: value }))).toBe(invalid);
  });
});

describe("the words of a refusal", () => {
  it.each([
    ["access", "Access Token"],
    ["id", "ID Token"],
    [null, "Token"],
  ] as const)("name what was expected: %s", async (tokenUse, name) => {
    const expectation = { ...asAccess, tokenUse };
    const [key, claims] = tokenUse === "id" ? [idKey, idClaims(now)] : [accessKey, accessClaims(now)];
    const head = { kid: key.kid, alg: "RS256" };
    expect(refusal("token", expectation)).toBe(`Invalid ${name}`);
    expect(refusal(signedBy(key.privateKey, head, { ...claims, exp: 1 }), expectation)).toBe(`${name} has expired`);
    expect(refusal(`${signedBy(key.privateKey, head, claims).slice(0, -4)}AAAA`, expectation)).toBe(
      `Could not verify signature for ${name}`,
    );
  });
});
