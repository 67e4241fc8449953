import type { JsonObject } from "../codecs/json.ts";

/**
 * The contract between rockpool and a database: four operations over versioned records, plus `open`, `close` and
 * `describe`. An adapter owes nothing else. "Check, then mark, then mint" cannot be written with it: whoever wants to
 * write names what must still hold, and the database decides in one step. Each sentence of this file is a test of
 * `rockpool/storage/conformance`.
 */
export interface StorageAdapter {
  /**
   * Makes the storage ready for these tables; called once, before anything else.
   * What is missing is created. Opening what is already there changes nothing, also when several processes do it at the
   * same time.
   *
   * @throws `StorageIncompatibleException` when what is there was written by a newer version, or a table's key differs.
   * @throws `MissingPeerException` when the adapter's driver is not installed.
   */
  open(tables: readonly TableDefinition[]): Promise<void>;

  /** Ends the adapter. What was acknowledged stays, if the storage is durable. Closing twice is allowed. */
  close(): Promise<void>;

  describe(): Promise<StorageDescription>;

  /**
   * The records under these keys, in the order of the keys; `undefined` where there is none.
   * The keys may be of several tables, and all answers are one snapshot: no plan is half visible in them.
   * A plan that was answered `committed` is visible to every `get` that starts later.
   * Expired records are returned: expiry is decided by the caller's clock.
   */
  get(refs: readonly RecordRef[]): Promise<readonly (StoredRecord | undefined)[]>;

  /**
   * One page of a table, in the order of an index. Order is by UTF-8 bytes: by the entry, then by key.
   * The index `primary` is there for every table: the keys themselves, under a key prefix that may be empty.
   * A page holds at most `limit` records; where more may follow it has a cursor, and the page after that cursor begins
   * behind its last record. Records that are written or deleted meanwhile neither repeat nor hide others.
   * Expired records are returned.
   */
  query(query: Query): Promise<Page>;

  /**
   * Does all of a plan or nothing. A race is a result, not an exception: when a precondition does not hold, nothing is
   * written and the answer names the first entry, in the order of the plan, that was seen to fail.
   * Every record a plan writes gets the plan's id as its version.
   * When `committed` is answered by a durable storage, the plan survives the loss of the process.
   * Serialisation failures, deadlocks and connections lost before the commit are retried inside, bounded and jittered.
   *
   * @throws `InvalidParameterException`, with nothing written, for a plan that breaks a limit (see {@link Plan}).
   * @throws `StorageUnavailableException`; with outcome `unknown` the caller must not repeat the plan.
   */
  commit(plan: Plan): Promise<CommitResult>;

  /**
   * Deletes records that had expired {@link SWEEP_MARGIN_MS} before `before` (ms since the epoch), `limit` at most, and
   * answers how many it deleted. A record that was put again meanwhile stays: it is deleted at the version that was read.
   */
  sweep(before: number, limit: number): Promise<number>;
}

export interface StorageDescription {
  /** What an operator calls it: `memory`, `sqlite`, `postgres`. */
  readonly name: string;
  /** Whether what was acknowledged outlives the process. A durable storage needs a master key. */
  readonly durable: boolean;
  /** The storage's own clock in ms since the epoch; `null` when it has none but this process's. */
  readonly now: number | null;
}

/**
 * A table, as far as an adapter knows it. Names are `[a-z][a-z0-9_]*`, at most 40 characters. No column of a key is called
 * `version`, `expires_at` or `record`, or begins with `by_`: these are the adapter's, which calls the column of an index
 * `by_` and its name.
 */
export interface TableDefinition {
  readonly name: string;
  /** The columns of the key, in order; the first is always `pool_id`. */
  readonly key: readonly string[];
  /** The secondary indexes; none is called `primary`. An adapter keeps one entry for a record and index, under the record's pool. */
  readonly indexes: readonly string[];
}

/**
 * As many strings as the table's key has columns, {@link MAX_KEY_BYTES} in all. The first is the pool id, `-` for records of no
 * pool.
 */
export type Key = readonly string[];

export interface RecordRef {
  readonly table: string;
  readonly key: Key;
}

export interface StoredRecord extends RecordRef {
  /** An opaque mark, to be compared only: the id of the plan that wrote the record last. */
  readonly version: string;
  /** Milliseconds since the epoch; `null` for a record that does not expire. */
  readonly expiresAt: number | null;
  readonly value: JsonObject;
}

/**
 * Data, not a callback: what to write, and what must hold for it.
 * At most {@link MAX_PLAN_ENTRIES} entries, checks included; at least one put; a record is named once.
 */
export interface Plan {
  /** Never used for another plan. */
  readonly id: string;
  readonly entries: readonly PlanEntry[];
}

export type PlanEntry = Put | Delete | Check;

/** No put is blind: it says what it replaces. */
export interface Put extends RecordRef {
  readonly kind: "put";
  /** `absent`: there is no physical record, not even an expired one. Else the version that is replaced. */
  readonly expect: "absent" | { readonly version: string };
  /** Its JSON is at most {@link MAX_RECORD_BYTES} long in UTF-8. */
  readonly value: JsonObject;
  /** The record's entry by the name of the index; an index that is not named does not hold the record. */
  readonly indexEntries: Readonly<Record<string, string>>;
  readonly expiresAt: number | null;
}

export interface Delete extends RecordRef {
  readonly kind: "delete";
  readonly expect: { readonly version: string };
}

/** Holds when the record still has this version. Absence cannot be checked without writing: it would be a phantom. */
export interface Check extends RecordRef {
  readonly kind: "check";
  readonly expect: { readonly version: string };
}

export type CommitResult =
  | { readonly outcome: "committed" }
  | { readonly outcome: "conflict"; readonly table: string; readonly key: Key };

export interface Query {
  readonly table: string;
  /** `primary`, or an index of the table. */
  readonly index: string;
  readonly range: KeyRange | EntryRange;
  /** 1 to {@link MAX_PAGE}. */
  readonly limit: number;
  /** What the page before gave; `null` for the first page. */
  readonly cursor: string | null;
}

/** For `primary`: keys that begin with these parts; none at all is the whole table. */
export interface KeyRange {
  readonly keyPrefix: Key;
}

/** For a secondary index: entries of one pool that equal, or begin with, a text. */
export type EntryRange =
  | { readonly poolId: string; readonly equals: string }
  | { readonly poolId: string; readonly startsWith: string };

export interface Page {
  readonly records: readonly StoredRecord[];
  /** Opaque. `null`: nothing follows. */
  readonly cursor: string | null;
}

/** The pool id in the key of a record that belongs to no pool. */
export const NO_POOL = "-";
/** Entries of a plan, checks included. */
export const MAX_PLAN_ENTRIES = 64;
/** UTF-8 bytes of a record's JSON: 64 KiB. */
export const MAX_RECORD_BYTES = 65_536;
/** Code points of an index entry. */
export const MAX_INDEX_ENTRY_LENGTH = 256;
/** Code points of one part of a key. */
export const MAX_KEY_PART_LENGTH = 256;
/** UTF-8 bytes of all parts of a key together: with an index entry of 1 KiB they fit in a page of a B-tree (2704 in PostgreSQL). */
export const MAX_KEY_BYTES = 1_536;
/** Records of a page. */
export const MAX_PAGE = 1_000;
/** An hour: a process whose clock runs behind still finds what it believes to be alive. */
export const SWEEP_MARGIN_MS = 3_600_000;
