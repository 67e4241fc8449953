import assert from "node:assert/strict";
import type { StorageAdapter, TableDefinition } from "../contract.ts";
import { commit, create, keysUnder, person, queryAll, readThere, ref, subsWhere, TABLES } from "./fixtures.ts";
import type { Suite } from "./suite.ts";

/** Words of SQL, names an adapter may want for columns of its own, and the longest there are. */
const ODD_NAMES: readonly TableDefinition[] = [
  { name: "order", key: ["pool_id", "group", "select"], indexes: ["where", "index", "table"] },
  { name: "alias", key: ["pool_id", "kind", "value"], indexes: ["version", "expires_at", "record", "key", "value"] },
  { name: "k2", key: ["pool_id", "key", "entry", "row", "json"], indexes: ["value", "json"] },
  {
    name: "t".repeat(40),
    key: ["pool_id", "k".repeat(40)],
    indexes: [`${"i".repeat(39)}a`, `${"i".repeat(39)}b`, "k".repeat(40)],
  },
];

export function opening({ rule, sharedRule }: Suite): void {
  rule("open: makes the storage ready for its tables, which are empty", async (storage) => {
    for (const { name, key, indexes } of TABLES) {
      assert.deepEqual(await storage.get([{ table: name, key: key.map(() => "x") }]), [undefined]);
      const whole = { table: name, index: "primary", range: { keyPrefix: [] }, limit: 10, cursor: null };
      assert.deepEqual(await storage.query(whole), { records: [], cursor: null });
      for (const index of indexes) {
        const entries = { ...whole, index, range: { poolId: "x", startsWith: "" } };
        assert.deepEqual(await storage.query(entries), { records: [], cursor: null });
      }
    }
  });

  rule(
    "open: takes every name the contract allows, words of SQL too",
    async (storage) => {
      await storage.open(ODD_NAMES);
      for (const { name, key, indexes } of ODD_NAMES) {
        const at = { table: name, key: key.map((column) => `a ${column}`) };
        await commit(storage, {
          ...create(at, { value: { of: name } }),
          indexEntries: Object.fromEntries(indexes.map((index) => [index, `by ${index}`])),
        });
        assert.deepEqual((await readThere(storage, at)).value, { of: name });
        for (const index of indexes) {
          const range = { poolId: "a pool_id", equals: `by ${index}` };
          assert.equal((await queryAll(storage, { table: name, index, range })).length, 1, `${name} by ${index}`);
        }
      }
    },
    "none",
  );

  rule("close: closing twice is allowed", async (storage) => {
    await storage.close();
    await storage.close();
  });

  rule("describe: says its name, whether it is durable, and its clock's time or null", async (storage) => {
    const { name, durable, now } = await storage.describe();
    assert.match(name, /\S/);
    assert.equal(typeof durable, "boolean");
    assert.ok(now === null || (Number.isFinite(now) && now > 0), "now is in ms since the epoch");
  });

  sharedRule("open: opening what is already there changes nothing", async (storage, connect) => {
    const content = { value: { a: 1 }, indexEntries: { email: "ada@example.com" }, expiresAt: 1_000 };
    const version = await commit(storage, create(person("ada"), content));
    const other = await connect();
    for (const adapter of [storage, other]) {
      const record = { ...person("ada"), version, expiresAt: 1_000, value: { a: 1 } };
      assert.deepEqual(await adapter.get([person("ada")]), [record]);
      assert.deepEqual(await subsWhere(adapter, "email", "ada@example.com"), ["ada"]);
    }
  });

  sharedRule(
    "open: several connections may open a new storage at the same time",
    async (storage, connect) => {
      const openFirst = async (): Promise<StorageAdapter> => {
        await storage.open(TABLES);
        return storage;
      };
      const connections = await Promise.all([openFirst(), ...Array.from({ length: 7 }, () => connect())]);
      for (const [n, connection] of connections.entries()) await commit(connection, create(person(`by ${n}`)));
      assert.deepEqual(
        await keysUnder(storage, "people"),
        connections.map((_, n) => ["pool", `by ${n}`]),
      );
    },
    "none",
  );

  sharedRule(
    "open: creates a table and an index that are missing, and keeps what is there",
    async (storage, connect) => {
      await commit(storage, create(person("ada"), { indexEntries: { email: "ada@example.com" } }));
      const other = await connect(TABLES);
      await commit(other, create(ref("memberships", "pool", "admins", "ada"), { indexEntries: { sub: "ada" } }));
      await commit(other, create(person("bob"), { indexEntries: { email: "bob@example.com", name: "bob" } }));
      assert.deepEqual(await keysUnder(other, "memberships"), [["pool", "admins", "ada"]]);
      assert.deepEqual(await subsWhere(other, "email", "ada@example.com"), ["ada"]);
      assert.deepEqual(await subsWhere(other, "name", "bob"), ["bob"]);
    },
    [{ name: "people", key: ["pool_id", "sub"], indexes: ["email"] }],
  );

  sharedRule("open: opening with fewer tables takes none away", async (storage, connect) => {
    await commit(storage, create(person("ada")), create(ref("settings", "pool")));
    await connect([{ name: "settings", key: ["pool_id"], indexes: [] }]);
    assert.deepEqual(await keysUnder(await connect(), "people"), [["pool", "ada"]]);
  });

  sharedRule("open: a table whose key differs is refused, and nothing is changed", async (storage, connect) => {
    await commit(storage, create(person("ada")));
    const others = [["pool_id"], ["pool_id", "username"], ["pool_id", "sub", "device"], ["sub", "pool_id"]];
    for (const key of others) {
      await assert.rejects(connect([{ name: "people", key, indexes: [] }]), { code: "StorageIncompatibleException" });
    }
    assert.deepEqual(await keysUnder(await connect(), "people"), [["pool", "ada"]]);
  });
}
