/** What the tests let other processes do: opens `child.ts <connection string> <schema>`, and says that it has. */
import { postgres } from "rockpool/storage/postgres";

const [connectionString = "", schema = ""] = process.argv.slice(2);
const storage = postgres(connectionString, { schema });
process.once("message", async () => {
  await storage.open([{ name: "people", key: ["pool_id", "sub"], indexes: ["email"] }]);
  const put = { kind: "put", expect: "absent", value: {}, indexEntries: {}, expiresAt: null } as const;
  const entries = [{ ...put, table: "people", key: ["pool", String(process.pid)] }];
  process.send?.(await storage.commit({ id: `${process.pid}`, entries }));
  await storage.close();
  process.disconnect();
});
process.send?.("loaded");
