import { readFileSync } from "node:fs";
import * as sdk from "@aws-sdk/client-cognito-identity";
import { describe, expect, it } from "vitest";
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

const classes: ReadonlyMap<string, unknown> = new Map(Object.entries(sdk));
const fixture = new URL("../fixtures/aws-outputs/cognito-identity.json", import.meta.url);
const { errors: modelled } = JSON.parse(readFileSync(fixture, "utf8")) as {
  readonly errors: Readonly<Record<string, readonly string[]>>;
};

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

const pairsOf = (operation: string, errors: readonly string[]) => errors.map((error) => `${operation}: ${error}`);
const inModel = Object.entries(modelled).flatMap(([operation, errors]) => pairsOf(operation, errors));
const provoked = Object.entries(operations).flatMap(([operation, { errors }]) => pairsOf(operation, Object.keys(errors)));
const impossible = cannotHappen.flatMap(({ errors, operations: of }) =>
  of === "all"
    ? errors.flatMap((error) => inModel.filter((pair) => pair.endsWith(`: ${error}`)))
    : of.flatMap((operation) => pairsOf(operation, errors)),
);

it("each error that the model of identity pools has is provoked, or cannot happen for a reason", () => {
  expect([...provoked, ...impossible].sort()).toEqual(inModel.toSorted());
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
    const thrown: unknown = await provoke(operation, provocation).catch((one: unknown) => one);
    expect(thrown).toBeInstanceOf(classes.get(error));
    // What the SDK says where nothing was said.
    const message = expect.not.stringMatching(/^(UnknownError)?$/);
    const $metadata = { httpStatusCode: error.startsWith("Internal") ? 500 : 400 };
    expect(thrown).toMatchObject({ name: error, message, $metadata });
  });
});
