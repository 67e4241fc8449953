import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { JwtVerifier } from "aws-jwt-verify";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { JWKS_MAX_AGE_MS, type UserPool } from "rockpool";
import { type ManualClock, testPool } from "rockpool/testing";
import { afterEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { PUBLICATION_MS } from "../../src/tokens/rotation.ts";
import { kidOf, longestTokens } from "./world.ts";

afterEach(() => {
  vi.useRealTimers();
});

/** The JWK Set as an issuer serves it, and how often it was read. */
async function served(pool: () => UserPool): Promise<{ readonly url: URL; readonly reads: () => number }> {
  let reads = 0;
  const server = createServer(async (_, response) => {
    reads += 1;
    response.setHeader("content-type", "application/json");
    response.end(JSON.stringify(await pool().jwks()));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => void server.close());
  const { port } = server.address() as AddressInfo;
  return { url: new URL(`http://127.0.0.1:${port}/jwks.json`), reads: () => reads };
}

/** The machine's clock is the test's: verifiers of others read it. */
function withClock(clock: ManualClock): (milliseconds: number) => void {
  vi.useFakeTimers({ toFake: ["Date"], now: clock() });
  return (milliseconds) => {
    clock.advance({ milliseconds });
    vi.setSystemTime(clock());
  };
}

describe.each(["RS256", "ES256"] as const)("a verifier that read the JWK Set just before a rotation: %s", (signingAlgorithm) => {
  it("jose: verifies all that is signed until the set is to be read again, and after", async () => {
    const { pool, clock, signedIn } = await testPool({ signingAlgorithm, client: longestTokens });
    const advance = withClock(clock);
    const { url, reads } = await served(() => pool);
    // It reads by its age only: a key that it does not know is refused.
    const jwks = createRemoteJWKSet(url, { cacheMaxAge: JWKS_MAX_AGE_MS, cooldownDuration: Number.POSITIVE_INFINITY });
    const verified = (token: string) => jwtVerify(token, jwks, { issuer: `https://auth.test/${pool.userPoolId}` });
    const old = (await signedIn()).tokens.accessToken;
    await verified(old);
    await pool.keys.rotate();

    const steps = 12;
    for (let n = 0; n < 3 * steps; n += 1) {
      advance(JWKS_MAX_AGE_MS / steps);
      const { idToken, accessToken } = (await signedIn()).tokens;
      await Promise.all([verified(idToken), verified(accessToken), verified(old)]);
    }
    expect(reads()).toBeLessThanOrEqual(4);
    expect(clock()).toBeGreaterThan(Date.parse("2026-01-01T00:00:00Z") + PUBLICATION_MS);
    expect(kidOf((await signedIn()).tokens.accessToken)).not.toBe(kidOf(old));
  });

  it("aws-jwt-verify: knows the new keys when they sign, without reading for them", async () => {
    const { pool, clock, signedIn } = await testPool({ signingAlgorithm, client: longestTokens });
    const advance = withClock(clock);
    const verifier = JwtVerifier.create({ issuer: `https://auth.test/${pool.userPoolId}`, audience: null });
    await pool.keys.rotate();
    // Read in time: as late as whoever keeps a set for an hour does.
    advance(PUBLICATION_MS - JWKS_MAX_AGE_MS);
    verifier.cacheJwks(await pool.jwks());
    const before = (await signedIn()).tokens;
    advance(JWKS_MAX_AGE_MS);
    const after = (await signedIn()).tokens;
    expect(kidOf(after.accessToken)).not.toBe(kidOf(before.accessToken));
    for (const token of [before.idToken, before.accessToken, after.idToken, after.accessToken]) {
      expect(verifier.verifySync(token)).toMatchObject({ iss: `https://auth.test/${pool.userPoolId}` });
    }
  });
});
