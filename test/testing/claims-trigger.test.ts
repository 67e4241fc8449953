import type { PreTokenGenerationHandler, PreTokenGenerationV2Handler } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const of = async (
  { pool, client }: Awaited<ReturnType<typeof testPool>>,
  tokens: { readonly accessToken: string; readonly idToken: string },
) => ({
  access: await pool.verify(tokens.accessToken, { tokenUse: "access", clientId: client.clientId }),
  id: await pool.verify(tokens.idToken, { tokenUse: "id", clientId: client.clientId }),
});

describe("signedIn({ claims })", () => {
  const claims = { tenant: "acme", seats: 3, tags: ["a", "b"] };

  it("puts the claims into both tokens, and into those of a refresh", async () => {
    const test = await testPool();
    const { tokens } = await test.signedIn({ claims });
    expect(await of(test, tokens)).toMatchObject({ access: claims, id: claims });
    const refreshed = await test.client.refresh({ refreshToken: tokens.refreshToken });
    expect(await of(test, refreshed)).toMatchObject({ access: claims, id: claims });
  });

  it("says nothing of anybody else", async () => {
    const test = await testPool();
    await test.signedIn({ claims });
    const { tokens } = await test.signedIn();
    expect((await of(test, tokens)).id).not.toHaveProperty("tenant");
  });

  it("comes after the pool's own trigger, of whichever version", async () => {
    const first: PreTokenGenerationHandler = (event, _, callback) => {
      event.response.claimsOverrideDetails = { claimsToAddOrOverride: { tenant: "none", plan: "free" } };
      callback(null, event);
    };
    const second: PreTokenGenerationV2Handler = async (event) => {
      const added = { claimsToAddOrOverride: { tenant: "none", plan: "free" } };
      event.response.claimsAndScopeOverrideDetails = { idTokenGeneration: added };
      return event;
    };
    for (const preTokenGeneration of [first, { version: "V2_0", handler: second } as const]) {
      const test = await testPool({ triggers: { preTokenGeneration } });
      const { tokens } = await test.signedIn({ claims });
      expect(await of(test, tokens)).toMatchObject({ access: claims, id: { ...claims, plan: "free" } });
    }
  });

  it("changes nothing that a trigger may not change", async () => {
    const test = await testPool();
    const { tokens, sub } = await test.signedIn({
      claims: { sub: "eve", iss: "https://evil.test", exp: 1, "cognito:groups": ["admins"] },
    });
    const { id } = await of(test, tokens);
    expect(id).toMatchObject({ sub, iss: `https://auth.test/${test.pool.userPoolId}` });
    expect(id).not.toHaveProperty("cognito:groups");
  });
});
