import type { CommitResult, Plan, StorageAdapter } from "rockpool/storage";
import { type PostgresOptions, postgres } from "rockpool/storage/postgres";
import { describe, expect, inject, it, type TestContext } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { hurry } from "./hurry.ts";
import { type Moment, startProxy, type WireProxy } from "./proxy.ts";

const people = { name: "people", key: ["pool_id", "sub"], indexes: [] };
const ada = { table: "people", key: ["pool", "ada"] };
const creation: Plan = {
  id: "p1",
  entries: [{ ...ada, kind: "put", expect: "absent", value: {}, indexEntries: {}, expiresAt: null }],
};
const committed: CommitResult = { outcome: "committed" };

interface World {
  readonly proxy: WireProxy;
  readonly storage: StorageAdapter;
  /** What the table holds, past the proxy. */
  versions(): Promise<readonly string[]>;
  sent(statement: RegExp): number;
}

/** An open storage behind a proxy. An answer is waited for 2 s longer than the server has for it. */
async function opened({ onTestFinished }: TestContext, options: PostgresOptions): Promise<World> {
  const schema = newSchema();
  onTestFinished(() => dropSchema(schema));
  const proxy = await startProxy(inject("postgres"), onTestFinished);
  const storage = postgres(proxy.connectionString, { schema, ...options });
  onTestFinished(async () => {
    proxy.cutAll();
    await storage.close();
  });
  await storage.open([people]);
  proxy.forgetStatements();
  return {
    proxy,
    storage,
    async versions() {
      const { rows } = await sharedPool.query<{ version: string }>(`SELECT version FROM "${schema}".people`);
      return rows.map(({ version }) => version);
    },
    sent: (statement) => proxy.statements.filter((text) => statement.test(text)).length,
  };
}

// At once: each of them waits for seconds.
describe.concurrent("a server that says nothing any more, on a connection that stays open", () => {
  it.for<Moment>(["before", "after"])("at a read (%s it came there): another connection is asked", async (moment, context) => {
    const { proxy, storage } = await opened(context, { statementTimeoutMs: 100 });
    await storage.commit(creation);
    proxy.silence(/^SELECT/, moment);
    expect(await storage.get([ada])).toMatchObject([{ version: "p1" }]);
  });

  it("before it hears of a put: the plan is done once more", async (context) => {
    const { proxy, storage, versions, sent } = await opened(context, { statementTimeoutMs: 100 });
    proxy.silence(/^INSERT/, "before");
    expect(await storage.commit(creation)).toEqual(committed);
    expect(await versions()).toEqual(["p1"]);
    expect(sent(/^COMMIT/)).toBe(1);
  });

  it("after a put: the server ends that transaction, whose row is locked, after 5 s, and the plan is done once more", async (context) => {
    const { proxy, storage, versions, sent } = await opened(context, { statementTimeoutMs: 3_000 });
    proxy.silence(/^INSERT/, "after");
    expect(await storage.commit(creation)).toEqual(committed);
    expect(await versions()).toEqual(["p1"]);
    expect([sent(/^INSERT/), sent(/^COMMIT/)]).toEqual([2, 1]);
  });

  it("before it hears of COMMIT: it is asked until it has given that transaction up, and the plan is done once more", async (context) => {
    const { proxy, storage, versions, sent } = await opened(context, { statementTimeoutMs: 100 });
    proxy.silence(/^COMMIT/, "before");
    expect(await storage.commit(creation)).toEqual(committed);
    expect(await versions()).toEqual(["p1"]);
    expect([sent(/^INSERT/), sent(/^COMMIT/)]).toEqual([2, 1]);
    expect(sent(/pg_xact_status/)).toBeGreaterThan(1);
  });

  it("after COMMIT: it is asked, and the plan is not repeated", async (context) => {
    const { proxy, storage, versions, sent } = await opened(context, { statementTimeoutMs: 100 });
    proxy.silence(/^COMMIT/, "after");
    expect(await storage.commit(creation)).toEqual(committed);
    expect(await versions()).toEqual(["p1"]);
    expect([sent(/^INSERT/), sent(/^COMMIT/), sent(/pg_xact_status/)]).toEqual([1, 1, 1]);
  });
});

describe("a server that says nothing any more, on no connection", () => {
  const options = { statementTimeoutMs: 100, connectionTimeoutMs: 100 };

  it.for<Moment>(["before", "after"])("at COMMIT (%s it came there): unknown, and nobody repeats it", async (moment, context) => {
    const { proxy, storage, versions, sent } = await opened(context, options);
    proxy.silence(/^COMMIT/, moment, { thenAll: true });
    hurry();
    await expect(storage.commit(creation)).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "unknown" },
    });
    expect(sent(/^INSERT/)).toBe(1);
    expect(await versions()).toEqual(moment === "after" ? ["p1"] : []);
  });

  it("at a put: nothing was done, after a bounded time", async (context) => {
    const { proxy, storage, versions } = await opened(context, options);
    proxy.silence(/^INSERT/, "before", { thenAll: true });
    hurry();
    await expect(storage.commit(creation)).rejects.toMatchObject({ details: { outcome: "notCommitted" } });
    expect(await versions()).toEqual([]);
  });

  // Connections that never came up kept their places in the pool for good: ten of them, and nothing went any more.
  it("when connected to: calls fail, as many as there may be connections, and succeed when it is back", async (context) => {
    const { proxy, storage } = await opened(context, options);
    proxy.silence(/^SELECT/, "before", { thenAll: true });
    const read = (): Promise<unknown> => storage.get([ada]).catch((error: { readonly code?: string }) => error.code);
    expect(await read()).toBe("StorageUnavailableException");
    const answers = await Promise.all(Array.from({ length: 20 }, read));
    expect(new Set(answers)).toEqual(new Set(["StorageUnavailableException"]));
    proxy.accept();
    await expect.poll(read, { timeout: 5_000 }).toEqual([undefined]);
  });
});
