import { createHash } from "node:crypto";
import { hash as bcryptOf } from "@node-rs/bcrypt";
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { systemRuntime } from "../../../../src/runtime.ts";
import { phcBase64 } from "../../../../src/user-pool/users/password-hash/phc-base64.ts";
import { constraintOn } from "../../../../src/user-pool/users/password-hash/schemes.ts";
import { createPasswordHasher } from "../../../../src/user-pool/users/password-hasher.ts";
import { hashesFromElsewhere, password } from "./hashes-from-elsewhere.ts";

const hasher = createPasswordHasher({ memoryCostKib: 8, timeCost: 1 }, systemRuntime.random, 2);
const text = (value: string): string => phcBase64(Buffer.from(value));
const hex = (value: string): string => phcBase64(Buffer.from(value.replaceAll(/\s/g, ""), "hex"));

/** Printed by others: what is had by whom. */
const published: readonly (readonly [where: string, hash: string, password: string])[] = [
  ["bcrypt, jBCrypt", "$2a$06$m0CrhHm10qJ3lXRY.5zDGO3rS2KdeeWLuGmsfGlMfOxih58VYVfxe", "a"],
  ["bcrypt, crypt_blowfish", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.E5YPO9kmyuRGyh0XouQYb4YMJKvyOeW", "U*U"],
  ["bcrypt, crypt_blowfish", "$2a$05$CCCCCCCCCCCCCCCCCCCCC.VGOzA784oUp/Z0DY336zx7pLYAy0lwK", "U*U*"],
  ["bcrypt, crypt_blowfish", "$2a$05$XXXXXXXXXXXXXXXXXXXXXOAcXxm9kjPGEMsLznoKqmqw7tc8WCx4a", "U*U*U"],
  [
    "bcrypt, crypt_blowfish",
    "$2a$05$abcdefghijklmnopqrstuu5s2v8.iXieOjg/.AySBTTZIIVFJeBui",
    "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789chars after 72 are ignored",
  ],
  [
    "scrypt, RFC 7914 section 12",
    `$scrypt$ln=10,r=8,p=16$${text("NaCl")}$${hex(
      "fdbabe1c9d3472007856e7190d01e9fe7c6ad7cbc8237830e77376634b3731622eaf30d92e22a3886ff109279d9830dac727afb94a83ee6d8360cbdfa2cc0640",
    )}`,
    "password",
  ],
  [
    "scrypt, RFC 7914 section 12",
    `$scrypt$ln=14,r=8,p=1$${text("SodiumChloride")}$${hex(
      "7023bdcb3afd7348461c06cd81fd38ebfda8fbba904f8e3ea9b543f6545da1f2d5432955613f0fcf62d49705242a9af9e61e85dc0d651e40dfcf017b45575887",
    )}`,
    "pleaseletmein",
  ],
  ["scrypt, passlib", "$scrypt$ln=16,r=8,p=1$aM15713r3Xsvxbi31lqr1Q$nFNh2CVHVjNldFVKDHDlm4CbdRSCdEBsjjJxD+iCs5E", "password"],
  ["PBKDF2, RFC 6070", `$pbkdf2-sha1$i=1$${text("salt")}$${hex("0c60c80f961f0e71f3a9b524af6012062fe037a6")}`, "password"],
  ["PBKDF2, RFC 6070", `$pbkdf2-sha1$i=4096$${text("salt")}$${hex("4b007901b765489abead49d926f721d065a429c1")}`, "password"],
  [
    "PBKDF2, RFC 6070",
    `$pbkdf2-sha1$i=4096$${text("saltSALTsaltSALTsaltSALTsaltSALTsalt")}$${hex("3d2eec4fe41c849b80c8d83662c0e44a8b291a964cf2f07038")}`,
    "passwordPASSWORDpassword",
  ],
  [
    "PBKDF2, RFC 7914 section 11",
    `$pbkdf2-sha256$i=1$${text("salt")}$${hex(
      "55ac046e56e3089fec1691c22544b605f94185216dde0465e68b9d57c20dacbc49ca9cccf179b645991664b39d77ef317c71b845b1e30bd509112041d3a19783",
    )}`,
    "passwd",
  ],
  [
    "PBKDF2, RFC 7914 section 11",
    `$pbkdf2-sha256$i=80000$${text("NaCl")}$${hex(
      "4ddcd8f60b98be21830cee5ef22701f9641a4418d04c0414aeff08876b34ab56a1d425a1225833549adb841b51c9b3176a272bdebba1d078478f62b397f33c8d",
    )}`,
    "Password",
  ],
  ["PBKDF2, passlib", "$pbkdf2-sha256$1212$4vjV83LKPjQzk31VI4E0Vw$hsYF68OiOUPdDZ1Fg.fJPeq1h/gXXY7acBp9/6c.tmQ", "password"],
];

describe("a hash that was made elsewhere", () => {
  it.each(published)("is had by its password: %s", async (_, hash, right) => {
    expect(constraintOn(hash)).toBeUndefined();
    expect(await hasher.verify(hash, right)).toBe(true);
    expect(await hasher.verify(hash, `x${right}`)).toBe(false);
  });

  it.each(Object.entries(hashesFromElsewhere))("is had by its password only, and outdated: %s", async (_, hash) => {
    expect(constraintOn(hash)).toBeUndefined();
    expect(await hasher.verify(hash, password)).toBe(true);
    for (const other of ["correct horse 7!", "Correct horse 7", "Correct horse 7! ", ""]) {
      expect(await hasher.verify(hash, other)).toBe(false);
    }
    expect(hasher.isOutdated(hash)).toBe(true);
  });

  // bcrypt repeats "a", U+0000 until it has 72 bytes; HMAC fills a key up with zeros.
  it.each(Object.entries(hashesFromElsewhere))("is had by no password with U+0000: %s", async (_, hash) => {
    for (const other of [`${password}\0`, `${password}\0${password}`, `\0${password}`]) {
      expect(await hasher.verify(hash, other)).toBe(false);
    }
  });
});

describe("a bcrypt hash", () => {
  const long = "é".repeat(36);

  it("is had by the first 72 bytes in UTF-8, as where it comes from", async () => {
    const hash = await bcryptOf(`${long} and more`, 4);
    expect(await hasher.verify(hash, `${long} and something else`)).toBe(true);
    expect(await hasher.verify(hash, `${long.slice(1)}e`)).toBe(false);
  });

  it("counts to the last character once it is hashed anew", async () => {
    const hash = await hasher.hash(`${long} and more`);
    expect(await hasher.verify(hash, `${long} and something else`)).toBe(false);
  });
});

describe("an import refuses a hash", () => {
  const [salt, key] = ["A".repeat(22), "A".repeat(43)];
  const bcryptSalt = "abcdefghijklmnopqrstuO";
  const bcryptKey = `${"a".repeat(30)}O`;

  it.each<[string, string]>([
    ["of no scheme", "Correct horse 7!"],
    ["of another scheme: MD5", "$1$Etg2ExUZ$F9NTP7omafhKIlqaBMqng1"],
    ["of another scheme: SHA-512 crypt", `$6$rounds=5000$saltstring$${"a".repeat(86)}`],
    ["by bcrypt with the flaw of $2x$", `$2x$10$${bcryptSalt}${bcryptKey}`],
    ["by bcrypt without a letter", `$2$10$${bcryptSalt}${bcryptKey}`],
    ["by bcrypt that is cut short", `$2b$10$${bcryptSalt}${bcryptKey.slice(1)}`],
    ["by bcrypt with something behind it", `$2b$10$${bcryptSalt}${bcryptKey}\n`],
    ["by bcrypt with bits in the salt that nobody reads", `$2b$10$${bcryptSalt.slice(0, -1)}P${bcryptKey}`],
    ["by bcrypt with bits in the hash that nobody reads", `$2b$10$${bcryptSalt}${bcryptKey.slice(0, -1)}P`],
    ["by scrypt that says N", `$scrypt$n=16384,r=8,p=1$${salt}$${key}`],
    ["by scrypt in the alphabet of passlib's PBKDF2", `$scrypt$ln=14,r=8,p=1$.${salt.slice(1)}$${key}`],
    ["by scrypt with padding", `$scrypt$ln=14,r=8,p=1$${salt}==$${key}`],
    ["by PBKDF2 with a digest there is not", `$pbkdf2-md5$i=1000$${salt}$${key}`],
    ["by PBKDF2 without iterations", `$pbkdf2-sha256$i=0$${salt}$${key}`],
    ["by PBKDF2 of another length than it says", `$pbkdf2-sha256$i=1000,l=20$${salt}$${key}`],
    ["with bits that nobody reads", `$pbkdf2-sha256$i=1000$${salt}$${key.slice(0, -1)}B`],
    ["with half a salt byte", `$pbkdf2-sha256$i=1000$AAAAA$${key}`],
    ["with a salt of 3 bytes", `$pbkdf2-sha256$i=1000$AAAA$${key}`],
    ["with a salt of 65 bytes", `$scrypt$ln=14,r=8,p=1$${phcBase64(Buffer.alloc(65))}$${key}`],
    ["of 15 bytes: too many passwords would have it", `$pbkdf2-sha256$i=1000$${salt}$${"A".repeat(20)}`],
    ["of 65 bytes", `$scrypt$ln=14,r=8,p=1$${salt}$${phcBase64(Buffer.alloc(65))}`],
    ["by argon2 of a version there is not", `$argon2id$v=20$m=8,t=1,p=1$${salt}$${key}`],
    ["by argon2 with bits that nobody reads", `$argon2id$v=19$m=8,t=1,p=1$${salt}$${key.slice(0, -1)}B`],
  ])("%s, which nothing matches either", async (_, hash) => {
    expect(constraintOn(hash)).toMatch(/^Member must be /);
    for (const attempted of [password, "", "a"]) expect(await hasher.verify(hash, attempted)).toBe(false);
  });

  it.each<[string, boolean, string]>([
    ["bcrypt, of cost 4", true, `$2b$04$${bcryptSalt}${bcryptKey}`],
    ["bcrypt, of cost 16", true, `$2b$16$${bcryptSalt}${bcryptKey}`],
    ["bcrypt, of cost 3", false, `$2b$03$${bcryptSalt}${bcryptKey}`],
    ["bcrypt, of cost 17", false, `$2b$17$${bcryptSalt}${bcryptKey}`],
    ["bcrypt, of cost 31", false, `$2b$31$${bcryptSalt}${bcryptKey}`],
    ["scrypt, with 256 MiB", true, `$scrypt$ln=18,r=8,p=4$${salt}$${key}`],
    ["scrypt, with 256 MiB five times", false, `$scrypt$ln=18,r=8,p=5$${salt}$${key}`],
    ["scrypt, with 512 MiB", false, `$scrypt$ln=19,r=8,p=1$${salt}$${key}`],
    ["scrypt, with 288 MiB", false, `$scrypt$ln=18,r=9,p=1$${salt}$${key}`],
    ["scrypt, with 64 lanes", true, `$scrypt$ln=14,r=8,p=64$${salt}$${key}`],
    ["scrypt, with 65 lanes", false, `$scrypt$ln=10,r=8,p=65$${salt}$${key}`],
    ["scrypt, with no lane", false, `$scrypt$ln=10,r=8,p=0$${salt}$${key}`],
    ["scrypt, with no block", false, `$scrypt$ln=10,r=0,p=1$${salt}$${key}`],
    ["scrypt, with one round", false, `$scrypt$ln=0,r=8,p=1$${salt}$${key}`],
    ["scrypt, with the most rounds of a small block", true, `$scrypt$ln=15,r=1,p=1$${salt}$${key}`],
    ["scrypt, with more rounds than a small block has", false, `$scrypt$ln=16,r=1,p=1$${salt}$${key}`],
    ["PBKDF2, with five million iterations", true, `$pbkdf2-sha256$i=5000000$${salt}$${key}`],
    ["PBKDF2, with one more", false, `$pbkdf2-sha256$i=5000001$${salt}$${key}`],
    ["PBKDF2, with half as many of twice the length", true, `$pbkdf2-sha256$i=2500000$${salt}$${"A".repeat(86)}`],
    ["PBKDF2, with one more of twice the length", false, `$pbkdf2-sha256$i=2500001$${salt}$${"A".repeat(86)}`],
  ])("that costs too much: %s (taken: %j)", (_, taken, hash) => {
    expect(constraintOn(hash) === undefined).toBe(taken);
  });

  it("of RFC 7914's costliest vector, and matches nothing to it", async () => {
    const hash = `$scrypt$ln=20,r=8,p=1$${text("SodiumChloride")}$${hex(
      "2101cb9b6a511aaeaddbbe09cf70f881ec568d574a2ffd4dabe5ee9820adaa478e56fd8f4ba5d09ffa1c6d927c40f4c337304049e8a952fbcbf45c6fa77a41a4",
    )}`;
    expect(constraintOn(hash)).toContain("256 MiB");
    expect(await hasher.verify(hash, "pleaseletmein")).toBe(false);
  });

  it("without a word of it", () => {
    const secrets = Object.values(hashesFromElsewhere).map((hash) => `${hash}!`);
    for (const hash of secrets) expect(constraintOn(hash)).not.toContain(hash.slice(-20));
  });
});

describe("any text for a hash", () => {
  const cheap = Object.values(hashesFromElsewhere);
  /** A hash with a piece cut out or overwritten: never by a digit, which could make it dear. */
  const damaged = fc
    .tuple(
      fc.constantFrom(...cheap),
      fc.nat(150),
      fc.nat(3),
      fc.string({ maxLength: 3 }).filter((piece) => !/\d/.test(piece)),
    )
    .map(([hash, at, cut, piece]) => hash.slice(0, at) + piece + hash.slice(at + cut));
  const anything = fc.oneof(fc.string({ unit: "binary" }), fc.constantFrom("$2b$", "$scrypt$", "$pbkdf2-", "$argon2"), damaged);

  it("throws nothing, and is had by no password that nobody has", async () => {
    const nobodys = createHash("sha256").update("nobody").digest("hex");
    await fc.assert(
      fc.asyncProperty(anything, async (hash) => {
        expect(["string", "undefined"]).toContain(typeof constraintOn(hash));
        expect(await hasher.verify(hash, nobodys)).toBe(false);
      }),
      { numRuns: 500 },
    );
  });

  it("that an import refuses matches not even the password it is a damaged hash of", async () => {
    await fc.assert(
      fc.asyncProperty(damaged, async (hash) => {
        fc.pre(constraintOn(hash) !== undefined);
        expect(await hasher.verify(hash, password)).toBe(false);
      }),
      { numRuns: 300 },
    );
  });
});
