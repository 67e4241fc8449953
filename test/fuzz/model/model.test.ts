import fc from "fast-check";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { fuzzTimeout, runs } from "../runs.ts";
import { signedOut } from "./answers.ts";
import { createGroup } from "./groups.ts";
import { expectTheSame } from "./seen.ts";
import { Model } from "./state.ts";
import { ofAdministrators } from "./steps/administrators.ts";
import { beginning, ofApplications } from "./steps/applications.ts";
import { ofBelonging } from "./steps/belonging.ts";
import { ofMoving } from "./steps/moving.ts";
import { ofUsers } from "./steps/self.ts";
import { outcomeOf, type Real, type Step } from "./steps/step.ts";
import { poolOptions, variants } from "./variants.ts";

/** Whether a token is refused is the model's to say, why it is refused is not. */
function shortened(outcome: unknown): unknown {
  if (Array.isArray(outcome)) return outcome.map(shortened);
  const isOfToken = /^NotAuthorizedException: (Access Token|Token|The token|Id)/i.test(String(outcome));
  return isOfToken ? signedOut : outcome;
}

function command(step: Step): fc.AsyncCommand<Model, Real> {
  return {
    check: (model) => step.isPossible?.(model as Model) ?? true,
    toString: () => step.words,
    async run(model, real) {
      const came = await outcomeOf(() => step.act(real));
      expect(shortened(came), step.words).toEqual(step.predict(model, real));
      await expectTheSame(model, real.pool);
    },
  };
}

const steps = [...ofApplications, ...ofUsers, ...ofAdministrators, ...ofBelonging, ...ofMoving];
const commands = steps.map((one) => one.map(command));

describe("a pool, whatever is done to it in whatever order", () => {
  it.each(variants.map((variant) => [variant.title, variant] as const))(
    "comes to what the model says, at each step, where %s",
    async (_, variant) => {
      await fc.assert(
        fc.asyncProperty(fc.commands(commands, { maxCommands: 80, size: "max" }), async (chosen) => {
          const real: Real = await testPool(poolOptions(variant));
          const model = new Model(variant, real.clock());
          for (const groupName of ["admins", "staff"]) {
            await real.pool.groups.create({ groupName });
            createGroup(model, groupName);
          }
          await fc.asyncModelRun(() => ({ model, real }), [...beginning.map(command), ...chosen]);
        }),
        runs(25),
      );
    },
    fuzzTimeout,
  );
});
