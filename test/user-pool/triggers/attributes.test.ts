import { describe, expect, it } from "vitest";
import { ada, everyTrigger, password, phone, poolWith, type TriggerWorld, withUser } from "./world.ts";

/** What a sign-in shows to PostAuthentication. */
async function shown(world: TriggerWorld, username: string = ada.username) {
  await world.client.signIn({ username, password });
  const { userName, request } = world.recorder.lastEvent("PostAuthentication_Authentication");
  return { userName, ...(request as { readonly userAttributes: Readonly<Record<string, string>> }) };
}

describe("what triggers are shown of a user (users-and-triggers.md 7.1)", () => {
  it("is all attributes, also those that the client may not read", async () => {
    const world = await poolWith(everyTrigger, { schema: { "custom:tenant": {} }, client: { readAttributes: ["email"] } });
    const sub = await withUser(world, { "custom:tenant": "engines" });
    expect((await shown(world)).userAttributes).toEqual({
      sub,
      "cognito:user_status": "CONFIRMED",
      email: "ada@example.com",
      email_verified: "true",
      "custom:tenant": "engines",
    });
  });

  it("is the status as it is now, once another password was chosen", async () => {
    const world = await poolWith();
    await world.pool.users.create({ username: "ada", temporaryPassword: password, messageAction: "SUPPRESS" });
    const result = await world.client.signIn({ username: "ada", password });
    expect(world.recorder.lastEvent("PreAuthentication_Authentication")["request"]).toMatchObject({
      userAttributes: { "cognito:user_status": "FORCE_CHANGE_PASSWORD" },
    });
    if (result.outcome === "challenge") await world.client.respond(result, { newPassword: "Another horse 8!" });
    expect(world.recorder.lastEvent("PostAuthentication_Authentication")["request"]).toMatchObject({
      userAttributes: { "cognito:user_status": "CONFIRMED" },
    });
  });

  it("names the addresses that are aliases, where there are aliases and they are proved", async () => {
    const world = await poolWith(everyTrigger, { aliasAttributes: ["email", "phone_number", "preferred_username"] });
    await withUser(world, { email: "Ada@Example.com", phone_number: phone, preferred_username: "countess" });
    const { userAttributes } = await shown(world);
    expect(userAttributes).toMatchObject({ email: "Ada@Example.com", "cognito:email_alias": "ada@example.com" });
    expect(userAttributes).not.toHaveProperty("cognito:phone_number_alias");
    await world.pool.users.updateAttributes({
      username: "ada",
      attributes: { phone_number: phone, phone_number_verified: "true" },
    });
    expect((await shown(world)).userAttributes).toMatchObject({ "cognito:phone_number_alias": phone });
    expect((await shown(world)).userAttributes).not.toHaveProperty("cognito:preferred_username_alias");
  });

  it("names no aliases where addresses are none", async () => {
    const world = await poolWith();
    await withUser(world);
    expect((await shown(world)).userAttributes).not.toHaveProperty("cognito:email_alias");
  });

  it("names the identities of who is linked, as a text", async () => {
    const world = await poolWith();
    await withUser(world);
    const sourceUser = { providerName: "Google", providerAttributeName: "Cognito_Subject", providerAttributeValue: "107" };
    await world.pool.users.linkProvider({ destinationUser: "ada", sourceUser });
    const { userAttributes } = await shown(world);
    expect(JSON.parse(userAttributes["identities"] ?? "")).toMatchObject([{ userId: "107", providerName: "Google" }]);
  });

  it("is a sub for a user name, where addresses are user names", async () => {
    const world = await poolWith(everyTrigger, { usernameAttributes: ["email"] });
    const user = { username: "ada@example.com", password };
    await world.client.signUp(user);
    const { userName: signingUp } = world.recorder.lastEvent("PreSignUp_SignUp");
    expect(world.recorder.lastEvent("PreSignUp_SignUp")["request"]).toEqual({ userAttributes: { email: user.username } });
    await world.client.confirmSignUp({ username: user.username, confirmationCode: world.outbox.lastCode() });
    const { sub } = await world.pool.users.get(user.username);
    const { userName, userAttributes } = await shown(world, user.username);
    expect([signingUp, userName, userAttributes["sub"]]).toEqual([sub, sub, sub]);
    expect(userAttributes).not.toHaveProperty("cognito:email_alias");
  });

  it("is what was typed for a user name, to UserMigration, and to PreAuthentication of nobody", async () => {
    const world = await poolWith(everyTrigger, { usernameAttributes: ["email"] });
    await world.client.signIn({ username: "Nobody@Example.com", password }).catch(() => {});
    const names = world.recorder.calls.map(({ trigger, event }) => [trigger, event["userName"]]);
    expect(names).toEqual([
      ["userMigration", "Nobody@Example.com"],
      ["preAuthentication", "Nobody@Example.com"],
    ]);
  });

  it("is not changed by what a trigger does with its event", async () => {
    const world = await poolWith({
      ...everyTrigger,
      preAuthentication(event) {
        event.userName = "eve";
        event.request.userAttributes["sub"] = "eve";
        return event;
      },
    });
    const sub = await withUser(world);
    expect(await shown(world)).toMatchObject({ userName: "ada", userAttributes: { sub } });
  });
});
