import type { StorageAdapter, TableDefinition } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { newSchema, sharedPool } from "./postgres-schema.ts";

/** Emptied schemas by the tables they have: to empty one takes a tenth of the time that making one does. */
const free = new Map<string, string[]>();
const inUse = new Set<LentSchema>();

/** A storage on an empty schema, which the tests after this one get again. */
export class LentSchema implements StorageAdapter {
  #lent:
    | { readonly schema: string; readonly form: string; readonly adapter: StorageAdapter; readonly tables: readonly string[] }
    | undefined;
  /** Calls that have begun: forgotten pools still make keys when their test has ended. */
  readonly #pending = new Set<Promise<unknown>>();
  #isOver = false;

  constructor() {
    inUse.add(this);
  }

  async open(tables: readonly TableDefinition[]): Promise<void> {
    const form = JSON.stringify(tables.map(({ name, key, indexes }) => [name, key, indexes]));
    if (this.#lent === undefined) {
      const schema = free.get(form)?.pop() ?? newSchema();
      const adapter = postgres(sharedPool, { schema, connectionTimeoutMs: 60_000 });
      this.#lent = { schema, form, adapter, tables: tables.map(({ name }) => name) };
    }
    // Other tables: nobody else can have this schema.
    if (this.#lent.form !== form) this.#lent = { ...this.#lent, form: "" };
    await this.#pass((adapter) => adapter.open(tables));
  }

  close: StorageAdapter["close"] = async () => {
    if (!this.#isOver) await this.#lent?.adapter.close();
  };
  describe: StorageAdapter["describe"] = () => this.#pass((adapter) => adapter.describe());
  get: StorageAdapter["get"] = (refs) => this.#pass((adapter) => adapter.get(refs));
  query: StorageAdapter["query"] = (query) => this.#pass((adapter) => adapter.query(query));
  commit: StorageAdapter["commit"] = (plan) => this.#pass((adapter) => adapter.commit(plan));
  sweep: StorageAdapter["sweep"] = (before, limit) => this.#pass((adapter) => adapter.sweep(before, limit));

  async #pass<T>(call: (adapter: StorageAdapter) => Promise<T>): Promise<T> {
    if (this.#lent === undefined || this.#isOver) throw new Error(this.#isOver ? "the test has ended" : "not opened yet");
    const answer = call(this.#lent.adapter);
    this.#pending.add(answer);
    try {
      return await answer;
    } finally {
      this.#pending.delete(answer);
    }
  }

  /** Ends the use of it, and empties it for the next. */
  async giveBack(): Promise<void> {
    this.#isOver = true;
    inUse.delete(this);
    if (this.#lent === undefined) return;
    await Promise.allSettled(this.#pending);
    const { schema, form, adapter, tables } = this.#lent;
    await adapter.close();
    if (form === "") return;
    await sharedPool.query(tables.map((name) => `DELETE FROM "${schema}"."${name}"`).join("; "));
    free.set(form, [...(free.get(form) ?? []), schema]);
  }
}

/** Those that are in use now. */
export function schemasInUse(): ReadonlySet<LentSchema> {
  return new Set(inUse);
}

/** Gives back what came into use since then. */
export async function giveBackSince(before: ReadonlySet<LentSchema>): Promise<void> {
  await Promise.all([...inUse].filter((schema) => !before.has(schema)).map((schema) => schema.giveBack()));
}
