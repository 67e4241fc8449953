import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { sqlite } from "rockpool/storage/sqlite";
import { describe, expect, it } from "vitest";
import { bundled } from "../../tooling/bundled.ts";
import { temporaryFile } from "./temporary-file.ts";

const counters = { name: "counters", key: ["pool_id"], indexes: [] };
const script = await bundled(new URL("child.ts", import.meta.url));
const child = (what: string, path: string): ChildProcess => fork(script, [what, path], { execArgv: [] });

async function countIn(path: string): Promise<unknown> {
  const storage = sqlite(path);
  await storage.open([counters]);
  const [counter] = await storage.get([{ table: "counters", key: ["p"] }]);
  await storage.close();
  return counter?.value["n"];
}

describe("several processes on one file", () => {
  it("lose no plan to each other, and see no busy database", async () => {
    const path = await temporaryFile();
    const exits = [child("count", path), child("count", path), child("count", path)].map((one) => once(one, "exit"));
    expect((await Promise.all(exits)).map(([code]) => code)).toEqual([0, 0, 0]);
    expect(await countIn(path)).toBe(300);
  });

  it("survive the death of one: what it was told is there", async () => {
    const path = await temporaryFile();
    const victim = child("stream", path);
    let acknowledged = 0;
    victim.on("message", (n) => {
      acknowledged = Number(n);
      if (acknowledged === 50) victim.kill("SIGKILL");
    });
    await once(victim, "exit");
    const stored = Number(await countIn(path));
    expect(stored).toBeGreaterThanOrEqual(acknowledged);
    expect(acknowledged).toBeGreaterThanOrEqual(50);
    const others = child("count", path);
    expect((await once(others, "exit"))[0]).toBe(0);
    expect(await countIn(path)).toBe(stored + 100);
  });
});
