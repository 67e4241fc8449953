import { conformance } from "rockpool/storage/conformance";
import { postgres } from "rockpool/storage/postgres";
import { describe, test } from "vitest";
import { dropSchema, newSchema, sharedPool } from "../../storages/postgres-schema.ts";

// attacks 85, 90: texts that mean something to SQL or a pattern are texts, and a key is compared in all its parts
describe("postgres", () => {
  conformance({
    test,
    async open() {
      const schema = newSchema();
      return {
        storage: postgres(sharedPool, { schema }),
        connectAgain: async () => postgres(sharedPool, { schema }),
        dispose: () => dropSchema(schema),
      };
    },
  });
});
