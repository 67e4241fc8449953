import { type TestPool, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { at, count, done } from "./at-once.ts";

const password = "Correct horse 7!";
const ada = { username: "ada", password, attributes: { email: "ada@example.com" } };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
afterEach(() => world.close());

/** One was done; the others were told that it is too late, until that was told too often, or to try again. */
function expectOneDone(answers: readonly string[], tooLate: string): void {
  expect(count(answers, done)).toBe(1);
  const others = [tooLate, "LimitExceededException", "TooManyRequestsException"];
  for (const answer of answers) expect([done, ...others]).toContain(answer);
}

/** The new passwords of many who want one each, and the check that exactly who was told so has it. */
const wanted = (n: number): string => `Horse number ${n}!`;
async function expectItIsThePasswordOf(answers: readonly string[]): Promise<void> {
  const signedIn = await world.client.signIn({ username: "ada", password: wanted(answers.indexOf(done)) });
  expect(signedIn.outcome).toBe("signedIn");
}

describe.each([2, 50, 200])("of %i at once, one", (once) => {
  // attack 8: the right code, in parallel
  it("confirms by the code of a sign-up", async () => {
    await world.client.signUp(ada);
    const confirmationCode = world.outbox.lastCode();
    const answers = await at(once, () => world.client.confirmSignUp({ username: "ada", confirmationCode }));
    expectOneDone(answers, "NotAuthorizedException");
    expect((await world.pool.users.get("ada")).userStatus).toBe("CONFIRMED");
  });

  // attack 8
  it("sets the password by the code that resets it", async () => {
    await world.signedIn(ada);
    await world.client.forgotPassword({ username: "ada" });
    const confirmationCode = world.outbox.lastCode();
    const answers = await at(once, (n) =>
      world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: wanted(n) }),
    );
    expectOneDone(answers, "ExpiredCodeException");
    await expectItIsThePasswordOf(answers);
  });

  // attack 8
  it("verifies an attribute by its code", async () => {
    const { tokens } = await world.signedIn(ada);
    const { attributes } = await world.client.user(tokens.accessToken);
    await world.pool.users.updateAttributes({ username: "ada", attributes: { email_verified: "false" } });
    await attributes.sendVerificationCode("email");
    const code = world.outbox.lastCode();
    expectOneDone(await at(once, () => attributes.verify({ attributeName: "email", code })), "ExpiredCodeException");
    expect((await world.pool.users.get("ada")).attributes).toMatchObject({ email_verified: "true" });
  });

  it("changes the password by the one before", async () => {
    const { tokens } = await world.signedIn(ada);
    const user = await world.client.user(tokens.accessToken);
    const answers = await at(once, (n) => user.changePassword({ previousPassword: password, proposedPassword: wanted(n) }));
    expectOneDone(answers, "NotAuthorizedException");
    await expectItIsThePasswordOf(answers);
  });
});
