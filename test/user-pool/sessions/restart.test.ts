import { generateMasterKey, Rockpool, tokensOrThrow } from "rockpool";
import { sqlite } from "rockpool/storage/sqlite";
import { manualClock, outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { temporaryFile } from "../../storage/sqlite/temporary-file.ts";
import { sqliteDriver as driver } from "../../storages/sqlite-driver.ts";
import { isGoodOnline, refusal, rotating } from "./world.ts";

const ada = { username: "ada", password: "Correct horse 7!" };

/** A process on a database in a file: what it remembered by itself is gone when it is opened again. */
async function processes() {
  const path = await temporaryFile();
  const clock = manualClock();
  const given = { baseUrl: "https://auth.test", delivery: outbox(), clock, masterKey: generateMasterKey() };
  let rockpool: Rockpool | undefined;
  return async () => {
    await rockpool?.close();
    rockpool = await Rockpool.open({
      ...given,
      storage: sqlite(path, { driver }),
      passwordHashing: { memoryCostKib: 8, timeCost: 1 },
    });
    const pool = await rockpool.ensureUserPool({ poolName: "customers" });
    return { rockpool, pool, client: await pool.clients.ensure({ clientName: "web", ...rotating(60) }) };
  };
}

// attack 6: what ended is a record, not a memory
describe("after a restart of the process", () => {
  it("a session goes on: the same successor within the grace, and rotation from there", async () => {
    const start = await processes();
    let world = await start();
    await world.pool.users.create({ username: ada.username, messageAction: "SUPPRESS" });
    await world.pool.users.setPassword({ ...ada, permanent: true });
    const tokens = tokensOrThrow(await world.client.signIn(ada));
    const { refreshToken } = await world.client.refresh({ refreshToken: tokens.refreshToken });

    world = await start();
    expect(await isGoodOnline(world, tokens)).toBe(true);
    expect((await world.client.refresh({ refreshToken: tokens.refreshToken })).refreshToken).toBe(refreshToken);
    const third = await world.client.refresh({ refreshToken: refreshToken ?? "" });

    // What is two behind is reused, by a process that has never seen it.
    world = await start();
    await expect(world.client.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject(refusal.reused);
    world = await start();
    await expect(world.client.refresh({ refreshToken: third.refreshToken ?? "" })).rejects.toMatchObject(refusal.revoked);
    expect(await isGoodOnline(world, third)).toBe(false);
    await world.rockpool.close();
  });

  it("a token that was revoked stays revoked, and so does one of a user who was signed out or disabled", async () => {
    const start = await processes();
    let world = await start();
    for (const username of ["revoked", "signed-out", "disabled", "enabled"]) {
      await world.pool.users.create({ username, messageAction: "SUPPRESS" });
      await world.pool.users.setPassword({ username, password: ada.password, permanent: true });
    }
    const come = async (username: string) => tokensOrThrow(await world.client.signIn({ ...ada, username }));
    const tokens = await Promise.all(["revoked", "signed-out", "disabled", "enabled"].map(come));
    await world.client.revoke({ token: tokens[0]?.refreshToken ?? "" });
    await world.pool.users.signOutEverywhere("signed-out");
    for (const username of ["disabled", "enabled"]) await world.pool.users.disable(username);
    await world.pool.users.enable("enabled");

    world = await start();
    for (const one of tokens) {
      await expect(world.client.refresh({ refreshToken: one.refreshToken })).rejects.toMatchObject(refusal.revoked);
      expect(await isGoodOnline(world, one)).toBe(false);
    }
    await world.rockpool.close();
  });
});
