import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const temporaryPassword = "Temporary 1!";
const attributes = { email: "ada@example.com" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const signIn = (password: string) => world.client.signIn({ username: "ada", password });

describe("users.setPassword (AdminSetUserPassword)", () => {
  const password = "Another horse 8!";
  const set = (permanent?: boolean) => world.pool.users.setPassword({ username: "ada", password, permanent });

  it.each(["UNCONFIRMED", "CONFIRMED", "FORCE_CHANGE_PASSWORD"])(
    "makes a user who is %s CONFIRMED by a permanent one",
    async (status) => {
      if (status === "FORCE_CHANGE_PASSWORD") await world.pool.users.create({ username: "ada", temporaryPassword, attributes });
      else await world.client.signUp({ username: "ada", password: "Correct horse 7!", attributes });
      if (status === "CONFIRMED") await world.pool.users.confirm("ada");
      expect((await world.pool.users.get("ada")).userStatus).toBe(status);
      await set(true);
      expect((await world.pool.users.get("ada")).userStatus).toBe("CONFIRMED");
      await expect(signIn(password)).resolves.toMatchObject({ outcome: "signedIn" });
    },
  );

  it("asks for another one at the next sign-in, unless it is permanent", async () => {
    await world.signedIn({ username: "ada" });
    await set();
    expect((await world.pool.users.get("ada")).userStatus).toBe("FORCE_CHANGE_PASSWORD");
    await expect(signIn(password)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });

  it("is the only password from then on, and ends a lock", async () => {
    const { password: before } = await world.signedIn({ username: "ada" });
    for (let n = 0; n < 6; n += 1) await signIn("wrong").catch(() => {});
    await set(true);
    await expect(signIn(before)).rejects.toMatchObject({ message: "Incorrect username or password." });
    await expect(signIn(password)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("starts the days of a temporary one anew", async () => {
    await world.pool.users.create({ username: "ada", temporaryPassword, attributes });
    world.clock.advance({ days: 8 });
    await set();
    await expect(signIn(password)).resolves.toMatchObject({ challengeName: "NEW_PASSWORD_REQUIRED" });
  });

  it("refuses what is against the policy, and whom there is not", async () => {
    await world.signedIn({ username: "ada" });
    const weak = world.pool.users.setPassword({ username: "ada", password: "short", permanent: true });
    await expect(weak).rejects.toMatchObject({ code: "InvalidPasswordException" });
    const nobody = world.pool.users.setPassword({ username: "eve", password });
    await expect(nobody).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});
