import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";

describe("a user name (users-and-triggers.md 2.2)", () => {
  it.each([
    ["one character", "a", "a"],
    ["letters of any script", "Ὀδυσσεύς", "ὀδυσσεύς"],
    ["marks, symbols, digits and punctuation", "a\u0301+_7@é☃", "á+_7@é☃"],
    ["an e-mail address", "Ada@Example.com", "ada@example.com"],
    ["a composed letter that lower case takes apart", "İ", "i\u0307"],
    ["a ligature", "ﬁn", "fin"],
    ["128 characters", "a".repeat(128), "a".repeat(128)],
    ["128 characters beyond the basic plane", "𝒶🙂".repeat(64), "a🙂".repeat(64)],
  ])("may be %s, and is stored folded", async (_, username, folded) => {
    const { client, pool } = await testPool();
    await client.signUp({ username, password });
    await expect(pool.users.get(username)).resolves.toMatchObject({ username: folded });
    await expect(pool.users.get(folded)).resolves.toMatchObject({ username: folded });
  });

  it.each([
    ["white space", "ada lovelace"],
    ["a no-break space", "ada\u00a0lovelace"],
    ["a line break", "ada\n"],
    ["a control character", "ada\u0007"],
    ["a zero-width joiner", "a\u200dda"],
    ["a direction override", "a\u202eda"],
  ])("may not hold %s", async (_, username) => {
    const { client } = await testPool();
    const refused = client.signUp({ username, password });
    await expect(refused).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "username" } });
  });

  it("that cannot be one is refused by the path it was written at, in each operation", async () => {
    const { client, pool } = await testPool();
    const invalid = { username: "ada lovelace" };
    const at = (path: string): object => ({ code: "InvalidParameterException", details: { path } });
    await expect(client.confirmSignUp({ ...invalid, confirmationCode: "123456" })).rejects.toMatchObject(at("username"));
    await expect(client.resendConfirmationCode(invalid)).rejects.toMatchObject(at("username"));
    await expect(client.signIn({ ...invalid, password })).rejects.toMatchObject(at("username"));
    await expect(pool.users.get(invalid.username)).rejects.toMatchObject(at("username"));
    const authParameters = { USERNAME: invalid.username, PASSWORD: password };
    const begun = client.initiateAuth({ authFlow: "USER_PASSWORD_AUTH", authParameters });
    await expect(begun).rejects.toMatchObject(at("authParameters.USERNAME"));
  });
});
