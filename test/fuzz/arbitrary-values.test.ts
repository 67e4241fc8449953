import fc from "fast-check";
import { describe, expect, it } from "vitest";
import {
  AppClient,
  DeveloperIdentities,
  IdentityPool,
  IdentityPoolSettingsFacet,
  isRockpoolError,
  OwnAttributes,
  PoolClients,
  PoolGroups,
  PoolIdentities,
  PoolResourceServers,
  PoolSettings,
  PoolSigningKeys,
  PoolUsers,
  Rockpool,
  SignedInUser,
  UserPool,
} from "./classes.ts";
import { applicationMethods } from "./methods/application.ts";
import { clientsMethods } from "./methods/clients.ts";
import { groupsMethods } from "./methods/groups.ts";
import { identityPoolMethods } from "./methods/identity-pools.ts";
import { keysMethods } from "./methods/keys.ts";
import { poolMethods } from "./methods/pool.ts";
import { triggersMethods } from "./methods/triggers.ts";
import { usersMethods } from "./methods/users.ts";
import { fuzzTimeout, runs } from "./runs.ts";
import { invalid, type Method, type Methods, openWorld } from "./world.ts";

const methods: Methods = {
  ...poolMethods,
  ...keysMethods,
  ...clientsMethods,
  ...groupsMethods,
  ...usersMethods,
  ...applicationMethods,
  ...triggersMethods,
  ...identityPoolMethods,
};

/** What a method of these classes may not be called with here: it ends the world. */
const left = ["Rockpool.close", "Rockpool.settled"];

/** Whatever a caller without types may have at hand. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  } as fc.ObjectConstraints),
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    "\0",
    "\ud800",
    "__proto__",
    "constructor",
    "x".repeat(100_000),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    2 ** 53,
    Symbol("s"),
    () => "f",
    circular(),
    throwing(),
    JSON.parse('{"__proto__":{"isAdmin":true}}'),
  ),
);

function circular(): unknown {
  const object: Record<string, unknown> = {};
  object["self"] = object;
  return object;
}

/** An object whose members cannot be read. */
function throwing(): unknown {
  return {
    get username(): string {
      throw new Error("this getter throws");
    },
    [fc.toStringMethod]: () => "an object whose getter throws",
  };
}

/** What is right but for one member: another value in its place, or one member more. */
function nearly(valid: unknown): fc.Arbitrary<unknown> {
  if (typeof valid !== "object" || valid === null || Array.isArray(valid)) return anything;
  const names = Object.keys(valid);
  return fc
    .tuple(fc.oneof(fc.constantFrom(...names), fc.string()), anything)
    .map(([name, value]) => ({ ...valid, [name]: value }));
}

const argumentsOf = ({ valid }: Method): fc.Arbitrary<unknown[]> =>
  fc.tuple(
    ...valid.map((value) =>
      fc.oneof({ weight: 3, arbitrary: nearly(value) }, { weight: 1, arbitrary: anything }, fc.constant(value)),
    ),
  );

describe("every public method", () => {
  it("is in the table", () => {
    const classes = {
      Rockpool,
      UserPool,
      PoolSettings,
      PoolSigningKeys,
      PoolUsers,
      PoolClients,
      PoolGroups,
      PoolResourceServers,
      AppClient,
      SignedInUser,
      OwnAttributes,
      DeveloperIdentities,
      IdentityPool,
      IdentityPoolSettingsFacet,
      PoolIdentities,
    };
    const all = Object.entries(classes).flatMap(([name, { prototype }]) =>
      Object.getOwnPropertyNames(prototype)
        .filter((member) => member !== "constructor")
        .map((member) => `${name}.${member}`),
    );
    const open = "Rockpool.open";
    // Behind a comma stands which of its uses it is, where one method has several.
    const named = new Set(Object.keys(methods).map((name) => name.replace(/, .*/, "")));
    expect([...named, ...left].sort()).toEqual([...all, open].sort());
  });

  it.each(Object.entries(methods))(
    "%s answers, or refuses with a documented code and changes nothing",
    async (_, method) => {
      const world = await openWorld();
      await fc.assert(
        fc.asyncProperty(argumentsOf(method), async (values) => {
          const before = world.storage.plans.length;
          const error = await settled(() => method.call(world, ...(values as never[])));
          if (error === undefined) return;
          const code = isRockpoolError(error) ? error.code : `not an error of ours: ${String(error)}`;
          expect([...method.codes, "TooManyRequestsException"]).toContain(code);
          if (code === invalid) expect(world.storage.plans.length).toBe(before);
        }),
        runs(150),
      );
      // The world is still one that works.
      expect(await world.rockpool.check()).toMatchObject({ ok: true });
    },
    fuzzTimeout,
  );
});

async function settled(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error("nothing was thrown");
  }
}
