import type { InitiateAuthInput, SignInInput } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";
const begin = (authParameters: Readonly<Record<string, string>>): InitiateAuthInput => ({
  authFlow: "USER_PASSWORD_AUTH",
  authParameters,
});
const right = begin({ USERNAME: "ada", PASSWORD: password });

describe("initiateAuth (authentication.md 1.2, 1.10)", () => {
  it("signs in, and ignores parameters the flow does not use", async () => {
    const { client, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    const answer = await client.initiateAuth(begin({ ...right.authParameters, DEVICE_KEY: "x", SRP_A: "1" }));
    expect(answer).toEqual({
      outcome: "signedIn",
      tokens: {
        accessToken: expect.any(String),
        idToken: expect.any(String),
        refreshToken: expect.any(String),
        expiresIn: 3600,
        tokenType: "Bearer",
      },
    });
  });

  it("refuses a flow the client does not allow, before it looks at anybody", async () => {
    const storage = countingStorage(memory());
    const { client, pool, signedIn } = await testPool({ storage });
    await signedIn({ username: "ada" });
    await pool.clients.ensure({ clientName: "test", explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH"] });
    await client.settings();
    const refusal = {
      code: "InvalidParameterException",
      message: "USER_PASSWORD_AUTH flow not enabled for this client",
      details: { path: "authFlow" },
    };
    const cost = await storage.count(async () => {
      await expect(client.initiateAuth(right)).rejects.toMatchObject(refusal);
      await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject(refusal);
    });
    expect(cost).toMatchObject({ get: 0, commit: 0 });
  });

  it.each([
    ["USERNAME", { PASSWORD: password }],
    ["USERNAME", {}],
    ["USERNAME", { USERNAME: "", PASSWORD: password }],
    ["PASSWORD", { USERNAME: "ada" }],
    ["PASSWORD", { USERNAME: "ada", PASSWORD: "" }],
    ["PASSWORD", { USERNAME: "ada", password }],
  ])("names the parameter that is missing: %s", async (key, parameters) => {
    const { client } = await testPool();
    await expect(client.initiateAuth(begin(parameters as Record<string, string>))).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `Missing required parameter ${key}`,
      details: { path: `authParameters.${key}` },
    });
  });

  it.each([
    ["an unknown flow", { ...right, authFlow: "USER_SRP_AUTH" }, "authFlow"],
    ["a refresh without its token", { authFlow: "REFRESH_TOKEN_AUTH", authParameters: {} }, "authParameters.REFRESH_TOKEN"],
    ["a flow that is a name of JavaScript's", { ...right, authFlow: "constructor" }, "authFlow"],
    ["no flow", { authParameters: {} }, "authFlow"],
    ["no parameters", { authFlow: "USER_PASSWORD_AUTH" }, "authParameters"],
    ["a parameter that is no text", begin({ USERNAME: 7 as never }), "authParameters.USERNAME"],
    ["a parameter of 2049 characters", begin({ USERNAME: "ada", PASSWORD: "x".repeat(2049) }), "authParameters.PASSWORD"],
    ["U+0000 in a parameter", begin({ USERNAME: "ada\0", PASSWORD: password }), "authParameters.USERNAME"],
    ["a lone surrogate in a parameter", begin({ USERNAME: "ada", PASSWORD: "\ud800" }), "authParameters.PASSWORD"],
    ["what cannot be a name", begin({ USERNAME: "no name", PASSWORD: password }), "authParameters.USERNAME"],
    ["a member nobody knows", { ...right, clientId: "x" }, "clientId"],
  ])("refuses %s by its path", async (_, input, path) => {
    const { client } = await testPool();
    const refused = client.initiateAuth(input as InitiateAuthInput);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });
});

describe("signIn", () => {
  it.each([
    ["no name", { username: "" }, "username"],
    ["no password", { password: "" }, "password"],
    ["a password of 257 characters", { password: "x".repeat(257) }, "password"],
    ["a member nobody knows", { userName: "ada" }, "userName"],
    ["U+0000 in the password", { password: `${password}\0` }, "password"],
    ["a lone surrogate in the name", { username: "ada\ud800" }, "username"],
  ])("refuses %s by its path", async (_, wrong, path) => {
    const { client } = await testPool();
    const refused = client.signIn({ username: "ada", password, ...wrong } as SignInInput);
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });

  // attack 78: who has an account in one pool is nobody in another
  it("knows the users of its own pool only", async () => {
    const { rockpool, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    const client = await other.clients.ensure({ clientName: "test" });
    await expect(client.signIn({ username: "ada", password })).rejects.toMatchObject({
      message: "Incorrect username or password.",
    });
  });

  it("is counted for each pool apart", async () => {
    const { rockpool, client, signedIn } = await testPool();
    await signedIn({ username: "ada" });
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    const there = await other.clients.ensure({ clientName: "test" });
    for (let n = 0; n < 5; n += 1) await there.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });
});
