import { type TestPoolOptions, testPool } from "rockpool/testing";

/** A pool that says it is Cognito's, at the hour of the machine: the verifiers of others know no other. */
export async function cognitoPool(options: TestPoolOptions = {}) {
  const test = await testPool(options);
  const { pool, client, clock } = test;
  clock.set(Date.now());
  const issuer = `https://cognito-idp.us-east-1.amazonaws.com/${pool.userPoolId}`;
  await pool.settings.update({ issuer });
  return { ...test, clientId: client.clientId, issuer, jwks: await pool.jwks() };
}
