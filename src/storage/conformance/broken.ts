import { setImmediate as turn } from "node:timers/promises";
import {
  type CommitResult,
  type Plan,
  type PlanEntry,
  type Put,
  type RecordRef,
  type StorageAdapter,
  type StoredRecord,
  SWEEP_MARGIN_MS,
  type TableDefinition,
} from "../contract.ts";
import { checkPlan } from "../limits.ts";

/*
 * Adapters that make the mistakes of the field, each around a correct one. They show that the suite would catch a real
 * adapter that makes them; a suite that lets one through proves nothing.
 */

/**
 * Reads, decides, writes: preconditions are checked by `get`, and what is written meanwhile is overwritten. The mistake
 * of every "check, then mark, then mint".
 */
export function readsThenWrites(adapter: StorageAdapter): StorageAdapter {
  return checkingPlans(adapter, async (plan) => {
    const failed = await firstFailing(adapter, plan.entries);
    await turn();
    return failed ?? force(adapter, plan, () => true);
  });
}

/** Entries of one kind hold whatever they expect: an `UPDATE` or `DELETE` without its `WHERE`, a check that is skipped. */
export function forgetsPreconditions(adapter: StorageAdapter, kind: PlanEntry["kind"]): StorageAdapter {
  return checkingPlans(adapter, (plan) => force(adapter, plan, (entry) => entry.kind === kind));
}

/** Two transactions where there should be one: what comes after the first put is written apart. */
export function writesHalfAPlan(adapter: StorageAdapter): StorageAdapter {
  return checkingPlans(adapter, async ({ id, entries }) => {
    const half = entries.findIndex(({ kind }) => kind === "put") + 1;
    const [first, second] = [entries.slice(0, half), entries.slice(half)];
    if (!second.some(({ kind }) => kind === "put")) return adapter.commit({ id, entries });
    const answer = await adapter.commit({ id, entries: first });
    return answer.outcome === "conflict" ? answer : adapter.commit({ id, entries: second });
  });
}

/** An index that is filled when a record is made and not kept up when it is replaced. */
export function losesIndexEntries(adapter: StorageAdapter): StorageAdapter {
  return around(adapter, {
    commit: ({ id, entries }) => adapter.commit({ id, entries: entries.map(withoutIndexEntries) }),
  });
}

/** Each record of a `get` is read by a statement of its own. */
export function tornReads(adapter: StorageAdapter): StorageAdapter {
  return around(adapter, {
    async get(refs) {
      const records: (StoredRecord | undefined)[] = [];
      for (const ref of refs) {
        records.push(...(await adapter.get([ref])));
        await turn();
      }
      return records;
    },
  });
}

/** A cache of what was read, which a commit empties only after it was answered: a replica that lags, too. */
export function staleReads(adapter: StorageAdapter): StorageAdapter {
  const cache = new Map<string, StoredRecord | undefined>();
  return around(adapter, {
    async get(refs) {
      const fresh = await adapter.get(refs);
      return refs.map((ref, position) => {
        const name = JSON.stringify([ref.table, ref.key]);
        if (!cache.has(name)) cache.set(name, fresh[position]);
        return cache.get(name);
      });
    },
    async commit(plan) {
      const answer = await adapter.commit(plan);
      setImmediate(() => cache.clear());
      return answer;
    },
  });
}

/** Lists what has expired, then deletes it by key, at whatever version it is by then. */
export function sweepsBlindly(adapter: StorageAdapter): StorageAdapter {
  const tables = new Map<string, TableDefinition>();
  return around(adapter, {
    open: (opened) => {
      for (const table of opened) tables.set(table.name, table);
      return adapter.open(opened);
    },
    async sweep(before, limit) {
      const expired: RecordRef[] = [];
      for (const table of tables.keys()) {
        const page = await adapter.query({ table, index: "primary", range: { keyPrefix: [] }, limit: 1_000, cursor: null });
        expired.push(...page.records.filter(({ expiresAt }) => expiresAt !== null && expiresAt <= before - SWEEP_MARGIN_MS));
      }
      await turn();
      let deleted = 0;
      for (const { table, key } of expired.slice(0, limit)) {
        const dead: Put = { kind: "put", table, key, expect: "absent", value: {}, indexEntries: {}, expiresAt: 0 };
        await force(adapter, { id: "swept", entries: [dead] }, () => true);
        deleted += await adapter.sweep(SWEEP_MARGIN_MS, 1);
      }
      return deleted;
    },
  });
}

/**
 * Expiry by the adapter's own clock instead of the caller's: what it believes to be over is not shown any more, and is swept,
 * whatever time the caller has. A `WHERE expires_at > now()` that was meant well.
 */
export function expiresByItsOwnClock(adapter: StorageAdapter): StorageAdapter {
  const isAlive = ({ expiresAt }: StoredRecord): boolean => expiresAt === null || expiresAt > Date.now();
  return around(adapter, {
    get: async (refs) => (await adapter.get(refs)).map((record) => (record && isAlive(record) ? record : undefined)),
    async query(query) {
      const page = await adapter.query(query);
      return { ...page, records: page.records.filter(isAlive) };
    },
    sweep: (_, limit) => adapter.sweep(Date.now(), limit),
  });
}

/** What the engine takes at once, and no more: the keys behind the first hundred are not asked for again. */
export function forgetsUnprocessedKeys(adapter: StorageAdapter): StorageAdapter {
  return around(adapter, {
    async get(refs) {
      const first = await adapter.get(refs.slice(0, 100));
      return refs.map((_, position) => first[position]);
    },
  });
}

/** What the engine takes at once: a plan whose values have more than 1 MiB is written in two transactions. */
export function splitsLargePlans(adapter: StorageAdapter): StorageAdapter {
  const bytesOf = (entry: PlanEntry): number => (entry.kind === "put" ? JSON.stringify(entry.value).length : 0);
  return checkingPlans(adapter, async ({ id, entries }) => {
    const isLarge = entries.reduce((sum, entry) => sum + bytesOf(entry), 0) > 1_048_576;
    if (!isLarge) return adapter.commit({ id, entries });
    const half = entries.length / 2;
    const answer = await adapter.commit({ id, entries: entries.slice(0, half) });
    return answer.outcome === "conflict" ? answer : adapter.commit({ id, entries: entries.slice(half) });
  });
}

/** The adapter with some operations replaced. */
function around(adapter: StorageAdapter, changes: Partial<StorageAdapter>): StorageAdapter {
  return {
    open: (tables) => adapter.open(tables),
    close: () => adapter.close(),
    describe: () => adapter.describe(),
    get: (refs) => adapter.get(refs),
    query: (query) => adapter.query(query),
    commit: (plan) => adapter.commit(plan),
    sweep: (before, limit) => adapter.sweep(before, limit),
    ...changes,
  };
}

/** Plans that break a limit are refused as they should be: the mistake is another. */
function checkingPlans(adapter: StorageAdapter, commit: StorageAdapter["commit"]): StorageAdapter {
  const tables = new Map<string, TableDefinition>();
  return around(adapter, {
    open: (opened) => {
      for (const table of opened) tables.set(table.name, table);
      return adapter.open(opened);
    },
    commit: async (plan) => {
      checkPlan(tables, plan);
      return commit(plan);
    },
  });
}

async function firstFailing(adapter: StorageAdapter, entries: readonly PlanEntry[]): Promise<CommitResult | undefined> {
  const records = await adapter.get(entries);
  const failed = entries.find(({ expect }, position) => {
    const version = records[position]?.version;
    return expect === "absent" ? version !== undefined : version !== expect.version;
  });
  return failed && { outcome: "conflict", table: failed.table, key: failed.key };
}

/** Commits a plan with some entries made to hold, whatever they expect. */
async function force(adapter: StorageAdapter, plan: Plan, isForced: (entry: PlanEntry) => boolean): Promise<CommitResult> {
  for (;;) {
    const records = await adapter.get(plan.entries);
    const entries = plan.entries.flatMap((entry, position) => (isForced(entry) ? holding(entry, records[position]) : [entry]));
    const answer = await adapter.commit({ id: plan.id, entries });
    if (answer.outcome === "committed") return answer;
    const failed = plan.entries.find(({ table, key }) => table === answer.table && key.join("\0") === answer.key.join("\0"));
    if (failed === undefined || !isForced(failed)) return answer;
  }
}

function holding(entry: PlanEntry, record: StoredRecord | undefined): readonly PlanEntry[] {
  if (record === undefined) return entry.kind === "put" ? [{ ...entry, expect: "absent" }] : [];
  return [{ ...entry, expect: { version: record.version } }];
}

function withoutIndexEntries(entry: PlanEntry): PlanEntry {
  return entry.kind === "put" && entry.expect !== "absent" ? { ...entry, indexEntries: {} } : entry;
}
