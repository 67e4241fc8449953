// The e-mail address is the user name: the most common pool. A new address counts when it is proved, and not before.
import { Rockpool, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

const post = outbox();
const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: post });
const pool = await rockpool.ensureUserPool({
  poolName: "customers",
  usernameAttributes: ["email"],
  autoVerifiedAttributes: ["email"],
  userAttributeUpdateSettings: { attributesRequireVerificationBeforeUpdate: ["email"] },
});
const web = await pool.clients.ensure({ clientName: "web" });
const password = "Correct horse 7!";

await web.signUp({ username: "ada@example.com", password });
await web.confirmSignUp({ username: "ada@example.com", confirmationCode: post.lastCode("ada@example.com") });
const { accessToken } = tokensOrThrow(await web.signIn({ username: "Ada@Example.com", password }));

const ada = await web.user(accessToken);
await ada.attributes.update({ email: "ada@newjob.example" });
const waiting = (await ada.get()).attributes["email"]; // the old one, until the code that went to the new one is entered
await ada.attributes.verify({ attributeName: "email", code: post.lastCode("ada@newjob.example") });

const again = tokensOrThrow(await web.signIn({ username: "ada@newjob.example", password }));
const claims = await pool.verify(again.idToken, { tokenUse: "id", clientId: web.clientId });
await rockpool.close();

export const result = {
  waiting,
  email: claims.email,
  verified: claims.email_verified,
  userNameIsTheSub: claims["cognito:username"] === claims.sub,
};
console.log(result);
