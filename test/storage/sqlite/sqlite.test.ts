import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { conformance } from "rockpool/storage/conformance";
import { sqlite } from "rockpool/storage/sqlite";
import { describe, test } from "vitest";

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
