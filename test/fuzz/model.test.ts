import fc from "fast-check";
import { type Challenge, tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { Model, type Outcome } from "./model.ts";
import { fuzzTimeout, runs } from "./runs.ts";

/** The pool, and what was handed out last. */
interface Real extends TestPool {
  challenge?: Challenge;
  token?: string;
}

/** One thing somebody does: to the model, which says what comes of it, and to the pool. */
interface Step {
  readonly words: string;
  readonly isPossible?: (model: Model) => boolean;
  readonly predict: (model: Model, real: Real) => unknown;
  readonly act: (real: Real) => Promise<unknown>;
}

const names = fc.constantFrom("ada", "ADA", "bob", "eve");
const passwords = fc.constantFrom("Correct horse 7!", "Another horse 8!", "short");
const codes = fc.constantFrom("last", "first", "wrong");

/** The code of the newest message, or of the oldest, or none. */
function codeOf({ outbox }: Real, which: string): string {
  const message = which === "last" ? outbox.messages.at(-1) : which === "first" ? outbox.messages[0] : undefined;
  return message?.code ?? "none";
}

async function signIn(real: Real, username: string, password: string): Promise<Outcome> {
  const result = await real.client.signIn({ username, password });
  if (result.outcome === "challenge") real.challenge = result;
  else real.token = result.tokens.accessToken;
  return result.outcome === "challenge" ? "challenge" : "done";
}

const steps: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(names, passwords).map(([username, password]) => ({
    words: `signUp(${username}, ${password})`,
    // The act comes first: the code is the pool's choice.
    predict: (model, real) => model.signUp(username, password, () => codeOf(real, "last")),
    act: ({ client }) => client.signUp({ username, password, attributes: { email: `${username}@example.com` } }),
  })),
  fc.tuple(names, codes).map(([username, which]) => ({
    words: `confirmSignUp(${username}, ${which})`,
    predict: (model, real) => model.confirm(username, codeOf(real, which)),
    act: (real) => real.client.confirmSignUp({ username, confirmationCode: codeOf(real, which) }),
  })),
  names.map((username) => ({
    words: `resendConfirmationCode(${username})`,
    predict: (model, real) => model.resend(username, () => codeOf(real, "last")),
    act: ({ client }) => client.resendConfirmationCode({ username }),
  })),
  fc.tuple(names, passwords).map(([username, password]) => ({
    words: `signIn(${username}, ${password})`,
    predict: (model) => model.signIn(username, password),
    act: (real) => signIn(real, username, password),
  })),
  fc.tuple(names, fc.integer({ min: 2, max: 8 })).map(([username, times]) => ({
    words: `signIn(${username}, wrong) ${times} times`,
    predict: (model) => Array.from({ length: times }, () => model.signIn(username, "wrong")),
    act: async (real) => {
      const outcomes: Outcome[] = [];
      for (let n = 0; n < times; n += 1) outcomes.push(await outcomeOf(() => signIn(real, username, "wrong")));
      return outcomes;
    },
  })),
  passwords.map((newPassword) => ({
    words: `respond(${newPassword})`,
    isPossible: (model) => model.isChallenged,
    predict: (model) => model.respond(newPassword),
    act: async (real) => {
      if (real.challenge === undefined) throw new Error("the model has a challenge, the pool gave none");
      real.token = tokensOrThrow(await real.client.respond(real.challenge, { newPassword })).accessToken;
    },
  })),
  fc.tuple(names, passwords).map(([username, temporaryPassword]) => ({
    words: `users.create(${username}, ${temporaryPassword})`,
    predict: (model) => model.create(username, temporaryPassword),
    act: ({ pool }) => pool.users.create({ username, temporaryPassword, messageAction: "SUPPRESS" }),
  })),
  fc.tuple(names, passwords, fc.boolean()).map(([username, password, permanent]) => ({
    words: `users.setPassword(${username}, ${password}, ${permanent})`,
    predict: (model) => model.setPassword(username, password, permanent),
    act: ({ pool }) => pool.users.setPassword({ username, password, permanent }),
  })),
  names.map((username) => ({
    words: `users.confirm(${username})`,
    predict: (model) => model.adminConfirm(username),
    act: ({ pool }) => pool.users.confirm(username),
  })),
  fc.tuple(names, fc.boolean()).map(([username, enabled]) => ({
    words: `users.${enabled ? "enable" : "disable"}(${username})`,
    predict: (model) => model.setEnabled(username, enabled),
    act: ({ pool }) => (enabled ? pool.users.enable(username) : pool.users.disable(username)),
  })),
  names.map((username) => ({
    words: `users.signOutEverywhere(${username})`,
    predict: (model) => model.signOutEverywhere(username),
    act: ({ pool }) => pool.users.signOutEverywhere(username),
  })),
  names.map((username) => ({
    words: `users.delete(${username})`,
    predict: (model) => model.delete(username),
    act: ({ pool }) => pool.users.delete(username),
  })),
  fc.constant<Step>({
    words: "maintain()",
    predict: (model) => model.maintain(),
    act: ({ rockpool }) => rockpool.maintain(),
  }),
  fc.constant<Step>({
    words: "verify()",
    predict: (model, { token }) => (token === undefined ? "done" : model.verify()),
    act: async ({ pool, token }) => {
      if (token !== undefined) await pool.verify(token, { tokenUse: "access", clientId: null });
    },
  }),
  fc.constantFrom(1_000, 30_000, 3 * 60_000, 15 * 60_000, 3_600_000, 86_400_000).map((milliseconds) => ({
    words: `advance(${milliseconds} ms)`,
    predict: (model) => {
      model.now += milliseconds;
      return "done";
    },
    act: async ({ clock }) => clock.advance({ milliseconds }),
  })),
];

const isOutcome = (value: unknown): boolean => Array.isArray(value) || value === "challenge";

async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    const result = await act();
    return isOutcome(result) ? (result as Outcome) : "done";
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code}: ${message}` as Outcome;
  }
}

/** Whether a token is refused is the model's to say, why it is refused is not. */
const shortened = (outcome: unknown): unknown =>
  typeof outcome === "string" && /^NotAuthorizedException: (Access Token|Token|The token|Id)/i.test(outcome)
    ? "NotAuthorizedException: "
    : outcome;

function command(step: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: (model) => step.isPossible?.(model as Model) ?? true,
    toString: () => step.words,
    async run(model, real) {
      const came = await outcomeOf(() => step.act(real));
      expect(shortened(came), step.words).toEqual(step.predict(model, real));
      for (const username of ["ada", "bob", "eve"]) {
        const seen = await real.pool.users.get(username).then(
          ({ userStatus, enabled }) => ({ status: userStatus, enabled }),
          ({ code, message }) => `${code}: ${message}`,
        );
        expect(seen, username).toEqual(model.get(username));
      }
    },
  };
}

describe("a pool, whatever is done to it in whatever order", () => {
  it(
    "comes to what the model says, at each step",
    async () => {
      await fc.assert(
        fc.asyncProperty(
          fc.commands(
            steps.map((one) => one.map(command)),
            { maxCommands: 60, size: "max" },
          ),
          async (commands) => {
            const real: Real = await testPool();
            await fc.asyncModelRun(() => ({ model: new Model(real.clock()), real }), commands);
          },
        ),
        runs(60),
      );
    },
    fuzzTimeout,
  );
});
