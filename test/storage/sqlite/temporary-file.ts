import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

/** A path in a folder of its own, which is removed after the test. */
export async function temporaryFile(name = "auth.db"): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "rockpool-"));
  onTestFinished(() => rm(folder, { recursive: true, force: true }));
  return join(folder, name);
}
