import fc from "fast-check";
import type { Challenge } from "rockpool";
import { tokensOrThrow } from "rockpool";
import type { TestPool } from "rockpool/testing";
import type { Outcome } from "./answers.ts";
import type { Model } from "./model.ts";

/** The pool, and what was handed out last. */
export interface Real extends TestPool {
  challenge?: Challenge;
  token?: string;
}

/** One thing somebody does: to the pool, and to the model, which says what comes of it. */
export interface Step {
  readonly words: string;
  readonly isPossible?: (model: Model) => boolean;
  /** Asked after the act: which code was sent is the pool's choice. */
  readonly predict: (model: Model, real: Real) => unknown;
  readonly act: (real: Real) => Promise<unknown>;
}

export const people = ["ada", "bob", "eve"] as const;
export const addresses = ["ada@example.com", "Bob@Example.com", "new@example.org"] as const;
const names = fc.constantFrom("ada", "ADA", "bob", "bob", "eve");
const address = fc.constantFrom(...addresses);
/** How somebody may be called who is there. */
const anybody = fc.oneof({ weight: 3, arbitrary: names }, { weight: 2, arbitrary: address });
const usual = "Correct horse 7!";
const passwords = fc.constantFrom(usual, usual, usual, usual, "Another horse 8!", "short");
const texts = fc.constantFrom("last", "last", "first", "wrong");

/** The code of the newest message, or of the oldest, or none. */
function codeOf({ outbox }: Real, which: string): string {
  const message = which === "last" ? outbox.messages.at(-1) : which === "first" ? outbox.messages[0] : undefined;
  return message?.code ?? "none";
}
const sent = (real: Real) => () => codeOf(real, "last");

async function signIn(real: Real, username: string, password: string): Promise<Outcome> {
  const result = await real.client.signIn({ username, password });
  if (result.outcome === "challenge") real.challenge = result;
  else real.token = result.tokens.accessToken;
  return result.outcome === "challenge" ? "challenge" : "done";
}

const signUp = (username: string, password: string): Step => ({
  words: `signUp(${username}, ${password})`,
  predict: (model, real) => model.signUp(username, password, sent(real)),
  act: ({ client }) => client.signUp({ username, password, attributes: { email: `${username}@example.com` } }),
});

const confirm = (username: string, which: string, force: boolean): Step => ({
  words: `confirmSignUp(${username}, ${which}, ${force})`,
  predict: (model, real) => model.confirm(username, codeOf(real, which), force),
  act: (real) => real.client.confirmSignUp({ username, confirmationCode: codeOf(real, which), forceAliasCreation: force }),
});

const comeIn = (username: string, password: string): Step => ({
  words: `signIn(${username}, ${password})`,
  predict: (model) => model.signIn(username, password),
  act: (real) => signIn(real, username, password),
});

/** What comes before everything else: ada is signed in, and bob has not confirmed. */
export const beginning: readonly Step[] = [
  signUp("ada", usual),
  confirm("ada", "last", false),
  comeIn("ada", usual),
  signUp("bob", usual),
];

/** What would leave nobody behind to do anything: most of the time somebody comes in instead. */
const seldom = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.oneof({ weight: 1, arbitrary: step }, { weight: 4, arbitrary: anybody.map((username) => comeIn(username, usual)) });

/** What somebody does who is not signed in. */
export const ofApplications: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(names, passwords).map(([username, password]) => signUp(username, password)),
  fc.tuple(anybody, texts, fc.boolean()).map(([username, which, force]) => confirm(username, which, force)),
  anybody.map((username) => ({
    words: `resendConfirmationCode(${username})`,
    predict: (model, real) => model.resend(username, sent(real)),
    act: ({ client }) => client.resendConfirmationCode({ username }),
  })),
  fc.tuple(anybody, passwords).map(([username, password]) => comeIn(username, password)),
  fc.tuple(anybody, fc.integer({ min: 2, max: 8 })).map(([username, times]) => ({
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
  anybody.map((username) => ({
    words: `forgotPassword(${username})`,
    predict: (model, real) => model.forgot(username, sent(real)),
    act: ({ client }) => client.forgotPassword({ username }),
  })),
  fc.tuple(anybody, texts, passwords).map(([username, which, password]) => ({
    words: `confirmForgotPassword(${username}, ${which}, ${password})`,
    predict: (model, real) => model.confirmForgot(username, codeOf(real, which), password),
    act: (real) => real.client.confirmForgotPassword({ username, confirmationCode: codeOf(real, which), password }),
  })),
];

/** What whoever was let in last does. */
export const ofUsers: readonly fc.Arbitrary<Step>[] = [
  fc.constant<Step>({
    words: "verify()",
    isPossible: (model) => model.isSignedIn,
    predict: (model) => model.verify(),
    act: ({ pool, token = "" }) => pool.verify(token, { tokenUse: "access", clientId: null }),
  }),
  fc.constant<Step>({
    words: "user.get()",
    isPossible: (model) => model.isSignedIn,
    predict: (model) => model.self(),
    act: ({ client, token = "" }) => client.user(token),
  }),
  fc.tuple(passwords, passwords).map(([previousPassword, proposedPassword]) => ({
    words: `user.changePassword(${previousPassword}, ${proposedPassword})`,
    isPossible: (model) => model.isSignedIn && model.self() === "done",
    predict: (model) => model.changePassword(previousPassword, proposedPassword),
    act: async ({ client, token = "" }) => (await client.user(token)).changePassword({ previousPassword, proposedPassword }),
  })),
  address.map((email) => ({
    words: `user.attributes.update(${email})`,
    isPossible: (model) => model.isSignedIn,
    predict: (model, real) => model.setOwnEmail(email, sent(real)),
    act: async ({ client, token = "" }) => void (await (await client.user(token)).attributes.update({ email })),
  })),
  fc.constant<Step>({
    words: "user.attributes.delete(email)",
    isPossible: (model) => model.isSignedIn,
    predict: (model, real) => model.setOwnEmail(undefined, sent(real)),
    act: async ({ client, token = "" }) => (await client.user(token)).attributes.delete(["email"]),
  }),
  fc.constant<Step>({
    words: "user.attributes.sendVerificationCode(email)",
    isPossible: (model) => model.isSignedIn,
    predict: (model, real) => model.sendEmailCode(sent(real)),
    act: async ({ client, token = "" }) => (await client.user(token)).attributes.sendVerificationCode("email"),
  }),
  texts.map((which) => ({
    words: `user.attributes.verify(${which})`,
    isPossible: (model) => model.isSignedIn,
    predict: (model, real) => model.verifyEmail(codeOf(real, which)),
    act: async (real) => {
      const user = await real.client.user(real.token ?? "");
      await user.attributes.verify({ attributeName: "email", code: codeOf(real, which) });
    },
  })),
  seldom(
    fc.constant<Step>({
      words: "user.delete()",
      isPossible: (model) => model.isSignedIn,
      predict: (model) => model.deleteSelf(),
      act: async ({ client, token = "" }) => (await client.user(token)).delete(),
    }),
  ),
];

/** What an administrator does, and time. */
export const ofAdministrators: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(names, passwords).map(([username, temporaryPassword]) => ({
    words: `users.create(${username}, ${temporaryPassword})`,
    predict: (model) => model.create(username, temporaryPassword),
    act: ({ pool }) => pool.users.create({ username, temporaryPassword, messageAction: "SUPPRESS" }),
  })),
  fc.tuple(anybody, passwords, fc.boolean()).map(([username, password, permanent]) => ({
    words: `users.setPassword(${username}, ${password}, ${permanent})`,
    predict: (model) => model.setPassword(username, password, permanent),
    act: ({ pool }) => pool.users.setPassword({ username, password, permanent }),
  })),
  anybody.map((username) => ({
    words: `users.resetPassword(${username})`,
    predict: (model, real) => model.resetPassword(username, sent(real)),
    act: ({ pool }) => pool.users.resetPassword(username),
  })),
  fc.tuple(anybody, address, fc.boolean()).map(([username, email, isVerified]) => ({
    words: `users.updateAttributes(${username}, ${email}, ${isVerified})`,
    predict: (model, real) => model.setEmail(username, email, isVerified, sent(real)),
    act: ({ pool }) => pool.users.updateAttributes({ username, attributes: { email, email_verified: String(isVerified) } }),
  })),
  anybody.map((username) => ({
    words: `users.confirm(${username})`,
    predict: (model) => model.adminConfirm(username),
    act: ({ pool }) => pool.users.confirm(username),
  })),
  fc.tuple(anybody, fc.boolean()).map(([username, enabled]) => ({
    words: `users.${enabled ? "enable" : "disable"}(${username})`,
    predict: (model) => model.setEnabled(username, enabled),
    act: ({ pool }) => (enabled ? pool.users.enable(username) : pool.users.disable(username)),
  })),
  seldom(
    anybody.map((username) => ({
      words: `users.signOutEverywhere(${username})`,
      predict: (model) => model.signOutEverywhere(username),
      act: ({ pool }) => pool.users.signOutEverywhere(username),
    })),
  ),
  fc.tuple(anybody, fc.constantFrom("admins", "staff"), fc.boolean()).map(([username, groupName, isIn]) => ({
    words: `groups.${isIn ? "addUser" : "removeUser"}(${username}, ${groupName})`,
    predict: (model) => model.setGroup(username, groupName, isIn),
    act: ({ pool }) => (isIn ? pool.groups.addUser({ username, groupName }) : pool.groups.removeUser({ username, groupName })),
  })),
  seldom(
    anybody.map((username) => ({
      words: `users.delete(${username})`,
      predict: (model) => model.delete(username),
      act: ({ pool }) => pool.users.delete(username),
    })),
  ),
  fc.constant<Step>({
    words: "maintain()",
    predict: (model) => model.maintain(),
    act: ({ rockpool }) => rockpool.maintain(),
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

export async function outcomeOf(act: () => Promise<unknown>): Promise<Outcome> {
  try {
    const result = await act();
    return isOutcome(result) ? (result as Outcome) : "done";
  } catch (error) {
    const { code, message } = error as { readonly code: string; readonly message: string };
    return `${code}: ${message}` as Outcome;
  }
}
