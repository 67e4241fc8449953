import type { AppClient, Challenge, UserStatus } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import {
  creation,
  type LifecycleEvent,
  lifecycle,
  refusal,
  type SignInCase,
  signInOutcome,
  signIns,
} from "../../../src/user-pool/users/lifecycle.ts";
import { userStatuses } from "../../../src/user-pool/users/user.table.ts";

const username = "ada";
const password = "Correct horse 7!";
const temporary = "Temporary 1!";
const other = "Another horse 8!";
const events = Object.keys(lifecycle) as LifecycleEvent[];
const cases = Object.keys(signIns) as SignInCase[];

/** What users-and-triggers.md 3.2 says, by the columns of `userStatuses`; `-` for a refusal. */
const written: Readonly<Record<LifecycleEvent, string>> = {
  confirmSignUp: "CONFIRMED - - - -",
  resendConfirmationCode: "UNCONFIRMED - - - -",
  adminConfirmSignUp: "CONFIRMED - - - -",
  resendInvitation: "- - FORCE_CHANGE_PASSWORD - -",
  newPasswordChosen: "- - CONFIRMED - -",
  adminSetPermanentPassword: "CONFIRMED CONFIRMED CONFIRMED CONFIRMED CONFIRMED",
  adminSetTemporaryPassword:
    "FORCE_CHANGE_PASSWORD FORCE_CHANGE_PASSWORD FORCE_CHANGE_PASSWORD FORCE_CHANGE_PASSWORD FORCE_CHANGE_PASSWORD",
  adminResetPassword: "- RESET_REQUIRED - RESET_REQUIRED -",
  forgotPassword: "- CONFIRMED - RESET_REQUIRED -",
  confirmForgotPassword: "- CONFIRMED - CONFIRMED -",
  changePassword: "- CONFIRMED - - -",
};

let world: TestPool;
/** Its tokens stand until they expire: they bring a user into calls whom another status keeps out of every session. */
let lasting: AppClient;
/** What ada has from the time when she was CONFIRMED: codes that she was sent, a question that she was asked, a token. */
let past: { signUpCode: string; resetCode: string; challenge: Challenge; accessToken: string };
beforeEach(async () => {
  world = await testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
  lasting = await world.pool.clients.ensure({ clientName: "lasting", enableTokenRevocation: false });
});

async function become(status: UserStatus): Promise<void> {
  const { client, pool, outbox } = world;
  await client.signUp({ username, password, attributes: { email: "ada@example.com" } });
  const signUpCode = outbox.lastCode();
  await client.confirmSignUp({ username, confirmationCode: signUpCode });
  await pool.users.setPassword({ username, password: temporary });
  const challenge = await client.signIn({ username, password: temporary });
  await pool.users.setPassword({ username, password, permanent: true });
  const signedIn = await lasting.signIn({ username, password });
  if (challenge.outcome !== "challenge" || signedIn.outcome !== "signedIn") throw new Error("ada is not on her way");
  await client.forgotPassword({ username });
  past = { signUpCode, resetCode: outbox.lastCode(), challenge, accessToken: signedIn.tokens.accessToken };

  if (status === "FORCE_CHANGE_PASSWORD") await pool.users.setPassword({ username, password: temporary });
  if (status === "RESET_REQUIRED") {
    await pool.users.resetPassword(username);
    past.resetCode = outbox.lastCode();
  }
  if (status === "UNCONFIRMED" || status === "EXTERNAL_PROVIDER") await comeAgainAs(status);
}

/** No way leads there from CONFIRMED: the same person, moved in as somebody who has it. */
async function comeAgainAs(userStatus: UserStatus): Promise<void> {
  const { client, pool, outbox, rockpool } = world;
  for await (const exported of pool.users.export()) {
    await pool.users.delete(username);
    await rockpool.maintain();
    expect(await pool.users.import([{ ...exported, userStatus }])).toMatchObject({ imported: 1 });
  }
  if (userStatus !== "UNCONFIRMED") return;
  await client.resendConfirmationCode({ username });
  past.signUpCode = outbox.lastCode();
}

const happens: { readonly [E in LifecycleEvent]: () => Promise<unknown> } = {
  confirmSignUp: () => world.client.confirmSignUp({ username, confirmationCode: past.signUpCode }),
  resendConfirmationCode: () => world.client.resendConfirmationCode({ username }),
  adminConfirmSignUp: () => world.pool.users.confirm(username),
  resendInvitation: () => world.pool.users.create({ username, messageAction: "RESEND" }),
  async newPasswordChosen() {
    const { userStatus } = await world.pool.users.get(username);
    const isAsked = userStatus === "FORCE_CHANGE_PASSWORD";
    const asked = isAsked ? await world.client.signIn({ username, password: temporary }) : past.challenge;
    if (asked.outcome !== "challenge") throw new Error("nobody was asked for a new password");
    await world.client.respond(asked, { newPassword: other });
  },
  adminSetPermanentPassword: () => world.pool.users.setPassword({ username, password: other, permanent: true }),
  adminSetTemporaryPassword: () => world.pool.users.setPassword({ username, password: other }),
  adminResetPassword: () => world.pool.users.resetPassword(username),
  forgotPassword: () => world.client.forgotPassword({ username }),
  confirmForgotPassword: () =>
    world.client.confirmForgotPassword({ username, confirmationCode: past.resetCode, password: other }),
  async changePassword() {
    const user = await lasting.user(past.accessToken);
    await user.changePassword({ previousPassword: password, proposedPassword: other });
  },
};

describe("the life of a user (users-and-triggers.md 3.2)", () => {
  it("is written down as the reference has it", () => {
    const table = events.map((event) => {
      const cells = userStatuses.map((status) => lifecycle[event][status]);
      return [event, cells.map((cell) => (typeof cell === "string" ? cell : "-")).join(" ")];
    });
    expect(Object.fromEntries(table)).toEqual(written);
  });

  it("has no way back to UNCONFIRMED", () => {
    const into = events.flatMap((event) => userStatuses.filter((status) => lifecycle[event][status] === "UNCONFIRMED"));
    expect(into).toEqual(["UNCONFIRMED"]);
  });

  const cells = events.flatMap((event) => userStatuses.map((status) => ({ event, status })));
  it.each(cells)("$event of a user who is $status comes to what is written", async ({ event, status }) => {
    await become(status);
    const before = await world.pool.users.get(username);
    expect(before.userStatus).toBe(status);
    world.clock.advance({ minutes: 1 });
    const refused = refusal(event, { username, status });
    if (refused === undefined) {
      await happens[event]();
      expect((await world.pool.users.get(username)).userStatus).toBe(lifecycle[event][status]);
    } else {
      const { code, message } = refused;
      await expect(happens[event]()).rejects.toMatchObject({ code, message });
      expect(await world.pool.users.get(username)).toEqual(before);
    }
  });
});

describe("the beginning of a user (users-and-triggers.md 3.2)", () => {
  it("is UNCONFIRMED by signUp", async () => {
    await world.client.signUp({ username, password });
    expect((await world.pool.users.get(username)).userStatus).toBe(creation.signUp);
    expect(creation.signUp).toBe("UNCONFIRMED");
  });

  it("is FORCE_CHANGE_PASSWORD by users.create", async () => {
    const { userStatus } = await world.pool.users.create({ username, messageAction: "SUPPRESS" });
    expect(userStatus).toBe(creation.adminCreateUser);
    expect(userStatus).toBe("FORCE_CHANGE_PASSWORD");
  });

  it("is CONFIRMED by users.create without a password, where people come in without", async () => {
    const { pool } = await testPool({ signInPolicy: { allowedFirstAuthFactors: ["PASSWORD", "EMAIL_OTP"] } });
    const attributes = { email: "ada@example.com" };
    const { userStatus } = await pool.users.create({ username, attributes, messageAction: "SUPPRESS" });
    expect(userStatus).toBe(creation.adminCreateUserWithoutPassword);
    expect(userStatus).toBe("CONFIRMED");
  });
});

describe("a sign-in with the right password (users-and-triggers.md 3.2)", () => {
  it("is written down as the reference has it", () => {
    const table = cases.map((when) => [when, userStatuses.map((status) => signIns[when][status])]);
    const refused = (code: string) => expect.objectContaining({ code });
    const [notConfirmed, mustReset] = [refused("UserNotConfirmedException"), refused("PasswordResetRequiredException")];
    const no = refused("NotAuthorizedException");
    expect(Object.fromEntries(table)).toEqual({
      signIn: [notConfirmed, "tokens", "NEW_PASSWORD_REQUIRED", mustReset, "tokens"],
      signInTooLate: [notConfirmed, "tokens", no, mustReset, "tokens"],
      signInDisabled: [no, no, no, no, no],
    });
  });

  const clients = ["LEGACY", "ENABLED"] as const;
  const cells = cases.flatMap((when) => userStatuses.flatMap((status) => clients.map((client) => ({ when, status, client }))));
  it.each(cells)("$when of a user who is $status comes to what is written ($client)", async ({ when, status, client }) => {
    await become(status);
    if (when === "signInTooLate") world.clock.advance({ days: 7 });
    if (when === "signInDisabled") await world.pool.users.disable(username);
    const native = await world.pool.clients.ensure({ clientName: "native" });
    const right = status === "FORCE_CHANGE_PASSWORD" ? temporary : password;
    const signIn = (client === "LEGACY" ? world.client : native).signIn({ username, password: right });
    const comes = signInOutcome({ username, status }, { enabled: when !== "signInDisabled" }, when === "signInTooLate");
    if (comes === "tokens") await expect(signIn).resolves.toMatchObject({ outcome: "signedIn" });
    else if (typeof comes === "string") await expect(signIn).resolves.toMatchObject({ challengeName: comes });
    else await expect(signIn).rejects.toMatchObject({ code: comes.code, message: comes.message });
  });
});
