import { generateKeyPairSync } from "node:crypto";
import { tokensOrThrow } from "rockpool";
import { passwordOf, personNamed, refused, type World, wrong } from "./world.ts";

export async function recovery({ client, pool, post }: World): Promise<void> {
  const { username, password, attributes } = personNamed("lea");
  await client.signUp({ username, password, attributes });
  await client.confirmSignUp({ username, confirmationCode: post.lastCode() });
  await client.forgotPassword({ username });
  const confirmationCode = post.lastCode();
  const input = { username, confirmationCode, password: "Drei neue Brote 8!" };
  await refused(client.confirmForgotPassword({ ...input, confirmationCode: wrong(confirmationCode) }), "CodeMismatchException");
  await refused(client.confirmForgotPassword({ ...input, password: "viel zu einfach" }), "InvalidPasswordException");
  await client.confirmForgotPassword(input);
  await refused(client.confirmForgotPassword(input), "ExpiredCodeException");
  await client.forgotPassword({ username: "nobody" });
  await pool.users.resetPassword(username);
  await refused(client.signIn({ username, password: input.password }), "PasswordResetRequiredException");
}

export async function signedInUser({ client, confidential, pool, post }: World): Promise<void> {
  const { username, password, attributes } = personNamed("mia");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  const { accessToken, idToken } = tokensOrThrow(await client.signIn({ username, password }));
  await refused(client.user(idToken), "NotAuthorizedException");
  await refused(confidential.user(accessToken), "NotAuthorizedException");
  const user = await client.user(accessToken);
  await user.get();
  await user.attributes.update({ email: "mia@example.org", name: "Mia" });
  await refused(user.attributes.update({ email_verified: "true" }), "NotAuthorizedException");
  await user.attributes.sendVerificationCode("email");
  const code = post.lastCode();
  await refused(user.attributes.verify({ attributeName: "email", code: wrong(code) }), "CodeMismatchException");
  await user.attributes.verify({ attributeName: "email", code });
  await refused(user.attributes.verify({ attributeName: "email", code }), "ExpiredCodeException");
  await user.attributes.delete(["name"]);
  const proposedPassword = "Vier neue Brote 9!";
  const change = { previousPassword: password, proposedPassword };
  await refused(user.changePassword({ ...change, previousPassword: wrong(password) }), "NotAuthorizedException");
  await refused(user.changePassword({ ...change, proposedPassword: "viel zu einfach" }), "InvalidPasswordException");
  await user.changePassword(change);
  await user.delete();
  await refused(user.get(), "NotAuthorizedException");
}

export async function links({ pool }: World): Promise<void> {
  const sourceUser = { providerName: "Login", providerAttributeName: "Cognito_Subject", providerAttributeValue: "7" };
  await pool.users.linkProvider({ destinationUser: "ada", sourceUser });
  await refused(pool.users.linkProvider({ destinationUser: "bob", sourceUser }), "AliasExistsException");
  await pool.users.disableProvider(sourceUser);
}

export async function lists({ rockpool, pool }: World): Promise<void> {
  await pool.users.listAuthEvents({ username: "ada" });
  await pool.users.updateAttributes({ username: "ada", attributes: { name: "Ada" } });
  await pool.users.deleteAttributes({ username: "ada", attributeNames: ["name"] });
  const { paginationToken } = await pool.users.list({ limit: 1 });
  await pool.users.list({ paginationToken: paginationToken ?? "", limit: 2 });
  await pool.users.list({ filter: 'email ^= "ada"' });
  await refused(pool.users.list({ filter: `email = "${passwordOf("ada")}` }), "InvalidParameterException");
  await refused(pool.users.list({ paginationToken: wrong(paginationToken ?? "") }), "InvalidParameterException");
  const { nextToken } = await pool.clients.list({ limit: 1 });
  await pool.clients.list({ nextToken: nextToken ?? "" });
  await rockpool.listUserPools({ limit: 1 });
}

/** What leaves has the hash of the password, for who asked for it. */
export async function moving({ rockpool, pool }: World): Promise<void> {
  const records = [];
  for await (const record of pool.users.export()) records.push(record);
  const other = await rockpool.ensureUserPool({ poolName: "other" });
  for (const group of (await pool.groups.list()).groups) await other.groups.ensure({ groupName: group.groupName });
  await other.users.import(records);
  await other.users.import(records.map((record) => ({ ...record, passwordHash: "none", username: passwordOf(record.username) })));

  // Sealed, opened, and opened with another key.
  const [ours, theirs] = [0, 1].map(() => generateKeyPairSync("x25519"));
  const sealed = [];
  for await (const record of pool.users.export({ sealTo: ours?.publicKey.export({ format: "jwk" }) })) sealed.push(record);
  for (const pair of [ours, theirs]) await other.users.import(sealed, { openWith: pair?.privateKey.export({ format: "jwk" }) });
}

export async function settings({ pool }: World): Promise<void> {
  await pool.settings.update({ schema: { "custom:tenant": { searchable: true } } });
  await refused(pool.settings.update({ aliasAttributes: ["email"] }), "FrozenSettingException");
}

export async function deletionOfAPool({ rockpool }: World): Promise<void> {
  const other = await rockpool.ensureUserPool({ poolName: "other", deletionProtection: "ACTIVE" });
  await refused(other.delete(), "InvalidParameterException");
  await other.settings.update({ deletionProtection: "INACTIVE" });
  await other.delete();
  await refused(other.users.get("ada"), "ResourceNotFoundException");
}
