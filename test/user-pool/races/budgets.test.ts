import { type TestPool, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { done } from "./at-once.ts";

const password = "Correct horse 7!";
const ada = { username: "ada", password, attributes: { email: "ada@example.com" } };
const mismatch = "Invalid verification code provided, please try again.";
const incorrect = "Incorrect username or password.";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
afterEach(() => world.close());

interface Budget {
  /** @returns What is done many times at once, as it comes. */
  readonly of: () => Promise<() => Promise<unknown>>;
  /** The answer that is given so often, and no oftener: a message, or done. */
  readonly answer: string;
  readonly times: number;
  /** What the others hear. @default the limit of an hour */
  readonly over?: string;
}

const signedInUser = async () => world.client.user((await world.signedIn(ada)).tokens.accessToken);

// attack 9: a burst of wrong codes and passwords; a name nobody has is counted, too
const judged: Readonly<Record<string, Budget>> = {
  "wrong codes of a sign-up": {
    of: async () => {
      await world.client.signUp(ada);
      return () => world.client.confirmSignUp({ username: "ada", confirmationCode: "wrong" });
    },
    answer: mismatch,
    times: 15,
  },
  "codes of a sign-up nobody has begun": {
    of: async () => () => world.client.confirmSignUp({ username: "nobody", confirmationCode: "wrong" }),
    answer: mismatch,
    times: 15,
  },
  "wrong codes to reset a password": {
    of: async () => {
      await world.signedIn(ada);
      await world.client.forgotPassword({ username: "ada" });
      return () => world.client.confirmForgotPassword({ username: "ada", confirmationCode: "wrong", password });
    },
    answer: mismatch,
    times: 15,
  },
  "codes to reset the password of nobody": {
    of: async () => () => world.client.confirmForgotPassword({ username: "nobody", confirmationCode: "wrong", password }),
    answer: mismatch,
    times: 15,
  },
  "wrong codes of an attribute": {
    of: async () => {
      const { attributes } = await signedInUser();
      await attributes.sendVerificationCode("email");
      return () => attributes.verify({ attributeName: "email", code: "wrong" });
    },
    answer: mismatch,
    times: 15,
  },
  "wrong previous passwords": {
    of: async () => {
      const user = await signedInUser();
      return () => user.changePassword({ previousPassword: "wrong", proposedPassword: "Another horse 8!" });
    },
    answer: incorrect,
    times: 5,
  },
  "wrong passwords": {
    of: async () => {
      await world.signedIn(ada);
      return () => world.client.signIn({ username: "ada", password: "wrong" });
    },
    answer: incorrect,
    times: 5,
    over: "Password attempts exceeded",
  },
  "passwords of nobody": {
    of: async () => () => world.client.signIn({ username: "nobody", password }),
    answer: incorrect,
    times: 5,
    over: "Password attempts exceeded",
  },
};

// attack 11: the counters of what is sent, under parallel load; no mailbox is flooded
const sent: Readonly<Record<string, Budget>> = {
  "codes of a sign-up": {
    of: async () => {
      await world.client.signUp(ada);
      return () => world.client.resendConfirmationCode({ username: "ada" });
    },
    answer: done,
    times: 5,
  },
  "codes to reset a password": {
    of: async () => {
      await world.signedIn(ada);
      return () => world.client.forgotPassword({ username: "ada" });
    },
    answer: done,
    times: 5,
  },
  "codes of an attribute": {
    of: async () => {
      const { attributes } = await signedInUser();
      return () => attributes.sendVerificationCode("email");
    },
    answer: done,
    times: 5,
  },
};

/** Does it many times at once, and then one after the other: what was not answered was not counted, and is still there. */
async function answers(
  once: number,
  { of, answer, times, over = "Attempt limit exceeded, please try after some time." }: Budget,
): Promise<number> {
  const call = await of();
  const said = () =>
    call().then(
      () => done,
      ({ message }: Error) => message,
    );
  const all = await Promise.all(Array.from({ length: once }, said));
  for (const one of all) {
    expect([answer, "Rate exceeded", over]).toContain(one);
  }
  expect(all.filter((one) => one === answer).length).toBeLessThanOrEqual(times);
  for (let n = 0; n <= times; n += 1) all.push(await said());
  return all.filter((one) => one === answer).length;
}

describe.each([2, 50, 200])("%i at once", (once) => {
  it.each(Object.entries(judged))("are judged no oftener than one after the other: %s", async (_, budget) => {
    expect(await answers(once, budget)).toBe(budget.times);
  });

  it.each(Object.entries(sent))("send no more than one after the other: %s", async (_, budget) => {
    const messages = world.outbox.messages;
    const call = await budget.of();
    const before = messages.length;
    expect(await answers(once, { ...budget, of: async () => call })).toBe(budget.times);
    expect(messages.length - before).toBe(budget.times);
  });

  // attack 11: nor does who asks about nobody
  it.each(["forgotPassword", "resendConfirmationCode"] as const)(
    "send nothing, as often as something: %s of nobody",
    async (method) => {
      const of = async () => () => world.client[method]({ username: "nobody" });
      expect(await answers(once, { of, answer: done, times: 5 })).toBe(5);
      expect(world.outbox.messages).toEqual([]);
    },
  );
});
