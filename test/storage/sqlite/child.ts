/** What the tests let other processes do: `child.ts <what> <file>`. */
import { sqlite } from "rockpool/storage/sqlite";

const [what, path = ""] = process.argv.slice(2);
const counters = { name: "counters", key: ["pool_id"], indexes: [] };
const storage = sqlite(path);
await storage.open([counters]);

/** Adds one, as often as it takes; gives how often it was too late. */
async function increment(): Promise<number> {
  for (let conflicts = 0; ; conflicts += 1) {
    const [counter] = await storage.get([{ table: "counters", key: ["p"] }]);
    const n = Number(counter?.value["n"] ?? 0) + 1;
    const expect = counter === undefined ? ("absent" as const) : { version: counter.version };
    const put = { kind: "put", table: "counters", key: ["p"], expect, value: { n }, indexEntries: {}, expiresAt: null } as const;
    const { outcome } = await storage.commit({ id: `${process.pid}-${n}-${conflicts}`, entries: [put] });
    if (outcome === "committed") return conflicts;
  }
}

if (what === "count") {
  for (let n = 0; n < 100; n += 1) await increment();
}
if (what === "stream") {
  // Says what was acknowledged, until it is killed.
  for (let n = 1; ; n += 1) {
    await increment();
    process.send?.(n);
  }
}
await storage.close();
