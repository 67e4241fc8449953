import type { Rockpool } from "rockpool";
import { outbox } from "rockpool/testing";
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from "vitest";
import type { Order, Told } from "./child.ts";
import { places } from "./places.ts";
import { readRecords } from "./records.ts";
import { startWorker, type Worker } from "./worker.ts";
import { ensured, opened, type Place } from "./world.ts";

let pair: readonly [Worker, Worker];
beforeAll(async () => {
  pair = await Promise.all([startWorker(), startWorker()]);
});
afterAll(() => Promise.all(pair.map((worker) => worker.kill())));

/** Both begin when they hear it. What fails in one, a busy database among it, fails the test. */
async function both<O extends Order>(orders: readonly [O, O]): Promise<readonly Told[]> {
  const told = (await Promise.all(pair.map((worker, n) => worker.order(orders[n] ?? orders[0], "everything")))).flat();
  expect(pair.map((worker) => worker.complaints())).toEqual(["", ""]);
  return told;
}

async function openedHere(place: Place): Promise<Rockpool> {
  const rockpool = await opened(place, outbox());
  onTestFinished(() => rockpool.close());
  return rockpool;
}

describe.each(places)("on %s, two processes that ensure the same pool and client at once", (_, newPlace) => {
  const short = { minimumLength: 8, accessTokenValiditySeconds: 600 };
  const long = { minimumLength: 12, accessTokenValiditySeconds: 900 };

  // More than once: who is first is chance.
  it.each([
    ["the same settings", short, short],
    ["different settings", short, long],
    ["different settings", long, short],
    ["different settings", short, long],
  ])("with %s: agree on one pool, one client and one set of keys", async (__, one, other) => {
    const place = await newPlace();
    const what = "ensure";
    const told = await both([
      { what, ...place, ...one },
      { what, ...place, ...other },
    ]);
    const [first, second] = told.filter(({ did }) => did === "ensured");
    expect(second).toEqual(first);

    const rockpool = await openedHere(place);
    const { pool, client } = await ensured(rockpool);
    const [{ kid } = {}] = (await pool.jwks()).keys;
    expect(first).toEqual({ did: "ensured", userPoolId: pool.userPoolId, clientId: client.clientId, kid });
    expect(await readRecords(place)).toMatchObject({ pools: [pool.userPoolId], clients: [client.clientId], problems: [] });
    // The settings are those of whoever came last, not some of each.
    const { passwordPolicy } = await pool.settings.get();
    expect([one.minimumLength, other.minimumLength]).toContain(passwordPolicy.minimumLength);
    const { accessTokenValiditySeconds } = await client.settings();
    expect([one.accessTokenValiditySeconds, other.accessTokenValiditySeconds]).toContain(accessTokenValiditySeconds);
  });
});

describe.each(places)("on %s, two processes that sign the same new names up at once", (_, newPlace) => {
  it("give each name to one of them, and tell the other UsernameExistsException", async () => {
    const place = await newPlace();
    await ensured(await openedHere(place));
    const names = Array.from({ length: 40 }, (_, n) => `name-${n}`);
    const order: Order = { what: "signUp", ...place, names };
    const told = await both([order, order]);

    const { users, problems } = await readRecords(place);
    const winners = told.filter((one) => one.did === "signedUp");
    expect(new Map(winners.map(({ name, sub }) => [name, sub]))).toEqual(
      new Map([...users].map(([name, { sub }]) => [name, sub])),
    );
    expect(winners.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    const losers = told.filter((one) => one.did === "refused");
    expect(losers.map(({ name }) => name).toSorted()).toEqual(names.toSorted());
    expect(problems).toEqual([]);
  });
});
