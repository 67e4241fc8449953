import fc from "fast-check";
import { isRockpoolError } from "rockpool";
import { describe, expect, it } from "vitest";
import type { TriggerDefinition } from "../../src/triggers/definition.ts";
import { simpleTriggerNames, simpleTriggers, tokenTriggers } from "../../src/triggers/triggers.ts";
import { type Answered, anEvent, run } from "./world.ts";

const definitions = [
  ...simpleTriggerNames.map((name) => [name, simpleTriggers[name]] as const),
  ...Object.entries(tokenTriggers).map(([version, definition]) => [`preTokenGeneration ${version}`, definition] as const),
] as unknown as readonly (readonly [string, TriggerDefinition<Answered>])[];

const anything = fc.anything({
  withBigInt: true,
  withBoxedValues: true,
  withDate: true,
  withMap: true,
  withNullPrototype: true,
  withObjectString: true,
  withSet: true,
  withSparseArray: true,
  withTypedArray: true,
});

/** Members that the triggers know, of whatever value. */
const members = [
  ...["autoConfirmUser", "emailMessage", "userAttributes", "desiredDeliveryMediums", "finalUserStatus"],
  ...["claimsOverrideDetails", "claimsAndScopeOverrideDetails", "idTokenGeneration", "accessTokenGeneration"],
  ...["claimsToAddOrOverride", "scopesToAdd", "groupOverrideDetails", "groupsToOverride", "__proto__", "constructor", "toJSON"],
];
const { response: known } = fc.letrec((tie) => ({
  response: fc.dictionary(fc.constantFrom(...members), fc.oneof({ maxDepth: 4 }, anything, tie("response")), { maxKeys: 4 }),
}));

async function outcomeOf(definition: TriggerDefinition<Answered>, value: unknown): Promise<string> {
  try {
    const answer = await run(async () => value, { definition });
    // What is answered is plain data, as it would have come from Lambda.
    expect(JSON.parse(JSON.stringify(answer))).toEqual(answer);
    return "a result";
  } catch (error) {
    if (isRockpoolError(error)) return error.code;
    throw error;
  }
}

describe.each(definitions)("whatever a handler of %s gives back", (_, definition) => {
  const expected = ["a result", "InvalidLambdaResponseException"];

  it("is a result, or no answer", async () => {
    const whole = fc.asyncProperty(anything, async (value) => {
      expect(await outcomeOf(definition, value)).toBe("InvalidLambdaResponseException");
    });
    await fc.assert(whole, { numRuns: 100 });
    const response = fc.asyncProperty(fc.oneof(anything, known), async (given) => {
      expect(expected).toContain(await outcomeOf(definition, { ...anEvent(), response: given }));
    });
    await fc.assert(response, { numRuns: 200 });
  });
});
