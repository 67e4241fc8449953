import { memory } from "rockpool/storage/memory";
import { testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";
import { adapterWith } from "../../stand-ins.ts";

const password = "Correct horse 7!";

const native = vi.hoisted(() => ({ verified: [] as string[] }));
vi.mock("@node-rs/argon2", async (importOriginal) => {
  const real = await importOriginal<typeof import("@node-rs/argon2")>();
  const verify: typeof real.verify = (hash, ...given) => {
    native.verified.push(String(hash));
    return real.verify(hash, ...given);
  };
  return { ...real, verify };
});
beforeEach(() => {
  native.verified = [];
});

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
    const inner = memory();
    let refusals = 0;
    const commit: typeof inner.commit = async (plan) => {
      const [entry] = plan.entries;
      if (refusals === 0 || entry === undefined) return inner.commit(plan);
      refusals -= 1;
      return { outcome: "conflict", table: entry.table, key: entry.key };
    };
    const { client, signedIn } = await testPool({ storage: adapterWith(inner, { commit }) });
    await signedIn({ username: "ada" });
    for (const username of ["ada", "nobody"]) {
      refusals = 3;
      native.verified = [];
      await client.signIn({ username, password: "wrong" }).catch(() => {});
      expect(native.verified).toHaveLength(1);
    }
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
