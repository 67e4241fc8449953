// A user name for good, and addresses as aliases. An address that nobody has proved blocks nobody and finds nobody.
import { isRockpoolError, Rockpool, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";

const post = outbox();
const rockpool = await Rockpool.open({ storage: memory(), baseUrl: "https://auth.example.com", delivery: post });
const pool = await rockpool.ensureUserPool({
  poolName: "customers",
  aliasAttributes: ["email", "preferred_username"],
  autoVerifiedAttributes: ["email"],
});
const web = await pool.clients.ensure({ clientName: "web" });
const password = "Correct horse 7!";
const attributes = { email: "lovelace@example.com" };
const signIn = async (username: string) => {
  const { idToken } = tokensOrThrow(await web.signIn({ username, password }));
  return (await pool.verify(idToken, { tokenUse: "id", clientId: web.clientId }))["cognito:username"];
};

await web.signUp({ username: "ada", password, attributes });
await web.confirmSignUp({ username: "ada", confirmationCode: post.lastCode() });
const byAddress = await signIn("lovelace@example.com");

// Somebody else who reads mail at that address: told that it is taken, or given it on purpose.
await web.signUp({ username: "annabella", password, attributes });
const confirmationCode = post.lastCode();
const taken = await web
  .confirmSignUp({ username: "annabella", confirmationCode })
  .catch((error: unknown) => isRockpoolError(error, "AliasExistsException"));
await web.confirmSignUp({ username: "annabella", confirmationCode, forceAliasCreation: true });
const afterTakeover = await signIn("lovelace@example.com");

// ada keeps her user name, and chooses a name to be known by.
const { accessToken } = tokensOrThrow(await web.signIn({ username: "ada", password }));
await (await web.user(accessToken)).attributes.update({ preferred_username: "countess" });
const byPreferredName = await signIn("countess");
await rockpool.close();

export const result = { byAddress, taken, afterTakeover, byPreferredName };
console.log(result);
