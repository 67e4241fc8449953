import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";

/** Somebody tries a name, once at each door. */
async function tryName(username: string): Promise<ReturnType<typeof recordingStorage>> {
  const storage = recordingStorage();
  const { client, signedIn } = await testPool({ storage });
  await signedIn({ username: "ada" });
  await client.signIn({ username, password: "wrong" }).catch(() => {});
  await client.confirmSignUp({ username, confirmationCode: "000000" }).catch(() => {});
  await client.resendConfirmationCode({ username });
  return storage;
}

describe("the counters of a name nobody has", () => {
  it("are kept under a keyed hash: the storage does not tell what was tried", async () => {
    const storage = await tryName("eve@example.com");
    const counters = (await storage.records("attempts")) as readonly { readonly key: readonly string[] }[];
    const unknown = counters.filter(({ key }) => key[1]?.startsWith("name_"));
    expect(unknown.map(({ key }) => key[2]).sort()).toEqual(["confirmSignUp", "password", "resendConfirmationCode"]);
    expect(JSON.stringify(counters)).not.toContain("eve");
  });

  it("expire; those of a user are there as long as the user is", async () => {
    const ofNobody = (await (await tryName("eve")).records("attempts")) as readonly {
      readonly key: readonly string[];
      readonly expiresAt: unknown;
    }[];
    for (const { key, expiresAt } of ofNobody) {
      if (key[1]?.startsWith("name_")) expect(expiresAt).toEqual(expect.any(Number));
      else expect(expiresAt).toBeNull();
    }
  });

  it("are swept, and leave no lock behind", async () => {
    const storage = recordingStorage();
    const { client, clock, rockpool } = await testPool({ storage });
    for (let n = 0; n < 5; n += 1) await client.signIn({ username: "eve", password }).catch(() => {});
    clock.advance({ minutes: 75 });
    expect(await rockpool.maintain()).toMatchObject({ swept: 1, finished: true });
    expect(await storage.records("attempts")).toEqual([]);
  });

  it("of one name are the same in any form of it", async () => {
    const { client } = await testPool();
    for (const username of ["zo\u00eb", "ZOE\u0308", "zoe\u0308", "Zo\u00eb", "ZO\u00cb"]) {
      await client.signIn({ username, password }).catch(() => {});
    }
    await expect(client.signIn({ username: "zo\u00eb", password })).rejects.toMatchObject({
      message: "Password attempts exceeded",
    });
  });
});
