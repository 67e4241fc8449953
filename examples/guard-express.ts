import { once } from "node:events";
import type { AddressInfo } from "node:net";
import express from "express";
import { type AccessTokenClaims, bearerGuard, expressGuard } from "rockpool/guard";
import { testPool } from "rockpool/testing";

declare global {
  namespace Express {
    interface Request {
      auth?: AccessTokenClaims; // what the guard puts there
    }
  }
}

const { pool, client, clock, signedIn } = await testPool(); // in an application: what `rockpool.ensureUserPool` gave

const guard = bearerGuard({
  keys: pool,
  issuer: `https://auth.test/${pool.userPoolId}`,
  tokenUse: "access",
  clientId: client.clientId,
  audience: null,
  scopes: null,
  groups: null,
  check: null,
  isRevoked: (claims) => pool.isRevoked(claims), // asks the database each time; null: good until it expires
  clock, // a test pool's own
});

const app = express();
app.get("/health", (_request, response) => void response.send("ok"));
app.use(expressGuard(guard)); // what comes below it is guarded
app.get("/orders", (request, response) => void response.json({ of: request.auth?.username }));

const server = app.listen(0, "127.0.0.1");
await once(server, "listening");
const orders = `http://127.0.0.1:${(server.address() as AddressInfo).port}/orders`;

const { username, tokens } = await signedIn({ username: "ada" });
const authorization = `Bearer ${tokens.accessToken}`;
const stranger = await fetch(orders);
const ada = await fetch(orders, { headers: { authorization } });
await pool.users.signOutEverywhere(username);
const afterSignOut = await fetch(orders, { headers: { authorization } });

export const result = {
  stranger: [stranger.status, stranger.headers.get("www-authenticate")],
  ada: await ada.json(),
  afterSignOut: await afterSignOut.json(),
};
console.log(result);
server.close();
