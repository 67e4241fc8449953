import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { lockMs } from "../../../src/user-pool/sign-in/lockout.ts";

const password = "Correct horse 7!";

describe("the lock after the n-th failure in a row (authentication.md 7.1)", () => {
  it.each([
    [0, 0],
    [4, 0],
    [5, 1],
    [6, 2],
    [10, 32],
    [14, 512],
    [15, 900],
    [16, 900],
    [1_000_000, 900],
  ])("%i: %i seconds", (failures, seconds) => {
    expect(lockMs(failures)).toBe(seconds * 1000);
  });
});

describe("a clock that is behind the one that counted", () => {
  // Processes may be some seconds apart: what one has counted is in the other's future.
  it("locks nobody who has not failed five times", async () => {
    const { client, clock, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    await client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    clock.advance({ seconds: -10 });
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("keeps the lock of who has", async () => {
    const { client, clock, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    for (let n = 0; n < 5; n += 1) await client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    clock.advance({ seconds: -10 });
    const refused = client.signIn({ username: "ada", password });
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException", message: "Password attempts exceeded" });
  });
});

describe("many right passwords at once, after a failure", () => {
  it.each([2, 50])("all %i are let in, and the failure is forgotten", async (parallel) => {
    const { client, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    for (let n = 0; n < 4; n += 1) await client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    const all = await Promise.all(Array.from({ length: parallel }, () => client.signIn({ username: "ada", password })));
    expect(new Set(all.map(({ outcome }) => outcome))).toEqual(new Set(["signedIn"]));
    for (let n = 0; n < 4; n += 1) await client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});
