import type { SignedInUser } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";

const password = "Correct horse 7!";
const email = "shared@example.com";
const byProof = { code: "AliasExistsException", message: "An account with the email already exists." };
const given = { code: "AliasExistsException", message: "An account with the given email already exists." };
const signedIn = { outcome: "signedIn" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool({ aliasAttributes: ["email"] });
});

/** Signs up with the shared address. @returns the code that proves it. */
async function signUp(username: string): Promise<string> {
  await world.client.signUp({ username, password, attributes: { email } });
  return world.outbox.lastCode();
}

const confirm = (username: string, confirmationCode: string, forceAliasCreation?: boolean) =>
  world.client.confirmSignUp({ username, confirmationCode, forceAliasCreation });
const signIn = (username: string) => world.client.signIn({ username, password });
const isVerified = async (username: string) => (await world.pool.users.get(username)).attributes["email_verified"];

/** Whoever signs in by the shared address. */
async function holder(): Promise<string> {
  return (await world.pool.users.get(email)).username;
}

describe("an address that nobody has proved", () => {
  // attack 29: an unverified address never matches another account
  it("blocks nobody, and lets nobody in", async () => {
    await signUp("squatter");
    const code = await signUp("ada");
    await confirm("ada", code);
    expect(await holder()).toBe("ada");
    await expect(signIn(email)).resolves.toMatchObject(signedIn);
  });

  it("is not what an administrator finds somebody by", async () => {
    await signUp("squatter");
    await expect(world.pool.users.get(email)).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("that is changed to somebody else's leaves theirs", async () => {
    await confirm("ada", await signUp("ada"));
    await world.pool.users.create({ username: "eve", messageAction: "SUPPRESS" });
    await world.pool.users.updateAttributes({ username: "eve", attributes: { email } });
    expect([await holder(), await isVerified("eve")]).toEqual(["ada", "false"]);
  });
});

describe("confirmSignUp with an address that somebody has proved (users-and-triggers.md 3.7)", () => {
  it("is refused, changes nothing, and the code can be used again by force", async () => {
    await confirm("ada", await signUp("ada"));
    const code = await signUp("bob");
    await expect(confirm("bob", code)).rejects.toMatchObject(byProof);
    expect((await world.pool.users.get("bob")).userStatus).toBe("UNCONFIRMED");
    expect([await holder(), await isVerified("ada")]).toEqual(["ada", "true"]);
    await expect(confirm("bob", code, true)).resolves.toBeUndefined();
  });

  it("by force takes it: the other's is verified no more, and they come in by their name", async () => {
    await confirm("ada", await signUp("ada"));
    await confirm("bob", await signUp("bob"), true);
    expect([await holder(), await isVerified("bob"), await isVerified("ada")]).toEqual(["bob", "true", "false"]);
    const result = await signIn(email);
    if (result.outcome !== "signedIn") throw new Error("no tokens");
    const claims = await world.pool.verify(result.tokens.idToken, { tokenUse: "id", clientId: null });
    expect(claims["cognito:username"]).toBe("bob");
    await expect(signIn("ada")).resolves.toMatchObject(signedIn);
  });

  it("tells nobody who has not proved it", async () => {
    await confirm("ada", await signUp("ada"));
    const code = await signUp("bob");
    const wrong = code === "000000" ? "000001" : "000000";
    await expect(confirm("bob", wrong, true)).rejects.toMatchObject({ code: "CodeMismatchException" });
  });
});

describe("an address that somebody has proved is not taken", () => {
  let eve: SignedInUser;
  beforeEach(async () => {
    await confirm("ada", await signUp("ada"));
    const { tokens } = await world.signedIn({ username: "eve" });
    eve = await world.client.user(tokens.accessToken);
  });
  const verified = { email, email_verified: "true" };

  it("by an administrator's update", async () => {
    await expect(world.pool.users.updateAttributes({ username: "eve", attributes: verified })).rejects.toMatchObject(given);
    expect(await holder()).toBe("ada");
    expect((await world.pool.users.get("eve")).attributes).toMatchObject({ email: "eve@example.com", email_verified: "true" });
  });

  it("by who verifies it, who learns it only so", async () => {
    await expect(eve.attributes.update({ email })).resolves.toHaveLength(1);
    const code = world.outbox.lastCode();
    await expect(eve.attributes.verify({ attributeName: "email", code })).rejects.toMatchObject(given);
    expect([await holder(), await isVerified("eve")]).toEqual(["ada", "false"]);
  });

  it("by users.create, but by force", async () => {
    const bob = { username: "bob", attributes: verified, messageAction: "SUPPRESS" } as const;
    await expect(world.pool.users.create(bob)).rejects.toMatchObject(given);
    await expect(world.pool.users.get("bob")).rejects.toMatchObject({ code: "UserNotFoundException" });
    await world.pool.users.create({ ...bob, forceAliasCreation: true });
    expect([await holder(), await isVerified("ada")]).toEqual(["bob", "false"]);
  });

  it("unless its owner gives it up, or goes", async () => {
    await world.pool.users.deleteAttributes({ username: "ada", attributeNames: ["email"] });
    await world.pool.users.updateAttributes({ username: "eve", attributes: verified });
    expect(await holder()).toBe("eve");
    await world.pool.users.delete("eve");
    await world.pool.users.updateAttributes({ username: "ada", attributes: verified });
    expect(await holder()).toBe("ada");
  });
});

// attack 13: parallel proofs of one alias: one account has it
describe.each([2, 20])("%i users who want one address at once", (many) => {
  const names = Array.from({ length: many }, (_, n) => `user-${n}`);

  /** Exactly one has it, and what is stored of everybody says so. */
  async function expectOneOf(answers: readonly (string | undefined)[]): Promise<void> {
    const winners = names.filter((_, at) => answers[at] === undefined);
    expect(winners).toHaveLength(1);
    expect(new Set(answers)).toEqual(new Set([undefined, given.code]));
    expect(await holder()).toBe(winners[0]);
    for (const name of names) expect(await isVerified(name), name).toBe(String(name === winners[0]));
  }

  it("by confirming their sign-up: one has it", async () => {
    const codes: string[] = [];
    for (const name of names) codes.push(await signUp(name));
    const answers = await Promise.all(names.map((name, at) => confirm(name, codes[at] ?? "").then(() => undefined, codeOf)));
    await expectOneOf(answers);
  });

  it("by force: the last of them has it", async () => {
    const codes: string[] = [];
    for (const name of names) codes.push(await signUp(name));
    const answers = await Promise.all(names.map((name, at) => confirm(name, codes[at] ?? "", true).then(() => "done", codeOf)));
    expect(answers).toContain("done");
    const verified: string[] = [];
    for (const name of names) if ((await isVerified(name)) === "true") verified.push(name);
    expect(verified).toEqual([await holder()]);
  });

  it("by verifying an address they have: one has it", async () => {
    const users: SignedInUser[] = [];
    const codes: string[] = [];
    for (const username of names) {
      const { tokens } = await world.signedIn({ username });
      const user = await world.client.user(tokens.accessToken);
      await user.attributes.update({ email });
      users.push(user);
      codes.push(world.outbox.lastCode());
    }
    const verify = (user: SignedInUser, at: number) => user.attributes.verify({ attributeName: "email", code: codes[at] ?? "" });
    await expectOneOf(await Promise.all(users.map((user, at) => verify(user, at).then(() => undefined, codeOf))));
  });
});
