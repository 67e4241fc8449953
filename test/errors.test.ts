import { inspect } from "node:util";
import { isRockpoolError, RockpoolError } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

describe("RockpoolError", () => {
  it("is an Error with a code, which is its name, a message and details", () => {
    const error = new RockpoolError("LimitExceededException", "too often", { retryAfterSeconds: 7 });
    expect(error).toBeInstanceOf(Error);
    expect(error).toBeInstanceOf(RockpoolError);
    expect(error).toMatchObject({ code: "LimitExceededException", message: "too often", details: { retryAfterSeconds: 7 } });
    expect(String(error)).toBe("LimitExceededException: too often");
    expect(inspect(error)).toContain("errors.test.ts");
  });

  it("carries no details where its code has none, and a cause where one was given", () => {
    const cause = new Error("below");
    expect(new RockpoolError("UserNotFoundException", "who?")).toMatchObject({ details: {} });
    expect(new RockpoolError("MasterKeyException", "wrong", {}, { cause }).cause).toBe(cause);
  });

  it("is what operations throw", async () => {
    const { pool } = await testPool();
    const error = await pool.users.get("nobody").catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(RockpoolError);
  });
});

describe("isRockpoolError", () => {
  const error = new RockpoolError("UserNotFoundException", "who?");

  it("knows errors of this library, and one code where it is given", () => {
    expect(isRockpoolError(error)).toBe(true);
    expect(isRockpoolError(error, "UserNotFoundException")).toBe(true);
    expect(isRockpoolError(error, "LimitExceededException")).toBe(false);
  });

  it.each([
    new Error("UserNotFoundException"),
    Object.assign(new Error(), { code: "UserNotFoundException", details: {} }),
    { ...error },
    "UserNotFoundException",
    null,
    undefined,
  ])("takes nothing else for one: %o", (other) => {
    expect(isRockpoolError(other)).toBe(false);
    expect(isRockpoolError(other, "UserNotFoundException")).toBe(false);
  });
});
