import { expect, it, vi } from "vitest";
import { fixedTestKeys } from "../../src/testing/fixed-keys.ts";

const loaded = vi.hoisted(() => ({ jose: 0 }));
vi.mock("jose", (original) => {
  loaded.jose += 1;
  return original();
});

it("jose is loaded by the first signature, not by importing the library", async () => {
  await import("rockpool");
  const { signToken } = await import("../../src/tokens/sign.ts");
  const { accessClaims, keysetOf, poolId } = await import("./world.ts");
  const source = fixedTestKeys();
  const request = { poolId, tokenUse: "id", alg: "RS256" } as const;
  const keyset = await keysetOf(await source.generate(request), await source.generate(request));
  expect(loaded.jose).toBe(0);
  await signToken(keyset.signingKey("access", 0), accessClaims(0));
  expect(loaded.jose).toBe(1);
});
