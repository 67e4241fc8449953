import { generateKeyPairSync, type KeyObject, sign } from "node:crypto";
import { inspect } from "node:util";
import { exportJWK, exportPKCS8, generateKeyPair } from "jose";
import type { ImportKeyInput } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { PUBLICATION_MS, RETIREMENT_MS } from "../../src/tokens/rotation.ts";
import { codeOf } from "../user-pool/stand-ins.ts";
import { keysOf, kidOf, takes, twoProcesses } from "./world.ts";

let rsa: KeyObject;
let ec: KeyObject;
beforeAll(() => {
  rsa = generateKeyPairSync("rsa", { modulusLength: 2048 }).privateKey;
  ec = generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey;
});
const jwk = (key: KeyObject): Record<string, unknown> => key.export({ format: "jwk" }) as Record<string, unknown>;
const pem = (key: KeyObject, type: "pkcs8" | "pkcs1" | "sec1"): string => key.export({ type, format: "pem" } as never).toString();

/** A token as the other issuer made it: under the pool's issuer, by the key. */
function tokenOf({ pool, clock, client }: TestPool, kid: string, key: KeyObject, tokenUse = "access"): string {
  const iat = clock() / 1000;
  const claims = {
    sub: "s",
    iss: `https://auth.test/${pool.userPoolId}`,
    token_use: tokenUse,
    client_id: client.clientId,
    scope: "",
    iat,
    exp: iat + 86_400,
    auth_time: iat,
  };
  const header = { kid, alg: key.asymmetricKeyType === "rsa" ? "RS256" : "ES256" };
  const text = [header, claims].map((part) => Buffer.from(JSON.stringify(part)).toString("base64url")).join(".");
  return `${text}.${sign("sha256", Buffer.from(text), { key, dsaEncoding: "ieee-p1363" }).toString("base64url")}`;
}

describe("pool.keys.import", () => {
  it.each([
    ["a JWK of RSA", () => jwk(rsa), "RS256"],
    ["a JWK of P-256", () => jwk(ec), "ES256"],
    [
      "a JWK with what others say of it",
      () => ({ ...jwk(rsa), alg: "RS256", use: "sig", key_ops: ["sign"], x5t: "AAAA" }),
      "RS256",
    ],
    ["PKCS #8 of RSA", () => pem(rsa, "pkcs8"), "RS256"],
    ["PKCS #8 of P-256", () => pem(ec, "pkcs8"), "ES256"],
    ["PKCS #1", () => pem(rsa, "pkcs1"), "RS256"],
    ["SEC 1", () => pem(ec, "sec1"), "ES256"],
  ] as const)("takes %s", async (_, written, alg) => {
    const world = await testPool();
    const imported = await world.pool.keys.import({ tokenUse: "access", privateKey: written() });
    expect(imported).toMatchObject({ tokenUse: "access", alg, status: "published", keyId: null });
    expect(imported.kid).toMatch(/^[A-Za-z0-9+/]{43}=$/);
    expect(await takes(world.pool, tokenOf(world, imported.kid, alg === "RS256" ? rsa : ec))).toBe(true);
  });

  it.each(["RS256", "ES256"])("takes what jose makes and writes for %s", async (alg) => {
    const { pool } = await testPool();
    const one = await generateKeyPair(alg, { extractable: true });
    await expect(pool.keys.import({ tokenUse: "id", privateKey: await exportJWK(one.privateKey) })).resolves.toMatchObject({
      alg,
    });
    const other = await generateKeyPair(alg, { extractable: true });
    await expect(pool.keys.import({ tokenUse: "id", privateKey: await exportPKCS8(other.privateKey) })).resolves.toMatchObject({
      alg,
    });
  });

  it("signs at once where verifiers know the key, else when it has been published for long enough", async () => {
    const { pool, clock, signedIn } = await testPool();
    const known = await pool.keys.import({ tokenUse: "id", privateKey: jwk(rsa), isPublished: true });
    const unknown = await pool.keys.import({ tokenUse: "access", privateKey: jwk(ec) });
    expect([known.status, unknown.status]).toEqual(["signing", "published"]);
    const { tokens } = await signedIn();
    expect([kidOf(tokens.idToken) === known.kid, kidOf(tokens.accessToken) === unknown.kid]).toEqual([true, false]);
    clock.advance({ milliseconds: PUBLICATION_MS });
    expect(kidOf((await signedIn()).tokens.accessToken)).toBe(unknown.kid);
  });

  it("keeps the id that is given, or that the JWK has", async () => {
    const { pool } = await testPool();
    const [given, own] = ["2024-key/1", "the JWK's"];
    const first = await pool.keys.import({ tokenUse: "id", privateKey: { ...jwk(rsa), kid: own }, kid: given });
    const second = await pool.keys.import({ tokenUse: "id", privateKey: { ...jwk(ec), kid: own } });
    expect([first.kid, second.kid]).toEqual([given, own]);
    expect((await pool.jwks()).keys.map(({ kid }) => kid)).toEqual(expect.arrayContaining([given, own]));
  });

  it("refuses tokens of the other use by the key: each use has its own", async () => {
    const world = await testPool();
    const { kid } = await world.pool.keys.import({ tokenUse: "access", privateKey: jwk(ec) });
    expect(await takes(world.pool, tokenOf(world, kid, ec, "access"))).toBe(true);
    expect(await takes(world.pool, tokenOf(world, kid, ec, "id"))).toBe(false);
  });

  it("is followed by a key of the pool's own, in time", async () => {
    const { rockpool, pool, clock } = await testPool();
    await pool.keys.import({ tokenUse: "access", privateKey: jwk(rsa), isPublished: true });
    clock.advance({ days: 90 });
    await rockpool.maintain();
    // What was there before the import has long gone.
    expect(await keysOf(pool)).toEqual(["signing RS256", "published RS256"]);
    clock.advance({ milliseconds: PUBLICATION_MS + RETIREMENT_MS });
    await rockpool.maintain();
    expect(await keysOf(pool)).toEqual(["signing RS256"]);
  });

  it("of another kind than the settings say is followed by one of that kind at once", async () => {
    const { rockpool, pool } = await testPool({ signingAlgorithm: "ES256" });
    await pool.keys.import({ tokenUse: "access", privateKey: jwk(rsa), isPublished: true });
    await rockpool.maintain();
    expect(await keysOf(pool)).toEqual(["retiring ES256", "signing RS256", "published ES256"]);
  });

  it("refuses an eleventh key for a use", async () => {
    const { pool } = await testPool();
    const imported = (): Promise<unknown> => {
      const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
      return pool.keys.import({ tokenUse: "id", privateKey: jwk(privateKey) });
    };
    for (let n = 0; n < 9; n += 1) await imported();
    await expect(imported()).rejects.toMatchObject({ code: "LimitExceededException" });
  });
});

describe("pool.keys.import refuses", () => {
  const refused = (path: string): object => ({ code: "InvalidParameterException", details: { path } });
  const other = (make: () => { readonly privateKey: KeyObject }) => (): ImportKeyInput => ({
    tokenUse: "id",
    privateKey: jwk(make().privateKey),
  });

  it.each<readonly [string, () => unknown, string]>([
    ["RSA of 1024 bits", other(() => generateKeyPairSync("rsa", { modulusLength: 1024 })), "privateKey"],
    ["P-384", other(() => generateKeyPairSync("ec", { namedCurve: "P-384" })), "privateKey"],
    ["secp256k1", other(() => generateKeyPairSync("ec", { namedCurve: "secp256k1" })), "privateKey"],
    ["Ed25519", other(() => generateKeyPairSync("ed25519")), "privateKey"],
    [
      "RSA-PSS",
      () => ({ tokenUse: "id", privateKey: pem(generateKeyPairSync("rsa-pss", { modulusLength: 2048 }).privateKey, "pkcs8") }),
      "privateKey",
    ],
    ["a public key", () => ({ tokenUse: "id", privateKey: { kty: "RSA", n: jwk(rsa)["n"], e: "AQAB" } }), "privateKey"],
    ["a secret", () => ({ tokenUse: "id", privateKey: { kty: "oct", k: "AAAA" } }), "privateKey"],
    [
      "halves of two keys",
      () => ({
        tokenUse: "id",
        privateKey: { ...jwk(ec), d: jwk(generateKeyPairSync("ec", { namedCurve: "P-256" }).privateKey)["d"] },
      }),
      "privateKey",
    ],
    [
      "a public key in PEM",
      () => ({ tokenUse: "id", privateKey: "-----BEGIN PUBLIC KEY-----\nAAAA\n-----END PUBLIC KEY-----" }),
      "privateKey",
    ],
    [
      "an encrypted key",
      () => ({ tokenUse: "id", privateKey: ec.export({ type: "pkcs8", format: "pem", cipher: "aes-256-cbc", passphrase: "x" }) }),
      "privateKey",
    ],
    ["other text", () => ({ tokenUse: "id", privateKey: "sesam" }), "privateKey"],
    ["longer text", () => ({ tokenUse: "id", privateKey: "x".repeat(16_385) }), "privateKey"],
    ["no key", () => ({ tokenUse: "id" }), "privateKey"],
    ["a key that is a number", () => ({ tokenUse: "id", privateKey: 7 }), "privateKey"],
    ["a key for encryption", () => ({ tokenUse: "id", privateKey: { ...jwk(rsa), use: "enc" } }), "privateKey"],
    ["a key for another algorithm", () => ({ tokenUse: "id", privateKey: { ...jwk(rsa), alg: "PS256" } }), "privateKey"],
    ["an id that is no text", () => ({ tokenUse: "id", privateKey: { ...jwk(rsa), kid: 7 } }), "privateKey.kid"],
    ["an empty id", () => ({ tokenUse: "id", privateKey: jwk(rsa), kid: "" }), "kid"],
    ["an id of 257 characters", () => ({ tokenUse: "id", privateKey: jwk(rsa), kid: "x".repeat(257) }), "kid"],
    ["an id with a line break", () => ({ tokenUse: "id", privateKey: jwk(rsa), kid: "a\nb" }), "kid"],
    ["no use", () => ({ privateKey: jwk(rsa) }), "tokenUse"],
    ["another use", () => ({ tokenUse: "refresh", privateKey: jwk(rsa) }), "tokenUse"],
    ["a misspelt member", () => ({ tokenUse: "id", privateKey: jwk(rsa), published: true }), "published"],
  ])("%s, by its path, and shows nothing of the key", async (_, input, path) => {
    const { pool } = await testPool();
    const before = await pool.keys.list();
    const error = await pool.keys.import(input() as ImportKeyInput).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject(refused(path));
    const shown = `${inspect(error, { depth: 9 })}`;
    for (const key of [rsa, ec]) {
      for (const member of ["d", "p", "q", "dp", "dq", "qi"]) {
        const secret = jwk(key)[member];
        if (secret !== undefined) expect(shown).not.toContain(secret);
      }
    }
    expect(await pool.keys.list()).toEqual(before);
  });

  it("a key that is there already, of either use and under whatever id, and an id that is", async () => {
    const { pool } = await testPool();
    const { kid } = await pool.keys.import({ tokenUse: "id", privateKey: jwk(rsa) });
    const again = [
      { tokenUse: "id", privateKey: jwk(rsa) },
      { tokenUse: "access", privateKey: pem(rsa, "pkcs8"), kid: "another" },
      { tokenUse: "access", privateKey: jwk(ec), kid },
    ] as const;
    for (const input of again) await expect(pool.keys.import(input)).rejects.toMatchObject(refused("privateKey"));
  });

  it.each([2, 50])("all but one of %i that import the same key at once, for either use", async (count) => {
    const { here, there } = await twoProcesses();
    const all = Array.from({ length: count }, (_, n) => {
      const tokenUse = n % 4 < 2 ? "id" : "access";
      return (n % 2 === 0 ? here : there).pool.keys.import({ tokenUse, privateKey: jwk(rsa) }).then(() => "done", codeOf);
    });
    const answers = await Promise.all(all);
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["done", "InvalidParameterException"]));
    expect((await here.pool.jwks()).keys).toHaveLength(3);
  });
});
