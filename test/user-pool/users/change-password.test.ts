import type { ChangePasswordInput, SignedInUser } from "rockpool";
import { type TestPool, type TestSignIn, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";

const proposedPassword = "Another horse 8!";
const incorrect = { code: "NotAuthorizedException", message: "Incorrect username or password." };
const limit = { code: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };

let world: TestPool;
let ada: TestSignIn;
let user: SignedInUser;
beforeEach(async () => {
  world = await testPool();
  ada = await world.signedIn({ username: "ada" });
  user = await world.client.user(ada.tokens.accessToken);
});
const change = (input: Partial<ChangePasswordInput> = {}) =>
  user.changePassword({ previousPassword: ada.password, proposedPassword, ...input });
const signIn = (password: string) => world.client.signIn({ username: "ada", password });

describe("user.changePassword (ChangePassword)", () => {
  it("replaces the password by who has it", async () => {
    await change();
    await expect(signIn(proposedPassword)).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(signIn(ada.password)).rejects.toMatchObject(incorrect);
  });

  // attack 73: whoever else is signed in is out; the one who asks goes on
  it("ends every other session, and not the one that asks", async () => {
    const other = await signIn(ada.password);
    if (other.outcome !== "signedIn") throw new Error("no tokens");
    const elsewhere = await world.client.user(other.tokens.accessToken);
    await change();
    await expect(user.get()).resolves.toMatchObject({ username: "ada" });
    await expect(elsewhere.get()).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Access Token has been revoked",
    });
    await expect(change({ previousPassword: proposedPassword, proposedPassword: "A third horse 9!" })).resolves.toBeUndefined();
  });

  it.each([
    ["wrong", { previousPassword: "wrong" }],
    ["left out by who has one", { previousPassword: undefined }],
  ])("refuses a previous password that is %s, and changes nothing", async (_, input) => {
    await expect(change(input)).rejects.toMatchObject(incorrect);
    await expect(signIn(ada.password)).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("refuses what is against the policy, and what is no password", async () => {
    await expect(change({ proposedPassword: "short" })).rejects.toMatchObject({ code: "InvalidPasswordException" });
    await expect(change({ proposedPassword: "" })).rejects.toMatchObject({ code: "InvalidParameterException" });
    await expect(change({ proposedPassword: "x".repeat(257) })).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

describe("the budget of changePassword", () => {
  // attacks 9, 68, 69: a token that was stolen is no way to guess the password
  it("is five wrong passwords an hour; then the right one is refused, too", async () => {
    for (let n = 0; n < 5; n += 1) await expect(change({ previousPassword: `wrong ${n}` })).rejects.toMatchObject(incorrect);
    await expect(change()).rejects.toMatchObject({ ...limit, details: { retryAfterSeconds: 3600 } });
    world.clock.advance({ minutes: 59 });
    await expect(change()).rejects.toMatchObject(limit);
    const again = await signIn(ada.password);
    if (again.outcome !== "signedIn") throw new Error("no tokens");
    user = await world.client.user(again.tokens.accessToken);
    world.clock.advance({ minutes: 1 });
    await expect(change()).resolves.toBeUndefined();
  });
});
