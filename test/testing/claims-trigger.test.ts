import type { PreTokenGenerationHandler, PreTokenGenerationV2Handler } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { adapterWith } from "../user-pool/stand-ins.ts";

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

  it("works for many at once: none signs in before the trigger is there", async () => {
    const inner = memory();
    const storage = adapterWith(inner, {
      async commit(plan) {
        if (plan.entries.some(({ table }) => table === "user_pools")) await new Promise((resolve) => setTimeout(resolve, 50));
        return inner.commit(plan);
      },
    });
    const test = await testPool({ storage });
    const all = await Promise.all(["ada", "bob", "eve"].map((tenant) => test.signedIn({ username: tenant, claims: { tenant } })));
    for (const { tokens, username } of all) expect((await of(test, tokens)).id).toMatchObject({ tenant: username });
  });

  it("works at the next call where the trigger could not be put at the first", async () => {
    const test = await testPool();
    vi.spyOn(test.pool.settings, "update").mockRejectedValueOnce(new Error("not now"));
    await expect(test.signedIn({ claims })).rejects.toThrow("not now");
    const { tokens } = await test.signedIn({ claims });
    expect((await of(test, tokens)).id).toMatchObject(claims);
  });
});
