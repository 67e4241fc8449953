import type { UserStatus } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { type LifecycleEvent, lifecycle, refusal } from "../../../src/user-pool/users/lifecycle.ts";
import { userStatuses } from "../../../src/user-pool/users/user.table.ts";

const username = "ada";
const password = "Correct horse 7!";
const temporary = "Temporary 1!";
const other = "Another horse 8!";
const events = Object.keys(lifecycle) as LifecycleEvent[];

/** What users-and-triggers.md 3.2 says, by the columns of `userStatuses`; `-` for a refusal. */
const written: Readonly<Record<LifecycleEvent, string>> = {
  confirmSignUp: "CONFIRMED - - - -",
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
/** Codes that ada was sent on the way, and a session that she had. */
let codes: { signUp: string; reset: string };
let accessToken: string;
beforeEach(async () => {
  world = await testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
  codes = { signUp: "000000", reset: "000000" };
  accessToken = "";
});

/** As somebody who may have been CONFIRMED before: with a code for everything that takes one. */
async function become(status: UserStatus): Promise<void> {
  const { client, pool, outbox } = world;
  if (status === "EXTERNAL_PROVIDER") {
    const { refused } = await pool.users.import([external]);
    expect(refused).toEqual([]);
    return;
  }
  await client.signUp({ username, password, attributes: { email: "ada@example.com" } });
  codes.signUp = outbox.lastCode();
  if (status === "UNCONFIRMED") return;
  await client.confirmSignUp({ username, confirmationCode: codes.signUp });
  const result = await client.signIn({ username, password });
  if (result.outcome === "signedIn") accessToken = result.tokens.accessToken;
  if (status === "RESET_REQUIRED") await pool.users.resetPassword(username);
  else await client.forgotPassword({ username });
  codes.reset = outbox.lastCode();
  if (status === "FORCE_CHANGE_PASSWORD") await pool.users.setPassword({ username, password: temporary });
}

const external = {
  sub: "5e0ed2a1-7f1a-4a6b-9a3c-0d6f9c1b2a37",
  username,
  attributes: { email: "ada@example.com", email_verified: "true" },
  userStatus: "EXTERNAL_PROVIDER",
  enabled: true,
  userCreateDate: "2026-01-01T00:00:00.000Z",
  userLastModifiedDate: "2026-01-01T00:00:00.000Z",
  groups: [],
  identities: [],
  passwordHash: null,
  previousPasswordHashes: [],
  temporaryPasswordUntil: null,
} as const;

const happens: { readonly [E in LifecycleEvent]: () => Promise<unknown> } = {
  confirmSignUp: () => world.client.confirmSignUp({ username, confirmationCode: codes.signUp }),
  adminConfirmSignUp: () => world.pool.users.confirm(username),
  resendInvitation: () => world.pool.users.create({ username, messageAction: "RESEND" }),
  async newPasswordChosen() {
    const result = await world.client.signIn({ username, password: temporary });
    if (result.outcome !== "challenge") throw new Error("nobody was asked for a new password");
    await world.client.respond(result, { newPassword: other });
  },
  adminSetPermanentPassword: () => world.pool.users.setPassword({ username, password: other, permanent: true }),
  adminSetTemporaryPassword: () => world.pool.users.setPassword({ username, password: other }),
  adminResetPassword: () => world.pool.users.resetPassword(username),
  forgotPassword: () => world.client.forgotPassword({ username }),
  confirmForgotPassword: () => world.client.confirmForgotPassword({ username, confirmationCode: codes.reset, password: other }),
  async changePassword() {
    const user = await world.client.user(accessToken);
    await user.changePassword({ previousPassword: password, proposedPassword: other });
  },
};

const notAuthorized = (message: string) => ({ code: "NotAuthorizedException", message });
/** Refusals that are given before the event could happen: for want of a code or a session, or at the sign-in before it. */
const earlier: Readonly<Record<string, object>> = {
  "confirmSignUp EXTERNAL_PROVIDER": {
    code: "CodeMismatchException",
    message: "Invalid verification code provided, please try again.",
  },
  "newPasswordChosen UNCONFIRMED": { code: "UserNotConfirmedException", message: "User is not confirmed." },
  "newPasswordChosen RESET_REQUIRED": {
    code: "PasswordResetRequiredException",
    message: "Password reset required for the user",
  },
  "changePassword UNCONFIRMED": notAuthorized("Invalid Access Token"),
  "changePassword FORCE_CHANGE_PASSWORD": notAuthorized("Access Token has been revoked"),
  "changePassword RESET_REQUIRED": notAuthorized("Access Token has been revoked"),
  "changePassword EXTERNAL_PROVIDER": notAuthorized("Invalid Access Token"),
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
    expect(Object.values(lifecycle).flatMap((cells) => Object.values(cells))).not.toContain("UNCONFIRMED");
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
      await expect(happens[event]()).rejects.toMatchObject(earlier[`${event} ${status}`] ?? { code, message });
      expect(await world.pool.users.get(username)).toEqual(before);
    }
  });
});
