import { type Tokens, type TriggerOptions, tokensOrThrow } from "rockpool";
import { afterEach, describe, expect, it } from "vitest";
import { decoded, isGoodOnline } from "../sessions/world.ts";
import { ada, another, challengeOf, password, poolWith, type TriggerWorld, withTemporaryPassword, withUser } from "./world.ts";

let world: TriggerWorld;
afterEach(() => world.close());

/** A pool whose triggers act through the very pool that calls them. */
async function acting(triggers: TriggerOptions): Promise<void> {
  world = await poolWith(triggers, { schema: { "custom:seen": {} } });
}
const signIn = async (): Promise<Tokens> => tokensOrThrow(await world.client.signIn({ username: "ada", password }));
const sees = (value: string) => world.pool.users.updateAttributes({ username: "ada", attributes: { "custom:seen": value } });

describe("a trigger that acts through rockpool itself", () => {
  it("PostConfirmation puts the user into a group, which the next tokens name", async () => {
    await acting({
      async postConfirmation(event) {
        await world.pool.groups.addUser({ groupName: "staff", username: event.userName });
        return event;
      },
    });
    await world.pool.groups.create({ groupName: "staff" });
    const { tokens } = await world.signedIn();
    expect(decoded(tokens.idToken)["cognito:groups"]).toEqual(["staff"]);
  });

  it("PostConfirmation means by the sub who was confirmed, whatever name they chose", async () => {
    await acting({
      async postConfirmation(event) {
        const { sub = "" } = event.request.userAttributes;
        await world.pool.groups.addUser({ groupName: "staff", username: sub });
        return event;
      },
    });
    const victim = await world.pool.users.create({ username: "bob", messageAction: "SUPPRESS" });
    await world.pool.groups.create({ groupName: "staff" });
    const { sub } = await world.signedIn({ username: victim.sub });
    expect((await world.pool.groups.listUsers("staff")).users).toMatchObject([{ sub }]);
  });

  it("PreSignUp makes another user, and links an identity to them", async () => {
    await acting({
      async preSignUp(event) {
        if (event.triggerSource !== "PreSignUp_SignUp") return event;
        await world.pool.users.create({ username: "bob", messageAction: "SUPPRESS" });
        const sourceUser = { providerName: "Google", providerAttributeName: "Cognito_Subject", providerAttributeValue: "107" };
        await world.pool.users.linkProvider({ destinationUser: "bob", sourceUser });
        return event;
      },
    });
    await world.client.signUp(ada);
    expect((await world.pool.users.get("bob")).attributes["identities"]).toContain("107");
    expect(await world.pool.users.get("ada")).toMatchObject({ userStatus: "UNCONFIRMED" });
  });

  it("PreSignUp that takes the very name leaves it to whom it made", async () => {
    await acting({
      async preSignUp(event) {
        if (event.triggerSource === "PreSignUp_SignUp") {
          await world.pool.users.create({ username: event.userName, messageAction: "SUPPRESS" });
        }
        return event;
      },
    });
    await expect(world.client.signUp(ada)).rejects.toMatchObject({ code: "UsernameExistsException" });
    expect(await world.pool.users.get("ada")).toMatchObject({ userStatus: "FORCE_CHANGE_PASSWORD" });
  });

  it("PreTokenGeneration writes an attribute, which the tokens after these have", async () => {
    let calls = 0;
    await acting({
      async preTokenGeneration(event) {
        calls += 1;
        await sees(String(calls));
        return event;
      },
    });
    await withUser(world);
    const tokens = await signIn();
    expect(decoded(tokens.idToken)["custom:seen"]).toBe(undefined);
    const refreshed = await world.client.refresh({ refreshToken: tokens.refreshToken });
    expect(decoded(refreshed.idToken)["custom:seen"]).toBe("1");
    expect(calls).toBe(2);
  });

  it("PreAuthentication disables the user, who is refused", async () => {
    await acting({
      async preAuthentication(event) {
        await world.pool.users.disable(event.userName);
        return event;
      },
    });
    await withUser(world);
    const refused = world.client.signIn({ username: "ada", password });
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException", message: "User is disabled." });
    expect(world.recorder.sources).toEqual(["PreAuthentication_Authentication"]);
  });

  it("PostAuthentication deletes the user: there are no tokens", async () => {
    await acting({
      async postAuthentication(event) {
        await world.pool.users.delete(event.userName);
        return event;
      },
    });
    await withUser(world);
    const refused = world.client.signIn({ username: "ada", password });
    await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("PostAuthentication signs the user out everywhere: of all sessions the new one stays", async () => {
    let signsOut = false;
    await acting({
      async postAuthentication(event) {
        if (signsOut) await world.pool.users.signOutEverywhere(event.userName);
        return event;
      },
    });
    await withUser(world);
    const before = await signIn();
    signsOut = true;
    const after = await signIn();
    expect(await isGoodOnline(world, before)).toBe(false);
    expect(await isGoodOnline(world, after)).toBe(true);
    expect(world.recorder.sources).toHaveLength(2);
  });

  it("PreTokenGeneration signs somebody else in", async () => {
    await acting({
      async preTokenGeneration(event) {
        if (event.userName === "ada") await world.client.signIn({ username: "bob", password });
        return event;
      },
    });
    await withUser(world);
    await world.pool.users.create({ username: "bob", messageAction: "SUPPRESS" });
    await world.pool.users.setPassword({ username: "bob", password, permanent: true });
    await Promise.all(Array.from({ length: 20 }, () => signIn()));
    expect(world.recorder.calls).toHaveLength(40);
  });

  it("CustomMessage reads the user it writes to", async () => {
    await acting({
      async customMessage(event) {
        const { userStatus } = await world.pool.users.get(event.userName);
        event.response.emailMessage = `${userStatus}: {####}`;
        return event;
      },
    });
    await world.client.signUp(ada);
    expect(world.outbox.messages[0]?.body).toContain("UNCONFIRMED: ");
  });

  it.each(["ENABLED", "LEGACY"] as const)(
    "UserMigration makes the user itself (%s): they are let in",
    async (preventUserExistenceErrors) => {
      const userMigration: TriggerOptions["userMigration"] = async (event) => {
        await world.pool.users.create({ username: event.userName, messageAction: "SUPPRESS" });
        await world.pool.users.setPassword({ username: event.userName, password: event.request.password, permanent: true });
        return event;
      };
      world = await poolWith({ userMigration }, { client: { preventUserExistenceErrors } });
      await expect(signIn()).resolves.toBeDefined();
    },
  );

  // Two sign-ins ask at once, and the user is made between the look at the name and the plan of the other.
  it("UserMigration signs the user in: both sign-ins are of one user", async () => {
    let calls = 0;
    await acting({
      async userMigration(event) {
        calls += 1;
        if (calls === 1) await signIn();
        event.response.userAttributes = { ...ada.attributes, email_verified: "true" };
        event.response.finalUserStatus = "CONFIRMED";
        return event;
      },
    });
    await expect(signIn()).resolves.toBeDefined();
    expect(calls).toBe(2);
  });
});

describe("while a temporary password is replaced", () => {
  const respond = async () => world.client.respond(await challengeOf(world), { newPassword: another });

  // The plan rests on the user: it is decided again, and the tokens are made of what the trigger wrote.
  it("PostAuthentication writes an attribute, and PreTokenGeneration is shown it", async () => {
    await acting({
      async postAuthentication(event) {
        await sees("now");
        return event;
      },
      preTokenGeneration: (event) => event,
    });
    await withTemporaryPassword(world);
    const tokens = tokensOrThrow(await respond());
    expect(decoded(tokens.idToken)["custom:seen"]).toBe("now");
    expect(world.recorder.lastEvent("TokenGeneration_NewPasswordChallenge")).toMatchObject({
      request: { userAttributes: { "custom:seen": "now" } },
    });
    expect(world.recorder.calls.filter(({ trigger }) => trigger === "postAuthentication")).toHaveLength(1);
  });

  it("PreTokenGeneration writes an attribute: the same value is written in the end", async () => {
    await acting({
      async preTokenGeneration(event) {
        await sees("always");
        return event;
      },
    });
    await withTemporaryPassword(world);
    expect(decoded(tokensOrThrow(await respond()).idToken)["custom:seen"]).toBe("always");
  });

  // What is signed out everywhere are open challenges, too: this one.
  it("PostAuthentication signs the user out everywhere, which ends the challenge", async () => {
    await acting({
      async postAuthentication(event) {
        await world.pool.users.signOutEverywhere(event.userName);
        return event;
      },
    });
    await withTemporaryPassword(world);
    await expect(respond()).rejects.toMatchObject({ message: "Invalid session for the user." });
    expect(await world.pool.users.get("ada")).toMatchObject({ userStatus: "FORCE_CHANGE_PASSWORD" });
  });
});

describe("while tokens are refreshed", () => {
  it.each(["ENABLED", "DISABLED"] as const)(
    "PreTokenGeneration signs the user out (rotation %s): nothing good comes of it",
    async (feature) => {
      let signsOut = false;
      world = await poolWith(
        {
          async preTokenGeneration(event) {
            if (signsOut) await world.pool.users.signOutEverywhere(event.userName);
            return event;
          },
        },
        { client: { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"], refreshTokenRotation: { feature } } },
      );
      await withUser(world);
      const { refreshToken } = await signIn();
      signsOut = true;
      const came = await world.client.refresh({ refreshToken }).catch(() => undefined);
      expect(came === undefined || !(await isGoodOnline(world, came))).toBe(true);
      signsOut = false;
      await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
    },
  );
});
