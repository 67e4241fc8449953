import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { keyFile, Rockpool, tokensOrThrow } from "rockpool";
import { sqlite } from "rockpool/storage/sqlite";
import { outbox } from "rockpool/testing";

// Yours would be a folder that is backed up. Keep the key where the database is not.
const folder = await mkdtemp(join(tmpdir(), "rockpool-example-"));
const post = outbox();
const open = () =>
  Rockpool.open({
    storage: sqlite(join(folder, "auth.db")),
    masterKey: keyFile(join(folder, "auth.key")), // made at the first start, needed at every other
    baseUrl: "https://auth.example.com",
    delivery: post,
  });
// Settings live in code: at every start the pool and its client are found, or made, and brought to what is written here.
const customers = async (rockpool: Rockpool) => {
  const pool = await rockpool.ensureUserPool({ poolName: "customers", autoVerifiedAttributes: ["email"] });
  return { pool, web: await pool.clients.ensure({ clientName: "web", accessTokenValiditySeconds: 900 }) };
};

const first = await open();
const before = await customers(first);
await before.web.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
await before.web.confirmSignUp({ username: "ada", confirmationCode: post.lastCode() });
await first.close();

const second = await open();
const after = await customers(second);
const tokens = tokensOrThrow(await after.web.signIn({ username: "ada", password: "Correct horse 7!" }));
const claims = await after.pool.verify(tokens.accessToken, { tokenUse: "access", clientId: after.web.clientId });
await second.close();

export const result = {
  samePool: after.pool.userPoolId === before.pool.userPoolId,
  username: claims.username,
  validSeconds: claims.exp - claims.iat,
};
console.log(result);
