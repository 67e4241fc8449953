import fc from "fast-check";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { fuzzTimeout, runs } from "../runs.ts";
import { signedOut } from "./answers.ts";
import { Model } from "./model.ts";
import {
  addresses,
  beginning,
  ofAdministrators,
  ofApplications,
  ofUsers,
  outcomeOf,
  people,
  type Real,
  type Step,
} from "./steps.ts";

/** Whether a token is refused is the model's to say, why it is refused is not. */
const shortened = (outcome: unknown): unknown =>
  typeof outcome === "string" && /^NotAuthorizedException: (Access Token|Token|The token|Id)/i.test(outcome)
    ? signedOut
    : outcome;

/** Looks at everything that the model knows. */
async function expectTheSame(model: Model, { pool }: Real): Promise<void> {
  for (const username of people) {
    const seen = await pool.users.get(username).then(
      async ({ userStatus: status, enabled, attributes }) => {
        const { groups } = await pool.groups.ofUser(username);
        const { email, email_verified } = attributes;
        const names = groups.map(({ groupName }) => groupName).sort();
        return { status, enabled, email, isVerified: email_verified === "true", groups: names };
      },
      ({ code, message }) => `${code}: ${message}`,
    );
    expect(seen, username).toEqual(model.get(username));
  }
  for (const email of addresses) {
    const { users } = await pool.users.list({ filter: `email = "${email}"` });
    expect(users.map(({ username }) => username).sort(), email).toEqual(model.listed(email));
  }
}

function command(step: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: (model) => step.isPossible?.(model as Model) ?? true,
    toString: () => step.words,
    async run(model, real) {
      const came = await outcomeOf(() => step.act(real));
      expect(shortened(came), step.words).toEqual(step.predict(model, real));
      await expectTheSame(model, real);
    },
  };
}

const commands = [...ofApplications, ...ofUsers, ...ofAdministrators].map((one) => one.map(command));

describe("a pool, whatever is done to it in whatever order", () => {
  it(
    "comes to what the model says, at each step",
    async () => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 80, size: "max" }), async (chosen) => {
          const real: Real = await testPool({ aliasAttributes: ["email"] });
          for (const groupName of ["admins", "staff"]) await real.pool.groups.create({ groupName });
          await fc.asyncModelRun(() => ({ model: new Model(real.clock()), real }), [...beginning.map(command), ...chosen]);
        }),
        runs(60),
      );
    },
    fuzzTimeout,
  );
});
