import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const identity = (value: string, providerName = "Login") => ({
  providerName,
  providerAttributeName: "Cognito_Subject",
  providerAttributeValue: value,
});
const linkedAlready = { code: "AliasExistsException", message: "The identity is linked to another user already." };
const notFound = { code: "UserNotFoundException", message: "User does not exist." };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
  for (const username of ["ada", "eve"]) await world.signedIn({ username });
});
const link = (destinationUser: string, value: string, providerName?: string) =>
  world.pool.users.linkProvider({ destinationUser, sourceUser: identity(value, providerName) });
const unlink = (value: string) => world.pool.users.disableProvider(identity(value));

/** What the attribute `identities` says. */
async function identities(username: string): Promise<readonly unknown[]> {
  return JSON.parse((await world.pool.users.get(username)).attributes["identities"] ?? "[]");
}

describe("users.linkProvider (AdminLinkProviderForUser, users-and-triggers.md 3.8)", () => {
  it("adds an identity, which stands in the attribute identities", async () => {
    await link("ada", "7");
    expect(await identities("ada")).toMatchObject([{ userId: "7", providerName: "Login", dateCreated: world.clock() }]);
    expect(await identities("eve")).toEqual([]);
  });

  it("twice is once", async () => {
    await link("ada", "7");
    await link("ADA", "7");
    expect(await identities("ada")).toHaveLength(1);
  });

  it("tells identities of two providers apart", async () => {
    await link("ada", "7");
    await link("eve", "7", "Other");
    expect([await identities("ada"), await identities("eve")].map(({ length }) => length)).toEqual([1, 1]);
  });

  // attack 76: an identity has one owner
  it("refuses an identity that is somebody else's", async () => {
    await link("ada", "7");
    await expect(link("eve", "7")).rejects.toMatchObject(linkedAlready);
    expect(await identities("eve")).toEqual([]);
  });

  it("refuses a sixth", async () => {
    for (let n = 0; n < 5; n += 1) await link("ada", `${n}`);
    await expect(link("ada", "more")).rejects.toMatchObject({
      code: "LimitExceededException",
      message: "A user has at most 5 linked identities.",
    });
    expect(await identities("ada")).toHaveLength(5);
  });

  it("refuses nobody, and Cognito itself", async () => {
    await expect(link("nobody", "7")).rejects.toMatchObject(notFound);
    await expect(link("ada", "ada", "Cognito")).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("users.disableProvider (AdminDisableProviderForUser)", () => {
  it("takes the identity away; it can be somebody else's then", async () => {
    await link("ada", "7");
    await link("ada", "8");
    await unlink("7");
    expect(await identities("ada")).toMatchObject([{ userId: "8" }]);
    await expect(link("eve", "7")).resolves.toBeUndefined();
  });

  it("refuses what is linked to nobody", async () => {
    await expect(unlink("7")).rejects.toMatchObject(notFound);
  });
});

describe("users.disableProvider of Cognito itself (users-and-triggers.md 3.8)", () => {
  const password = "Correct horse 7!";
  const signIn = (chosen = password) => world.client.signIn({ username: "ada", password: chosen });
  const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };

  it("takes the password away, and ends all sessions", async () => {
    const result = await signIn();
    if (result.outcome !== "signedIn") throw new Error("no tokens");
    const user = await world.client.user(result.tokens.accessToken);
    await world.pool.users.disableProvider(identity("ada", "Cognito"));
    await expect(signIn()).rejects.toMatchObject(incorrect);
    await expect(user.get()).rejects.toMatchObject({ message: "Access Token has been revoked" });
    expect(await world.pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED", enabled: true });
  });

  it("leaves the links, and whoever can prove an address may choose another password", async () => {
    await link("ada", "7");
    await world.client.forgotPassword({ username: "ada" });
    const before = world.outbox.lastCode();
    await world.pool.users.disableProvider(identity("ada", "Cognito"));
    expect(await identities("ada")).toHaveLength(1);
    const chosen = { username: "ada", password: "Another horse 8!" };
    await expect(world.client.confirmForgotPassword({ ...chosen, confirmationCode: before })).rejects.toMatchObject({
      code: "ExpiredCodeException",
    });
    await world.client.forgotPassword({ username: "ada" });
    await world.client.confirmForgotPassword({ ...chosen, confirmationCode: world.outbox.lastCode() });
    await expect(signIn(chosen.password)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("refuses who is not there, and another attribute than the subject", async () => {
    await expect(world.pool.users.disableProvider(identity("nobody", "Cognito"))).rejects.toMatchObject(notFound);
    const byEmail = { ...identity("ada", "Cognito"), providerAttributeName: "email" };
    await expect(world.pool.users.disableProvider(byEmail)).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "providerAttributeName" },
    });
    await expect(signIn()).resolves.toMatchObject({ outcome: "signedIn" });
  });
});

describe("the links of a user who is deleted", () => {
  // attack 32: nothing of the holder before is the next one's
  it("are in nobody's way, before and after maintain", async () => {
    await link("ada", "7");
    await link("ada", "8");
    await world.pool.users.delete("ada");
    await expect(link("eve", "7")).resolves.toBeUndefined();
    await world.rockpool.maintain();
    expect(await identities("eve")).toHaveLength(1);
    await expect(link("eve", "8")).resolves.toBeUndefined();
    await expect(link("eve", "7")).resolves.toBeUndefined();
  });
});
