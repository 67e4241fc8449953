import { memory } from "rockpool/storage/memory";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { RockpoolError } from "../../../src/errors.ts";
import { failureReason } from "../../../src/user-pool/events/failure-reason.ts";
import { recordingStorage } from "../stand-ins.ts";

const ada = { username: "ada", password: "Correct horse 7!" };

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});

describe("listAuthEvents (AdminListUserAuthEvents)", () => {
  it("gives what happened to a user, the newest first", async () => {
    const { client, clock, pool } = world;
    await world.signedIn(ada);
    clock.advance({ minutes: 1 });
    await client.signIn({ ...ada, password: "wrong" }).catch(() => {});
    clock.advance({ minutes: 1 });
    await client.forgotPassword({ username: "ada" });
    const { authEvents, nextToken } = await pool.users.listAuthEvents({ username: "ada" });
    expect(nextToken).toBeNull();
    const { clientId } = client;
    const common = { eventId: expect.any(String), clientId };
    const at = (minutes: number): Date => new Date(clock() - minutes * 60_000);
    expect(authEvents.slice(0, 2)).toEqual([
      { ...common, eventType: "ForgotPassword", eventResponse: "Pass", reason: null, creationDate: at(0) },
      { ...common, eventType: "SignIn", eventResponse: "Fail", reason: "wrongCredentials", creationDate: at(1) },
    ]);
    expect(
      authEvents
        .slice(2)
        .map(({ eventType }) => eventType)
        .toSorted(),
    ).toEqual(["SignIn", "SignUp"]);
  });

  it("names a sign-in by the event_id of its tokens, also after refreshes", async () => {
    const { client, pool } = world;
    const { tokens } = await world.signedIn(ada);
    const { idToken } = await client.refresh({ refreshToken: tokens.refreshToken });
    const { event_id } = await pool.verify(idToken, { tokenUse: "id", clientId: null });
    const { authEvents } = await pool.users.listAuthEvents({ username: "ada" });
    expect(authEvents.filter(({ eventId }) => eventId === event_id)).toMatchObject([
      { eventType: "SignIn", eventResponse: "Pass" },
    ]);
  });

  it("goes on by a token, which is for this user only", async () => {
    const { client, clock, pool } = world;
    await world.signedIn(ada);
    await world.signedIn({ username: "bob" });
    for (let n = 0; n < 4; n += 1) {
      clock.advance({ minutes: 1 });
      await client.signIn(ada);
    }
    const seen: number[] = [];
    let nextToken: string | undefined;
    do {
      const page = await pool.users.listAuthEvents({ username: "ada", limit: 2, nextToken });
      seen.push(...page.authEvents.map(({ creationDate }) => creationDate.getTime()));
      nextToken = page.nextToken ?? undefined;
      if (nextToken !== undefined) {
        await expect(pool.users.listAuthEvents({ username: "bob", nextToken })).rejects.toMatchObject({
          code: "InvalidParameterException",
        });
      }
    } while (nextToken !== undefined);
    expect(seen).toHaveLength(6);
    expect(seen).toEqual(seen.toSorted((a, b) => b - a));
  });

  it("remembers as long as the pool's setting says, and nothing with 0", async () => {
    const { clock, pool } = world;
    await world.signedIn(ada);
    clock.advance({ hours: 24 * 30 - 1 });
    expect((await pool.users.listAuthEvents({ username: "ada" })).authEvents).not.toEqual([]);
    clock.advance({ hours: 1 });
    expect((await pool.users.listAuthEvents({ username: "ada" })).authEvents).toEqual([]);
    const without = await testPool({ storage: memory(), authEventRetentionDays: 0 });
    await without.signedIn(ada);
    expect((await without.pool.users.listAuthEvents({ username: "ada" })).authEvents).toEqual([]);
  });

  it("remembers as long as the setting said when it happened, whatever was kept for less since", async () => {
    const { client, clock, pool } = world;
    await world.signedIn(ada);
    await pool.settings.update({ authEventRetentionDays: 1 });
    clock.advance({ minutes: 1 });
    await client.signIn(ada);
    clock.advance({ days: 2 });
    const types: string[] = [];
    let nextToken: string | undefined;
    do {
      const page = await pool.users.listAuthEvents({ username: "ada", limit: 1, nextToken });
      types.push(...page.authEvents.map(({ eventType }) => eventType));
      nextToken = page.nextToken ?? undefined;
    } while (nextToken !== undefined);
    expect(types.toSorted()).toEqual(["SignIn", "SignUp"]);
  });

  it("keeps nothing of what was refused without a plan: a flood of it fills no storage", async () => {
    const storage = recordingStorage();
    const { client, signedIn } = await testPool({ storage });
    await signedIn(ada);
    for (let n = 0; n < 5; n += 1) await client.signIn({ ...ada, password: "wrong" }).catch(() => {});
    const before = (await storage.records("auth_events")).length;
    for (let n = 0; n < 5; n += 1) await client.signIn(ada).catch(() => {});
    expect(await storage.records("auth_events")).toHaveLength(before);
  });

  it("goes with the user", async () => {
    const storage = recordingStorage();
    const { pool, rockpool, signedIn } = await testPool({ storage });
    await signedIn(ada);
    expect(await storage.records("auth_events")).not.toEqual([]);
    await pool.users.delete("ada");
    await rockpool.maintain();
    expect(await storage.records("auth_events")).toEqual([]);
    await expect(pool.users.listAuthEvents(ada)).rejects.toMatchObject({ code: "InvalidParameterException" });
    await expect(pool.users.listAuthEvents({ username: "ada" })).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});

describe("the class of a failure", () => {
  it.each([
    ["NotAuthorizedException", "Incorrect username or password.", "wrongCredentials"],
    ["UserNotFoundException", "User does not exist.", "wrongCredentials"],
    ["NotAuthorizedException", "Password attempts exceeded", "locked"],
    ["NotAuthorizedException", "User is disabled.", "disabled"],
    ["UserNotConfirmedException", "User is not confirmed.", "notConfirmed"],
    ["PasswordResetRequiredException", "Password reset required for the user", "passwordResetRequired"],
    [
      "NotAuthorizedException",
      "Temporary password has expired and must be reset by an administrator.",
      "temporaryPasswordExpired",
    ],
    ["NotAuthorizedException", "Invalid session for the user, session is expired.", "invalidSession"],
    ["CodeMismatchException", "Invalid verification code provided, please try again.", "wrongCode"],
    ["ExpiredCodeException", "Invalid code provided, please request a code again.", "expiredCode"],
    ["NotAuthorizedException", "anything else", "other"],
  ] as const)("of %s, %j is %s", (code, message, reason) => {
    expect(failureReason(new RockpoolError(code, message))).toBe(reason);
  });
});
