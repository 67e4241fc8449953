import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const signIn = (password: string) => world.client.signIn({ username: "ada", password });

describe("users.signOutEverywhere (AdminUserGlobalSignOut)", () => {
  it("raises the epoch: one put, which nothing else is needed for", async () => {
    const storage = recordingStorage();
    world = await testPool({ storage });
    await world.signedIn({ username: "ada" });
    const before = storage.plans.length;
    await world.pool.users.signOutEverywhere("ada");
    expect(storage.plans.slice(before).map(({ entries }) => entries)).toEqual([
      [expect.objectContaining({ kind: "put", table: "auth_states", value: { enabled: true, epoch: 1 } })],
    ]);
    await expect(signIn("Correct horse 7!")).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("of nobody is refused", async () => {
    await expect(world.pool.users.signOutEverywhere("eve")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});
