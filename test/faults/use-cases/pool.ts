import type { AccessTokenClaims, UserPool } from "rockpool";
import type { TestSignIn } from "rockpool/testing";
import { ada, signedIn, type UseCases, type World } from "../world.ts";

const longer = { passwordPolicy: { minimumLength: 12 } };

async function anotherPool({ rockpool }: World): Promise<UserPool> {
  const pool = await rockpool.ensureUserPool({ poolName: "another" });
  await pool.jwks();
  return pool;
}

/** Of pools. */
export const pool: UseCases = {
  "Rockpool.ensureUserPool, a change": { act: ({ rockpool }) => rockpool.ensureUserPool({ poolName: "test", ...longer }) },
  "Rockpool.diffUserPool": { act: ({ rockpool }) => rockpool.diffUserPool({ poolName: "test", ...longer }), plans: 0 },
  "Rockpool.userPool": { act: ({ rockpool, pool: { userPoolId } }) => rockpool.userPool(userPoolId), plans: 0 },
  "Rockpool.listUserPools": { act: ({ rockpool }) => rockpool.listUserPools(), plans: 0 },
  "Rockpool.restoreDone": { act: ({ rockpool }) => rockpool.restoreDone() },
  "UserPool.jwks": { act: (world) => world.pool.jwks(), plans: 0 },
  "UserPool.discovery": { act: (world) => world.pool.discovery(), plans: 0 },
  "UserPool.issuer": { act: (world) => world.pool.issuer(), plans: 0 },
  "UserPool.verify": {
    before: signedIn,
    act: (world, { tokens }: TestSignIn) => world.pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null }),
    plans: 0,
  },
  "UserPool.isRevoked": {
    before: async (world) => {
      const { tokens } = await world.signedIn(ada);
      return world.pool.verify(tokens.accessToken, { tokenUse: "access", clientId: null });
    },
    act: (world, claims: AccessTokenClaims) => world.pool.isRevoked(claims),
    plans: 0,
  },
  "UserPool.delete": {
    before: anotherPool,
    act: (_, another: UserPool) => another.delete(),
    again: "ResourceNotFoundException",
  },
  "PoolSettings.get": { act: (world) => world.pool.settings.get(), plans: 0 },
  "PoolSettings.dates": { act: (world) => world.pool.settings.dates(), plans: 0 },
  "PoolSettings.tag": { act: (world) => world.pool.settings.tag({ team: "identity" }) },
  "PoolSettings.untag": {
    before: (world) => world.pool.settings.tag({ team: "identity" }),
    act: (world) => world.pool.settings.untag(["team"]),
  },
  "PoolSettings.update": { act: (world) => world.pool.settings.update(longer) },
};
