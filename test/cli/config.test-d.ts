import type { IdentityPoolOptions, PreSignUpEvent, UserPoolOptions } from "rockpool";
import { type ConfiguredIdentityPool, type ConfiguredUserPool, defineConfig, type RockpoolConfig } from "rockpool/cli";
import { describe, expectTypeOf, test } from "vitest";

describe("defineConfig", () => {
  test("gives the configuration, and knows the events of its triggers", () => {
    const config = defineConfig({
      userPools: [
        {
          poolName: "app",
          triggers: {
            preSignUp: (event) => {
              expectTypeOf(event).toEqualTypeOf<PreSignUpEvent>();
              return event;
            },
          },
        },
      ],
    });
    expectTypeOf(config).toEqualTypeOf<RockpoolConfig>();
    expectTypeOf<ConfiguredUserPool>().toExtend<UserPoolOptions>();
    expectTypeOf<ConfiguredIdentityPool>().toExtend<IdentityPoolOptions>();
  });

  test("a misspelt member does not compile, wherever it is", () => {
    // @ts-expect-error userPools
    defineConfig({ pools: [] });
    // @ts-expect-error poolName
    defineConfig({ userPools: [{ poolNme: "app" }] });
    // @ts-expect-error clientName
    defineConfig({ userPools: [{ poolName: "app", clients: [{ clientNme: "web" }] }] });
    // @ts-expect-error identityPoolName
    defineConfig({ identityPools: [{ poolName: "visitors" }] });
    // @ts-expect-error clientName
    defineConfig({ identityPools: [{ identityPoolName: "visitors", userPoolClients: [{ poolName: "app" }] }] });
    // @ts-expect-error groups of a user are names
    defineConfig({ userPools: [{ poolName: "app", users: [{ username: "ada", groups: [{ groupName: "editors" }] }] }] });
  });
});
