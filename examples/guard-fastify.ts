import fastify from "fastify";
import { type AccessTokenClaims, bearerGuard, fastifyGuard } from "rockpool/guard";
import { testPool } from "rockpool/testing";

declare module "fastify" {
  interface FastifyRequest {
    auth?: AccessTokenClaims; // what the guard puts there
  }
}

const { pool, client, clock, signedIn } = await testPool(); // in an application: what `rockpool.ensureUserPool` gave

const asked = {
  keys: pool,
  issuer: `https://auth.test/${pool.userPoolId}`,
  tokenUse: "access",
  clientId: client.clientId,
  audience: null,
  groups: null,
  check: null,
  isRevoked: null,
  clock, // a test pool's own
} as const;
const signedInUsers = bearerGuard({ ...asked, scopes: null });
const sellers = bearerGuard({ ...asked, scopes: ["orders/write"] }); // all of these, from OAuth

const app = fastify();
app.get("/health", async () => "ok");
app.get("/orders", { onRequest: fastifyGuard(signedInUsers) }, async ({ auth }) => ({ of: auth?.username }));
app.post("/orders", { onRequest: fastifyGuard(sellers) }, async ({ auth }) => ({ by: auth?.username }));

const url = await app.listen({ port: 0, host: "127.0.0.1" });
const { tokens } = await signedIn({ username: "ada" });
const headers = { authorization: `Bearer ${tokens.accessToken}` };
const read = await fetch(`${url}/orders`, { headers });
const written = await fetch(`${url}/orders`, { headers, method: "POST" });

export const result = { read: await read.json(), written: [written.status, await written.json()] };
console.log(result);
await app.close();
