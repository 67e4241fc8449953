import { Rockpool, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

const post = outbox(); // keeps what an e-mail sender would send
const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: post });
const pool = await rockpool.ensureUserPool({ poolName: "customers", autoVerifiedAttributes: ["email"] });
const web = await pool.clients.ensure({ clientName: "web" });

await web.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
await web.confirmSignUp({ username: "ada", confirmationCode: post.lastCode("ada@example.com") });
const tokens = tokensOrThrow(await web.signIn({ username: "ada", password: "Correct horse 7!" }));

export const claims = await pool.verify(tokens.idToken, { tokenUse: "id", clientId: web.clientId });
console.log(claims);
await rockpool.close();
