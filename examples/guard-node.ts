import { once } from "node:events";
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { bearerGuard, jwksUrl, nodeGuard } from "rockpool/guard";
import { testPool } from "rockpool/testing";

async function listening(server: Server): Promise<string> {
  await once(server.listen(0, "127.0.0.1"), "listening");
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

// Where the users are: one process has the pool, and publishes its keys.
const { pool, client, clock, signedIn } = await testPool();
const issuer = createServer((_request, response) => void pool.jwks().then((jwks) => response.end(JSON.stringify(jwks))));
const issuerUrl = await listening(issuer);

// Where the orders are: another process needs the URL of the keys, and no database.
const guard = bearerGuard({
  keys: jwksUrl(`${issuerUrl}/.well-known/jwks.json`), // https: where it is another machine
  issuer: `https://auth.test/${pool.userPoolId}`,
  tokenUse: "access",
  clientId: [client.clientId, "another-client"],
  audience: null,
  scopes: null,
  groups: null,
  check: ({ sub }) => sub !== "somebody-we-banned",
  isRevoked: null,
  realm: "orders",
  clock, // a test pool's own
});
const orders = createServer(
  nodeGuard(guard, (_request: IncomingMessage, response: ServerResponse, claims) => {
    response.end(JSON.stringify({ of: claims.username }));
  }),
);
const ordersUrl = await listening(orders);

const { tokens } = await signedIn({ username: "ada" });
const ask = (authorization: string) => fetch(ordersUrl, { headers: { authorization } });
const ada = await ask(`Bearer ${tokens.accessToken}`);
const wrongToken = await ask(`Bearer ${tokens.idToken}`);

export const result = { ada: await ada.json(), wrongToken: wrongToken.headers.get("www-authenticate") };
console.log(result);
orders.close();
issuer.close();
