import { Hono } from "hono";
import { type AccessTokenClaims, bearerGuard, honoGuard } from "rockpool/guard";
import { testPool } from "rockpool/testing";

const { pool, client, clock, signedIn } = await testPool(); // in an application: what `rockpool.ensureUserPool` gave

const asked = {
  keys: pool,
  issuer: `https://auth.test/${pool.userPoolId}`,
  tokenUse: "access",
  clientId: client.clientId,
  audience: null,
  scopes: null,
  check: null,
  isRevoked: null,
  clock, // a test pool's own
} as const;
const users = bearerGuard({ ...asked, groups: null });
const staff = bearerGuard({ ...asked, groups: ["admins", "support"] }); // one of these

const app = new Hono<{ Variables: { auth: AccessTokenClaims } }>();
app.get("/health", (c) => c.text("ok"));
app.get("/orders", honoGuard(users), (c) => c.json({ of: c.get("auth").username }));
app.get("/everybody", honoGuard(staff), (c) => c.json({ for: c.get("auth")["cognito:groups"] }));
app.onError((error) => {
  console.error(error); // not a refusal: keys, or a question of yours, did not answer
  const { status, headers, body } = users.answer(error);
  return new Response(body, { status, headers });
});

await pool.groups.create({ groupName: "support" });
const { tokens } = await signedIn({ username: "ada" });
const headers = { authorization: `Bearer ${tokens.accessToken}` };
const orders = await app.request("/orders", { headers });
const refused = await app.request("/everybody", { headers });

await pool.groups.addUser({ groupName: "support", username: "ada" });
const again = await client.signIn({ username: "ada", password: "Correct horse 7!" });
const accessToken = again.outcome === "signedIn" ? again.tokens.accessToken : "";
const allowed = await app.request("/everybody", { headers: { authorization: `Bearer ${accessToken}` } });

export const result = { orders: await orders.json(), refused: refused.status, allowed: await allowed.json() };
console.log(result);
