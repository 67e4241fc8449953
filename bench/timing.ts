import { join } from "node:path";
import { setImmediate as settled } from "node:timers/promises";
import type { StorageAdapter } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { sqlite } from "rockpool/storage/sqlite";
import { attemptCounters } from "../src/user-pool/users/attempts.table.ts";
import { type BenchPool, openPool, password, seedUsers } from "./bench-pool.ts";
import { inFlight, inNewFolder, markdownTable } from "./harness.ts";
import { quantile, shuffled, told } from "./ranks.ts";

const SAMPLES = 400;
/** More of each, first, and not counted. */
const WARM_UP = 40;
/** What a counter is raised to: locked for 15 minutes, and every budget of an hour used up. */
const SPENT = 15;

type Call = (username: string) => Promise<unknown>;
type Names = Readonly<Record<string, readonly string[]>>;
type Rows = readonly (readonly string[])[];

/**
 * What the time of an answer tells of a name, to a caller in the same process: no network, nobody else, which is more than anyone
 * outside has. A lock and a used-up budget refuse before the work is done, for users as for names nobody has: that they
 * are there may be seen. Whether there is a user should not be.
 */
export function timing(): Promise<string> {
  return inNewFolder(async (folder) => {
    const inMemory = await measured("memory", memory());
    const onDisk = await measured("SQLite", sqlite(join(folder, "auth.db")));
    return [
      markdownTable(["storage", "call", "name", "p10", "p50", "p90", "answer"], [...inMemory.sides, ...onDisk.sides]),
      markdownTable(
        ["storage", "call", "this name", "beside this", "slower in", "by chance", "what it tells"],
        [...inMemory.pairs, ...onDisk.pairs],
      ),
      `${SAMPLES} samples of each name's kind, in random order. "Slower in" is the part of all pairs of samples in which the first is ` +
        'the slower: 0.50 is nothing, 0 or 1 is everything. "By chance" is where 99 of 100 such figures lie when names are dealt at random.',
    ].join("\n\n");
  });
}

async function measured(storage: string, adapter: StorageAdapter): Promise<{ readonly sides: Rows; readonly pairs: Rows }> {
  const bench = await openPool(adapter);
  const { client } = bench;
  const signIn: Call = (username) => client.signIn({ username, password: "Wrong horse 7!" });
  const confirm: Call = (username) => client.confirmSignUp({ username, confirmationCode: "wrong" });
  const resend: Call = (username) => client.resendConfirmationCode({ username });
  await seedUsers(bench, 10 + 2 * (SAMPLES + WARM_UP));
  const fresh = await people(bench, 10);
  const spent = await people(bench, 10 + SAMPLES + WARM_UP);
  await spend(bench, spent, [signIn, confirm, resend]);

  const sides: (readonly string[])[] = [];
  const pairs: (readonly string[])[] = [];
  const ask = async (call: string, work: Call, names: Names, compare: Rows): Promise<void> => {
    const asked = await interleaved(work, names);
    const times = (name = ""): readonly number[] => asked[name]?.times ?? [];
    for (const [name, { answers }] of Object.entries(asked)) {
      const quantiles = [0.1, 0.5, 0.9].map((part) => `${quantile(times(name), part).toFixed(3)} ms`);
      sides.push([storage, call, name, ...quantiles, [...answers].join(" or ")]);
    }
    for (const [a = "", b = ""] of compare) pairs.push([storage, call, a, b, ...told(times(a), times(b))]);
    // What a pair looks like that cannot differ: every other sample of one side beside those between.
    const [even, odd] = [0, 1].map((rest) => times("nobody").filter((_, index) => index % 2 === rest));
    if (call === "signIn") pairs.push([storage, call, "nobody", "nobody, other samples", ...told(even ?? [], odd ?? [])]);
  };

  const tried = { user: fresh.user, nobody: fresh.nobody };
  const locked = { "locked user": spent.user, "locked nobody": spent.nobody };
  const lockedPair = ["locked user", "locked nobody"];
  const namePairs = [
    ["user", "nobody"],
    ["unconfirmed", "nobody"],
  ];
  await ask("signIn", signIn, { ...tried, ...locked }, [["user", "nobody"], lockedPair, ["user", "locked user"]]);
  await ask("signIn, the second time", signIn, tried, [["user", "nobody"]]);
  await ask("signIn, only the locked", signIn, locked, [lockedPair]);
  await ask("confirmSignUp", confirm, fresh, namePairs);
  await ask("confirmSignUp, used up", confirm, spent, namePairs);
  await ask("resendConfirmationCode", resend, fresh, namePairs);
  await ask("resendConfirmationCode, used up", resend, spent, namePairs);
  await bench.close();
  return { sides, pairs };
}

/** Names that lie side by side in any order: users as they were seeded, users who signed up, and names nobody has. */
async function people({ client, pool }: BenchPool, from: number) {
  const named = (digits: string) =>
    Array.from({ length: SAMPLES + WARM_UP }, (_, index) => `person-${Math.floor((from + index) / 10)}${digits[index % 10]}`);
  const [user, unconfirmed, nobody] = [named("0123456789"), named("klmnopqrst"), named("abcdefghij")];
  await forEach(unconfirmed, (username) =>
    client.signUp({ username, password, attributes: { email: `${username}@example.com` } }),
  );
  await forEach([...user, ...unconfirmed], (username) => pool.users.get(username));
  return { user, unconfirmed, nobody };
}

/** Fails once with each, which makes the counters; then raises what they count. */
async function spend({ store, pool }: BenchPool, names: Names, calls: readonly Call[]): Promise<void> {
  for (const call of calls) await forEach(Object.values(names).flat(), (name) => call(name).catch(() => {}));
  const prefix = [pool.userPoolId];
  let page = await store.scan(attemptCounters, prefix, { limit: 1_000, cursor: null });
  for (;;) {
    for (const counter of page.records) if (counter.value.count > 0) await store.commit([counter.put({ count: SPENT })]);
    if (page.cursor === null) return;
    page = await store.scan(attemptCounters, prefix, { limit: 1_000, cursor: page.cursor });
  }
}

function forEach(names: readonly string[], work: Call): Promise<void> {
  const left = [...names];
  return inFlight(names.length, 4, async () => work(left.pop() ?? ""));
}

/** All names of all sides in random order, one after the other. */
async function interleaved(work: Call, names: Names) {
  const asked = Object.fromEntries(
    Object.keys(names).map((side) => [side, { times: [] as number[], answers: new Set<string>() }]),
  );
  const turn = async ({ side, name }: { readonly side: string; readonly name: string }): Promise<void> => {
    // What the call before left behind is done with first.
    await settled();
    const start = performance.now();
    const answer = await work(name).then(() => "no error", String);
    asked[side]?.times.push(performance.now() - start);
    asked[side]?.answers.add(answer.replace(/^\w+: /, ""));
  };
  const part = (from: number, to: number) =>
    shuffled(Object.entries(names).flatMap(([side, all]) => all.slice(from, to).map((name) => ({ side, name }))));
  for (const one of part(0, WARM_UP)) await turn(one);
  for (const { times } of Object.values(asked)) times.length = 0;
  for (const one of part(WARM_UP, WARM_UP + SAMPLES)) await turn(one);
  return asked;
}
