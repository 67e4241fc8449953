import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { roleOf } from "../../identity-pool/directory.ts";
import { type IdentityWorld, identityWorld } from "../identity-world.ts";
import {
  Amplify,
  confirmResetPassword,
  confirmSignIn,
  confirmSignUp,
  confirmUserAttribute,
  deleteUser,
  fetchAuthSession,
  fetchUserAttributes,
  getCurrentUser,
  resendSignUpCode,
  resetPassword,
  signIn,
  signOut,
  signUp,
  updatePassword,
  updateUserAttributes,
} from "./amplify.mjs";

const password = "Correct-horse-7!";
const byPassword = { authFlowType: "USER_PASSWORD_AUTH" } as const;

// Amplify has one configuration for a process: these run one after the other.
describe("aws-amplify v6, with USER_PASSWORD_AUTH", () => {
  let world: IdentityWorld;
  beforeEach(async () => {
    world = await identityWorld();
    const { pool, client, endpoint, IdentityPoolId } = world;
    const userPool = { userPoolId: pool.userPoolId, userPoolClientId: client.clientId, userPoolEndpoint: endpoint };
    const identityPool = { identityPoolId: IdentityPoolId, identityPoolEndpoint: endpoint, allowGuestAccess: true };
    Amplify.configure({ Auth: { Cognito: { ...userPool, ...identityPool } } });
    // It compares with the machine's clock.
    world.clock.set(Date.now());
  });
  afterEach(() => signOut());

  async function signedUp(username: string): Promise<void> {
    const email = `${username}@example.com`;
    const { nextStep } = await signUp({ username, password, options: { userAttributes: { email } } });
    expect(nextStep.signUpStep).toBe("CONFIRM_SIGN_UP");
    const confirmed = await confirmSignUp({ username, confirmationCode: world.outbox.lastCode(username) });
    expect(confirmed.isSignUpComplete).toBe(true);
  }

  it("signs up, confirms, signs in, and knows who is there", async () => {
    await signedUp("ada");
    const { isSignedIn, nextStep } = await signIn({ username: "ada", password, options: byPassword });
    expect([isSignedIn, nextStep.signInStep]).toEqual([true, "DONE"]);
    expect(await getCurrentUser()).toMatchObject({ username: "ada", userId: (await world.pool.users.get("ada")).sub });
    expect(await fetchUserAttributes()).toMatchObject({ email: "ada@example.com", email_verified: "true" });
    const { tokens } = await fetchAuthSession();
    const { clientId } = world.client;
    const claims = await world.pool.verify(tokens?.idToken?.toString() ?? "", { tokenUse: "id", clientId });
    expect(claims.email).toBe("ada@example.com");
  });

  it("refreshes, and signs out: the refresh token is good no more", async () => {
    await signedUp("ada");
    await signIn({ username: "ada", password, options: byPassword });
    const before = (await fetchAuthSession()).tokens?.accessToken.toString();
    const after = (await fetchAuthSession({ forceRefresh: true })).tokens?.accessToken.toString();
    expect(after).toBeDefined();
    expect(after).not.toBe(before);
    await signOut({ global: true });
    await expect(getCurrentUser()).rejects.toMatchObject({ name: "UserUnAuthenticatedException" });
  });

  it("is told what is wrong by the names it acts on", async () => {
    await signUp({ username: "bob", password, options: { userAttributes: { email: "bob@example.com" } } });
    const unconfirmed = await signIn({ username: "bob", password, options: byPassword });
    expect(unconfirmed.nextStep.signInStep).toBe("CONFIRM_SIGN_UP");
    await resendSignUpCode({ username: "bob" });
    await confirmSignUp({ username: "bob", confirmationCode: world.outbox.lastCode("bob") });
    const wrong = signIn({ username: "bob", password: "Wrong-horse-7!", options: byPassword });
    await expect(wrong).rejects.toMatchObject({ name: "NotAuthorizedException", message: "Incorrect username or password." });
    const again = signUp({ username: "bob", password });
    await expect(again).rejects.toMatchObject({ name: "UsernameExistsException" });
  });

  it("answers NEW_PASSWORD_REQUIRED of somebody whom an administrator made", async () => {
    await world.pool.users.create({ username: "cyd", temporaryPassword: "Temporary-7!", messageAction: "SUPPRESS" });
    const { nextStep } = await signIn({ username: "cyd", password: "Temporary-7!", options: byPassword });
    expect(nextStep.signInStep).toBe("CONFIRM_SIGN_IN_WITH_NEW_PASSWORD_REQUIRED");
    expect((await confirmSignIn({ challengeResponse: password })).isSignedIn).toBe(true);
  });

  it("has credentials of the identity pool, for a guest and for whoever signs in: it is the same identity", async () => {
    const roleIn = async ({ credentials }: Awaited<ReturnType<typeof fetchAuthSession>>): Promise<string> => {
      const read = { sessionToken: credentials?.sessionToken ?? "", accessKeyId: credentials?.accessKeyId ?? "" };
      return (await world.identityPool.readCredentials(read)).roleArn;
    };
    const guest = await fetchAuthSession();
    expect(await roleIn(guest)).toBe(roleOf("Guest"));
    expect((await fetchAuthSession()).identityId).toBe(guest.identityId);
    await signedUp("ada");
    await signIn({ username: "ada", password, options: byPassword });
    const user = await fetchAuthSession();
    expect(await roleIn(user)).toBe(roleOf("Auth"));
    expect(user.identityId).toBe(guest.identityId);
    const { logins } = await world.identityPool.identities.describe(user.identityId ?? "");
    expect(logins).toEqual([world.providerName]);
  });

  it("changes attributes and password, resets a forgotten one, and deletes the user", async () => {
    await signedUp("ada");
    await signIn({ username: "ada", password, options: byPassword });
    await updateUserAttributes({ userAttributes: { email: "ada@newjob.example" } });
    await confirmUserAttribute({ userAttributeKey: "email", confirmationCode: world.outbox.lastCode("ada@newjob.example") });
    await updatePassword({ oldPassword: password, newPassword: "Another-horse-8!" });
    await signOut();
    const { nextStep } = await resetPassword({ username: "ada" });
    expect(nextStep.resetPasswordStep).toBe("CONFIRM_RESET_PASSWORD_WITH_CODE");
    const confirmationCode = world.outbox.lastCode("ada");
    await confirmResetPassword({ username: "ada", confirmationCode, newPassword: "Third-horse-9!" });
    await signIn({ username: "ada", password: "Third-horse-9!", options: byPassword });
    await deleteUser();
    await expect(world.pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });
});
