import { generateKeyPairSync } from "node:crypto";
import Database from "better-sqlite3";
import { type Challenge, generateMasterKey, type SignInResult, secretHash, tokensOrThrow } from "rockpool";
import { deletionOfAPool, links, lists, moving, recovery, settings, signedInUser } from "./directory.ts";
import { identityPools } from "./identity-pools.ts";
import { oauth, robots } from "./oauth.ts";
import { sessions, sessionsOfConfidentialClient } from "./sessions.ts";
import { triggers } from "./triggers.ts";
import { passwordOf, personNamed, refused, type World, wrong } from "./world.ts";

/**
 * Everything that can be done, right and wrong. A new use case is a function below and a line here: the test fails while
 * there is a public method that none of them calls.
 */
export const everything: readonly ((world: World) => Promise<void>)[] = [
  signUpAndSignIn,
  clientWithSecret,
  sessions,
  sessionsOfConfidentialClient,
  oauth,
  robots,
  temporaryPasswords,
  administration,
  groupsAndMembers,
  exchangeOfSecrets,
  machines,
  byServer,
  signingKeys,
  recovery,
  signedInUser,
  links,
  lists,
  moving,
  settings,
  deletionOfAPool,
  identityPools,
  configuration,
  lock,
  undelivered,
  triggers,
  brokenStorage,
  wrongMasterKey,
];

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

async function groupsAndMembers({ pool, client }: World): Promise<void> {
  const { username, password, attributes } = personNamed("kit");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  const roleArn = "arn:aws:iam::123456789012:role/staff";
  await pool.groups.create({ groupName: "staff", description: "All of them", roleArn, precedence: 1 });
  await refused(pool.groups.create({ groupName: "staff" }), "GroupExistsException");
  await pool.groups.ensure({ groupName: "staff", precedence: 2 });
  await pool.groups.update("staff", { description: null });
  await pool.groups.get("staff");
  await pool.groups.addUser({ groupName: "staff", username });
  tokensOrThrow(await client.signIn({ username, password }));
  await pool.groups.listUsers("staff");
  await pool.groups.ofUser(username);
  await pool.groups.create({ groupName: "guests" });
  const nextToken = (await pool.groups.list({ limit: 1 })).nextToken ?? "";
  await pool.groups.list({ nextToken });
  await refused(pool.groups.list({ nextToken: wrong(nextToken) }), "InvalidParameterException");
  await pool.groups.removeUser({ groupName: "staff", username });
  await refused(pool.groups.addUser({ groupName: "staff", username: "nobody" }), "UserNotFoundException");
  await pool.groups.delete("staff");
  await refused(pool.groups.get("staff"), "ResourceNotFoundException");
}

async function exchangeOfSecrets({ pool, confidential }: World): Promise<void> {
  const { clientId } = confidential;
  const username = "bob";
  const signIn = async () => {
    const clientSecret = (await confidential.clientSecret()) ?? "";
    const hash = secretHash({ username, clientId, clientSecret });
    return confidential.signIn({ username, password: passwordOf(username), secretHash: hash });
  };
  const [first] = await pool.clients.listSecrets(clientId);
  await refused(pool.clients.deleteSecret(clientId, first?.clientSecretId ?? ""), "InvalidParameterException");
  const drawn = await pool.clients.addSecret(clientId);
  await refused(pool.clients.addSecret(clientId, { clientSecret: wrong(drawn.clientSecret ?? "") }), "LimitExceededException");
  await pool.clients.deleteSecret(clientId, first?.clientSecretId ?? "");
  tokensOrThrow(await signIn());
  await refused(pool.clients.addSecret(clientId, { clientSecret: drawn.clientSecret }), "InvalidParameterException");
  await pool.clients.addSecret(clientId, { clientSecret: "My_own+secret_of_24_characters" });
  await pool.clients.deleteSecret(clientId, drawn.clientSecretId);
  tokensOrThrow(await signIn());

  const [clientName, clientSecret] = ["own secret", "Another_own+secret_of_characters"];
  await pool.clients.ensure({ clientName, clientSecret });
  await refused(pool.clients.ensure({ clientName, clientSecret: wrong(clientSecret) }), "FrozenSettingException");
  const both = { clientName, clientSecret, generateSecret: true };
  await refused(pool.clients.ensure(both), "InvalidParameterException");
}

async function machines({ pool }: World): Promise<void> {
  const identifier = "https://api.example.com";
  const scopes = [{ scopeName: "read", scopeDescription: "Read" }];
  await pool.resourceServers.create({ identifier, name: "API", scopes });
  await refused(pool.resourceServers.create({ identifier, name: "API" }), "InvalidParameterException");
  await pool.resourceServers.ensure({ identifier, name: "API 2" });
  await pool.resourceServers.ensure({ identifier: "second", name: "API" });
  await pool.resourceServers.update(identifier, { scopes });
  const { nextToken } = await pool.resourceServers.list({ limit: 1 });
  await pool.resourceServers.list({ nextToken: nextToken ?? "" });
  const machine = await pool.clients.ensure({ clientName: "machine", generateSecret: true });
  const [allowedOAuthFlows, allowedOAuthScopes] = [["client_credentials"], [`${identifier}/read`]] as const;
  await pool.clients.update(machine.clientId, { allowedOAuthFlows, allowedOAuthScopes });
  await machine.clientSecret();
  await pool.resourceServers.get(identifier);
  await pool.resourceServers.delete(identifier);
  await pool.clients.delete(machine.clientId);
  await refused(machine.clientSecret(), "ResourceNotFoundException");
}

/** A server of one's own that signs people in. */
async function byServer({ rockpool, pool }: World): Promise<void> {
  const allowed = { explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH"] } as const;
  const { clientId } = await pool.clients.create({ clientName: "server", ...allowed });
  await rockpool.appClient(clientId);
  const temporaryPassword = "Temporary of dora 1!";
  await pool.users.create({ username: "dora", temporaryPassword, messageAction: "SUPPRESS" });
  const signIn = (PASSWORD: string) =>
    pool.users.initiateAuth({ clientId, authFlow: "ADMIN_NO_SRP_AUTH", authParameters: { USERNAME: "dora", PASSWORD } });
  await refused(signIn(wrong(temporaryPassword)), "NotAuthorizedException");
  const challenge = await signIn(temporaryPassword);
  if (challenge.outcome !== "challenge") throw new Error("a temporary password is to be replaced");
  const newPassword = passwordOf("dora");
  const lost = { ...challenge, session: wrong(challenge.session) };
  await refused(pool.users.respond(clientId, lost, { newPassword }), "NotAuthorizedException");
  tokensOrThrow(await pool.users.respond(clientId, challenge, { newPassword }));
  await (await rockpool.createUserPool({ poolName: "of its own" }, { region: "eu-west-1" })).jwks();
}

async function signingKeys({ pool }: World): Promise<void> {
  const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
  const jwk = privateKey.export({ format: "jwk" });
  const imported = await pool.keys.import({ tokenUse: "access", privateKey: jwk });
  const pem = privateKey.export({ type: "pkcs8", format: "pem" }).toString();
  await refused(pool.keys.import({ tokenUse: "id", privateKey: pem }), "InvalidParameterException");
  await refused(pool.keys.import({ tokenUse: "id", privateKey: { ...jwk, d: wrong(jwk.d ?? "") } }), "InvalidParameterException");
  await refused(pool.keys.import({ tokenUse: "id", privateKey: pem.replace("PRIVATE", "SECRET") }), "InvalidParameterException");
  await refused(pool.keys.import({ tokenUse: "id", privateKey: jwk, kid: "\n" }), "InvalidParameterException");
  await pool.keys.rotate();
  await pool.keys.delete(imported.kid);
  await refused(pool.keys.delete(imported.kid), "ResourceNotFoundException");
  await pool.keys.list();
}

async function configuration({ rockpool, pool, client, confidential }: World): Promise<void> {
  await rockpool.diffUserPool({ poolName: "secrets", passwordPolicy: { minimumLength: 9 } });
  await rockpool.userPool(pool.userPoolId);
  await (await pool.clients.get(confidential.clientId)).settings();
  await confidential.dates();
  await pool.settings.dates();
  await pool.settings.tag({ team: "identity" });
  await pool.settings.untag(["team"]);
  await refused(pool.clients.ensure({ clientName: "confidential", generateSecret: false }), "FrozenSettingException");
  await client.settings();
  await pool.settings.get();
  await pool.jwks();
  await pool.issuer();
  await pool.discovery();
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
  // It answers before the message is sent.
  await client.resendConfirmationCode({ username: "hal" });
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
