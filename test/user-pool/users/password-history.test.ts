import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const reused = { code: "PasswordHistoryPolicyViolationException", message: "Password has previously been used." };
const nth = (n: number): string => `Horse number ${n}!`;

let world: TestPool;
const set = (n: number) => world.pool.users.setPassword({ username: "ada", password: nth(n), permanent: true });
const signIn = (n: number) => world.client.signIn({ username: "ada", password: nth(n) });

async function poolThatRemembers(passwordHistorySize: number): Promise<void> {
  world = await testPool({ passwordPolicy: { passwordHistorySize } });
  await world.signedIn({ username: "ada", password: nth(0) });
}

describe("passwordPolicy.passwordHistorySize (users-and-triggers.md 2.1)", () => {
  it("0 lets the same password be set again", async () => {
    await poolThatRemembers(0);
    await expect(set(0)).resolves.toBeUndefined();
  });

  it.each([1, 3, 24])("%i refuses as many of the last ones, the current one included", async (size) => {
    await poolThatRemembers(size);
    for (let n = 1; n <= size; n += 1) await set(n);
    for (let n = 1; n <= size; n += 1) await expect(set(n)).rejects.toMatchObject(reused);
    await expect(signIn(size)).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(set(0)).resolves.toBeUndefined();
  });

  it("counts those that were set before it was raised as far as they are remembered: the current one", async () => {
    await poolThatRemembers(0);
    await set(1);
    await world.pool.settings.update({ passwordPolicy: { passwordHistorySize: 5 } });
    await expect(set(1)).rejects.toMatchObject(reused);
    await expect(set(0)).resolves.toBeUndefined();
    await expect(set(1)).rejects.toMatchObject(reused);
  });

  it("forgets what is beyond it when it was lowered", async () => {
    await poolThatRemembers(5);
    for (let n = 1; n <= 4; n += 1) await set(n);
    await world.pool.settings.update({ passwordPolicy: { passwordHistorySize: 2 } });
    await expect(set(3)).rejects.toMatchObject(reused);
    await expect(set(2)).resolves.toBeUndefined();
  });
});

it("an invitation may be sent again with the same temporary password: the history is not asked", async () => {
  world = await testPool({ passwordPolicy: { passwordHistorySize: 24 } });
  const invited = { username: "ada", temporaryPassword: nth(0) };
  await world.pool.users.create({ ...invited, attributes: { email: "ada@example.com" } });
  await world.pool.users.create({ ...invited, messageAction: "RESEND" });
  expect(world.outbox.messages).toHaveLength(2);
  const challenge = await signIn(0);
  if (challenge.outcome !== "challenge") throw new Error("no challenge");
  await expect(world.client.respond(challenge, { newPassword: nth(0) })).rejects.toMatchObject(reused);
});

describe("the history is asked", () => {
  beforeEach(() => poolThatRemembers(2));

  it("by setPassword, also of a temporary one", async () => {
    await expect(world.pool.users.setPassword({ username: "ada", password: nth(0) })).rejects.toMatchObject(reused);
  });

  it("by changePassword", async () => {
    await set(1);
    const result = await signIn(1);
    if (result.outcome !== "signedIn") throw new Error("no tokens");
    const user = await world.client.user(result.tokens.accessToken);
    const refused = user.changePassword({ previousPassword: nth(1), proposedPassword: nth(0) });
    await expect(refused).rejects.toMatchObject(reused);
  });

  it("by confirmForgotPassword", async () => {
    await world.client.forgotPassword({ username: "ada" });
    const confirmationCode = world.outbox.lastCode();
    const refused = world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: nth(0) });
    await expect(refused).rejects.toMatchObject(reused);
  });

  it("by the answer to NEW_PASSWORD_REQUIRED, after all else: an answer that cannot be taken tells nothing of passwords before", async () => {
    world = await testPool({ aliasAttributes: ["preferred_username"], passwordPolicy: { passwordHistorySize: 2 } });
    await world.signedIn({ username: "ada", password: nth(0) });
    await world.signedIn({ username: "bob" });
    await world.pool.users.setPassword({ username: "ada", password: nth(1) });
    const challenge = await signIn(1);
    if (challenge.outcome !== "challenge" || challenge.challengeName !== "NEW_PASSWORD_REQUIRED") throw new Error("no challenge");
    for (const newPassword of [nth(0), nth(2)]) {
      const answered = world.client.respond(challenge, { newPassword, attributes: { preferred_username: "bob" } });
      await expect(answered).rejects.toMatchObject({ code: "AliasExistsException" });
    }
  });

  it("by the answer to NEW_PASSWORD_REQUIRED, which can be given again", async () => {
    await world.pool.users.setPassword({ username: "ada", password: nth(1) });
    const challenge = await signIn(1);
    if (challenge.outcome !== "challenge" || challenge.challengeName !== "NEW_PASSWORD_REQUIRED") throw new Error("no challenge");
    await expect(world.client.respond(challenge, { newPassword: nth(0) })).rejects.toMatchObject(reused);
    await expect(world.client.respond(challenge, { newPassword: nth(2) })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});
