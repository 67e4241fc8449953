import { generateMasterKey, type KeySource, tokensOrThrow } from "rockpool";
import type { StorageAdapter } from "rockpool/storage";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { fixedTestKeys } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import type { Entry } from "../../../src/storage/table.ts";
import { memberships, userGroups } from "../../../src/user-pool/groups/membership.table.ts";
import { temporaryFile } from "../../storage/sqlite/temporary-file.ts";
import { sqliteDriver } from "../../storages/sqlite-driver.ts";
import { adapterWith, poolWithStore } from "../stand-ins.ts";

/** How many are in the group: `GROUP_MEMBERS=100000 npx vitest run --project memory test/user-pool/groups/large-group.test.ts` */
const MEMBERS = Number(process.env["GROUP_MEMBERS"] ?? 3_000);
/** What a step of the deletion takes by the clock here, whatever it takes on this machine. */
const STEP_MS = 10;
/** What a call of `maintain` may take, beside the step that it has begun. */
const MAX_MS = 100;
const MEMBERS_PER_PLAN = 30;

const storages: readonly (readonly [name: string, create: () => Promise<StorageAdapter>])[] = [
  ["memory", async () => memory()],
  ["SQLite", async () => sqlite(await temporaryFile(), { driver: sqliteDriver })],
];
/** Keys that a storage which lasts takes, and that cost nothing. */
const keySource: KeySource = { ...fixedTestKeys(), forTestsOnly: false };

/** Time passes while the work is done. */
async function opened(storage: StorageAdapter) {
  let now = Date.now();
  const slow = adapterWith(storage, {
    commit(plan) {
      if (plan.entries.some(({ table }) => table === memberships.definition.name)) now += STEP_MS;
      return storage.commit(plan);
    },
  });
  const rockpool = { masterKey: generateMasterKey(), keySource, clock: () => now };
  return { ...(await poolWithStore({ storage: slow, rockpool })), now: () => now };
}
type World = Awaited<ReturnType<typeof opened>>;

/** A user who signs in, among people who signed up long ago. */
async function crowd(world: World) {
  const { pool, store } = world;
  const poolId = pool.userPoolId;
  const { username, password, sub } = await world.signedIn();
  for (const groupName of ["crowd", "stays"]) {
    await pool.groups.create({ groupName });
    await pool.groups.addUser({ groupName, username });
  }
  const [own] = await store.read([userGroups.key({ poolId, sub })]);
  const group = own?.value.groups.find(({ groupName }) => groupName === "crowd");
  if (group === undefined) throw new Error("the user was added to the group");
  for (let at = 0; at < MEMBERS; at += MEMBERS_PER_PLAN) {
    const subs = Array.from({ length: Math.min(MEMBERS_PER_PLAN, MEMBERS - at) }, (_, n) => `member-${at + n}`);
    const entries = subs.flatMap((member): readonly Entry[] => [
      memberships.create({ poolId, groupId: group.groupId, sub: member, createdAt: 0 }),
      userGroups.create({ poolId, sub: member, groups: [group] }),
    ]);
    await store.commit(entries);
  }
  const isLeft = async (): Promise<boolean> => {
    const { records } = await store.scan(memberships, [poolId, group.groupId], { limit: 1, cursor: null });
    return records.length > 0;
  };
  const groupsNow = async (): Promise<unknown> => {
    const { idToken } = tokensOrThrow(await world.client.signIn({ username, password }));
    return (await pool.verify(idToken, { tokenUse: "id", clientId: null }))["cognito:groups"];
  };
  return { isLeft, groupsNow };
}

describe(`a group of ${MEMBERS} members`, () => {
  it.each(storages)(
    "on %s is deleted bit by bit, each within its time, while people sign in",
    async (_, create) => {
      const world = await opened(await create());
      const { isLeft, groupsNow } = await crowd(world);
      await world.pool.groups.delete("crowd");
      expect([await groupsNow(), await isLeft()]).toEqual([["stays"], true]);

      let isFinished = false;
      const groupsOfSignIns: unknown[] = [];
      const signingIn = (async () => {
        while (!isFinished) groupsOfSignIns.push(await groupsNow());
      })();
      let turns = 0;
      const takingTurns = (async () => {
        for (; !isFinished; turns += 1) await new Promise(setImmediate);
      })();
      const calls: { readonly ms: number; readonly turns: number }[] = [];
      while (!isFinished) {
        const before = { now: world.now(), turns };
        isFinished = (await world.rockpool.maintain({ maxMs: MAX_MS })).finished;
        calls.push({ ms: world.now() - before.now, turns: turns - before.turns });
      }
      await Promise.all([signingIn, takingTurns]);

      expect(await isLeft()).toBe(false);
      expect(calls.length).toBeGreaterThan(1);
      expect(Math.max(...calls.map(({ ms }) => ms))).toBeLessThanOrEqual(MAX_MS + STEP_MS);
      expect(new Set(groupsOfSignIns.map((groups) => JSON.stringify(groups)))).toEqual(new Set(['["stays"]']));
      // Not only between two calls.
      expect(Math.min(...calls.slice(0, -1).map((call) => call.turns))).toBeGreaterThan(1);
      await world.close();
    },
    30_000 + MEMBERS * 2,
  );
});
