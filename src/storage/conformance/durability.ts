import assert from "node:assert/strict";
import {
  assertAbsent,
  commit,
  conflict,
  create,
  newPlanId,
  overwrite,
  person,
  read,
  readThere,
  ref,
  remove,
  subsBeginning,
} from "./fixtures.ts";
import type { Suite } from "./suite.ts";

export function durability({ durableRule }: Suite): void {
  durableRule("durability: the storage describes itself as durable", async (storage) => {
    assert.equal((await storage.describe()).durable, true);
  });

  durableRule("durability: what was acknowledged is there after closing and opening again", async (storage, connect) => {
    const content = { value: { list: ["\u{1f600}", null] }, indexEntries: { email: "e" }, expiresAt: 5 };
    const first = await commit(storage, create(person("ada"), content), create(person("bob")), create(person("eve")));
    const second = await commit(
      storage,
      overwrite(person("bob"), first, { indexEntries: { email: "f" } }),
      remove(person("eve"), first),
    );
    await storage.close();

    const again = await connect();
    const ada = { ...person("ada"), version: first, expiresAt: 5, value: content.value };
    const bob = { ...person("bob"), version: second, expiresAt: null, value: {} };
    assert.deepEqual(await again.get([person("ada"), person("bob"), person("eve")]), [ada, bob, undefined]);
    assert.deepEqual(await subsBeginning(again, "email", ""), ["ada", "bob"]);
  });

  durableRule("durability: preconditions hold as before after opening again", async (storage, connect) => {
    const version = await commit(storage, create(person("ada")));
    await storage.close();
    const again = await connect();
    await conflict(again, person("ada"), create(person("ada")));
    await conflict(again, person("ada"), overwrite(person("ada"), newPlanId()));
    await commit(again, overwrite(person("ada"), version));
  });

  durableRule(
    "durability: a sweep stays done, and what had expired is still found by it, after opening again",
    async (storage, connect) => {
      await commit(storage, create(person("ada"), { expiresAt: 1 }), create(person("bob"), { expiresAt: 2 }));
      assert.equal(await storage.sweep(Number.MAX_SAFE_INTEGER, 1), 1);
      await storage.close();
      const again = await connect();
      assert.equal(await again.sweep(Number.MAX_SAFE_INTEGER, 10), 1);
      await assertAbsent(again, person("ada"));
      await assertAbsent(again, person("bob"));
    },
  );

  durableRule(
    "durability: a plan that is under way while the storage closes is done or not done, never half",
    async (storage, connect) => {
      await commit(storage, create(ref("settings", "pool")));
      const plans = Array.from({ length: 30 }, (_, n) => [
        create(ref("people", "pool", `${n}`), { indexEntries: { email: `${n}` } }),
        create(ref("accounts", "pool", `${n}`)),
      ]);
      const underWay = plans.map((entries) => storage.commit({ id: newPlanId(), entries }));
      await storage.close();
      const answers = await Promise.allSettled(underWay);

      const again = await connect();
      await readThere(again, ref("settings", "pool"));
      for (const [n, answer] of answers.entries()) {
        const [left, right] = [
          await read(again, ref("people", "pool", `${n}`)),
          await read(again, ref("accounts", "pool", `${n}`)),
        ];
        assert.equal(left?.version, right?.version);
        if (answer.status === "fulfilled") assert.deepEqual(answer.value, { outcome: "committed" });
        if (answer.status === "fulfilled") assert.notEqual(left, undefined, "it was acknowledged");
        if (left !== undefined) {
          const found = await again.query({
            table: "people",
            index: "email",
            range: { poolId: "pool", equals: `${n}` },
            limit: 2,
            cursor: null,
          });
          assert.deepEqual(found.records, [left]);
        }
      }
    },
  );
}
