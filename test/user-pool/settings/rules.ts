import type { UserPoolOptions, UserPoolPatch } from "rockpool";
import { testPool } from "rockpool/testing";
import { expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";

export type Taken = readonly [what: string, written: UserPoolPatch];
/** `message`: the whole of it, where the service has words for the rule. */
export type Refused = readonly [what: string, written: object, path: string, message?: string];

/** Each row is written at creation, and read back. */
export function itTakes(rows: readonly Taken[]): void {
  it.each(rows)("takes %s", async (_, written) => {
    const { rockpool } = await testPool();
    const pool = await rockpool.ensureUserPool({ ...written, poolName: "other" });
    expect(await pool.settings.get()).toMatchObject(written);
  });
}

/** Each row is refused at creation, where no pool is made, and by `settings.update`, where nothing changes. */
export function itRefuses(rows: readonly Refused[]): void {
  for (const [what, written, path, message] of rows) {
    it(`refuses ${what}`, async () => {
      const storage = recordingStorage();
      const { rockpool, pool } = await testPool({ storage });
      const before = await pool.settings.get();
      const refusal = {
        code: "InvalidParameterException",
        message: message ?? expect.stringContaining(`Value at '${path}' failed to satisfy constraint: `),
        details: { path },
      };
      await expect(rockpool.ensureUserPool({ ...written, poolName: "other" } as UserPoolOptions)).rejects.toMatchObject(refusal);
      expect(await storage.records("user_pools")).toHaveLength(1);
      await expect(pool.settings.update(written as UserPoolPatch)).rejects.toMatchObject(refusal);
      expect(await pool.settings.get()).toEqual(before);
    });
  }
}
