import { type SignInResult, tokensOrThrow } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const email = "Ada@Example.com";
const phone = "+15555550100";
const taken = { code: "UsernameExistsException", message: "An account with the given email already exists." };
const aliasTaken = { code: "AliasExistsException", message: "An account with the given email already exists." };
const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };

interface World extends TestPool {
  signUp(username: string, attributes?: Readonly<Record<string, string>>): Promise<string>;
  signIn(username: string): Promise<SignInResult>;
}

async function opened(options: TestPoolOptions = { usernameAttributes: ["email", "phone_number"] }): Promise<World> {
  const world = await testPool(options);
  return {
    ...world,
    signUp: async (username, attributes) => (await world.client.signUp({ username, password, attributes })).userSub,
    signIn: (username) => world.client.signIn({ username, password }),
  };
}

describe("a pool whose user names are addresses (users-and-triggers.md 2.5)", () => {
  it("calls the user by the sub, and keeps the address as it was written", async () => {
    const { signUp, pool } = await opened();
    const sub = await signUp(email);
    expect(await pool.users.get(email)).toMatchObject({ sub, username: sub, attributes: { email, email_verified: "false" } });
    expect((await pool.users.get(sub)).sub).toBe(sub);
  });

  it("lets in by the address in any case, proved or not, and by the sub", async () => {
    const { signUp, signIn, pool } = await opened();
    const sub = await signUp(email);
    await pool.users.confirm(email);
    for (const username of [email, "ADA@EXAMPLE.COM", sub]) {
      await expect(signIn(username)).resolves.toMatchObject({ outcome: "signedIn" });
    }
  });

  it.each([
    [["email"], "ada", "Username should be an email."],
    [["email"], phone, "Username should be an email."],
    [["phone_number"], "ada", "Username should be a phone number."],
    [["phone_number"], email, "Username should be a phone number."],
    [["email", "phone_number"], "ada", "Username should be either an email or a phone number."],
  ] as const)("of %j refuses %s", async (usernameAttributes, username, message) => {
    const { signUp, pool } = await opened({ usernameAttributes });
    const refused = { code: "InvalidParameterException", message };
    await expect(signUp(username)).rejects.toMatchObject(refused);
    await expect(pool.users.create({ username, messageAction: "SUPPRESS" })).rejects.toMatchObject(refused);
  });

  it("refuses another address beside the one that is the name", async () => {
    const { signUp } = await opened();
    await expect(signUp(email, { email: "eve@example.com" })).rejects.toMatchObject({ code: "InvalidParameterException" });
    await expect(signUp(email, { email: "ada@example.com" })).resolves.toBeDefined();
  });

  it("has one user for each address, also where nobody has proved it", async () => {
    const { signUp, pool } = await opened();
    await signUp(email);
    await expect(signUp("ada@example.com")).rejects.toMatchObject(taken);
    await expect(signUp(phone, { email })).rejects.toMatchObject(taken);
    await expect(pool.users.create({ username: email, messageAction: "SUPPRESS" })).rejects.toMatchObject({
      code: "UsernameExistsException",
    });
    const { users } = await pool.users.list();
    expect(users).toHaveLength(1);
  });

  it("lets nobody take an address by force: it is a user name", async () => {
    const { signUp, pool, client, outbox } = await opened();
    const sub = await signUp(email);
    const attributes = { email_verified: "true" };
    const bob = pool.users.create({ username: email, attributes, forceAliasCreation: true, messageAction: "SUPPRESS" });
    await expect(bob).rejects.toMatchObject({ code: "UsernameExistsException" });
    await client.confirmSignUp({ username: email, confirmationCode: outbox.lastCode(), forceAliasCreation: true });
    expect((await pool.users.get(email)).sub).toBe(sub);
  });

  it("lets in by the new address after a change, and by the old one no more", async () => {
    const { signUp, signIn, pool } = await opened();
    await signUp(email);
    await pool.users.confirm(email);
    const attributes = { email: "new@example.com", email_verified: "true" };
    await pool.users.updateAttributes({ username: email, attributes });
    await expect(signIn("new@example.com")).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(signIn(email)).rejects.toMatchObject(incorrect);
    await expect(signUp(email)).resolves.toBeDefined();
  });

  it("refuses a change to somebody else's address", async () => {
    const { signUp, pool } = await opened();
    await signUp(email);
    await signUp("bob@example.com");
    const change = { username: "bob@example.com", attributes: { email } };
    await expect(pool.users.updateAttributes(change)).rejects.toMatchObject(aliasTaken);
    expect((await pool.users.get("bob@example.com")).attributes).toMatchObject({ email: "bob@example.com" });
  });

  it("leaves nobody without an address, whoever takes it away", async () => {
    const { signUp, signIn, pool, client } = await opened();
    await signUp(email);
    await pool.users.confirm(email);
    const { accessToken } = tokensOrThrow(await signIn(email));
    const refusal = { code: "InvalidParameterException", details: { path: "attributes.email" } };
    const user = await client.user(accessToken);
    await expect(user.attributes.delete(["email"])).rejects.toMatchObject(refusal);
    await expect(user.attributes.update({ email: "" })).rejects.toMatchObject(refusal);
    await expect(pool.users.deleteAttributes({ username: email, attributeNames: ["email"] })).rejects.toMatchObject(refusal);
    await expect(signIn(email)).resolves.toMatchObject({ outcome: "signedIn" });
    // One of two can go.
    await pool.users.updateAttributes({ username: email, attributes: { phone_number: phone } });
    await pool.users.deleteAttributes({ username: email, attributeNames: ["email"] });
    await expect(signIn(phone)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("gives the address back when the user goes", async () => {
    const { signUp, pool } = await opened();
    const first = await signUp(email);
    await pool.users.delete(email);
    // attack 32: nothing of the first is the second's
    const second = await signUp(email);
    expect(second).not.toBe(first);
    await expect(pool.users.get(first)).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("gives an address that somebody writes for themselves to them at once, as at sign-up, or once it is proved", async () => {
    const { client, signedIn, signUp } = await opened();
    const { tokens } = await signedIn({ username: email, attributes: { email } });
    const user = await client.user(tokens.accessToken);
    await user.attributes.update({ email: "bob@example.com" });
    await expect(signUp("bob@example.com")).rejects.toMatchObject(taken);
    const careful = { attributesRequireVerificationBeforeUpdate: ["email"] } as const;
    const waiting = await opened({ usernameAttributes: ["email"], userAttributeUpdateSettings: careful });
    const ada = await waiting.signedIn({ username: email, attributes: { email } });
    await (await waiting.client.user(ada.tokens.accessToken)).attributes.update({ email: "bob@example.com" });
    await expect(waiting.signUp("bob@example.com")).resolves.toBeDefined();
  });

  it("takes an address longer than a user name", async () => {
    const { signUp, pool } = await opened();
    const long = `${"a".repeat(60)}@${"b".repeat(60)}.${"c".repeat(60)}.example`;
    const sub = await signUp(long);
    expect((await pool.users.get(long)).sub).toBe(sub);
  });
});
