import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const username = "nobody";
const notFound = { code: "UserNotFoundException", message: "Username/client id combination not found." };
const mismatch = { code: "CodeMismatchException", message: "Invalid verification code provided, please try again." };
const notAuthorized = (message: string) => ({ code: "NotAuthorizedException", message });
const code = { confirmationCode: "123456" };
type Client = TestPool["client"];

/** What somebody learns who asks about a name that nobody has: with LEGACY, and with ENABLED (`null`: nothing). */
const aboutNobody: readonly (readonly [string, (client: Client) => Promise<unknown>, object, object | null])[] = [
  [
    "signIn",
    (client) => client.signIn({ username, password }),
    { code: "UserNotFoundException", message: "User does not exist." },
    notAuthorized("Incorrect username or password."),
  ],
  ["confirmSignUp", (client) => client.confirmSignUp({ username, ...code }), notFound, mismatch],
  ["resendConfirmationCode", (client) => client.resendConfirmationCode({ username }), notFound, null],
  ["forgotPassword", (client) => client.forgotPassword({ username }), notFound, null],
  ["confirmForgotPassword", (client) => client.confirmForgotPassword({ username, ...code, password }), notFound, mismatch],
];

// attack 70: enumeration by message
describe("preventUserExistenceErrors (users-and-triggers.md 3.2, 10)", () => {
  it.each(aboutNobody)("LEGACY: %s says that nobody has the name", async (_, ask, legacy) => {
    const { client } = await testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
    await expect(ask(client)).rejects.toMatchObject(legacy);
  });

  it.each(aboutNobody)("ENABLED: %s does not", async (_, ask, __, hidden) => {
    const { client, outbox } = await testPool();
    if (hidden === null) {
      await expect(ask(client)).resolves.toMatchObject({ destination: expect.stringContaining("***") });
    } else {
      await expect(ask(client)).rejects.toMatchObject(hidden);
    }
    expect(outbox.messages).toEqual([]);
  });

  it("LEGACY: tells who needs no code that they need none", async () => {
    const { client, signedIn } = await testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
    await signedIn({ username: "ada" });
    await expect(client.resendConfirmationCode({ username: "ada" })).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "User is already confirmed.",
    });
  });

  it.each<readonly [string, string, (world: TestPool) => Promise<unknown>, object]>([
    ["is disabled", "ada", ({ pool }) => pool.users.disable("ada"), notAuthorized("User is disabled.")],
    ["must reset the password", "ada", ({ pool }) => pool.users.resetPassword("ada"), { code: "PasswordResetRequiredException" }],
    [
      "is not confirmed",
      "una",
      ({ client }) => client.signUp({ username: "una", password }),
      { code: "UserNotConfirmedException" },
    ],
  ])("LEGACY: signIn tells anybody that a user %s; ENABLED only who has the password", async (_, name, change, said) => {
    const world = await testPool();
    await world.signedIn({ username: "ada" });
    await change(world);
    const legacy = await world.pool.clients.ensure({ clientName: "legacy", preventUserExistenceErrors: "LEGACY" });
    const wrong = { username: name, password: "Wrong horse 7!" };
    await expect(legacy.signIn(wrong)).rejects.toMatchObject(said);
    await expect(world.client.signIn(wrong)).rejects.toMatchObject(notAuthorized("Incorrect username or password."));
    await expect(world.client.signIn({ ...wrong, password })).rejects.toMatchObject(said);
  });

  it("LEGACY: tells nobody but who has it that a temporary password is too old", async () => {
    const { client, clock, pool } = await testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
    await pool.users.create({ username: "ada", temporaryPassword: password, messageAction: "SUPPRESS" });
    clock.advance({ days: 7 });
    const signIn = (attempted: string) => client.signIn({ username: "ada", password: attempted });
    await expect(signIn("Wrong horse 7!")).rejects.toMatchObject(notAuthorized("Incorrect username or password."));
    await expect(signIn(password)).rejects.toMatchObject({ message: expect.stringContaining("has expired") });
  });

  it("LEGACY: counts all the same", async () => {
    const { client } = await testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
    for (let n = 0; n < 5; n += 1) await expect(client.forgotPassword({ username })).rejects.toMatchObject(notFound);
    await expect(client.forgotPassword({ username })).rejects.toMatchObject({ code: "LimitExceededException" });
  });

  it("is of a client: two of one pool answer differently", async () => {
    const { client, pool } = await testPool();
    const legacy = await pool.clients.ensure({ clientName: "legacy", preventUserExistenceErrors: "LEGACY" });
    await expect(client.signIn({ username, password })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(legacy.signIn({ username, password })).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});

describe("adminCreateUserConfig.allowAdminCreateUserOnly", () => {
  // attack 74: registration that is disabled is disabled
  it("refuses sign-up, and administrators make users", async () => {
    const { client, pool } = await testPool({ adminCreateUserConfig: { allowAdminCreateUserOnly: true } });
    await expect(client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } })).rejects.toMatchObject(
      notAuthorized("SignUp is not permitted for this user pool"),
    );
    await expect(pool.users.create({ username: "ada", messageAction: "SUPPRESS" })).resolves.toBeDefined();
  });
});
