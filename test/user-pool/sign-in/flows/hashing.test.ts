import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { plain } from "../../portability/plain-user.ts";
import { adapterWith } from "../../stand-ins.ts";
import { hashesFromElsewhere } from "../../users/password-hash/hashes-from-elsewhere.ts";

const password = "Correct horse 7!";

const native = vi.hoisted(() => ({ verified: [] as string[], hashed: 0 }));
vi.mock("@node-rs/argon2", async (importOriginal) => {
  const real = await importOriginal<typeof import("@node-rs/argon2")>();
  const verify: typeof real.verify = (hash, ...given) => {
    native.verified.push(String(hash));
    return real.verify(hash, ...given);
  };
  const hash: typeof real.hash = (...given) => {
    native.hashed += 1;
    return real.hash(...given);
  };
  return { ...real, verify, hash };
});
beforeEach(() => {
  native.verified = [];
});

/** A memory storage that answers, when told to, as if another plan had been first. */
function refusingStorage(): StorageAdapter & { refuseNext(commits: number): void } {
  const inner = memory();
  let refusals = 0;
  const commit: StorageAdapter["commit"] = async (plan) => {
    const [entry] = plan.entries;
    if (refusals === 0 || entry === undefined) return inner.commit(plan);
    refusals -= 1;
    return { outcome: "conflict", table: entry.table, key: entry.key };
  };
  return {
    ...adapterWith(inner, { commit }),
    refuseNext: (commits) => {
      refusals = commits;
    },
  };
}

describe("a try to sign in", () => {
  // attack 71: who has no account costs the hash, and of the same parameters, that one who has costs
  it.each([
    ["of a user, right", "ada", password],
    ["of a user, wrong", "ada", "Wrong horse 7!"],
    ["of a name nobody has", "nobody", password],
  ])("%s costs one hash with the parameters in use", async (_, username, attempted) => {
    const { client, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    native.verified = [];
    await client.signIn({ username, password: attempted }).catch(() => {});
    expect(native.verified).toEqual([expect.stringMatching(/^\$argon2id\$v=19\$m=8,t=1,p=1\$[\w+/]{22}\$[\w+/]{43}$/)]);
  });

  it("hashes once, however often its plan is decided again", async () => {
    const storage = refusingStorage();
    const { client, signedIn } = await testPool({ storage });
    await signedIn({ username: "ada" });
    for (const username of ["ada", "nobody"]) {
      native.verified = [];
      storage.refuseNext(3);
      await client.signIn({ username, password: "wrong" }).catch(() => {});
      expect(native.verified).toHaveLength(1);
    }
  });

  it("hashes an imported password anew once, however often its plan is decided again", async () => {
    const storage = refusingStorage();
    const { client, pool } = await testPool({ storage });
    await pool.users.import([{ ...plain, passwordHash: hashesFromElsewhere["argon2i"] ?? null }]);
    native.hashed = 0;
    storage.refuseNext(3);
    expect(await client.signIn({ username: "ada", password })).toMatchObject({ outcome: "signedIn" });
    expect([native.verified.length, native.hashed]).toEqual([1, 1]);
  });

  it("hashes nothing while locked, whoever it is", async () => {
    const { client, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    for (const username of ["ada", "nobody"]) {
      for (let n = 0; n < 5; n += 1) await client.signIn({ username, password: "wrong" }).catch(() => {});
      native.verified = [];
      await client.signIn({ username, password }).catch(() => {});
      expect(native.verified).toEqual([]);
    }
  });
});
