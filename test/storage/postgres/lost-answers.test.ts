import pg from "pg";
import { generateMasterKey, Rockpool } from "rockpool";
import type { CommitResult, Plan, StorageAdapter } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { outbox } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, inject, it, onTestFinished, vi } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { startPostgres } from "../../storages/postgres-server.ts";
import { hurry } from "./hurry.ts";
import { type Moment, startProxy, type WireProxy } from "./proxy.ts";

const people = { name: "people", key: ["pool_id", "sub"], indexes: ["email"] };
const ref = (sub: string) => ({ table: "people", key: ["pool", sub] });
const creation = (id: string, ...subs: readonly string[]): Plan => ({
  id,
  entries: subs.map((sub) => ({ ...ref(sub), kind: "put", expect: "absent", value: { sub }, indexEntries: {}, expiresAt: null })),
});

let schema: string;
let proxy: WireProxy;
let storage: StorageAdapter;
beforeEach(async () => {
  schema = newSchema();
  proxy = await startProxy(inject("postgres"));
  storage = postgres(proxy.connectionString, { schema });
  await storage.open([people]);
  proxy.forgetStatements();
});
afterEach(async () => {
  proxy.accept();
  await storage.close();
  await dropSchema(schema);
});

/** What the table holds, past the proxy. */
async function rows(): Promise<readonly { readonly sub: string; readonly version: string }[]> {
  const { rows: found } = await sharedPool.query(`SELECT sub, version FROM "${schema}".people ORDER BY sub`);
  return found;
}

const sent = (statement: RegExp): number => proxy.statements.filter((text) => statement.test(text)).length;
const committed: CommitResult = { outcome: "committed" };

describe("an answer to COMMIT that is lost", () => {
  it("after the server did it: the caller sees one success, and the record stands once", async () => {
    proxy.cut(/^COMMIT/, "after");
    expect(await storage.commit(creation("p1", "ada", "bob"))).toEqual(committed);
    expect(await rows()).toEqual([
      { sub: "ada", version: "p1" },
      { sub: "bob", version: "p1" },
    ]);
    expect(sent(/^COMMIT/)).toBe(1);
    expect(sent(/pg_xact_status/)).toBe(1);
  });

  it("before the server heard of it: the plan is done once more, and stands once", async () => {
    proxy.cut(/^COMMIT/, "before");
    expect(await storage.commit(creation("p1", "ada"))).toEqual(committed);
    expect(await rows()).toEqual([{ sub: "ada", version: "p1" }]);
    expect(sent(/^COMMIT/)).toBe(1);
    expect(sent(/^INSERT/)).toBe(2);
  });

  it.each<Moment>(["before", "after"])(
    "and the server cannot be asked either (cut %s it came there): the outcome is unknown, and nobody repeats it",
    async (moment) => {
      proxy.cut(/^COMMIT/, moment, { thenRefuse: true });
      hurry();
      await expect(storage.commit(creation("p1", "ada"))).rejects.toMatchObject({
        code: "StorageUnavailableException",
        details: { outcome: "unknown" },
      });
      expect(sent(/^INSERT/)).toBe(1);
      expect(sent(/^COMMIT/)).toBe(moment === "after" ? 1 : 0);
      expect(await rows()).toHaveLength(moment === "after" ? 1 : 0);
    },
  );

  it("of a plan that was not to be done is no question: ROLLBACK needs no answer", async () => {
    expect(await storage.commit(creation("p1", "ada"))).toEqual(committed);
    proxy.cut(/^ROLLBACK/, "after");
    expect(await storage.commit(creation("p2", "bob", "ada"))).toEqual({ outcome: "conflict", ...ref("ada") });
    expect(await rows()).toEqual([{ sub: "ada", version: "p1" }]);
  });

  it("of a sign-up: the person is told once that they are in, and there is one of them", async () => {
    const delivery = outbox();
    const other = newSchema();
    const passwordHashing = { memoryCostKib: 8, timeCost: 1 };
    const rockpool = await Rockpool.open({
      storage: postgres(proxy.connectionString, { schema: other }),
      masterKey: generateMasterKey(),
      baseUrl: "https://auth.test",
      delivery,
      passwordHashing,
    });
    onTestFinished(async () => {
      await rockpool.close();
      await dropSchema(other);
    });
    const pool = await rockpool.ensureUserPool({ poolName: "test", autoVerifiedAttributes: ["email"] });
    await pool.jwks();
    const client = await pool.clients.ensure({ clientName: "test" });
    const ada = { username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } };
    proxy.cut(/^COMMIT/, "after");
    const { userSub } = await client.signUp(ada);
    expect((await pool.users.get("ada")).sub).toBe(userSub);
    expect(delivery.messages).toHaveLength(1);
    await expect(client.signUp(ada)).rejects.toMatchObject({ code: "UsernameExistsException" });
    await client.confirmSignUp({ username: "ada", confirmationCode: delivery.lastCode() });
  });
});

interface Crash {
  readonly answer: unknown;
  readonly found: readonly unknown[];
}

describe("an answer to COMMIT that is lost with the server, and with what was not on its disk", () => {
  /**
   * What the caller is told when the server dies as COMMIT is sent, and has forgotten the transaction; `meanwhile` others use it, before the
   * caller can ask. A server may write when it likes: where it has, it remembers, and another one is crashed.
   */
  async function crash(plan: Plan, meanwhile: readonly string[]): Promise<Crash> {
    // Nothing is put on disk but at COMMIT.
    const server = await startPostgres({ wal_writer_delay: "10s", autovacuum: "off" });
    const pool = new pg.Pool({ connectionString: server.connectionString });
    pool.on("error", () => {});
    const between = await startProxy(server.connectionString);
    const adapter = postgres(between.connectionString, { schema: "auth" });
    onTestFinished(async () => {
      await adapter.close();
      await pool.end();
      await server.remove();
    });
    await adapter.open([people]);
    expect(await adapter.commit(creation("p0", "eve"))).toEqual(committed);

    between.cut(/^COMMIT/, "before", { thenRefuse: true });
    const told = adapter.commit(plan).catch((error: unknown) => error);
    await vi.waitFor(() => expect(between.statements.at(-1)).toMatch(/^(INSERT|UPDATE)/));
    const nextNumber = async (): Promise<bigint> => {
      const { rows } = await pool.query("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS next");
      return BigInt(rows[0]?.next);
    };
    const before = await nextNumber();
    await server.stop("immediate");
    await server.start();
    if ((await nextNumber()) >= before) {
      between.accept();
      await told;
      return crash(plan, meanwhile);
    }
    for (const statement of meanwhile) await pool.query(statement);
    between.accept();
    const answer = await told;
    const { rows: found } = await pool.query("SELECT sub, version FROM auth.people WHERE sub <> 'eve' OR version <> 'p0'");
    return { answer, found };
  }
  const numbers = Array.from({ length: 20 }, () => "SELECT pg_current_xact_id()");
  const change: Plan = {
    id: "p1",
    entries: [{ ...ref("eve"), kind: "put", expect: { version: "p0" }, value: {}, indexEntries: {}, expiresAt: null }],
  };

  it("whose number was never given: nothing was done, and it is done once more", async () => {
    const { answer, found } = await crash(creation("p1", "ada"), []);
    expect(answer).toEqual(committed);
    expect(found).toEqual([{ sub: "ada", version: "p1" }]);
  });

  it("whose number is somebody else's by now, while what it was to change is as it was: it is done once more", async () => {
    const { answer, found } = await crash(change, numbers);
    expect(answer).toEqual(committed);
    expect(found).toEqual([{ sub: "eve", version: "p1" }]);
  });

  it("whose number is somebody else's by now, while what it was to create is not there: unknown, and nobody repeats it", async () => {
    const { answer, found } = await crash(creation("p1", "ada"), numbers);
    expect(answer).toMatchObject({ code: "StorageUnavailableException", details: { outcome: "unknown" } });
    expect(found).toEqual([]);
  });
});

describe("a connection that is lost before COMMIT", () => {
  it.each<[string, RegExp, Moment]>([
    ["at BEGIN", /^BEGIN/, "before"],
    ["after BEGIN", /^BEGIN/, "after"],
    ["at a statement", /^INSERT/, "before"],
    ["after a statement", /^INSERT/, "after"],
  ])("%s: the plan is done once more", async (_, statement, moment) => {
    proxy.cut(statement, moment);
    expect(await storage.commit(creation("p1", "ada", "bob"))).toEqual(committed);
    expect(await rows()).toHaveLength(2);
    expect(sent(/^COMMIT/)).toBe(1);
  });

  it("and does not come back: an error that says nothing was done, after a bounded time", async () => {
    proxy.cut(/^BEGIN/, "before", { thenRefuse: true });
    hurry();
    await expect(storage.commit(creation("p1", "ada"))).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
    });
    expect(await rows()).toEqual([]);
    proxy.accept();
    expect(await storage.commit(creation("p1", "ada"))).toEqual(committed);
  });
});

describe("a read whose connection is lost", () => {
  const page = { table: "people", index: "primary", range: { keyPrefix: ["pool"] }, limit: 10, cursor: null };

  it.each<Moment>(["before", "after"])("is asked again (cut %s it came there)", async (moment) => {
    await storage.commit(creation("p1", "ada"));
    proxy.cut(/^SELECT/, moment);
    expect(await storage.get([ref("ada")])).toMatchObject([{ version: "p1" }]);
    proxy.cut(/^SELECT/, moment);
    expect((await storage.query(page)).records).toHaveLength(1);
    proxy.cut(/^WITH swept/, moment);
    expect(await storage.sweep(Date.now(), 10)).toBe(0);
    proxy.cut(/clock_timestamp/, moment);
    expect((await storage.describe()).name).toBe("postgres");
  });

  it("while nobody used it: the next call takes another", async () => {
    await storage.commit(creation("p1", "ada"));
    proxy.cutAll();
    expect(await storage.get([ref("ada")])).toMatchObject([{ version: "p1" }]);
    proxy.cutAll();
    await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await storage.commit(creation("p2", "bob"))).toEqual(committed);
  });
});
