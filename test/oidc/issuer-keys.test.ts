import { exportJWK, generateKeyPair } from "jose";
import { manualClock } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { GuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import { IssuerKeys } from "../../src/oidc/issuer-keys.ts";
import { Issuers } from "../../src/oidc/issuers.ts";
import { DISCOVERY, issuerKey, issuerServer, JWKS, json } from "./issuer-server.ts";
import { world } from "./world.ts";

const unavailable = (issuer: string) => ({
  code: "ExternalServiceException",
  message: `The issuer ${issuer} could not be asked for its keys.`,
});
const verified = { outcome: "verified" };
const unverified = { outcome: "refused", why: "unverified" };
const away = json({ secret: "of the inner network" }, 503);

describe("the discovery of an issuer (OpenID Connect Discovery section 4)", () => {
  it("is asked for once a day, and keys once an hour", async () => {
    const { verify, idToken, asked, clock } = await world();
    expect(await verify(await idToken())).toMatchObject(verified);
    expect(asked).toEqual([DISCOVERY, JWKS]);
    clock.advance({ minutes: 59 });
    await verify(await idToken());
    expect(asked).toHaveLength(2);
    clock.advance({ minutes: 1 });
    await verify(await idToken());
    expect(asked).toEqual([DISCOVERY, JWKS, JWKS]);
    clock.advance({ hours: 23 });
    await verify(await idToken());
    expect(asked.filter((path) => path === DISCOVERY)).toHaveLength(2);
  });

  it("is of an issuer below a path too", async () => {
    const { issuer, answers, asked, idToken, issuers } = await world();
    const tenant = `${issuer}/tenant/`;
    answers.set(`/tenant${DISCOVERY}`, json({ issuer: tenant, jwks_uri: `${issuer}${JWKS}` }));
    const token = await idToken({ iss: tenant });
    expect(await issuers.verify(token, { issuer: tenant, clientIds: ["app"] })).toMatchObject(verified);
    expect(asked).toEqual([`/tenant${DISCOVERY}`, JWKS]);
  });

  // attacks 25, 45: a document that speaks for another issuer, or sends us elsewhere.
  it.each<[string, (issuer: string) => object]>([
    ["names another issuer", (issuer) => ({ issuer: `${issuer}/`, jwks_uri: `${issuer}${JWKS}` })],
    ["names no issuer", (issuer) => ({ jwks_uri: `${issuer}${JWKS}` })],
    ["has no jwks_uri", (issuer) => ({ issuer })],
    ["has a list in place of one", (issuer) => ({ issuer, jwks_uri: [`${issuer}${JWKS}`] })],
    ["leads to a private address", (issuer) => ({ issuer, jwks_uri: "https://127.0.0.1/jwks" })],
    ["leads to a file", (issuer) => ({ issuer, jwks_uri: "file:///etc/passwd" })],
    ["leads to plain http", (issuer) => ({ issuer, jwks_uri: "http://login.example.com/jwks" })],
    ["leads to another port of the origin", (issuer) => ({ issuer, jwks_uri: issuer.replace(/\d+$/, "1") })],
  ])("is no answer when it %s", async (_, document) => {
    const { issuer, answers, verify, idToken, asked } = await world();
    answers.set(DISCOVERY, json(document(issuer)));
    await expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
    expect(asked).toEqual([DISCOVERY]);
  });

  it("says nothing of what was answered", async () => {
    const { issuer, answers, verify, idToken } = await world();
    answers.set(DISCOVERY, away);
    const error: unknown = await verify(await idToken()).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ ...unavailable(issuer), cause: new Error("the answer has the status 503") });
  });
});

describe("the keys of an issuer", () => {
  it.each([2, 100])("are asked for once when %d log in at once", async (count) => {
    const { verify, idToken, asked } = await world();
    const token = await idToken();
    const all = await Promise.all(Array.from({ length: count }, () => verify(token)));
    expect(all.every(({ outcome }) => outcome === "verified")).toBe(true);
    expect(asked).toEqual([DISCOVERY, JWKS]);
  });

  // attack 64: a key that nobody knows.
  it("are asked for again for a key that is not among them, once in 30 seconds", async () => {
    const { verify, idToken, asked, clock, publish, key } = await world();
    const next = await issuerKey("next");
    await verify(await idToken());
    clock.advance({ seconds: 29 });
    expect(await verify(await idToken({}, {}, next))).toEqual(unverified);
    expect(asked).toHaveLength(2);
    publish(key.jwk, next.jwk);
    clock.advance({ seconds: 1 });
    const token = await idToken({}, {}, next);
    const all = await Promise.all(Array.from({ length: 50 }, () => verify(token)));
    expect(all.every(({ outcome }) => outcome === "verified")).toBe(true);
    expect(asked).toEqual([DISCOVERY, JWKS, JWKS]);
    const unknown = await issuerKey("unknown");
    for (let seconds = 0; seconds < 60; seconds += 1) {
      clock.advance({ seconds: 1 });
      expect(await verify(await idToken({}, {}, unknown))).toEqual(unverified);
    }
    expect(asked).toHaveLength(5);
  });

  it("are not asked for again by who looked at those before, once others have newer ones", async () => {
    const { issuer, asked, clock } = await world();
    const keys = new IssuerKeys(issuer, new GuardedFetch([issuer]), clock);
    const before = await keys.current();
    clock.advance({ seconds: 30 });
    const newer = await keys.newer(before);
    expect(newer).not.toBe(before);
    expect(await keys.newer(before)).toBe(newer);
    expect(asked).toEqual([DISCOVERY, JWKS, JWKS]);
  });

  it("are no longer taken an hour after they were withdrawn", async () => {
    const { verify, idToken, clock, publish } = await world();
    expect(await verify(await idToken())).toMatchObject(verified);
    publish((await issuerKey("next")).jwk);
    clock.advance({ hours: 1 });
    expect(await verify(await idToken())).toEqual(unverified);
  });

  // What is answered with no key is an answer: it is not for want of one that old keys are used.
  it.each<[string, (jwk: object) => object[]]>([
    ["none", () => []],
    ["none for signatures", (jwk) => [{ ...jwk, use: "enc" }]],
  ])("are no longer taken an hour after all were withdrawn, and %s is left", async (_, left) => {
    const { issuer, verify, idToken, clock, publish, key } = await world();
    const token = await idToken({ exp: clock() / 1000 + 86_400 });
    expect(await verify(token)).toMatchObject(verified);
    publish(...left(key.jwk));
    clock.advance({ hours: 1 });
    await expect(verify(token)).rejects.toMatchObject(unavailable(issuer));
    await expect(verify(token)).rejects.toMatchObject(unavailable(issuer));
    publish(key.jwk);
    clock.advance({ seconds: 10 });
    expect(await verify(token)).toMatchObject(verified);
  });

  it("are not asked for because of a token that is refused whoever signed it", async () => {
    const { verify, idToken, asked } = await world();
    const strangers = [
      idToken({ iss: "https://evil.test" }),
      idToken({ aud: "other" }),
      idToken({ sub: undefined }),
      idToken({}, { typ: "at+jwt" }),
    ];
    for (const token of strangers) expect(await verify(await token)).toMatchObject({ outcome: "refused" });
    expect(await verify("no token")).toEqual({ outcome: "refused", why: "noIdToken" });
    expect(asked).toEqual([]);
  });

  it.each<[string, (jwk: object) => unknown]>([
    ["is no set", () => ({ key: [] })],
    ["is empty", () => ({ keys: [] })],
    ["has more than 100 keys", (jwk) => ({ keys: Array.from({ length: 101 }, () => jwk) })],
    ["has encryption keys only", (jwk) => ({ keys: [{ ...jwk, use: "enc" }] })],
    ["has secrets only", () => ({ keys: [{ kty: "oct", k: "c2VjcmV0", kid: "first", alg: "HS256" }] })],
  ])("are none when what is published %s", async (_, set) => {
    const { issuer, answers, key, verify, idToken } = await world();
    answers.set(JWKS, json(set(key.jwk)));
    await expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
  });

  it("are those of a set that can be used, whatever else stands in it", async () => {
    const { answers, key, verify, idToken } = await world();
    const privateKey = await exportJWK((await generateKeyPair("ES256", { extractable: true })).privateKey);
    const others = [null, 7, "x", { kty: "RSA" }, { kty: "oct", k: "c2VjcmV0" }, { ...key.jwk, x: "!" }, { ...key.jwk, kid: 7 }];
    answers.set(JWKS, json({ keys: [...others, { ...privateKey, kid: "private" }, key.jwk] }));
    expect(await verify(await idToken())).toMatchObject(verified);
  });
});

describe("an issuer that does not answer", () => {
  it("is asked again after 10 seconds, however many log in", async () => {
    const { issuer, answers, asked, clock, verify, idToken } = await world();
    answers.set(DISCOVERY, away);
    for (let n = 0; n < 20; n += 1) await expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
    expect(asked).toEqual([DISCOVERY]);
    clock.advance({ seconds: 10 });
    answers.set(DISCOVERY, json({ issuer, jwks_uri: `${issuer}${JWKS}` }));
    expect(await verify(await idToken())).toMatchObject(verified);
    expect(asked).toEqual([DISCOVERY, DISCOVERY, JWKS]);
  });

  it("is believed by its old keys for 12 hours", async () => {
    const { issuer, answers, clock, verify, idToken } = await world();
    await verify(await idToken());
    answers.clear();
    clock.advance({ hours: 11, minutes: 59 });
    expect(await verify(await idToken())).toMatchObject(verified);
    expect(await verify(await idToken())).toMatchObject(verified);
    clock.advance({ minutes: 1 });
    await expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
  });

  it("is not waited for while old keys are there", async () => {
    const { answers, asked, clock, verify, idToken } = await world();
    await verify(await idToken());
    answers.delete(JWKS);
    clock.advance({ hours: 1 });
    await verify(await idToken());
    // From now on it does not even refuse.
    answers.set(DISCOVERY, () => {});
    clock.advance({ seconds: 10 });
    expect(await verify(await idToken())).toMatchObject(verified);
    expect(asked.slice(0, 3)).toEqual([DISCOVERY, JWKS, JWKS]);
  });

  it("is waited for again a minute later: a failure of long ago makes no withdrawn key good", async () => {
    const { answers, clock, verify, idToken, publish } = await world();
    await verify(await idToken());
    answers.delete(JWKS);
    clock.advance({ hours: 1 });
    expect(await verify(await idToken())).toMatchObject(verified);
    publish((await issuerKey("next")).jwk);
    clock.advance({ minutes: 1 });
    expect(await verify(await idToken())).toEqual(unverified);
  });

  it("leaves open whose a token of an unknown key is", async () => {
    const { issuer, answers, clock, verify, idToken } = await world();
    const next = await issuerKey("next");
    await verify(await idToken());
    answers.clear();
    clock.advance({ seconds: 30 });
    await expect(verify(await idToken({}, {}, next))).rejects.toMatchObject(unavailable(issuer));
    expect(await verify(await idToken())).toMatchObject(verified);
  });

  it("is asked where its keys are now, once they are not where they were", async () => {
    const { issuer, answers, key, clock, verify, idToken } = await world();
    await verify(await idToken());
    answers.delete(JWKS);
    answers.set("/moved", json({ keys: [key.jwk] }));
    answers.set(DISCOVERY, json({ issuer, jwks_uri: `${issuer}/moved` }));
    clock.advance({ hours: 12 });
    await expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
    clock.advance({ seconds: 10 });
    expect(await verify(await idToken())).toMatchObject(verified);
  });

  it("has no keys that are young because a clock was set back", async () => {
    const { answers, issuer, clock, verify, idToken } = await world();
    await verify(await idToken());
    answers.clear();
    clock.advance({ days: -1 });
    await expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
  });
});

describe("close", () => {
  it("tells whoever waits that the issuer could not be asked", async () => {
    const { issuer, issuers, answers, verify, idToken } = await world();
    const isAsked = new Promise<void>((resolve) => void answers.set(DISCOVERY, () => resolve()));
    const refused = expect(verify(await idToken())).rejects.toMatchObject(unavailable(issuer));
    await isAsked;
    await issuers.close();
    await refused;
  });
});

describe("many issuers", () => {
  it("share nothing", async () => {
    const [one, other] = [await world(), await world()];
    expect(await one.verify(await other.token(one.clock(), { iss: one.issuer }))).toEqual(unverified);
  });

  it("are remembered up to a thousand, the last that were used", async () => {
    const { issuer, answers, key, asked, token } = await issuerServer();
    const clock = manualClock();
    const issuers = new Issuers(new GuardedFetch([issuer]), clock);
    const login = async (tenant: number): Promise<void> => {
      const iss = `${issuer}/${tenant}`;
      answers.set(`/${tenant}${DISCOVERY}`, json({ issuer: iss, jwks_uri: `${issuer}${JWKS}` }));
      const idToken = await token(clock(), { iss }, {}, key);
      expect(await issuers.verify(idToken, { issuer: iss, clientIds: ["app"] })).toMatchObject(verified);
    };
    for (let tenant = 0; tenant < 1_000; tenant += 1) await login(tenant);
    await login(0);
    expect(asked).toHaveLength(2_000);
    await login(1_000);
    await login(0);
    expect(asked).toHaveLength(2_002);
    await login(1);
    expect(asked).toHaveLength(2_004);
  });
});
