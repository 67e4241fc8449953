import { type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { decoded } from "../sessions/world.ts";

const password = "Correct horse 7!";

/** What both tokens call somebody who signed up and in like this. */
async function names(options: TestPoolOptions, signUpAs: string, signInAs: string) {
  const { client, outbox, pool } = await testPool(options);
  const attributes = { email: "ada@example.com" };
  const { userSub: sub } = await client.signUp({ username: signUpAs, password, attributes });
  await client.confirmSignUp({ username: signUpAs, confirmationCode: outbox.lastCode() });
  // A name to be called by can be had only by who is confirmed.
  await pool.users.updateAttributes({ username: signUpAs, attributes: { preferred_username: "countess" } });
  const result = await client.signIn({ username: signInAs, password });
  if (result.outcome !== "signedIn") throw new Error("not signed in");
  const [access, id] = [decoded(result.tokens.accessToken), decoded(result.tokens.idToken)];
  expect([access["sub"], id["sub"]]).toEqual([sub, sub]);
  expect(access).not.toHaveProperty("cognito:username");
  expect(id).not.toHaveProperty("username");
  expect((await pool.users.get(signInAs)).username).toBe(access["username"]);
  return { sub, access: access["username"], id: id["cognito:username"] };
}

describe("username and cognito:username (authentication.md 4.2, 4.3)", () => {
  it.each<readonly [how: string, options: TestPoolOptions, signUpAs: string, signInAs: string, is: string]>([
    ["the user name", {}, "ada", "ada", "ada"],
    ["the user name as it is stored, however it was typed", {}, "Ada", "ADA", "ada"],
    ["the user name in one Unicode form", {}, "zoe\u0308", "ZO\u00cb", "zo\u00eb"],
    [
      "the user name in its case, where the pool tells cases apart",
      { usernameConfiguration: { caseSensitive: true } },
      "Ada",
      "Ada",
      "Ada",
    ],
    ["the user name, not the address that was typed", { aliasAttributes: ["email"] }, "ada", "ada@example.com", "ada"],
    ["the user name, not the one that is preferred", { aliasAttributes: ["preferred_username"] }, "ada", "countess", "ada"],
  ])("are %s", async (_, options, signUpAs, signInAs, is) => {
    const { access, id } = await names(options, signUpAs, signInAs);
    expect({ access, id }).toEqual({ access: is, id: is });
  });

  it.each(["ada@example.com", "ADA@example.com"])("are the sub where addresses are user names: %s", async (signInAs) => {
    const { sub, access, id } = await names({ usernameAttributes: ["email"] }, "ada@example.com", signInAs);
    expect({ access, id }).toEqual({ access: sub, id: sub });
  });
});

describe("identities (authentication.md 4.2)", () => {
  const at = (providerName: string, providerAttributeValue: string) => ({
    destinationUser: "ada",
    sourceUser: { providerName, providerAttributeName: "Cognito_Subject", providerAttributeValue },
  });

  it("are who is linked to the user at other providers, all of it texts, in the order they were linked", async () => {
    const { client, clock, pool, signedIn } = await testPool();
    const { tokens } = await signedIn({ username: "ada" });
    const first = clock();
    await pool.users.linkProvider(at("Google", "107"));
    clock.advance({ minutes: 1 });
    await pool.users.linkProvider(at("Login", "a-7"));
    const { idToken, accessToken } = await client.refresh({ refreshToken: tokens.refreshToken });
    const linked = { issuer: null, primary: "false" };
    expect(decoded(idToken)["identities"]).toEqual([
      { userId: "107", providerName: "Google", providerType: "Google", ...linked, dateCreated: String(first) },
      { userId: "a-7", providerName: "Login", providerType: "Login", ...linked, dateCreated: String(first + 60_000) },
    ]);
    expect(decoded(accessToken)).not.toHaveProperty("identities");
  });

  it("are not there for who has none, or none any more", async () => {
    const { client, pool, signedIn } = await testPool();
    const { tokens } = await signedIn({ username: "ada" });
    expect(decoded(tokens.idToken)).not.toHaveProperty("identities");
    const link = at("Google", "107");
    await pool.users.linkProvider(link);
    await pool.users.disableProvider(link.sourceUser);
    const { idToken } = await client.refresh({ refreshToken: tokens.refreshToken });
    expect(decoded(idToken)).not.toHaveProperty("identities");
  });
});
