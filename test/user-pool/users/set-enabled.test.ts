import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import type { Store } from "../../../src/storage/store.ts";
import { type AuthStateRecord, authStates } from "../../../src/user-pool/users/auth-state.table.ts";
import { holdingStorage, poolWithStore } from "../stand-ins.ts";

const disabled = { code: "NotAuthorizedException", message: "User is disabled." };

async function stateOf(
  { pool, store }: TestPool & { readonly store: Store },
  username: string,
): Promise<AuthStateRecord | undefined> {
  const { sub } = await pool.users.get(username);
  const [state] = await store.read([authStates.key({ poolId: pool.userPoolId, sub })]);
  return state?.value;
}

describe("users.disable (AdminDisableUser, users-and-triggers.md 3.8)", () => {
  it("closes the door and ends the sessions, by one write", async () => {
    const storage = countingStorage(memory());
    const world = await poolWithStore({ storage });
    const { username, password } = await world.signedIn();
    expect(await stateOf(world, username)).toMatchObject({ enabled: true, epoch: 0 });
    const cost = await storage.count(() => world.pool.users.disable(username.toUpperCase()));
    expect(cost).toMatchObject({ commit: 1 });
    expect(await stateOf(world, username)).toMatchObject({ enabled: false, epoch: 1 });
    expect(await world.pool.users.get(username)).toMatchObject({ enabled: false, userStatus: "CONFIRMED" });
    await expect(world.client.signIn({ username, password })).rejects.toMatchObject(disabled);
  });

  it("twice is once", async () => {
    const storage = countingStorage(memory());
    const world = await poolWithStore({ storage });
    const { username } = await world.signedIn();
    await world.pool.users.disable(username);
    expect(await storage.count(() => world.pool.users.disable(username))).toMatchObject({ commit: 0 });
    expect(await stateOf(world, username)).toMatchObject({ enabled: false, epoch: 1 });
  });

  it("20 times at once is once", async () => {
    const world = await poolWithStore();
    const { username } = await world.signedIn();
    await Promise.all(Array.from({ length: 20 }, () => world.pool.users.disable(username)));
    expect(await stateOf(world, username)).toMatchObject({ enabled: false, epoch: 1 });
  });

  it("holds for users who are not confirmed, too", async () => {
    const { client, pool } = await poolWithStore();
    const ada = { username: "ada", password: "Correct horse 7!" };
    await client.signUp(ada);
    await pool.users.disable("ada");
    await pool.users.confirm("ada");
    await expect(client.signIn(ada)).rejects.toMatchObject(disabled);
  });
});

describe("users.enable (AdminEnableUser)", () => {
  it("opens the door again; what was ended stays ended", async () => {
    const storage = countingStorage(memory());
    const world = await poolWithStore({ storage });
    const { username, password } = await world.signedIn();
    expect(await storage.count(() => world.pool.users.enable(username))).toMatchObject({ commit: 0 });
    await world.pool.users.disable(username);
    await world.pool.users.enable(username);
    expect(await stateOf(world, username)).toMatchObject({ enabled: true, epoch: 1 });
    await world.pool.users.enable(username);
    expect(await stateOf(world, username)).toMatchObject({ enabled: true, epoch: 1 });
    await expect(world.client.signIn({ username, password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

// attacks 15, 73: a session that began before the door was closed, and is stored after it
describe("a sign-in that meets a disable", () => {
  it("is refused when the disable is committed first", async () => {
    const storage = holdingStorage();
    const world = await poolWithStore({ storage });
    const { username, password } = await world.signedIn();
    const held = storage.holdNextCommit("families");
    const signingIn = world.client.signIn({ username, password });
    await held.reached;
    await world.pool.users.disable(username);
    held.release();
    await expect(signingIn).rejects.toMatchObject(disabled);
  });

  it("names the epoch that the disable ends, when it is committed first", async () => {
    const storage = holdingStorage();
    const world = await poolWithStore({ storage });
    const { username, password } = await world.signedIn();
    const held = storage.holdNextCommit("auth_states");
    const disabling = world.pool.users.disable(username);
    await held.reached;
    await world.client.signIn({ username, password });
    held.release();
    await disabling;
    const state = await stateOf(world, username);
    const { records } = await storage.query({
      table: "families",
      index: "primary",
      range: { keyPrefix: [] },
      limit: 9,
      cursor: null,
    });
    expect(records.map(({ value }) => value["epoch"])).toEqual([0, 0]);
    expect(state).toMatchObject({ enabled: false, epoch: 1 });
  });
});
