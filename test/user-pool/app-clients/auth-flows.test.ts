import type { ExplicitAuthFlow } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { type AuthFlow, allowsFlow, authFlows } from "../../../src/user-pool/app-clients/auth-flows.ts";

const rotation = (feature: "ENABLED" | "DISABLED") => ({ feature, retryGracePeriodSeconds: 0 });
const allowed = (...explicitAuthFlows: readonly ExplicitAuthFlow[]): readonly AuthFlow[] =>
  authFlows.filter((flow) => allowsFlow({ explicitAuthFlows, refreshTokenRotation: rotation("DISABLED") }, flow));

describe("explicitAuthFlows (authentication.md 1.2, users-and-triggers.md 6.2)", () => {
  it.each(authFlows)("ALLOW_%s allows that flow and no other", (flow) => {
    expect(allowed(`ALLOW_${flow}`)).toEqual([flow]);
  });

  it("may name every flow, or none", () => {
    expect(allowed(...authFlows.map((flow) => `ALLOW_${flow}` as const))).toEqual(authFlows);
    expect(allowed()).toEqual([]);
  });

  it.each<[ExplicitAuthFlow[], AuthFlow[]]>([
    [["USER_PASSWORD_AUTH"], ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "REFRESH_TOKEN_AUTH"]],
    [["ADMIN_NO_SRP_AUTH"], ["USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"]],
    [
      ["ADMIN_NO_SRP_AUTH", "USER_PASSWORD_AUTH"],
      ["USER_PASSWORD_AUTH", "USER_SRP_AUTH", "ADMIN_USER_PASSWORD_AUTH", "REFRESH_TOKEN_AUTH"],
    ],
    [["CUSTOM_AUTH_FLOW_ONLY"], ["CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"]],
    [
      ["CUSTOM_AUTH_FLOW_ONLY", "USER_PASSWORD_AUTH"],
      ["CUSTOM_AUTH", "REFRESH_TOKEN_AUTH"],
    ],
  ])("in the names of before 2019: %j allow %j", (names, flows) => {
    expect(allowed(...names)).toEqual(flows);
  });

  it("does not mix the two kinds of names", async () => {
    const { pool, client } = await testPool();
    const mixed = { explicitAuthFlows: ["ADMIN_NO_SRP_AUTH", "ALLOW_USER_SRP_AUTH"] } as const;
    const refusal = {
      code: "InvalidParameterException",
      message: `"Auth flow name with prefix 'ALLOW' cannot be used with legacy auth flow names."`,
      details: { path: "explicitAuthFlows" },
    };
    await expect(pool.clients.ensure({ clientName: "new", ...mixed })).rejects.toMatchObject(refusal);
    await expect(pool.clients.update(client.clientId, mixed)).rejects.toMatchObject(refusal);
  });

  it("has no ALLOW_REFRESH_TOKEN_AUTH where refresh tokens rotate", async () => {
    const { pool, client } = await testPool();
    const rotating = { refreshTokenRotation: { feature: "ENABLED" } } as const;
    const refusal = { code: "InvalidParameterException", details: { path: "explicitAuthFlows" } };
    await expect(pool.clients.update(client.clientId, rotating)).rejects.toMatchObject(refusal);
    await pool.clients.update(client.clientId, { ...rotating, explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
    const back = pool.clients.update(client.clientId, { explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
    await expect(back).rejects.toMatchObject(refusal);
  });

  it.each<ExplicitAuthFlow>(["USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY"])(
    "allows no refresh by %s either, where refresh tokens rotate; all else is as it was",
    async (name) => {
      const refreshTokenRotation = rotation("ENABLED");
      const flows = authFlows.filter((flow) => allowsFlow({ explicitAuthFlows: [name], refreshTokenRotation }, flow));
      expect(flows).toEqual(allowed(name).filter((flow) => flow !== "REFRESH_TOKEN_AUTH"));
      const { pool, client } = await testPool({ client: { explicitAuthFlows: [name] } });
      await pool.clients.update(client.clientId, { refreshTokenRotation });
      expect(await client.settings()).toMatchObject({ explicitAuthFlows: [name], refreshTokenRotation });
    },
  );

  it("decides who signs in", async () => {
    const { pool, client, signedIn } = await testPool();
    const { username, password } = await signedIn();
    const signIn = { username, password };
    await pool.clients.update(client.clientId, { explicitAuthFlows: ["USER_PASSWORD_AUTH"] });
    expect(await client.signIn(signIn)).toMatchObject({ outcome: "signedIn" });
    for (const explicitAuthFlows of [["ADMIN_NO_SRP_AUTH"], ["ALLOW_USER_SRP_AUTH", "ALLOW_USER_AUTH"], []] as const) {
      await pool.clients.update(client.clientId, { explicitAuthFlows });
      await expect(client.signIn(signIn)).rejects.toMatchObject({
        code: "InvalidParameterException",
        message: "USER_PASSWORD_AUTH flow not enabled for this client",
      });
    }
  });
});
