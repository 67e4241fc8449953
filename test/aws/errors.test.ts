import * as sdk from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { userPoolOperations } from "../../src/aws/operations/index.ts";
import { besides } from "./errors/beside-the-model.ts";
import { cannotHappen } from "./errors/cannot-happen.ts";
import { clients } from "./errors/clients.ts";
import { groups } from "./errors/groups.ts";
import { ownUsers } from "./errors/own-user.ts";
import { pools } from "./errors/pools.ts";
import { type Capability, type OperationOnStage, provoke } from "./errors/provocation.ts";
import { resourceServers } from "./errors/resource-servers.ts";
import { signIns } from "./errors/sign-in.ts";
import { signUps } from "./errors/sign-up.ts";
import { expectException, impossiblePairs, modelledErrors, pairsOf, provokedPairs } from "./errors/table.ts";
import { tags } from "./errors/tags.ts";
import { tokens } from "./errors/tokens.ts";
import { userAccounts } from "./errors/user-accounts.ts";
import { users } from "./errors/users.ts";
import { besideTheModel } from "./modelled.ts";

const operations: Capability = {
  ...pools,
  ...clients,
  ...resourceServers,
  ...tags,
  ...signUps,
  ...signIns,
  ...tokens,
  ...ownUsers,
  ...users,
  ...userAccounts,
  ...groups,
};

const built = Object.keys(userPoolOperations);
const modelled = modelledErrors("cognito-idp");
const inModel = built.flatMap((operation) => pairsOf(operation, modelled[operation] ?? []));

describe("the errors that the model of user pools has for what is built", () => {
  it("are each provoked, or cannot happen for a reason", () => {
    const impossible = impossiblePairs(cannotHappen(built), inModel);
    expect([...provokedPairs(operations), ...impossible].sort()).toEqual(inModel.toSorted());
  });

  it("are all that is answered, but for what is provoked beside them", () => {
    const names = Object.entries(besides).map(([operation, errors]) => [operation, Object.keys(errors)]);
    expect(Object.fromEntries(names)).toEqual(besideTheModel);
    const pairs = Object.entries(besideTheModel).flatMap(([operation, errors]) => pairsOf(operation, errors));
    expect(pairs.filter((pair) => inModel.includes(pair))).toEqual([]);
  });

  it("that cannot happen all are in it", () => {
    const named = cannotHappen(built).flatMap(({ errors }) => errors);
    expect(named.filter((error) => !inModel.some((pair) => pair.endsWith(`: ${error}`)))).toEqual([]);
  });
});

describe.each(Object.entries(operations))("%s, by the AWS SDK", (name, operation) => {
  it("succeeds where nothing is wrong", async () => {
    expect(await provoke(operation, {})).toMatchObject({ $metadata: { httpStatusCode: 200 } });
  });

  it.each(Object.entries({ ...operation.errors, ...besides[name] }))("fails with %s", async (error, provocation) => {
    await expectException(sdk, error, provoke(operation, provocation));
  });
});

describe("what cannot happen", () => {
  const cases = cannotHappen(built).flatMap(({ errors, operations: of, instead }) =>
    instead === undefined || of === "all" ? [] : of.map((name) => ({ name, errors, ...instead })),
  );

  it.each(cases)("of $name is $error in place of $errors", async ({ name, error, provocation }) => {
    await expectException(sdk, error, provoke(operations[name] as OperationOnStage, provocation));
  });
});
