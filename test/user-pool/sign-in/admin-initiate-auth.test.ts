import { secretHash, tokensOrThrow } from "rockpool";
import { type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const authParameters = { USERNAME: "ada", PASSWORD: password };

async function world(options: TestPoolOptions = {}) {
  const made = await testPool({
    ...options,
    client: {
      explicitAuthFlows: ["ALLOW_ADMIN_USER_PASSWORD_AUTH", "ALLOW_USER_PASSWORD_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"],
      ...options.client,
    },
  });
  await made.signedIn({ username: "ada" });
  return { ...made, clientId: made.client.clientId };
}

describe("pool.users.initiateAuth (AdminInitiateAuth)", () => {
  it.each(["ADMIN_USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH"] as const)("signs a user in by %s", async (authFlow) => {
    const { pool, clientId } = await world();
    const tokens = tokensOrThrow(await pool.users.initiateAuth({ clientId, authFlow, authParameters }));
    await expect(pool.verify(tokens.accessToken, { tokenUse: "access", clientId })).resolves.toMatchObject({ username: "ada" });
  });

  it("goes on with a sign-in by its refresh token", async () => {
    const { pool, client, clientId } = await world();
    const { refreshToken } = tokensOrThrow(await client.signIn({ username: "ada", password }));
    const refreshed = await pool.users.initiateAuth({
      clientId,
      authFlow: "REFRESH_TOKEN_AUTH",
      authParameters: { REFRESH_TOKEN: refreshToken },
    });
    expect(refreshed).toMatchObject({ outcome: "signedIn", tokens: { accessToken: expect.any(String) } });
  });

  it("refuses a flow that the client does not allow, or that is none of administrators", async () => {
    const { pool, client, clientId } = await world();
    await pool.clients.update(clientId, { explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
    const refused = pool.users.initiateAuth({ clientId, authFlow: "ADMIN_USER_PASSWORD_AUTH", authParameters });
    const message = "Auth flow not enabled for this client";
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", message, details: { path: "authFlow" } });
    const ofUsers = pool.users.initiateAuth({ clientId, authFlow: "USER_PASSWORD_AUTH" as never, authParameters });
    await expect(ofUsers).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "authFlow" } });
    const ofAdministrators = client.initiateAuth({ authFlow: "ADMIN_USER_PASSWORD_AUTH" as never, authParameters });
    await expect(ofAdministrators).rejects.toMatchObject({ code: "InvalidParameterException" });
  });

  it("counts a wrong password with those of the user's own sign-ins", async () => {
    const { pool, client, clientId } = await world();
    const wrong = { ...authParameters, PASSWORD: "Wrong horse 7!" };
    for (let n = 0; n < 5; n += 1) {
      const refused = pool.users.initiateAuth({ clientId, authFlow: "ADMIN_USER_PASSWORD_AUTH", authParameters: wrong });
      await expect(refused).rejects.toMatchObject({ code: "NotAuthorizedException", message: "Incorrect username or password." });
    }
    await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject({ message: "Password attempts exceeded" });
  });

  it("asks for the secret hash of a client that has a secret", async () => {
    const { pool, client, clientId } = await world({ client: { generateSecret: true } });
    const begin = { clientId, authFlow: "ADMIN_USER_PASSWORD_AUTH" } as const;
    await expect(pool.users.initiateAuth({ ...begin, authParameters })).rejects.toMatchObject({ code: "NotAuthorizedException" });
    const SECRET_HASH = secretHash({ username: "ada", clientId, clientSecret: (await client.clientSecret()) ?? "" });
    tokensOrThrow(await pool.users.initiateAuth({ ...begin, authParameters: { ...authParameters, SECRET_HASH } }));
  });

  it.each(["nobody", "", 7 as never, undefined as never])("refuses the client %j", async (clientId) => {
    const { pool } = await world();
    const refused = pool.users.initiateAuth({ clientId, authFlow: "ADMIN_USER_PASSWORD_AUTH", authParameters });
    const code = clientId === "nobody" ? "ResourceNotFoundException" : "InvalidParameterException";
    await expect(refused).rejects.toMatchObject({ code });
  });

  it("refuses no input at all", async () => {
    const { pool } = await world();
    await expect(pool.users.initiateAuth(undefined as never)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("pool.users.respond (AdminRespondToAuthChallenge)", () => {
  it("answers what a sign-in asked, once, at the client it was asked of", async () => {
    const { pool, clientId } = await world();
    await pool.users.create({ username: "bob", temporaryPassword: password, messageAction: "SUPPRESS" });
    const bob = { USERNAME: "bob", PASSWORD: password };
    const begin = { clientId, authFlow: "ADMIN_USER_PASSWORD_AUTH", authParameters: bob } as const;
    const asked = await pool.users.initiateAuth(begin);
    if (asked.outcome !== "challenge" || asked.challengeName !== "NEW_PASSWORD_REQUIRED")
      throw new Error("a question was expected");
    const other = await pool.clients.ensure({ clientName: "other" });
    const answer = { newPassword: "Another horse 8!" };
    await expect(pool.users.respond(other.clientId, asked, answer)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    tokensOrThrow(await pool.users.respond(clientId, asked, answer));
    await expect(pool.users.respond(clientId, asked, answer)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    expect(await pool.users.get("bob")).toMatchObject({ userStatus: "CONFIRMED" });
  });

  it("refuses a client there is not", async () => {
    const { pool } = await world();
    const asked = { challengeName: "NEW_PASSWORD_REQUIRED", session: "x".repeat(20) } as never;
    await expect(pool.users.respond("nobody", asked, {} as never)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
    await expect(pool.users.respond("", asked, {} as never)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});
