import * as sdk from "@aws-sdk/client-cognito-identity";
import { describe, expect, it } from "vitest";
import { expectException, impossiblePairs, modelledErrors, pairsOf, provokedPairs } from "./errors/table.ts";
import { cannotHappen } from "./identity-errors/cannot-happen.ts";
import { developerIdentities } from "./identity-errors/developer-identities.ts";
import { identities } from "./identity-errors/identities.ts";
import { pools } from "./identity-errors/pools.ts";
import {
  type Capability,
  loginOfUnheardIssuer,
  ofUnheardIssuer,
  type Provocations,
  provoke,
} from "./identity-errors/provocation.ts";
import { besideTheIdentityModel } from "./modelled.ts";

const operations: Capability = { ...pools, ...identities, ...developerIdentities };

/** What makes an operation answer what its model has not. */
const besides: Readonly<Record<string, Provocations>> = {
  GetOpenIdTokenForDeveloperIdentity: {
    ExternalServiceException: {
      ...ofUnheardIssuer,
      input: async (stage) => {
        const { Logins } = await loginOfUnheardIssuer(stage);
        return { Logins: { backend: "ada", ...Logins } };
      },
    },
  },
};

const inModel = Object.entries(modelledErrors("cognito-identity")).flatMap(([operation, errors]) => pairsOf(operation, errors));

it("each error that the model of identity pools has is provoked, or cannot happen for a reason", () => {
  const impossible = impossiblePairs(cannotHappen, inModel);
  expect([...provokedPairs(operations), ...impossible].sort()).toEqual(inModel.toSorted());
});

it("what comes beside the model is provoked, and is not in it", () => {
  expect(Object.entries(besides).map(([operation, errors]) => [operation, Object.keys(errors)])).toEqual(
    Object.entries(besideTheIdentityModel),
  );
  const pairs = Object.entries(besideTheIdentityModel).flatMap(([operation, errors]) => pairsOf(operation, errors));
  expect(pairs.filter((pair) => inModel.includes(pair))).toEqual([]);
});

describe.each(Object.entries(operations))("%s, by the AWS SDK", (name, operation) => {
  it("succeeds where nothing is wrong", async () => {
    expect(await provoke(operation, {})).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it.each(Object.entries({ ...operation.errors, ...besides[name] }))("fails with %s", async (error, provocation) => {
    await expectException(sdk, error, provoke(operation, provocation));
  });
});
