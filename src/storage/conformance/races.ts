import assert from "node:assert/strict";
import type { CommitResult, PlanEntry, StorageAdapter, StoredRecord } from "../contract.ts";
import {
  assertAbsent,
  check,
  commit,
  create,
  newPlanId,
  overwrite,
  person,
  read,
  readThere,
  ref,
  remove,
  seed,
  together,
  turn,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

/** Several adapters on the same data; the plans of a race are spread over them. */
type Race = (writers: readonly StorageAdapter[]) => Promise<void>;

const ROUNDS = 25;

export function races({ rule, sharedRule }: Suite): void {
  const race = (name: string, run: Race): void => {
    rule(`race: ${name}`, (storage) => run([storage]));
    sharedRule(`race of two connections: ${name}`, async (storage, connect) => run([storage, await connect()]));
  };

  for (const count of [2, 50, 200]) {
    race(`of ${count} plans that create one record exactly one commits`, (writers) => creations(writers, count));
    race(`of ${count} plans that replace one version exactly one commits`, (writers) => replacements(writers, count));
  }
  race("of 50 plans that delete one version exactly one commits: a code is redeemed once", deletions);
  race("of a put and a delete at one version exactly one commits", putAgainstDelete);
  race("of plans that name two records in crossing orders exactly one commits", crossing);
  race("of two plans, each checking what the other writes, exactly one commits", writeSkew);
  race("of two plans, each checking what the other deletes, exactly one commits", deleteSkew);
  race("of three plans, each checking what the next writes, not all commit", ring);
  race("of two users who reserve one name exactly one is there, and nothing of the other", reservation);
  race("a counter that 50 writers increase is exact", counter);
  race("hot records: 30 writers, each of two of three, lose no count and no record", hotRecords);
  race("plans that do not name a common record all commit", unrelated);
}

interface Attempted {
  readonly id: string;
  readonly answer: CommitResult;
}

/** Commits the plans at the same time, spread over the writers. */
async function all(writers: readonly StorageAdapter[], plans: readonly (readonly PlanEntry[])[]): Promise<readonly Attempted[]> {
  const attempts = plans.map(async (entries, n) => {
    const writer = writers[n % writers.length];
    assert.ok(writer);
    const id = newPlanId();
    return { id, answer: await writer.commit({ id, entries }) };
  });
  return together(...attempts);
}

/** The one plan that was answered committed. */
function winnerOf(attempts: readonly Attempted[]): { readonly id: string; readonly position: number } {
  const winners = [...attempts.entries()].filter(([, { answer }]) => answer.outcome === "committed");
  assert.equal(winners.length, 1, `${winners.length} of ${attempts.length} plans committed`);
  const [position, { id }] = winners[0] ?? [-1, { id: "" }];
  return { id, position };
}

const first = ([writer]: readonly StorageAdapter[]): StorageAdapter => {
  assert.ok(writer);
  return writer;
};

const [ada, bob, eve] = [person("ada"), person("bob"), person("eve")] as const;

async function creations(writers: readonly StorageAdapter[], count: number): Promise<void> {
  const plans = Array.from({ length: count }, (_, n) => [create(ada, { value: { n } })]);
  await assertOneWrote(writers, await all(writers, plans));
}

async function replacements(writers: readonly StorageAdapter[], count: number): Promise<void> {
  const version = await commit(first(writers), create(ada));
  const plans = Array.from({ length: count }, (_, n) => [overwrite(ada, version, { value: { n } })]);
  await assertOneWrote(writers, await all(writers, plans));
}

/** The winner's value is there, under its id, and every other was told which record it lost. */
async function assertOneWrote(writers: readonly StorageAdapter[], attempts: readonly Attempted[]): Promise<void> {
  const winner = winnerOf(attempts);
  const record: StoredRecord = { ...ada, version: winner.id, expiresAt: null, value: { n: winner.position } };
  for (const writer of writers) assert.deepEqual(await writer.get([ada]), [record]);
  for (const { answer } of attempts) {
    if (answer.outcome === "conflict") assert.deepEqual(answer, { outcome: "conflict", ...ada });
  }
}

async function deletions(writers: readonly StorageAdapter[]): Promise<void> {
  const code = ref("settings", "code");
  const version = await commit(first(writers), create(code));
  const session = (n: number): ReturnType<typeof person> => person(`session ${n}`);
  const plans = Array.from({ length: 50 }, (_, n) => [remove(code, version), create(session(n))]);
  const winner = winnerOf(await all(writers, plans));
  const sessions = await first(writers).get(plans.map((_, n) => session(n)));
  assert.deepEqual(
    sessions.map((record) => record?.version).filter((at) => at !== undefined),
    [winner.id],
  );
  await assertAbsent(first(writers), code);
}

async function putAgainstDelete(writers: readonly StorageAdapter[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const [at, trace] = [person(`ada ${round}`), person(`trace ${round}`)] as const;
    const version = await commit(first(writers), create(at));
    const plans = [[overwrite(at, version)], [remove(at, version), create(trace)]];
    const winner = winnerOf(await all(writers, round % 2 === 0 ? plans : plans.reverse()));
    const hasPut = (winner.position === 0) === (round % 2 === 0);
    assert.equal((await read(first(writers), at))?.version, hasPut ? winner.id : undefined);
    assert.equal((await read(first(writers), trace))?.version, hasPut ? undefined : winner.id);
  }
}

async function crossing(writers: readonly StorageAdapter[]): Promise<void> {
  let version = await commit(first(writers), create(ada), create(bob));
  for (let round = 0; round < ROUNDS; round += 1) {
    const plans = Array.from({ length: 8 }, (_, n) => {
      const puts = [overwrite(ada, version, { value: { n } }), overwrite(bob, version, { value: { n } })];
      return n % 2 === 0 ? puts : puts.reverse();
    });
    const winner = winnerOf(await all(writers, plans));
    for (const at of [ada, bob]) {
      const record = { ...at, version: winner.id, expiresAt: null, value: { n: winner.position } };
      assert.deepEqual(await first(writers).get([at]), [record]);
    }
    version = winner.id;
  }
}

async function writeSkew(writers: readonly StorageAdapter[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const [a, b] = [person(`a ${round}`), person(`b ${round}`)] as const;
    const version = await commit(first(writers), create(a), create(b));
    const plans = [
      [check(a, version), overwrite(b, version)],
      round % 2 === 0 ? [check(b, version), overwrite(a, version)] : [overwrite(a, version), check(b, version)],
    ];
    const winner = winnerOf(await all(writers, plans));
    const versions = (await first(writers).get([a, b])).map((record) => record?.version);
    assert.deepEqual(versions, winner.position === 0 ? [version, winner.id] : [winner.id, version]);
  }
}

async function deleteSkew(writers: readonly StorageAdapter[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const [user, group] = [person(`user ${round}`), ref("settings", `group ${round}`)] as const;
    const [member, trace] = [ref("memberships", "pool", `group ${round}`, "ada"), ref("accounts", "pool", `${round}`)] as const;
    const version = await commit(first(writers), create(user), create(group));
    const plans = [
      [check(group, version), remove(user, version), create(member)],
      [remove(group, version), check(user, version), create(trace)],
    ];
    const winner = winnerOf(await all(writers, plans));
    const versions = (await first(writers).get([user, group, member, trace])).map((record) => record?.version);
    const [none, id] = [undefined, winner.id] as const;
    assert.deepEqual(versions, winner.position === 0 ? [none, version, id, none] : [version, none, none, id]);
  }
}

/** Each that commits makes the one before it impossible, so that two may be in order, but never all three. */
async function ring(writers: readonly StorageAdapter[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const places = [person(`a ${round}`), person(`b ${round}`), person(`c ${round}`)] as const;
    const version = await commit(first(writers), ...places.map((at) => create(at)));
    const [a, b, c] = places;
    const plans = [
      [check(a, version), overwrite(b, version)],
      [check(b, version), overwrite(c, version)],
      [check(c, version), overwrite(a, version)],
    ];
    const attempts = await all(writers, plans);
    const committed = attempts.filter(({ answer }) => answer.outcome === "committed").length;
    assert.ok(committed === 1 || committed === 2, `${committed} of 3 plans committed`);
  }
}

async function reservation(writers: readonly StorageAdapter[]): Promise<void> {
  for (let round = 0; round < ROUNDS; round += 1) {
    const name = ref("accounts", "pool", `ada ${round}`);
    const [x, y] = [person(`x ${round}`), person(`y ${round}`)] as const;
    const plans = [
      [create(x, { indexEntries: { name: `${round}` } }), create(name, { value: { sub: "x" } })],
      [create(y, { indexEntries: { name: `${round}` } }), create(name, { value: { sub: "y" } })],
    ];
    const winner = winnerOf(await all(writers, plans));
    const winning = winner.position === 0 ? x : y;
    const versions = (await first(writers).get([x, y])).map((record) => record?.version);
    assert.deepEqual(versions, winner.position === 0 ? [winner.id, undefined] : [undefined, winner.id]);
    assert.deepEqual((await readThere(first(writers), name)).value, { sub: winner.position === 0 ? "x" : "y" });
    const range = { poolId: "pool", equals: `${round}` };
    const { records } = await first(writers).query({ table: "people", index: "name", range, limit: 10, cursor: null });
    assert.deepEqual(
      records.map(({ key }) => key),
      [winning.key],
    );
  }
}

async function counter(writers: readonly StorageAdapter[]): Promise<void> {
  const count = 50;
  await commit(first(writers), create(ada, { value: { n: 0 } }));
  const increase = async (writer: StorageAdapter): Promise<void> => {
    // Each round of the race has a winner, so that nobody loses more often than there are others; others' turns are let by.
    for (let tries = 0; tries < 20 * count; tries += 1) {
      const { version, value } = await readThere(writer, ada);
      const put = overwrite(ada, version, { value: { n: Number(value["n"]) + 1 } });
      const { outcome } = await writer.commit({ id: newPlanId(), entries: [put] });
      if (outcome === "committed") return;
      await turn();
    }
    assert.fail("a writer never won");
  };
  await together(...Array.from({ length: count }, (_, n) => increase(writers[n % writers.length] ?? first(writers))));
  for (const writer of writers) assert.deepEqual((await readThere(writer, ada)).value, { n: count });
}

/** Each writer increases two counters, in crossing orders, and puts a record of its own under one entry of an index. */
async function hotRecords(writers: readonly StorageAdapter[]): Promise<void> {
  const count = 30;
  const hot = [person("hot 0"), person("hot 1"), person("hot 2")] as const;
  await commit(first(writers), ...hot.map((at) => create(at, { value: { n: 0 } })));
  const increase = async (writer: StorageAdapter, n: number): Promise<void> => {
    const own = create(person(`own ${n}`), { indexEntries: { name: "hot" } });
    for (let tries = 0; tries < 20 * count; tries += 1) {
      const found = await Promise.all([n % 3, (n + 1) % 3].map((at) => readThere(writer, person(`hot ${at}`))));
      const puts = found.map((record) => overwrite(record, record.version, { value: { n: Number(record.value["n"]) + 1 } }));
      const { outcome } = await writer.commit({ id: newPlanId(), entries: n % 2 === 0 ? [...puts, own] : [own, ...puts] });
      if (outcome === "committed") return;
      await turn();
    }
    assert.fail("a writer never won");
  };
  await together(...Array.from({ length: count }, (_, n) => increase(writers[n % writers.length] ?? first(writers), n)));
  for (const writer of writers) {
    const counts = await Promise.all(hot.map((at) => readThere(writer, at)));
    assert.deepEqual(
      counts.map(({ value }) => value),
      hot.map(() => ({ n: (2 * count) / 3 })),
    );
    const range = { poolId: "pool", equals: "hot" };
    const { records } = await writer.query({ table: "people", index: "name", range, limit: 100, cursor: null });
    assert.equal(records.length, count);
  }
}

async function unrelated(writers: readonly StorageAdapter[]): Promise<void> {
  await seed(first(writers), [create(eve)]);
  const { version } = await readThere(first(writers), eve);
  const plans = Array.from({ length: 50 }, (_, n) => [create(person(`new ${n}`)), check(eve, version)]);
  for (const { answer } of await all(writers, plans)) assert.deepEqual(answer, { outcome: "committed" });
}
