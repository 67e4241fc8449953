import type { ConfirmForgotPasswordInput } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, type TestPoolOptions, type TestSignIn, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf, holdingStorage } from "../stand-ins.ts";

const password = "Another horse 8!";
const mismatch = { code: "CodeMismatchException", message: "Invalid verification code provided, please try again." };
const expired = { code: "ExpiredCodeException", message: "Invalid code provided, please request a code again." };
const limit = { code: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };

interface Recovering extends TestPool {
  readonly ada: TestSignIn;
  readonly code: string;
  confirm(input?: Partial<ConfirmForgotPasswordInput>): Promise<void>;
}

/** A pool with ada, who is signed in and was sent a code. */
async function recovering(options: TestPoolOptions = {}): Promise<Recovering> {
  const world = await testPool(options);
  const ada = await world.signedIn({ username: "ada" });
  await world.client.forgotPassword({ username: "ada" });
  const code = world.outbox.lastCode();
  const confirm = (input: Partial<ConfirmForgotPasswordInput> = {}): Promise<void> =>
    world.client.confirmForgotPassword({ username: "ada", confirmationCode: code, password, ...input });
  return { ...world, ada, code, confirm };
}

const wrong = (code: string): string => (code === "000000" ? "000001" : "000000");
const legacy: TestPoolOptions = { client: { preventUserExistenceErrors: "LEGACY" } };

describe("confirmForgotPassword (users-and-triggers.md 3.5)", () => {
  it("sets the password, which is the only one from then on", async () => {
    const { confirm, client, ada } = await recovering();
    await confirm();
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(client.signIn({ username: "ada", password: ada.password })).rejects.toMatchObject({
      message: "Incorrect username or password.",
    });
  });

  it("makes who had to reset the password CONFIRMED", async () => {
    const { pool, outbox, confirm, clock } = await recovering();
    await pool.users.resetPassword("ada");
    clock.advance({ minutes: 1 });
    await confirm({ confirmationCode: outbox.lastCode() });
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED", userLastModifiedDate: new Date(clock()) });
  });

  // attack 73: who knew the password before is out
  it("ends all sessions", async () => {
    const { confirm, client, ada } = await recovering();
    const user = await client.user(ada.tokens.accessToken);
    await confirm();
    await expect(user.get()).rejects.toMatchObject({ code: "NotAuthorizedException", message: "Access Token has been revoked" });
  });

  it("ends a lock", async () => {
    const { confirm, client } = await recovering();
    for (let n = 0; n < 6; n += 1) await client.signIn({ username: "ada", password: "wrong" }).catch(() => {});
    await confirm();
    await expect(client.signIn({ username: "ada", password })).resolves.toMatchObject({ outcome: "signedIn" });
  });

  it("keeps the code when the password is refused, and changes nothing", async () => {
    const { confirm, client, ada } = await recovering();
    await expect(confirm({ password: "short" })).rejects.toMatchObject({ code: "InvalidPasswordException" });
    await expect(client.signIn({ username: "ada", password: ada.password })).resolves.toMatchObject({ outcome: "signedIn" });
    await expect(confirm()).resolves.toBeUndefined();
  });

  it("keeps the code when the password was used before", async () => {
    const { confirm, ada } = await recovering({ passwordPolicy: { passwordHistorySize: 1 } });
    await expect(confirm({ password: ada.password })).rejects.toMatchObject({
      code: "PasswordHistoryPolicyViolationException",
      message: "Password has previously been used.",
    });
    await expect(confirm()).resolves.toBeUndefined();
  });
});

describe("a code that resets a password", () => {
  it("is good for an hour", async () => {
    const { confirm, clock } = await recovering();
    clock.advance({ minutes: 59, seconds: 59, milliseconds: 999 });
    await expect(confirm()).resolves.toBeUndefined();
    const late = await recovering();
    late.clock.advance({ hours: 1 });
    await expect(late.confirm()).rejects.toMatchObject(expired);
  });

  it("is good once", async () => {
    const { confirm } = await recovering();
    await confirm();
    await expect(confirm({ password: "A third horse 9!" })).rejects.toMatchObject(expired);
  });

  const third = "A third horse 9!";
  const others: readonly (readonly [string, (world: Recovering) => Promise<unknown>])[] = [
    ["an administrator sets", ({ pool }) => pool.users.setPassword({ username: "ada", password: third, permanent: true })],
    [
      "an administrator sets in place of one that was reset",
      async ({ pool }) => {
        await pool.users.resetPassword("ada");
        await pool.users.setPassword({ username: "ada", password: third, permanent: true });
      },
    ],
    [
      "the user chooses after a temporary one",
      async ({ pool, client }) => {
        await pool.users.setPassword({ username: "ada", password: "Temporary 1!" });
        const asked = await client.signIn({ username: "ada", password: "Temporary 1!" });
        if (asked.outcome !== "challenge") throw new Error("no challenge");
        await client.respond(asked, { newPassword: third });
      },
    ],
    [
      "the user changes",
      async ({ client, ada }) => {
        const user = await client.user(ada.tokens.accessToken);
        await user.changePassword({ previousPassword: ada.password, proposedPassword: third });
      },
    ],
  ];

  // attack 17: a code of before undoes no later decision
  it.each(others)("is over with the password: with another one that %s", async (_, replace) => {
    const world = await recovering();
    await replace(world);
    await expect(world.confirm({ confirmationCode: world.outbox.lastCode() })).rejects.toMatchObject(expired);
    await expect(world.confirm()).rejects.toMatchObject({ code: expect.stringMatching(/^(ExpiredCode|CodeMismatch)Exception$/) });
    await expect(world.client.signIn({ username: "ada", password: third })).resolves.toMatchObject({ outcome: "signedIn" });
    await world.client.forgotPassword({ username: "ada" });
    await expect(world.confirm({ confirmationCode: world.outbox.lastCode() })).resolves.toBeUndefined();
  });

  it("is for the password that is there when it is sent, also if that is replaced at the same moment", async () => {
    const storage = holdingStorage();
    const { client, pool, outbox, confirm } = await recovering({ storage });
    const held = storage.holdNextCommit("codes");
    const asked = client.forgotPassword({ username: "ada" });
    await held.reached;
    await pool.users.setPassword({ username: "ada", password: third, permanent: true });
    held.release();
    await asked;
    await expect(confirm({ confirmationCode: outbox.lastCode() })).resolves.toBeUndefined();
  });

  it("is replaced by the next", async () => {
    const { confirm, client, outbox, code } = await recovering();
    await client.forgotPassword({ username: "ada" });
    const next = outbox.lastCode();
    if (next !== code) await expect(confirm()).rejects.toMatchObject(mismatch);
    await expect(confirm({ confirmationCode: next })).resolves.toBeUndefined();
  });

  // attack 17: a proof of an address that was changed meanwhile is stale
  it("is nothing after the address changed", async () => {
    const { confirm, pool } = await recovering();
    await pool.users.updateAttributes({ username: "ada", attributes: { email: "new@example.com", email_verified: "true" } });
    await expect(confirm()).rejects.toMatchObject(mismatch);
  });

  // attack 65: records of codes are not confused
  it("is not the code of something else", async () => {
    const { client, ada, outbox, confirm } = await recovering();
    const user = await client.user(ada.tokens.accessToken);
    await user.attributes.sendVerificationCode("email");
    const other = outbox.lastCode();
    await expect(confirm({ confirmationCode: other })).rejects.toMatchObject(mismatch);
  });

  it("is nobody else's", async () => {
    const { confirm, signedIn } = await recovering();
    await signedIn({ username: "bob" });
    await expect(confirm({ username: "bob" })).rejects.toMatchObject(mismatch);
  });
});

describe("the budget of confirmForgotPassword", () => {
  // attacks 9, 68: the budget survives new codes
  it.each(["ada", "nobody"])("is 15 tries an hour for %s, however many codes are asked for", async (username) => {
    const { confirm, client, code, clock } = await recovering();
    for (let n = 0; n < 15; n += 1) {
      await expect(confirm({ username, confirmationCode: wrong(code) })).rejects.toMatchObject(mismatch);
    }
    await client.forgotPassword({ username });
    await expect(confirm({ username })).rejects.toMatchObject({ ...limit, details: { retryAfterSeconds: 3600 } });
    clock.advance({ hours: 1 });
    await expect(confirm({ username, confirmationCode: wrong(code) })).rejects.toMatchObject(mismatch);
  });

  it("costs as much for a name nobody has as for one that somebody has", async () => {
    const storage = countingStorage(memory());
    const { confirm, code } = await recovering({ storage });
    const cost = await storage.count(() => confirm({ confirmationCode: wrong(code) }).catch(codeOf));
    const other = { username: "nobody", confirmationCode: wrong(code) };
    expect(await storage.count(() => confirm(other).catch(codeOf))).toEqual(cost);
  });
});

describe("confirmForgotPassword of somebody who cannot recover", () => {
  it.each([
    ["unknown", "nobody", undefined],
    ["disabled", "ada", "disable"],
    ["deleted", "ada", "delete"],
  ] as const)("answers as a wrong code does: %s", async (_, username, become) => {
    const { confirm, pool } = await recovering();
    if (become !== undefined) await pool.users[become]("ada");
    await expect(confirm({ username })).rejects.toMatchObject(mismatch);
  });

  it("answers so to who never asked for a code", async () => {
    const { confirm, signedIn } = await recovering();
    await signedIn({ username: "bob" });
    await expect(confirm({ username: "bob", confirmationCode: "123456" })).rejects.toMatchObject(mismatch);
  });

  it("tells with LEGACY who is unknown, and who never asked", async () => {
    const { confirm, signedIn } = await recovering(legacy);
    await signedIn({ username: "bob" });
    await expect(confirm({ username: "nobody" })).rejects.toMatchObject({
      code: "UserNotFoundException",
      message: "Username/client id combination not found.",
    });
    await expect(confirm({ username: "bob" })).rejects.toMatchObject(expired);
  });

  it("tells with LEGACY who is disabled, whatever the code", async () => {
    const { confirm, pool, code } = await recovering(legacy);
    await pool.users.disable("ada");
    for (const confirmationCode of [code, wrong(code)]) {
      await expect(confirm({ confirmationCode })).rejects.toMatchObject({
        code: "NotAuthorizedException",
        message: "User is disabled.",
      });
    }
  });

  it("needs the secret hash of a client with a secret", async () => {
    const { client } = await testPool({ client: { generateSecret: true } });
    const input = { username: "ada", confirmationCode: "123456", password };
    await expect(client.confirmForgotPassword(input)).rejects.toMatchObject({ code: "NotAuthorizedException" });
    await expect(client.forgotPassword({ username: "ada" })).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });
});
