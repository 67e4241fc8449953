import type { CommitResult, Plan, StorageAdapter } from "rockpool/storage";
import { postgres } from "rockpool/storage/postgres";
import { beforeEach, describe, expect, inject, it, onTestFinished } from "vitest";
import { isPassing } from "../../../src/storage/postgres/failures.ts";
import { NoAnswer } from "../../../src/storage/postgres/pool.ts";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";
import { hurry } from "./hurry.ts";

const withCode = (code: string): Error => Object.assign(new Error("it failed"), { code });

describe("tried again is", () => {
  it.each<[string, Error]>([
    ["a serialisation failure", withCode("40001")],
    ["a deadlock", withCode("40P01")],
    ["a connection that was lost, as the server or PgBouncer says it", withCode("08006")],
    ["a connection that PgBouncer ends", withCode("08P01")],
    ["a server that an administrator stops", withCode("57P01")],
    ["a server that crashed", withCode("57P02")],
    ["a server that starts", withCode("57P03")],
    ["a session that was idle too long", withCode("57P05")],
    ["a transaction that was idle too long", withCode("25P03")],
    ["too many connections", withCode("53300")],
    ["a lock that was not to be had at once", withCode("55P03")],
    ["a port at which nobody listens", withCode("ECONNREFUSED")],
    ["a connection that the other end reset", withCode("ECONNRESET")],
    ["a connection on which nothing can be sent", withCode("EPIPE")],
    ["a network that says nothing", withCode("ETIMEDOUT")],
    ["a socket that is not there yet", withCode("ENOENT")],
    ["a host that is not to be reached", withCode("EHOSTUNREACH")],
    ["what pg says of a connection that ended", new Error("Connection terminated unexpectedly")],
    ["what pg says of a connection that did not come up", new Error("Connection terminated due to connection timeout")],
    [
      "what pg says to who asks on a lost connection",
      new Error("Client has encountered a connection error and is not queryable"),
    ],
    ["what pg says when no connection became free", new Error("timeout exceeded when trying to connect")],
    ["no answer", new NoAnswer("PostgreSQL did not answer in time")],
  ])("%s", (_, error) => {
    expect(isPassing(error)).toBe(true);
  });
});

describe("not tried again is", () => {
  it.each<[string, unknown]>([
    ["a statement that took too long", withCode("57014")],
    ["a wrong password", withCode("28P01")],
    ["a database that is not there", withCode("3D000")],
    ["a table that is not there", withCode("42P01")],
    ["a right that is not there", withCode("42501")],
    ["a disk that is full", withCode("53100")],
    ["a standby, which only reads", withCode("25006")],
    ["a transaction that failed before", withCode("25P02")],
    ["a host whose name nobody knows", withCode("ENOTFOUND")],
    ["an error of ours", new TypeError("x is not a function")],
    ["what is no error", "40001"],
  ])("%s", (_, error) => {
    expect(isPassing(error)).toBe(false);
  });
});

const people = { name: "people", key: ["pool_id", "sub"], indexes: [] };
const creation: Plan = {
  id: "p1",
  entries: [
    { table: "people", key: ["pool", "ada"], kind: "put", expect: "absent", value: {}, indexEntries: {}, expiresAt: null },
  ],
};
const committed: CommitResult = { outcome: "committed" };

describe("a server that refuses", () => {
  let schema: string;
  let storage: StorageAdapter;
  beforeEach(async () => {
    schema = newSchema();
    onTestFinished(() => dropSchema(schema));
    storage = postgres(sharedPool, { schema });
    await storage.open([people]);
  });

  /** The server refuses to insert, so many times, as it does where transactions of others are serializable. */
  async function failToSerialise(times: number): Promise<void> {
    await sharedPool.query(`
      CREATE SEQUENCE "${schema}".tries;
      CREATE FUNCTION "${schema}".refuse() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
        IF nextval('"${schema}".tries') <= ${times} THEN RAISE EXCEPTION USING ERRCODE = 'serialization_failure'; END IF;
        RETURN NEW;
      END $$;
      CREATE TRIGGER refuse BEFORE INSERT ON "${schema}".people FOR EACH ROW EXECUTE FUNCTION "${schema}".refuse()`);
  }
  const rows = async (): Promise<number | null> => (await sharedPool.query(`SELECT 1 FROM "${schema}".people`)).rowCount;

  it("three times because it cannot serialise: the plan is done at the fourth try", async () => {
    await failToSerialise(3);
    expect(await storage.commit(creation)).toEqual(committed);
    const { rows: tried } = await sharedPool.query(`SELECT last_value::int AS n FROM "${schema}".tries`);
    expect(tried).toEqual([{ n: 4 }]);
    expect(await rows()).toBe(1);
  });

  it("again and again: nothing was done, after a bounded time, and the error says why", async () => {
    await failToSerialise(1_000);
    hurry();
    await expect(storage.commit(creation)).rejects.toMatchObject({
      code: "StorageUnavailableException",
      details: { outcome: "notCommitted" },
      cause: expect.objectContaining({ code: "40001" }),
    });
    expect(await rows()).toBe(0);
  });

  it("because there are too many connections: the call is slow, and succeeds when there is room", async () => {
    await sharedPool.query(`CREATE ROLE "${schema}" LOGIN CONNECTION LIMIT 0`);
    await sharedPool.query(`GRANT USAGE ON SCHEMA "${schema}" TO "${schema}"`);
    await sharedPool.query(`GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA "${schema}" TO "${schema}"`);
    const url = new URL(inject("postgres"));
    url.username = schema;
    const crowded = postgres(url.href, { schema });
    onTestFinished(async () => {
      await crowded.close();
      await sharedPool.query(`DROP OWNED BY "${schema}"`);
      await sharedPool.query(`DROP ROLE "${schema}"`);
    });
    const opening = crowded.open([people]).then(() => crowded.commit(creation));
    await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await rows()).toBe(0);
    await sharedPool.query(`ALTER ROLE "${schema}" CONNECTION LIMIT -1`);
    expect(await opening).toEqual(committed);
  });
});
