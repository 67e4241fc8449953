import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";

const password = "Correct horse 7!";

describe("users.confirm (AdminConfirmSignUp, users-and-triggers.md 3.2)", () => {
  it("confirms without a code, and verifies nothing", async () => {
    const { client, pool, clock } = await testPool();
    await client.signUp({ username: "Ada", password, attributes: { email: "ada@example.com" } });
    clock.advance({ minutes: 1 });
    await expect(pool.users.confirm("ADA")).resolves.toBeUndefined();
    expect(await pool.users.get("ada")).toMatchObject({
      userStatus: "CONFIRMED",
      attributes: { email: "ada@example.com", email_verified: "false" },
      userLastModifiedDate: new Date(clock()),
    });
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("refuses a user who is confirmed", async () => {
    const { pool, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    await expect(pool.users.confirm("ada")).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "User cannot be confirmed. Current status is CONFIRMED",
    });
  });

  it("of 20 at once confirms once", async () => {
    const { client, pool } = await testPool();
    await client.signUp({ username: "ada", password });
    const answers = await Promise.all(
      Array.from({ length: 20 }, () => pool.users.confirm("ada").then(() => "confirmed", codeOf)),
    );
    expect(answers.filter((answer) => answer === "confirmed")).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set(["confirmed", "NotAuthorizedException"]));
  });
});
