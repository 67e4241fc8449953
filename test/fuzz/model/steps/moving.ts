import fc from "fast-check";
import type { ExportedUser } from "rockpool";
import { maintain } from "../applications.ts";
import { comeBack } from "../moving.ts";
import { seen } from "../seen.ts";
import type { Model } from "../state.ts";
import { seldom } from "./applications.ts";
import { anybody, people, type Real, type Step } from "./step.ts";

async function exported({ pool }: Real): Promise<readonly ExportedUser[]> {
  const all: ExportedUser[] = [];
  for await (const user of pool.users.export()) all.push(user);
  return all;
}

/** Everybody is copied to a pool like this one, twice, and looked at there. */
async function copy(real: Real): Promise<readonly unknown[]> {
  real.copies = (real.copies ?? 0) + 1;
  const { poolName: _, ...settings } = await real.pool.settings.get();
  const other = await real.rockpool.ensureUserPool({ ...settings, poolName: `copy ${real.copies}` });
  for (const { groupName } of (await real.pool.groups.list()).groups) await other.groups.create({ groupName });
  const users = await exported(real);
  const results = [await other.users.import(users), await other.users.import(users)];
  const looks = await Promise.all(people.map((name) => seen(other, name)));
  await other.delete();
  return [...results, ...looks];
}

function copied(model: Model): readonly unknown[] {
  const { size } = model.people;
  const first = { imported: size, unchanged: 0, refused: [] };
  const second = { imported: 0, unchanged: size, refused: [] };
  return [first, second, ...people.map((name) => model.get(name))];
}

/** People who move, and who come back. */
export const ofMoving: readonly fc.Arbitrary<Step>[] = [
  seldom(fc.constant<Step>({ words: "users.export(), and users.import() elsewhere", predict: copied, act: copy })),
  seldom(
    anybody.map((username) => ({
      words: `users.export(), users.delete(${username}), maintain(), users.import()`,
      predict: (model) => {
        maintain(model);
        return comeBack(model, username);
      },
      act: async (real) => {
        const { sub } = await real.pool.users.get(username).catch(async (error: unknown) => {
          await real.rockpool.maintain();
          throw error;
        });
        const one = (await exported(real)).filter((user) => user.sub === sub);
        await real.pool.users.delete(username);
        await real.rockpool.maintain();
        const { refused } = await real.pool.users.import(one);
        if (refused.length > 0) throw new Error(JSON.stringify(refused));
      },
    })),
  ),
];
