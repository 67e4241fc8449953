import { describe, expect, it } from "vitest";
import { holdingStorage } from "../stand-ins.ts";
import { afterTheOthers, describeBursts, guarded, limit, names } from "./attempt-guards.ts";

// attack 9: a burst of guesses cannot exceed the budget, also when the right one is among them
describeBursts("a storage", (inner) => inner);

describe.each(names.filter((name) => name !== "confirmSignUp" && name !== "verifyUserAttribute"))("%s", (name) => {
  // attack 9: a password that was used before is refused to who has the right secret only: it tells which of many is right
  it("says that a password was used before only within the budget", async () => {
    const storage = holdingStorage();
    const guard = await guarded(name, storage);
    const inVain = async () => guard.presentInVain?.();
    expect(await afterTheOthers(storage, guard, 50, inVain, "attempts")).toBe(limit);
  });

  it("counts it as a try", async () => {
    const guard = await guarded(name, holdingStorage());
    for (let n = 0; n < guard.budget; n += 1) {
      await expect(guard.presentInVain?.()).rejects.toMatchObject({ code: "PasswordHistoryPolicyViolationException" });
    }
    await expect(guard.present(guard.right)).rejects.toMatchObject({ code: limit });
  });
});
