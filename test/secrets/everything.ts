import Database from "better-sqlite3";
import {
  type AppClient,
  type Challenge,
  generateMasterKey,
  type Rockpool,
  type RockpoolOptions,
  type SignInResult,
  secretHash,
  tokensOrThrow,
  type UserPool,
} from "rockpool";
import type { Outbox } from "rockpool/testing";
import { expect } from "vitest";

/** What the use cases are tried on. */
export interface World {
  readonly rockpool: Rockpool;
  readonly pool: UserPool;
  readonly client: AppClient;
  /** A client with a secret. */
  readonly confidential: AppClient;
  readonly post: Outbox & { isDown: boolean };
  readonly path: string;
  readonly masterKey: string;
  /** Opens the same file once more. */
  reopen(masterKey: RockpoolOptions["masterKey"]): Promise<Rockpool>;
}

/**
 * Everything that can be done, right and wrong. A new use case is a function below and a line here: the test fails while
 * there is a public method that none of them calls.
 */
export const everything: readonly ((world: World) => Promise<void>)[] = [
  signUpAndSignIn,
  clientWithSecret,
  temporaryPasswords,
  administration,
  configuration,
  lock,
  undelivered,
  brokenStorage,
  wrongMasterKey,
];

/** Each person has a password of their own. */
const passwordOf = (username: string): string => `Käse "${username}" 77 Brote!`;
const personNamed = (username: string) => ({
  username,
  password: passwordOf(username),
  attributes: { email: `${username}@example.com` },
});

async function refused(call: Promise<unknown>, code: string): Promise<void> {
  await expect(call).rejects.toMatchObject({ code });
}

/** Another text of the same form. */
function wrong(secret: string): string {
  const last = secret.at(-1) === "7" ? "8" : "7";
  return secret.slice(0, -1) + last;
}

async function signUpAndSignIn({ client, pool, post }: World): Promise<void> {
  const { username, password, attributes } = personNamed("ada");
  await client.signUp({ username, password, attributes });
  const first = post.lastCode();
  await refused(client.signUp({ username, password, attributes }), "UsernameExistsException");
  await refused(client.signIn({ username, password }), "UserNotConfirmedException");
  await refused(client.confirmSignUp({ username, confirmationCode: wrong(first) }), "CodeMismatchException");
  await client.resendConfirmationCode({ username });
  await refused(client.confirmSignUp({ username, confirmationCode: first }), "CodeMismatchException");
  await client.confirmSignUp({ username, confirmationCode: post.lastCode() });
  await refused(client.confirmSignUp({ username, confirmationCode: post.lastCode() }), "NotAuthorizedException");

  await refused(client.signIn({ username, password: wrong(password) }), "NotAuthorizedException");
  await refused(client.signIn({ username: "nobody", password }), "NotAuthorizedException");
  const { idToken, accessToken } = tokensOrThrow(await client.signIn({ username, password }));
  const authParameters = { USERNAME: username, PASSWORD: password };
  tokensOrThrow(await client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters }));
  await pool.verify(idToken, { tokenUse: "id", clientId: client.clientId });
  await refused(pool.verify(idToken, { tokenUse: "access", clientId: null }), "NotAuthorizedException");
  await refused(pool.verify(`${accessToken.slice(0, -8)}AAAAAAAA`, { tokenUse: null, clientId: null }), "NotAuthorizedException");

  // What does not fit the form, or stands where something else belongs.
  await refused(client.signIn({ username: password, password: username }), "InvalidParameterException");
  await refused(client.signUp({ ...personNamed("eve"), password: password.toLowerCase() }), "InvalidPasswordException");
  await refused(client.signUp({ ...personNamed("eve"), password: password.repeat(20) }), "InvalidParameterException");
  await refused(client.signUp({ ...personNamed("eve"), password: `${password}\0` }), "InvalidParameterException");
  // A password where the name belongs: nobody has it, so it is counted, and must not be kept.
  const typed = "kennwort-77!";
  await refused(client.signIn({ username: typed, password: typed }), "NotAuthorizedException");
  await refused(client.confirmSignUp({ username: typed, confirmationCode: typed }), "CodeMismatchException");
}

async function clientWithSecret({ confidential, post }: World): Promise<void> {
  const person = personNamed("bob");
  const { username, password } = person;
  const clientSecret = (await confidential.clientSecret()) ?? "";
  const secret = { secretHash: secretHash({ username, clientId: confidential.clientId, clientSecret }) };
  await refused(confidential.signUp(person), "NotAuthorizedException");
  await refused(confidential.signUp({ ...person, secretHash: clientSecret }), "NotAuthorizedException");
  await confidential.signUp({ ...person, ...secret });
  await confidential.confirmSignUp({ username, confirmationCode: post.lastCode(), ...secret });
  await refused(confidential.signIn({ username, password, secretHash: wrong(secret.secretHash) }), "NotAuthorizedException");
  tokensOrThrow(await confidential.signIn({ username, password, ...secret }));
}

async function temporaryPasswords({ pool, client, post }: World): Promise<void> {
  const { username, attributes } = personNamed("cyd");
  const temporaryPassword = "Für den Anfang 1!";
  await pool.users.create({ username, attributes, temporaryPassword });
  await refused(pool.users.create({ username, attributes, temporaryPassword }), "UsernameExistsException");
  const asked = challengeOf(await client.signIn({ username, password: temporaryPassword }));
  await refused(client.respond(asked, { newPassword: "viel zu einfach" }), "InvalidPasswordException");
  const session = wrong(asked.session);
  await refused(client.respond({ ...asked, session }, { newPassword: passwordOf(username) }), "NotAuthorizedException");
  tokensOrThrow(await client.respond(asked, { newPassword: passwordOf(username) }));
  await refused(client.respond(asked, { newPassword: passwordOf(username) }), "NotAuthorizedException");

  // A password that is drawn, and a question that nobody answers.
  await pool.users.create({ username: "dan", attributes: { email: "dan@example.com" } });
  challengeOf(await client.signIn({ username: "dan", password: post.lastCode("dan@example.com") }));
}

function challengeOf(result: SignInResult): Challenge {
  if (result.outcome !== "challenge") throw new Error("a question was expected");
  return result;
}

async function administration({ pool, client }: World): Promise<void> {
  const { username, password, attributes } = personNamed("fay");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  const [temporary, permanent] = ["Vorläufig 5 Minuten!", "Für immer und 3 Tage!"];
  await pool.users.setPassword({ username, password: temporary });
  challengeOf(await client.signIn({ username, password: temporary }));
  await refused(pool.users.setPassword({ username, password: "ohne ziffern" }), "InvalidPasswordException");
  await pool.users.setPassword({ username, password: permanent, permanent: true });
  await refused(client.signIn({ username, password }), "NotAuthorizedException");
  await pool.users.disable(username);
  await refused(client.signIn({ username, password: permanent }), "NotAuthorizedException");
  await pool.users.enable(username);
  tokensOrThrow(await client.signIn({ username, password: permanent }));
  await pool.users.signOutEverywhere(username);
  await pool.users.get(username);
  await pool.users.delete(username);
  await refused(pool.users.get(username), "UserNotFoundException");
}

async function configuration({ rockpool, pool, client, confidential }: World): Promise<void> {
  await rockpool.diffUserPool({ poolName: "secrets", passwordPolicy: { minimumLength: 9 } });
  await rockpool.userPool(pool.userPoolId);
  await (await pool.clients.get(confidential.clientId)).settings();
  await refused(pool.clients.ensure({ clientName: "confidential", generateSecret: false }), "FrozenSettingException");
  await client.settings();
  await pool.settings();
  await pool.jwks();
  await rockpool.restoreDone();
  await rockpool.maintain();
  await rockpool.check();
}

async function lock({ client, pool }: World): Promise<void> {
  const { username, password, attributes } = personNamed("gus");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  for (let n = 0; n < 5; n += 1)
    await refused(client.signIn({ username, password: `${password}${n}` }), "NotAuthorizedException");
  await refused(client.signIn({ username, password }), "NotAuthorizedException");
}

async function undelivered({ client, pool, post }: World): Promise<void> {
  post.isDown = true;
  await refused(client.signUp(personNamed("hal")), "CodeDeliveryFailureException");
  await refused(client.resendConfirmationCode({ username: "hal" }), "CodeDeliveryFailureException");
  const { username, attributes } = personNamed("ida");
  await refused(pool.users.create({ username, attributes }), "CodeDeliveryFailureException");
  post.isDown = false;
}

/** What SQLite says of a statement is the cause of the error. */
async function brokenStorage({ client, pool, path }: World): Promise<void> {
  const [ada, password] = [{ username: "ada", password: passwordOf("ada") }, passwordOf("kim")];
  const other = new Database(path);
  other.exec("ALTER TABLE rockpool_credentials RENAME TO elsewhere");
  await refused(client.signUp(personNamed("jim")), "StorageUnavailableException");
  await refused(client.signIn(ada), "StorageUnavailableException");
  await refused(pool.users.setPassword({ username: "ada", password }), "StorageUnavailableException");
  other.exec("ALTER TABLE elsewhere RENAME TO rockpool_credentials");

  // A sealed cell of somebody else's does not open.
  const subOf = (username: string): string => `(SELECT record ->> 'sub' FROM rockpool_usernames WHERE username = '${username}')`;
  const cellOf = (username: string): string => `(SELECT record FROM rockpool_credentials WHERE sub = ${subOf(username)})`;
  other.exec(`UPDATE rockpool_credentials SET record = ${cellOf("bob")} WHERE sub = ${subOf("ada")}`);
  await refused(client.signIn(ada), "SealBrokenException");
  other.close();
}

async function wrongMasterKey({ reopen, masterKey }: World): Promise<void> {
  await refused(reopen(generateMasterKey()), "MasterKeyException");
  await refused(reopen(`${masterKey}\n`), "MasterKeyException");
  await refused(
    reopen({ load: async () => ({ current: generateMasterKey(), previous: [wrong(masterKey)] }) }),
    "MasterKeyException",
  );
}
