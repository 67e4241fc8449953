import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const password = "Another horse 8!";
const required = { code: "PasswordResetRequiredException", message: "Password reset required for the user" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
const reset = () => world.pool.users.resetPassword("ada");

describe("users.resetPassword (AdminResetUserPassword)", () => {
  it("sends a code, by which the user chooses another password", async () => {
    await world.signedIn({ username: "ada" });
    const sent = await reset();
    expect(sent).toEqual({ attributeName: "email", deliveryMedium: "EMAIL", destination: "a***@e***" });
    expect(world.outbox.messages.at(-1)).toMatchObject({
      source: "CustomMessage_ForgotPassword",
      clientId: "CLIENT_ID_NOT_APPLICABLE",
      destination: "ada@example.com",
    });
    const confirmationCode = world.outbox.lastCode();
    await world.client.confirmForgotPassword({ username: "ada", confirmationCode, password });
    await expect(world.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("lets nobody in until then, and tells why to who has the password", async () => {
    const ada = await world.signedIn({ username: "ada" });
    await reset();
    expect((await world.pool.users.get("ada")).userStatus).toBe("RESET_REQUIRED");
    await expect(world.client.signIn({ username: "ada", password: ada.password })).rejects.toMatchObject(required);
    await expect(world.client.signIn({ username: "ada", password: "wrong" })).rejects.toMatchObject({
      message: "Incorrect username or password.",
    });
  });

  it("ends all sessions, also one that is just being asked for", async () => {
    const ada = await world.signedIn({ username: "ada" });
    const user = await world.client.user(ada.tokens.accessToken);
    await reset();
    await expect(user.get()).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("sends another code when it is asked twice", async () => {
    await world.signedIn({ username: "ada" });
    await reset();
    const first = world.outbox.lastCode();
    await reset();
    const second = world.outbox.lastCode();
    const confirm = (confirmationCode: string) =>
      world.client.confirmForgotPassword({ username: "ada", confirmationCode, password });
    if (first !== second) await expect(confirm(first)).rejects.toMatchObject({ code: "CodeMismatchException" });
    await expect(confirm(second)).resolves.toBeUndefined();
  });

  it("is ended by setPassword, whose password counts at once", async () => {
    await world.signedIn({ username: "ada" });
    await reset();
    await world.pool.users.setPassword({ username: "ada", password, permanent: true });
    await expect(world.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("changes nothing where there is no verified address", async () => {
    await world.pool.users.create({ username: "ada", attributes: { email: "ada@example.com" }, messageAction: "SUPPRESS" });
    await world.pool.users.setPassword({ username: "ada", password, permanent: true });
    await expect(reset()).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "Cannot reset password for the user as there is no registered/verified email or phone_number",
    });
    await expect(world.client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("refuses where nobody recovers an account but an administrator, and whom there is not", async () => {
    await expect(world.pool.users.resetPassword("nobody")).rejects.toMatchObject({
      code: "UserNotFoundException",
      message: "User does not exist.",
    });
    await world.signedIn({ username: "ada" });
    const recoveryMechanisms = [{ name: "admin_only", priority: 1 }] as const;
    await world.pool.settings.update({ accountRecoverySetting: { recoveryMechanisms } });
    await expect(reset()).rejects.toMatchObject({ message: "Contact administrator to reset password." });
    expect((await world.pool.users.get("ada")).userStatus).toBe("CONFIRMED");
  });
});
