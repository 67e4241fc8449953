import { memory } from "rockpool/storage/memory";
import { beforeAll, describe, expect, it } from "vitest";
import { inEveryOrder, orderedStorage } from "./every-order.ts";

const storage = orderedStorage(memory());
beforeAll(() => storage.open([]));

/** So many calls, each of which is told when it was made. */
const calling = (times: number, made: () => void) => async (): Promise<void> => {
  for (let n = 0; n < times; n += 1) {
    await storage.get([]);
    made();
  }
};

/** What the tests of interleavings stand on. */
describe("inEveryOrder", () => {
  it.each([
    [1, 1, ["AB", "BA"]],
    [2, 1, ["AAB", "ABA", "BAA"]],
    [2, 2, ["AABB", "ABAB", "ABBA", "BAAB", "BABA", "BBAA"]],
    [3, 0, ["AAA"]],
    [0, 0, [""]],
  ])("of %i and %i calls runs each order once", async (a, b, orders) => {
    const ran = await inEveryOrder(async () => {
      let made = "";
      return {
        A: calling(a, () => (made += "A")),
        B: calling(b, () => (made += "B")),
        see: async (order) => expect(made).toBe(order),
      };
    });
    expect([...ran].sort()).toEqual(orders);
  });

  it("of 4 and 5 calls runs 126", async () => {
    const nothing = (): void => {};
    const ran = await inEveryOrder(async () => ({ A: calling(4, nothing), B: calling(5, nothing), see: async () => {} }));
    expect(new Set(ran).size).toBe(126);
  });

  it("shows in which orders a count is lost that is read and then written", async () => {
    const lost: string[] = [];
    await inEveryOrder(async () => {
      let count = 0;
      const add = async (): Promise<void> => {
        await storage.get([]);
        const before = count;
        await storage.get([]);
        count = before + 1;
      };
      return { A: add, B: add, see: async (order) => void (count === 2 || lost.push(order)) };
    });
    expect(lost.sort()).toEqual(["ABAB", "ABBA", "BAAB", "BABA"]);
  });

  it("says so when the operations do not the same each time", async () => {
    let runs = 0;
    const shorter = () => calling(3 - runs, () => {})();
    const running = inEveryOrder(async () => {
      runs += 1;
      return { A: shorter, B: shorter, see: async () => {} };
    });
    await expect(running).rejects.toThrow("the operations are not the same each time");
  });
});
