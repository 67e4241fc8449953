import { type TestPool, type TestSignIn, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const revoked = { code: "NotAuthorizedException", message: "Access Token has been revoked" };
const invalid = { code: "NotAuthorizedException", message: "Invalid Access Token" };

let world: TestPool;
let ada: TestSignIn;
beforeEach(async () => {
  world = await testPool();
  ada = await world.signedIn({ username: "ada" });
});
const open = (token = ada.tokens.accessToken, { client } = world) => client.user(token);

describe("client.user (GetUser)", () => {
  it("is the user of the token, with the attributes that the client may read", async () => {
    await world.pool.users.updateAttributes({ username: "ada", attributes: { name: "Ada", locale: "en" } });
    await world.pool.clients.update(world.client.clientId, { readAttributes: ["email", "name"] });
    const user = await open();
    expect(await user.get()).toEqual({
      username: "ada",
      sub: ada.sub,
      attributes: { email: "ada@example.com", name: "Ada" },
    });
  });

  // attack 78: what is of one pool is nothing in another
  it.each([
    ["garbage", async () => "no token"],
    ["an ID token", async () => ada.tokens.idToken],
    ["a refresh token", async () => ada.tokens.refreshToken],
    ["the token of another pool", async () => (await (await testPool()).signedIn({ username: "ada" })).tokens.accessToken],
    [
      "the token of another client",
      async () => {
        const other = await world.pool.clients.ensure({ clientName: "other" });
        const result = await other.signIn({ username: "ada", password: ada.password });
        return result.outcome === "signedIn" ? result.tokens.accessToken : "";
      },
    ],
    ["a token that was changed", async () => `${ada.tokens.accessToken.slice(0, -8)}AAAAAAAA`],
  ])("refuses %s", async (_, token) => {
    await expect(open(await token())).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("refuses what is no text, and says that it is invalid", async () => {
    await expect(open("")).rejects.toMatchObject({ code: expect.stringMatching(/Exception$/) });
    await expect(open("a.b.c")).rejects.toMatchObject(invalid);
    await expect(open(null as unknown as string)).rejects.toMatchObject({ code: expect.stringMatching(/Exception$/) });
  });

  it("ends with the token", async () => {
    const user = await open();
    world.clock.advance({ hours: 1 });
    const expired = { code: "NotAuthorizedException", message: "Access Token has expired" };
    await expect(user.get()).rejects.toMatchObject(expired);
    await expect(open()).rejects.toMatchObject(expired);
  });
});

// attacks 28, 73: a token that still verifies acts no more
describe("a user whose session was ended acts no more", () => {
  const calls: readonly (readonly [string, (user: Awaited<ReturnType<typeof open>>) => Promise<unknown>])[] = [
    ["get", (user) => user.get()],
    ["changePassword", (user) => user.changePassword({ previousPassword: ada.password, proposedPassword: "Another horse 8!" })],
    ["attributes.update", (user) => user.attributes.update({ name: "Eve" })],
    ["attributes.delete", (user) => user.attributes.delete(["email"])],
    ["attributes.sendVerificationCode", (user) => user.attributes.sendVerificationCode("email")],
    ["attributes.verify", (user) => user.attributes.verify({ attributeName: "email", code: "123456" })],
    ["delete", (user) => user.delete()],
  ];
  const ends: readonly (readonly [string, () => Promise<unknown>])[] = [
    ["disable", () => world.pool.users.disable("ada")],
    ["signOutEverywhere", () => world.pool.users.signOutEverywhere("ada")],
    ["resetPassword", () => world.pool.users.resetPassword("ada")],
    ["setPassword", () => world.pool.users.setPassword({ username: "ada", password: ada.password, permanent: true })],
    ["restoreDone", () => world.rockpool.restoreDone()],
  ];

  it.each(ends)("by %s", async (_, end) => {
    const user = await open();
    await end();
    const before = await world.pool.users.get("ada");
    for (const [name, call] of calls) await expect(call(user), name).rejects.toMatchObject(revoked);
    expect(await world.pool.users.get("ada")).toEqual(before);
  });

  it("by the deletion of the user, also when the name is somebody else's by then", async () => {
    const user = await open();
    await world.pool.users.delete("ada");
    const { sub } = await world.signedIn({ username: "ada" });
    for (const [name, call] of calls) await expect(call(user), name).rejects.toMatchObject(revoked);
    expect((await world.pool.users.get("ada")).sub).toBe(sub);
  });

  it("by the deletion of the client or the pool", async () => {
    const user = await open();
    await world.pool.clients.delete(world.client.clientId);
    await expect(user.get()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });

  it("but goes on when enabled again only after another sign-in", async () => {
    const user = await open();
    await world.pool.users.disable("ada");
    await world.pool.users.enable("ada");
    await expect(user.get()).rejects.toMatchObject(revoked);
    const result = await world.client.signIn({ username: "ada", password: ada.password });
    if (result.outcome !== "signedIn") throw new Error("no tokens");
    await expect(open(result.tokens.accessToken)).resolves.toBeDefined();
  });
});

describe("user.delete (DeleteUser)", () => {
  it("deletes who asks, and gives the name back", async () => {
    await (await open()).delete();
    await expect(world.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
    await expect(world.signedIn({ username: "ada" })).resolves.toBeDefined();
  });

  // attack 77: nobody but the one of the token is touched
  it("deletes nobody else", async () => {
    await world.signedIn({ username: "eve" });
    await (await open()).delete();
    await expect(world.pool.users.get("eve")).resolves.toMatchObject({ username: "eve" });
  });

  it("is done once by 20 at once", async () => {
    const user = await open();
    const answers = await Promise.all(
      Array.from({ length: 20 }, () =>
        user.delete().then(
          () => true,
          () => false,
        ),
      ),
    );
    expect(answers.filter(Boolean)).toHaveLength(1);
  });
});
