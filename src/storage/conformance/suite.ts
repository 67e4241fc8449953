import assert from "node:assert/strict";
import type { StorageAdapter, TableDefinition } from "../contract.ts";
import { TABLES } from "./fixtures.ts";

/** A storage as a test gets it: new, empty, not yet opened. */
export interface Opened {
  readonly storage: StorageAdapter;
  /**
   * Another adapter, not yet opened, that reaches the same data, as a second process would: while the first is open
   * (for the tests of sharing) and after it was closed (for those of durability).
   */
  readonly connectAgain?: (() => Promise<StorageAdapter>) | undefined;
  /** Removes the data. Every adapter was closed before. */
  readonly dispose?: (() => Promise<void>) | undefined;
}

export interface ConformanceOptions {
  /** Registers a test: `test` of vitest or `node:test`, `it` of mocha. */
  readonly test: (name: string, run: () => Promise<void>) => unknown;
  /** Called once by each test. */
  readonly open: () => Promise<Opened>;
  /**
   * What this storage does not do, with the reason in words. Its tests are left out, and one test bears the reason in its
   * name. What is not named here is tested, and needs `connectAgain`.
   */
  readonly without?: Without | undefined;
}

export interface Without {
  /** One adapter at a time reaches the data. */
  readonly sharing?: string | undefined;
  /** What was acknowledged may be gone after a restart. A storage that describes itself as durable cannot say so. */
  readonly durability?: string | undefined;
}

/** Another adapter on the same data, opened with these tables (the suite's own, unless told) and closed after the test. */
export type Connect = (tables?: readonly TableDefinition[]) => Promise<StorageAdapter>;

/** The tables a test opens the storage with; `none` leaves the opening to the test. */
export type OpenedWith = readonly TableDefinition[] | "none";

/** How the files of the suite state a rule of the contract; the name is the rule. */
export interface Suite {
  rule(name: string, run: (storage: StorageAdapter) => Promise<void>, tables?: OpenedWith): void;
  /** A rule that shows between two adapters on the same data only. */
  sharedRule(name: string, run: (storage: StorageAdapter, connect: Connect) => Promise<void>, tables?: OpenedWith): void;
  /** A rule that shows after a restart only. */
  durableRule(name: string, run: (storage: StorageAdapter, connect: Connect) => Promise<void>): void;
}

export function createSuite({ test, open, without = {} }: ConformanceOptions): Suite {
  const register: Suite["sharedRule"] = (name, run, tables = TABLES) => {
    test(name, () => withStorage(open, tables, run));
  };
  const leftOut = (what: keyof Without, reason: string): void => {
    register(`${what}: not tested, because ${reason}`, async (storage) => {
      assert.match(reason, /\w/, "the reason is missing");
      if (what === "sharing") return;
      assert.equal((await storage.describe()).durable, false, "a storage that says it is durable is tested for it");
    });
  };
  if (without.sharing !== undefined) leftOut("sharing", without.sharing);
  if (without.durability !== undefined) leftOut("durability", without.durability);
  return {
    rule: (name, run, tables) => register(name, (storage) => run(storage), tables),
    sharedRule: (name, run, tables) => without.sharing === undefined && register(name, run, tables),
    durableRule: (name, run) => without.durability === undefined && register(name, run),
  };
}

async function withStorage(
  open: ConformanceOptions["open"],
  tables: OpenedWith,
  run: (storage: StorageAdapter, connect: Connect) => Promise<void>,
): Promise<void> {
  const { storage, connectAgain, dispose } = await open();
  const adapters = [storage];
  const connect: Connect = async (others = TABLES) => {
    assert.ok(connectAgain, "the test needs connectAgain, or a reason in `without` why there is none");
    const other = await connectAgain();
    adapters.push(other);
    await other.open(others);
    return other;
  };
  try {
    if (tables !== "none") await storage.open(tables);
    await run(storage, connect);
  } finally {
    for (const adapter of adapters) await adapter.close();
    await dispose?.();
  }
}
