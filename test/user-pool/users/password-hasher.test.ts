import { beforeEach, describe, expect, it, vi } from "vitest";
import { systemRuntime } from "../../../src/runtime.ts";
import { createPasswordHasher, type PasswordHasher } from "../../../src/user-pool/users/password-hasher.ts";
import { type Gate, gate } from "../stand-ins.ts";
import { bcryptHash, password } from "./password-hash/hashes-from-elsewhere.ts";

/** Hashes wait here, when a test says so. */
const native = vi.hoisted(() => ({ running: 0, most: 0, pass: async (): Promise<void> => {} }));
vi.mock("@node-rs/argon2", async (importOriginal) => {
  const real = await importOriginal<typeof import("@node-rs/argon2")>();
  const hash: typeof real.hash = async (...given) => {
    native.running += 1;
    native.most = Math.max(native.most, native.running);
    try {
      await native.pass();
      return await real.hash(...given);
    } finally {
      native.running -= 1;
    }
  };
  return { ...real, hash };
});
vi.mock("@node-rs/bcrypt", async (importOriginal) => {
  const real = await importOriginal<typeof import("@node-rs/bcrypt")>();
  const verify: typeof real.verify = async (...given) => {
    native.running += 1;
    native.most = Math.max(native.most, native.running);
    try {
      await native.pass();
      return await real.verify(...given);
    } finally {
      native.running -= 1;
    }
  };
  return { ...real, verify };
});

const cheap = { memoryCostKib: 8, timeCost: 1 };
const hasher = (parameters = cheap, concurrency = 2): PasswordHasher =>
  createPasswordHasher(parameters, systemRuntime.random, concurrency);

beforeEach(() => {
  Object.assign(native, { running: 0, most: 0, pass: async () => {} });
});

describe("a password hash", () => {
  it("is argon2id, names its parameters, and has its own salt", async () => {
    const [one, two] = [await hasher().hash("a"), await hasher().hash("a")];
    expect(one).toMatch(/^\$argon2id\$v=19\$m=8,t=1,p=1\$/);
    expect(one).not.toBe(two);
  });

  it("is of OWASP's first choice by default", async () => {
    const hash = await createPasswordHasher({}, systemRuntime.random, 1).hash("a");
    expect(hash).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
  });

  it("is had by its password only", async () => {
    const hash = await hasher().hash("Correct horse 7!");
    expect(await hasher().verify(hash, "Correct horse 7!")).toBe(true);
    for (const other of ["correct horse 7!", "Correct horse 7", "Correct horse 7! ", ""]) {
      expect(await hasher().verify(hash, other)).toBe(false);
    }
  });

  it("of a long password counts to its last character", async () => {
    const long = "x".repeat(255);
    const hash = await hasher().hash(`${long}a`);
    expect(await hasher().verify(hash, `${long}b`)).toBe(false);
  });

  it.each([null, "", "no hash", "$argon2id$v=19$m=8,t=1,p=1$c2FsdA", "$2b$10$abcdefghijklmnopqrstuv"])(
    "that is %j is had by none",
    async (hash) => {
      expect(await hasher().verify(hash, "Correct horse 7!")).toBe(false);
      expect(await hasher().verify(hash, "")).toBe(false);
    },
  );

  it("is outdated when it was made with other parameters", async () => {
    const hash = await hasher().hash("a");
    expect(hasher().isOutdated(hash)).toBe(false);
    expect(hasher({ ...cheap, timeCost: 2 }).isOutdated(hash)).toBe(true);
    expect(hasher({ ...cheap, memoryCostKib: 16 }).isOutdated(hash)).toBe(true);
  });
});

describe("a storm of sign-ins", () => {
  let stop: Gate;
  beforeEach(() => {
    stop = gate();
    native.pass = () => stop.pass();
  });

  it("hashes as many at once as there are cores, and the others in turn", async () => {
    const one = hasher(cheap, 2);
    const all = Array.from({ length: 20 }, () => one.hash("a"));
    await stop.reached;
    stop.release();
    await Promise.all(all);
    expect(native.most).toBe(2);
  });

  it("counts hashes that were made elsewhere among them", async () => {
    const one = hasher(cheap, 2);
    const all = Array.from({ length: 10 }, () => [one.verify(bcryptHash, password), one.hash("a")]).flat();
    await stop.reached;
    stop.release();
    expect((await Promise.all(all)).filter((answer) => answer === true)).toHaveLength(10);
    expect(native.most).toBe(2);
  });

  it("lets a thousand wait, and no more", async () => {
    const one = hasher(cheap, 2);
    const taken = Array.from({ length: 1_002 }, () => one.hash("a"));
    await expect(one.hash("a")).rejects.toMatchObject({ code: "TooManyRequestsException" });
    await stop.reached;
    stop.release();
    await Promise.all(taken);
    await expect(one.hash("a")).resolves.toMatch(/^\$argon2id/);
  });

  it("goes on after a hash that failed", async () => {
    const one = hasher(cheap, 1);
    native.pass = () => Promise.reject(new Error("out of memory"));
    await expect(one.hash("a")).rejects.toThrow("out of memory");
    native.pass = async () => {};
    await expect(one.hash("a")).resolves.toMatch(/^\$argon2id/);
  });
});
