import fc from "fast-check";
import { tokensOrThrow } from "rockpool";
import type { Outcome } from "../answers.ts";
import { confirm, confirmForgot, forgot, resend, respond, signIn, signUp } from "../applications.ts";
import { anybody, codeOf, names, outcomeOf, passwords, phoneNumbers, type Real, type Step, sent, texts, usual } from "./step.ts";

async function actSignIn(real: Real, username: string, password: string): Promise<Outcome> {
  const result = await real.client.signIn({ username, password });
  if (result.outcome === "challenge") real.challenge = result;
  else real.token = result.tokens.accessToken;
  return result.outcome === "challenge" ? "challenge" : "done";
}

/** Some have a phone. */
const phoneOf: Readonly<Record<string, string>> = { ada: phoneNumbers[0], bob: phoneNumbers[1] };

function signingUp(name: string, password: string, hasPhone: boolean): Step {
  const phone_number = hasPhone ? phoneOf[name.toLowerCase()] : undefined;
  const addresses = { email: `${name}@example.com`, ...(phone_number && { phone_number }) };
  return {
    words: `signUp(${name}, ${password}, ${Object.keys(addresses)})`,
    predict: (model, real) => signUp(model, { name, password, addresses }, sent(real)),
    act: ({ client }) => client.signUp({ username: name, password, attributes: addresses }),
  };
}

const confirming = (username: string, which: string, force: boolean): Step => ({
  words: `confirmSignUp(${username}, ${which}, ${force})`,
  predict: (model, real) => confirm(model, username, codeOf(real, which), force),
  act: (real) => real.client.confirmSignUp({ username, confirmationCode: codeOf(real, which), forceAliasCreation: force }),
});

const comingIn = (username: string, password: string): Step => ({
  words: `signIn(${username}, ${password})`,
  predict: (model) => signIn(model, username, password),
  act: (real) => actSignIn(real, username, password),
});

/** What comes before everything else: ada is signed in, and bob has not confirmed. */
export const beginning: readonly Step[] = [
  signingUp("ada", usual, true),
  confirming("ada", "last", false),
  comingIn("ada", usual),
  signingUp("bob", usual, true),
];

/** What would leave nobody behind to do anything: most of the time somebody comes in instead. */
export const seldom = (step: fc.Arbitrary<Step>): fc.Arbitrary<Step> =>
  fc.oneof({ weight: 1, arbitrary: step }, { weight: 4, arbitrary: anybody.map((username) => comingIn(username, usual)) });

/** What somebody does who is not signed in. */
export const ofApplications: readonly fc.Arbitrary<Step>[] = [
  fc.tuple(names, passwords, fc.boolean()).map(([username, password, hasPhone]) => signingUp(username, password, hasPhone)),
  fc.tuple(anybody, texts, fc.boolean()).map(([username, which, force]) => confirming(username, which, force)),
  anybody.map((username) => ({
    words: `resendConfirmationCode(${username})`,
    predict: (model, real) => resend(model, username, sent(real)),
    act: ({ client }) => client.resendConfirmationCode({ username }),
  })),
  fc.tuple(anybody, passwords).map(([username, password]) => comingIn(username, password)),
  fc.tuple(anybody, fc.integer({ min: 2, max: 8 })).map(([username, times]) => ({
    words: `signIn(${username}, wrong) ${times} times`,
    predict: (model) => Array.from({ length: times }, () => signIn(model, username, "wrong")),
    act: async (real) => {
      const outcomes: Outcome[] = [];
      for (let n = 0; n < times; n += 1) outcomes.push(await outcomeOf(() => actSignIn(real, username, "wrong")));
      return outcomes;
    },
  })),
  // With the temporary password that was sent last, whoever it was sent to.
  anybody.map((username) => ({
    words: `signIn(${username}, what was sent last)`,
    predict: (model, real) => signIn(model, username, codeOf(real, "last")),
    act: (real) => actSignIn(real, username, codeOf(real, "last")),
  })),
  passwords.map((newPassword) => ({
    words: `respond(${newPassword})`,
    isPossible: (model) => model.challenge !== undefined,
    predict: (model) => respond(model, newPassword),
    act: async (real) => {
      if (real.challenge === undefined) throw new Error("the model has a challenge, the pool gave none");
      real.token = tokensOrThrow(await real.client.respond(real.challenge, { newPassword })).accessToken;
    },
  })),
  anybody.map((username) => ({
    words: `forgotPassword(${username})`,
    predict: (model, real) => forgot(model, username, sent(real)),
    act: ({ client }) => client.forgotPassword({ username }),
  })),
  fc.tuple(anybody, texts, passwords).map(([username, which, password]) => ({
    words: `confirmForgotPassword(${username}, ${which}, ${password})`,
    predict: (model, real) => confirmForgot(model, username, codeOf(real, which), password),
    act: (real) => real.client.confirmForgotPassword({ username, confirmationCode: codeOf(real, which), password }),
  })),
];
