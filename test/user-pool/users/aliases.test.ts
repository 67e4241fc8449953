import type { SignUpInput } from "rockpool";
import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const email = "Ada@Example.com";
const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };
const signedIn = { outcome: "signedIn" };

interface World extends TestPool {
  signUp(input?: Partial<SignUpInput>): Promise<unknown>;
  signIn(username: string): Promise<unknown>;
}

async function poolWith(options: TestPoolOptions): Promise<World> {
  const world = await testPool(options);
  return {
    ...world,
    signUp: (input) => world.client.signUp({ username: "ada", password, attributes: { email }, ...input }),
    signIn: (username) => world.client.signIn({ username, password }),
  };
}

/** A pool with ada, who has proved her address. */
async function poolWithAda(options: TestPoolOptions = { aliasAttributes: ["email", "phone_number", "preferred_username"] }) {
  const world = await poolWith(options);
  await world.signUp();
  await world.client.confirmSignUp({ username: "ada", confirmationCode: world.outbox.lastCode() });
  return world;
}

describe("sign-in with an address that is an alias (users-and-triggers.md 2.5)", () => {
  it("is not possible before the address is proved, and is from then on", async () => {
    const { signUp, signIn, client, outbox } = await poolWith({ aliasAttributes: ["email"] });
    await signUp();
    await expect(signIn(email)).rejects.toMatchObject(incorrect);
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
    await expect(signIn(email)).resolves.toMatchObject(signedIn);
    await expect(signIn("ada")).resolves.toMatchObject(signedIn);
  });

  // attack 83: one canonical form
  it.each(["ADA@EXAMPLE.COM", "ada@example.com", "ａda@example.com"])("knows the address as %s", async (written) => {
    const { signIn } = await poolWithAda();
    await expect(signIn(written)).resolves.toMatchObject(signedIn);
  });

  it.each([`${"a".repeat(250)}@example.com`, `${"a".repeat(1_000)}@example.com`])(
    "refuses what is longer than an address can be by the path it was written at: %#",
    async (USERNAME) => {
      const { client } = await poolWithAda();
      const begun = client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters: { USERNAME, PASSWORD: password } });
      const path = "authParameters.USERNAME";
      await expect(begun).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
    },
  );

  it("works for every operation that takes a user name", async () => {
    const { client, pool, outbox } = await poolWithAda();
    await client.forgotPassword({ username: email });
    const confirmationCode = outbox.lastCode();
    await client.confirmForgotPassword({ username: email, confirmationCode, password });
    expect((await pool.users.get(email)).username).toBe("ada");
    await pool.groups.create({ groupName: "staff" });
    await pool.groups.addUser({ groupName: "staff", username: email });
    expect((await pool.groups.ofUser("ada")).groups).toHaveLength(1);
    await pool.users.delete(email);
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("puts the user name, not the address, into the tokens", async () => {
    const { client, pool } = await poolWithAda();
    const result = await client.signIn({ username: email, password });
    if (result.outcome !== "signedIn") throw new Error("no tokens");
    const claims = await pool.verify(result.tokens.idToken, { tokenUse: "id", clientId: client.clientId });
    expect(claims["cognito:username"]).toBe("ada");
  });

  it("counts wrong passwords on the user, by whichever name they came", async () => {
    const { client } = await poolWithAda();
    for (const username of ["ada", email, "ada", email, "ada"]) {
      await expect(client.signIn({ username, password: "wrong" })).rejects.toMatchObject(incorrect);
    }
    await expect(client.signIn({ username: email, password })).rejects.toMatchObject({ message: "Password attempts exceeded" });
  });

  it("ends where the address is not verified any more, changed or deleted", async () => {
    const { signIn, pool } = await poolWithAda();
    const written = [{ email_verified: "false" }, { email_verified: "true", email: "new@example.com" }, { email: "" }];
    for (const attributes of written) {
      await pool.users.updateAttributes({ username: "ada", attributes: { email, email_verified: "true" } });
      await expect(signIn(email)).resolves.toMatchObject(signedIn);
      await pool.users.updateAttributes({ username: "ada", attributes });
      await expect(signIn(email)).rejects.toMatchObject(incorrect);
    }
  });

  it("works with a telephone number that an administrator calls verified", async () => {
    const { signIn, pool } = await poolWithAda();
    await expect(signIn("+15555550100")).rejects.toMatchObject(incorrect);
    const attributes = { phone_number: "+15555550100", phone_number_verified: "true" };
    await pool.users.updateAttributes({ username: "ada", attributes });
    await expect(signIn("+15555550100")).resolves.toMatchObject(signedIn);
  });

  it("is not possible where addresses are no aliases", async () => {
    const { signIn } = await poolWithAda({});
    await expect(signIn(email)).rejects.toMatchObject(incorrect);
  });
});

describe("a user name in a pool with aliases", () => {
  it.each([
    ["email", "eve@example.com", "Username cannot be of email format, since user pool is configured for email alias."],
    [
      "phone_number",
      "+15555550199",
      "Username cannot be of phone number format, since user pool is configured for phone number alias.",
    ],
  ] as const)("may not look like an address: %s", async (alias, username, message) => {
    const { signUp, pool } = await poolWith({ aliasAttributes: [alias] });
    const refused = { code: "InvalidParameterException", message };
    await expect(signUp({ username })).rejects.toMatchObject(refused);
    await expect(pool.users.create({ username, attributes: { email } })).rejects.toMatchObject(refused);
  });

  it("may look like an address that is no alias", async () => {
    const { signUp } = await poolWith({ aliasAttributes: ["phone_number"] });
    await expect(signUp({ username: "eve@example.com" })).resolves.toBeDefined();
  });
});

describe("preferred_username as an alias", () => {
  it("is taken by a user who is there, and lets in at once", async () => {
    const { signIn, pool } = await poolWithAda();
    await pool.users.updateAttributes({ username: "ada", attributes: { preferred_username: "Countess" } });
    await expect(signIn("COUNTESS")).resolves.toMatchObject(signedIn);
    await expect(signIn("ada")).resolves.toMatchObject(signedIn);
  });

  it("may not be given at sign-up", async () => {
    const { signUp, pool } = await poolWith({ aliasAttributes: ["preferred_username"] });
    await expect(signUp({ attributes: { email, preferred_username: "countess" } })).rejects.toMatchObject({
      code: "InvalidParameterException",
    });
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  // attack 13: one name, one account
  it.each([
    ["a user name", "bob"],
    ["another's preferred name", "countess"],
  ])("is nobody else's name: %s", async (_, preferred_username) => {
    const { pool, signUp, signIn } = await poolWithAda();
    await signUp({ username: "bob", attributes: { email: "bob@example.com" } });
    await pool.users.create({ username: "eve", messageAction: "SUPPRESS" });
    await pool.users.updateAttributes({ username: "eve", attributes: { preferred_username: "countess" } });
    await expect(pool.users.updateAttributes({ username: "ada", attributes: { preferred_username } })).rejects.toMatchObject({
      code: "AliasExistsException",
      message: "An account with the given preferred_username already exists.",
    });
    expect((await pool.users.get("ada")).attributes).not.toHaveProperty("preferred_username");
    await expect(signIn("ada")).resolves.toMatchObject(signedIn);
  });

  it("keeps others from being called so, until it is given up", async () => {
    const { pool, signUp } = await poolWithAda();
    await pool.users.updateAttributes({ username: "ada", attributes: { preferred_username: "countess" } });
    await expect(signUp({ username: "Countess" })).rejects.toMatchObject({ code: "UsernameExistsException" });
    await pool.users.updateAttributes({ username: "ada", attributes: { preferred_username: "" } });
    await expect(signUp({ username: "Countess" })).resolves.toBeDefined();
  });

  it("may not look like an address that is an alias", async () => {
    const { pool } = await poolWithAda();
    const attributes = { preferred_username: "bob@example.com" };
    await expect(pool.users.updateAttributes({ username: "ada", attributes })).rejects.toMatchObject({
      message: "Username cannot be of email format, since user pool is configured for email alias.",
    });
  });
});

describe("usernameConfiguration.caseSensitive", () => {
  it("true keeps names and addresses of another case apart", async () => {
    const { signUp, signIn, client, outbox } = await poolWith({
      aliasAttributes: ["email"],
      usernameConfiguration: { caseSensitive: true },
    });
    await signUp();
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
    await expect(signUp({ username: "ADA", attributes: { email: "ada@example.com" } })).resolves.toBeDefined();
    await client.confirmSignUp({ username: "ADA", confirmationCode: outbox.lastCode() });
    await expect(signIn("Ada")).rejects.toMatchObject(incorrect);
    await expect(signIn(email)).resolves.toMatchObject(signedIn);
    await expect(signIn("ADA@EXAMPLE.COM")).rejects.toMatchObject(incorrect);
  });

  it("false is one name in any case", async () => {
    const { signUp } = await poolWith({});
    await signUp();
    await expect(signUp({ username: "ADA" })).rejects.toMatchObject({ code: "UsernameExistsException" });
  });
});
