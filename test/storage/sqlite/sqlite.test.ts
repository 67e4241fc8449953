import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conformance } from "rockpool/storage/conformance";
import { sqlite } from "rockpool/storage/sqlite";
import { describe, test } from "vitest";

// attacks 85, 90: texts that mean something to SQL or a pattern are texts, and a key is compared in all its parts
describe("sqlite", () => {
  conformance({
    test,
    async open() {
      const folder = await mkdtemp(join(tmpdir(), "rockpool-"));
      const path = join(folder, "auth.db");
      return {
        storage: sqlite(path),
        connectAgain: async () => sqlite(path),
        dispose: () => rm(folder, { recursive: true }),
      };
    },
  });
});
