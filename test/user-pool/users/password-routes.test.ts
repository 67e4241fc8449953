import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const invited = { username: "new", attributes: { email: "new@example.com" } };
const good = "Correct horse 7!";

/** Each way to a password. What is judged there, one function judges: a check that is added to it holds on all of them. */
const routes: readonly (readonly [route: string, go: (world: TestPool, password: string) => Promise<unknown>])[] = [
  ["client.signUp", ({ client }, password) => client.signUp({ username: "new", password, attributes: {} })],
  ["users.create", ({ pool }, temporaryPassword) => pool.users.create({ ...invited, temporaryPassword })],
  [
    "users.create, sent again",
    async ({ pool }, temporaryPassword) => {
      await pool.users.create({ ...invited, temporaryPassword: good });
      return pool.users.create({ username: invited.username, temporaryPassword, messageAction: "RESEND" });
    },
  ],
  ["users.setPassword", ({ pool }, password) => pool.users.setPassword({ username: "ada", password, permanent: true })],
  ["users.setPassword, temporary", ({ pool }, password) => pool.users.setPassword({ username: "ada", password })],
  [
    "the answer to NEW_PASSWORD_REQUIRED",
    async ({ client, pool }, newPassword) => {
      await pool.users.setPassword({ username: "ada", password: good });
      const asked = await client.signIn({ username: "ada", password: good });
      if (asked.outcome !== "challenge" || asked.challengeName !== "NEW_PASSWORD_REQUIRED") throw new Error("no challenge");
      return client.respond(asked, { newPassword });
    },
  ],
  [
    "client.confirmForgotPassword",
    async ({ client, outbox }, password) => {
      await client.forgotPassword({ username: "ada" });
      return client.confirmForgotPassword({ username: "ada", confirmationCode: outbox.lastCode(), password });
    },
  ],
  [
    "changePassword of a signed-in user",
    async ({ client }, proposedPassword) => {
      const result = await client.signIn({ username: "ada", password: good });
      if (result.outcome !== "signedIn") throw new Error("no tokens");
      const user = await client.user(result.tokens.accessToken);
      return user.changePassword({ previousPassword: good, proposedPassword });
    },
  ],
];

describe("a password is judged by the pool's policy (users-and-triggers.md 2.4)", () => {
  let world: TestPool;
  beforeEach(async () => {
    world = await testPool();
    await world.signedIn({ username: "ada", password: good });
  });

  // attack 72: no way round what new passwords are held against
  it.each(routes)("on its way by %s", async (_, go) => {
    await expect(go(world, "correct horse 7!")).rejects.toMatchObject({
      code: "InvalidPasswordException",
      message: "Password did not conform with policy: Password must have uppercase characters",
    });
    await expect(world.client.signIn({ username: "ada", password: "correct horse 7!" })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
  });

  it.each(routes)("and taken, when it conforms, by %s", async (_, go) => {
    await expect(go(world, "Another horse 8!").then(() => "taken")).resolves.toBe("taken");
  });
});
