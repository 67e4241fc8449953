import { describe, test } from "vitest";
import { conformance } from "../../src/storage/conformance/index.ts";
import { memory } from "../../src/storage/memory/index.ts";

// attacks 85, 90: texts that mean something to a pattern are texts, and a key is compared in all its parts
describe("memory", () => {
  conformance({
    test,
    open: async () => ({ storage: memory() }),
    without: {
      sharing: "its data is in one object of one process",
      durability: "its data ends with the process",
    },
  });
});
