import { type NewPasswordRequired, type SignInResult, secretHash, tokensOrThrow } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";

const temporaryPassword = "Temporary 1!";
const newPassword = "Correct horse 7!";
const attributes = { email: "ada@example.com", email_verified: "true", given_name: "Ada" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
  await world.pool.users.create({ username: "ada", temporaryPassword, attributes });
});

const signIn = (password: string): Promise<SignInResult> => world.client.signIn({ username: "ada", password });

async function challenged(): Promise<NewPasswordRequired> {
  const result = await signIn(temporaryPassword);
  if (result.outcome !== "challenge" || result.challengeName !== "NEW_PASSWORD_REQUIRED") throw new Error("no challenge");
  return result;
}

const notAuthorized = (message: string) => ({ code: "NotAuthorizedException", message });
const invalidSession = notAuthorized("Invalid session for the user.");

describe("NEW_PASSWORD_REQUIRED (authentication.md 1.6) is asked", () => {
  it("of who has the temporary password, in place of tokens", async () => {
    expect(await challenged()).toEqual({
      outcome: "challenge",
      challengeName: "NEW_PASSWORD_REQUIRED",
      session: expect.stringMatching(/^rpcs_[\w-]{43}$/),
      username: "ada",
      userAttributes: attributes,
      requiredAttributes: [],
    });
    expect((await world.pool.users.get("ada")).userStatus).toBe("FORCE_CHANGE_PASSWORD");
  });

  it("not of who has a wrong one, or is disabled", async () => {
    await expect(signIn("wrong")).rejects.toMatchObject(notAuthorized("Incorrect username or password."));
    await world.pool.users.disable("ada");
    await expect(signIn(temporaryPassword)).rejects.toMatchObject(notAuthorized("User is disabled."));
  });

  it("until the temporary password is too old; only who has it learns that", async () => {
    world.clock.advance({ days: 7, milliseconds: -1 });
    await challenged();
    world.clock.advance({ milliseconds: 1 });
    const expired = "Temporary password has expired and must be reset by an administrator.";
    await expect(signIn(temporaryPassword)).rejects.toMatchObject(notAuthorized(expired));
    await expect(signIn("wrong")).rejects.toMatchObject(notAuthorized("Incorrect username or password."));
  });

  it("for as many days as the pool says when the password is set", async () => {
    await world.rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { temporaryPasswordValidityDays: 1 } });
    await world.pool.users.setPassword({ username: "ada", password: temporaryPassword });
    world.clock.advance({ days: 1 });
    await expect(signIn(temporaryPassword)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("and what was counted before stays counted: nobody is in yet", async () => {
    for (let n = 0; n < 4; n += 1) await signIn("wrong").catch(() => {});
    const challenge = await challenged();
    await signIn("wrong").catch(() => {});
    await expect(signIn(temporaryPassword)).rejects.toMatchObject(notAuthorized("Password attempts exceeded"));
    await world.client.respond(challenge, { newPassword });
    await expect(signIn(newPassword)).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

describe("tokensOrThrow", () => {
  it("gives the tokens of a sign-in, and of a challenge says which it is", async () => {
    const challenge = await challenged();
    expect(() => tokensOrThrow(challenge)).toThrow(
      expect.objectContaining({
        code: "SignInIncompleteException",
        details: { challengeName: "NEW_PASSWORD_REQUIRED" },
        message: "NEW_PASSWORD_REQUIRED is to be answered before there are tokens",
      }),
    );
    const result = await world.client.respond(challenge, { newPassword });
    expect(tokensOrThrow(result)).toBe((result as { tokens?: unknown }).tokens);
  });
});

describe("client.respond (RespondToAuthChallenge) with a new password", () => {
  it("signs in, confirms the user, and makes the new password the only one", async () => {
    const { accessToken, idToken } = tokensOrThrow(await world.client.respond(await challenged(), { newPassword }));
    const { sub, userStatus } = await world.pool.users.get("ada");
    expect(userStatus).toBe("CONFIRMED");
    const claims = await world.pool.verify(accessToken, { tokenUse: "access", clientId: world.client.clientId });
    expect(claims).toMatchObject({ sub, username: "ada" });
    expect(await world.pool.verify(idToken, { tokenUse: "id", clientId: null })).toMatchObject({ email: "ada@example.com" });
    await expect(signIn(temporaryPassword)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(signIn(newPassword)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("takes a challenge that travelled as JSON, by name, session and user", async () => {
    const { challengeName, session } = JSON.parse(JSON.stringify(await challenged())) as NewPasswordRequired;
    const answered = world.client.respond({ challengeName, session, username: "ADA" }, { newPassword });
    await expect(answered).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it.each([
    ["usernameAttributes", "Ada@example.com"],
    ["aliasAttributes", "ada@EXAMPLE.com"],
  ] as const)("takes any name the user signs in by, as in a pool with %s", async (kind, typed) => {
    const { pool, client } = await testPool({ [kind]: ["email"] });
    const username = kind === "usernameAttributes" ? attributes.email : "ada";
    await pool.users.create({ username, temporaryPassword, attributes });
    const asked = (await client.signIn({ username: typed, password: temporaryPassword })) as NewPasswordRequired;
    const answer = (name: string) => client.respond({ ...asked, username: name }, { newPassword });
    await expect(answer("bob@example.com")).rejects.toMatchObject(invalidSession);
    await expect(answer(typed)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("takes no address that is not a name", async () => {
    const asked = await challenged();
    const answered = world.client.respond({ ...asked, username: attributes.email }, { newPassword });
    await expect(answered).rejects.toMatchObject(invalidSession);
  });

  it("adds attributes that had no value; one that is sent back as it was changes nothing", async () => {
    const { userAttributes } = await challenged();
    const answer = { newPassword, attributes: { ...userAttributes, family_name: "Lovelace", phone_number: "+4412345" } };
    await world.client.respond(await challenged(), answer);
    expect((await world.pool.users.get("ada")).attributes).toEqual({
      ...attributes,
      family_name: "Lovelace",
      phone_number: "+4412345",
      phone_number_verified: "false",
    });
  });

  it.each([
    ["InvalidPasswordException", { newPassword: "short" }],
    ["InvalidParameterException", { newPassword, attributes: { email: "eve@example.com" } }],
    ["InvalidParameterException", { newPassword, attributes: { shoe_size: "44" } }],
    ["NotAuthorizedException", { newPassword, attributes: { phone_number_verified: "true" } }],
    ["InvalidParameterException", { newPassword, attributes: { profile: "x".repeat(2049) } }],
    ["InvalidParameterException", { newPassword: "" }],
    ["InvalidParameterException", { newPassword: 7 }],
    ["InvalidParameterException", { newPassword, more: true }],
    ["InvalidParameterException", {}],
    ["InvalidParameterException", null],
  ])("refuses with %s, and can be answered again: %j", async (code, answer) => {
    const challenge = await challenged();
    await expect(world.client.respond(challenge, answer as { newPassword: string })).rejects.toMatchObject({ code });
    expect((await world.pool.users.get("ada")).attributes).toEqual(attributes);
    await expect(world.client.respond(challenge, { newPassword })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("takes what is fixed only where it is required and was left out", async () => {
    const fixed = { mutable: false };
    world = await testPool({ schema: { nickname: { ...fixed, required: true }, gender: fixed } });
    await world.pool.users.create({ username: "ada", temporaryPassword, attributes });
    const challenge = await challenged();
    expect(challenge.requiredAttributes).toEqual(["nickname"]);
    const answer = { newPassword, attributes: { nickname: "Ada" } };
    const refused = world.client.respond(challenge, { ...answer, attributes: { ...answer.attributes, gender: "f" } });
    await expect(refused).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "user.gender: Attribute cannot be updated.",
    });
    await world.client.respond(challenge, answer);
    expect((await world.pool.users.get("ada")).attributes).toEqual({ ...attributes, nickname: "Ada" });
  });

  // attack 17: an address that waits for its proof is overtaken by one that comes with the answer
  it("ends the wait of an address in whose place it brings another, and of no other", async () => {
    const careful = { attributesRequireVerificationBeforeUpdate: ["email"] } as const;
    world = await testPool({ userAttributeUpdateSettings: careful });
    for (const [username, added] of [
      ["ada", { email: "ada@example.com" }],
      ["bob", {}],
    ] as const) {
      await world.pool.users.create({ username, temporaryPassword, messageAction: "SUPPRESS" });
      await world.pool.users.updateAttributes({ username, attributes: { email: "waiting@example.com" } });
      const code = world.outbox.lastCode();
      const asked = (await world.client.signIn({ username, password: temporaryPassword })) as NewPasswordRequired;
      const { accessToken } = tokensOrThrow(await world.client.respond(asked, { newPassword, attributes: added }));
      const user = await world.client.user(accessToken);
      const answer = await user.attributes.verify({ attributeName: "email", code }).then(() => "done", codeOf);
      const { email } = (await world.pool.users.get(username)).attributes;
      expect([answer, email]).toEqual(
        username === "ada" ? ["ExpiredCodeException", "ada@example.com"] : ["done", "waiting@example.com"],
      );
    }
  });

  it("says which attribute it may not change", async () => {
    const answer = { newPassword, attributes: { given_name: "Eve" } };
    await expect(world.client.respond(await challenged(), answer)).rejects.toMatchObject({
      message: "Cannot modify an already provided given_name",
      details: { path: "attributes.given_name" },
    });
  });

  it("revives no session that had ended when the temporary password was set", async () => {
    const { tokens } = await world.signedIn({ username: "bob" });
    await world.pool.users.setPassword({ username: "bob", password: temporaryPassword });
    const asked = (await world.client.signIn({ username: "bob", password: temporaryPassword })) as NewPasswordRequired;
    const { refreshToken } = tokensOrThrow(await world.client.respond(asked, { newPassword }));
    await expect(world.client.refresh({ refreshToken: tokens.refreshToken })).rejects.toMatchObject({
      message: "Refresh Token has been revoked",
    });
    await expect(world.client.refresh({ refreshToken })).resolves.toBeDefined();
  });

  it("ends every other challenge that was put for the temporary password", async () => {
    const [first, second] = [await challenged(), await challenged()];
    await world.client.respond(first, { newPassword });
    await expect(world.client.respond(second, { newPassword: "Another horse 8!" })).rejects.toMatchObject(invalidSession);
  });

  it("keeps all attributes of a user in one record", async () => {
    const much = Object.fromEntries(["profile", "picture", "website", "address"].map((name) => [name, "\u{1f600}".repeat(2048)]));
    await world.pool.users.create({ username: "big", temporaryPassword, attributes: much, messageAction: "SUPPRESS" });
    const result = await world.client.signIn({ username: "big", password: temporaryPassword });
    const more = Object.fromEntries(["name", "nickname", "gender"].map((name) => [name, "\u{1f600}".repeat(2048)]));
    const refused = world.client.respond(result as NewPasswordRequired, { newPassword, attributes: more });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "attributes" } });
  });

  it("needs the secret hash of a client with a secret", async () => {
    const client = await world.pool.clients.ensure({ clientName: "server", generateSecret: true });
    const { clientId } = client;
    const hash = secretHash({ username: "ada", clientId, clientSecret: (await client.clientSecret()) ?? "" });
    const result = await client.signIn({ username: "ada", password: temporaryPassword, secretHash: hash });
    const challenge = result as NewPasswordRequired;
    await expect(client.respond(challenge, { newPassword })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    const forged = { newPassword, secretHash: "AAAA" };
    await expect(client.respond(challenge, forged)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(client.respond(challenge, { newPassword, secretHash: hash })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

describe("the session of a challenge (authentication.md 1.5)", () => {
  // attack 10: a challenge used twice
  it("is for one answer", async () => {
    const challenge = await challenged();
    await world.client.respond(challenge, { newPassword });
    const again = world.client.respond(challenge, { newPassword: "Another horse 8!" });
    await expect(again).rejects.toMatchObject(notAuthorized("Invalid session for the user, session can only be used once."));
    await expect(signIn(newPassword)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it.each([2, 50, 200])("gives tokens once, to one of %i answers at once", async (once) => {
    const challenge = await challenged();
    const answers = await Promise.all(
      Array.from({ length: once }, (_, n) =>
        world.client.respond(challenge, { newPassword: `Correct horse ${n}!` }).then(() => n, codeOf),
      ),
    );
    const [winner, ...others] = answers.filter((answer) => typeof answer === "number");
    expect(others).toEqual([]);
    await expect(signIn(`Correct horse ${winner}!`)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  // attack 67: an expired session, with a right answer
  it("lasts three minutes, or as long as the client says", async () => {
    const expired = notAuthorized("Invalid session for the user, session is expired.");
    const short = await challenged();
    world.clock.advance({ minutes: 3 });
    await expect(world.client.respond(short, { newPassword })).rejects.toMatchObject(expired);
    await world.pool.clients.ensure({ clientName: "test", authSessionValiditySeconds: 900 });
    const long = await challenged();
    world.clock.advance({ minutes: 15, milliseconds: -1 });
    await expect(world.client.respond(long, { newPassword })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("is of one client and one user", async () => {
    const challenge = await challenged();
    const other = await world.pool.clients.ensure({ clientName: "other" });
    await expect(other.respond(challenge, { newPassword })).rejects.toMatchObject(invalidSession);
    await world.pool.users.create({ username: "eve", temporaryPassword, messageAction: "SUPPRESS" });
    const asEve = world.client.respond({ ...challenge, username: "eve" }, { newPassword });
    await expect(asEve).rejects.toMatchObject(invalidSession);
  });

  // attack 78: a session of another pool
  it("is of one pool", async () => {
    const challenge = await challenged();
    const pool = await world.rockpool.ensureUserPool({ poolName: "other" });
    await pool.users.create({ username: "ada", temporaryPassword, messageAction: "SUPPRESS" });
    const client = await pool.clients.ensure({ clientName: "test" });
    await expect(client.respond(challenge, { newPassword })).rejects.toMatchObject(invalidSession);
  });

  // attack 73: nothing that was begun outlives the end of all sessions
  it.each(["setPassword", "signOutEverywhere", "delete", "disable"] as const)("ends with users.%s", async (end) => {
    const challenge = await challenged();
    const { users } = world.pool;
    if (end === "setPassword") await users.setPassword({ username: "ada", password: temporaryPassword });
    else await users[end]("ada");
    await expect(world.client.respond(challenge, { newPassword })).rejects.toMatchObject(invalidSession);
  });

  // attack 65: a refresh token in place of a session
  it.each(["rpcs_", `rpcs_${"A".repeat(43)}`, `rpr_${"A".repeat(43)}`, "A".repeat(2048)])(
    "is no invention: %s",
    async (session) => {
      const challenge = { ...(await challenged()), session };
      const code = session.length < 20 ? "InvalidParameterException" : "NotAuthorizedException";
      await expect(world.client.respond(challenge, { newPassword })).rejects.toMatchObject({ code });
    },
  );

  it("names the part of it that cannot be one", async () => {
    const challenge = await challenged();
    for (const [path, wrong] of Object.entries({
      "challenge.username": { ...challenge, username: "no name" },
      "challenge.session": { ...challenge, session: 7 as unknown as string },
    })) {
      await expect(world.client.respond(wrong, { newPassword })).rejects.toMatchObject({
        code: "InvalidParameterException",
        details: { path },
      });
    }
  });

  it("is kept as a hash, and swept when it has expired", async () => {
    await challenged();
    world.clock.advance({ minutes: 64 });
    expect(await world.rockpool.maintain()).toMatchObject({ swept: 1 });
  });
});
