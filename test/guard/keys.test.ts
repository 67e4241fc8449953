import { generateKeyPairSync } from "node:crypto";
import { isRockpoolError, type Jwks, type JwksSource, RockpoolError, staticKeys } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { accessClaims, ecKey, guardWorld, key, otherKey, refusal, signed, type TestKey, testKey } from "./world.ts";

const unknown = "invalid_token: Could not verify signature for Access Token";

const p384 = testKey("key-384", generateKeyPairSync("ec", { namedCurve: "P-384" }).privateKey);

/** A pool as far as a guard sees it. */
function poolOf(...first: readonly TestKey[]) {
  let published = first.map(({ jwk }) => jwk);
  let failure: unknown;
  let count = 0;
  const source: JwksSource = {
    async jwks() {
      count += 1;
      if (failure !== undefined) throw failure;
      return { keys: published };
    },
  };
  return {
    source,
    count: () => count,
    publish: (...keys: readonly TestKey[]) => {
      published = keys.map(({ jwk }) => jwk);
      failure = undefined;
    },
    fail: (error: unknown) => {
      failure = error;
    },
  };
}

function worldOf(keys: JwksSource) {
  const world = guardWorld({ keys });
  const by = (one: TestKey): Promise<string> => refusal(world.guard.verify(`Bearer ${signed(accessClaims(world.clock()), one)}`));
  return { ...world, by };
}

describe("static keys", () => {
  it("are those that are given, and never others", async () => {
    const jwks: Jwks = { keys: [key.jwk, ecKey.jwk] };
    const { guard, token, clock } = guardWorld({ keys: staticKeys(jwks) });
    jwks.keys.length = 0;
    expect(await refusal(guard.verify(`Bearer ${token()}`))).toBe("let in");
    expect(await refusal(guard.verify(`Bearer ${signed(accessClaims(clock()), otherKey)}`))).toBe(unknown);
  });

  it.each([
    ["nothing", undefined],
    ["no set", [key.jwk]],
    ["no keys", { keys: [] }],
    ["none that verifies tokens", { keys: [{ kty: "oct", kid: "a", alg: "HS256", use: "sig", k: "c2VjcmV0" }] }],
    ["one on another curve", { keys: [{ ...p384.jwk, alg: "ES256" }] }],
    ["two of one kid", { keys: [key.jwk, { ...otherKey.jwk, kid: key.kid }] }],
    ["too many", { keys: Array.from({ length: 33 }, (_, n) => ({ ...key.jwk, kid: `${n}` })) }],
  ])("are refused where there is %s", (_, jwks) => {
    expect(() => staticKeys(jwks as Jwks)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: { path: "jwks" } }),
    );
  });

  it("show no private member, also when one was given", () => {
    const privateJwk = {
      ...key.privateKey.export({ format: "jwk" }),
      kid: "key-1",
      alg: "RS256",
      use: "sig",
    } as unknown as typeof key.jwk;
    const keys = staticKeys({ keys: [privateJwk] }).current(0);
    expect(keys instanceof Promise ? undefined : keys.verificationKey("key-1")?.publicKey.type).toBe("public");
  });
});

// attack 64: a kid that anybody may make up, for a pool of this process too
describe("the keys of a pool of this process", () => {
  it("are asked for once for all who wait, and kept for 5 seconds", async () => {
    const pool = poolOf(key);
    const { by, clock } = worldOf(pool.source);
    await Promise.all([by(key), by(key), by(key)]);
    clock.advance({ milliseconds: 2_499 });
    await by(key);
    expect(pool.count()).toBe(1);
    pool.publish(otherKey);
    clock.advance({ milliseconds: 2_501 });
    expect(await by(key)).toBe(unknown);
  });

  it("are asked for again for a new kid, once in 30 seconds", async () => {
    const pool = poolOf(key);
    const { by, clock } = worldOf(pool.source);
    await by(key);
    pool.publish(key, otherKey);
    expect(await by(otherKey)).toBe("let in");
    expect(pool.count()).toBe(2);
    for (let n = 0; n < 100; n += 1) await by({ ...otherKey, kid: `made-up-${n}` });
    expect(pool.count()).toBe(2);
    clock.advance({ seconds: 1 });
    await by({ ...otherKey, kid: "made-up" });
    expect(pool.count()).toBe(2);
  });

  it("stay in use while its storage does not answer", async () => {
    const pool = poolOf(key);
    const { by, guard, clock, token } = worldOf(pool.source);
    await by(key);
    const away = new RockpoolError("StorageUnavailableException", "away", { outcome: "notCommitted" });
    pool.fail(away);
    clock.advance({ hours: 1 });
    expect(await by(key)).toBe("let in");
    clock.advance({ hours: 24 });
    const error: unknown = await guard.verify(`Bearer ${token()}`).catch((thrown: unknown) => thrown);
    expect(isRockpoolError(error, "VerificationUnavailableException") && error.cause).toBe(away);
  });

  it("are none as soon as it is deleted", async () => {
    const pool = poolOf(key);
    const { by, clock } = worldOf(pool.source);
    await by(key);
    pool.fail(new RockpoolError("ResourceNotFoundException", "gone"));
    clock.advance({ seconds: 5 });
    expect(await by(key)).toBe(unknown);
  });
});
