import cognito, { type CognitoUser, type CognitoUserSession } from "amazon-cognito-identity-js";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

const { AuthenticationDetails, CognitoUser: User, CognitoUserAttribute, CognitoUserPool } = cognito;
const password = "Correct-horse-7!";

/** Keeps nothing between tests. */
function storageOfOne(): {
  setItem(k: string, v: string): string;
  getItem(k: string): string | null;
  removeItem(k: string): boolean;
  clear(): void;
} {
  const items = new Map<string, string>();
  return {
    setItem: (key, value) => {
      items.set(key, value);
      return value;
    },
    getItem: (key) => items.get(key) ?? null,
    removeItem: (key) => items.delete(key),
    clear: () => items.clear(),
  };
}

async function opened(): Promise<AwsWorld & { userPool: InstanceType<typeof CognitoUserPool>; user(name: string): CognitoUser }> {
  const world = await awsWorld();
  world.clock.set(Date.now());
  const Storage = storageOfOne();
  const { userPoolId: UserPoolId } = world.pool;
  const userPool = new CognitoUserPool({ UserPoolId, ClientId: world.client.clientId, endpoint: `${world.endpoint}/`, Storage });
  const user = (Username: string): CognitoUser => {
    const one = new User({ Username, Pool: userPool, Storage });
    one.setAuthenticationFlowType("USER_PASSWORD_AUTH");
    return one;
  };
  return { ...world, userPool, user };
}

/** Its callbacks as promises. */
function called<T>(call: (done: (error: Error | null | undefined, result?: T | undefined) => void) => void): Promise<T> {
  return new Promise((resolve, reject) => call((error, result) => (error ? reject(error) : resolve(result as T))));
}

function signedIn(user: CognitoUser, Username: string, Password: string): Promise<CognitoUserSession | "newPasswordRequired"> {
  const details = new AuthenticationDetails({ Username, Password });
  return new Promise((resolve, reject) => {
    user.authenticateUser(details, {
      onSuccess: resolve,
      onFailure: reject,
      newPasswordRequired: () => resolve("newPasswordRequired"),
    });
  });
}

describe("amazon-cognito-identity-js, with USER_PASSWORD_AUTH", () => {
  it("signs up, confirms, signs in, refreshes, reads attributes, signs out everywhere", async () => {
    const { userPool, user, outbox, pool, client } = await opened();
    const email = new CognitoUserAttribute({ Name: "email", Value: "ada@example.com" });
    const { userSub } = await called<{ userSub: string }>((done) => userPool.signUp("ada", password, [email], [], done as never));
    const ada = user("ada");
    await called((done) => ada.confirmRegistration(outbox.lastCode("ada"), true, done));
    const session = (await signedIn(ada, "ada", password)) as CognitoUserSession;
    const idToken = session.getIdToken().getJwtToken();
    expect(await pool.verify(idToken, { tokenUse: "id", clientId: client.clientId })).toMatchObject({ sub: userSub });

    const attributes = await called<{ getName(): string; getValue(): string }[]>((done) => ada.getUserAttributes(done as never));
    expect(attributes.map((one) => [one.getName(), one.getValue()])).toContainEqual(["email_verified", "true"]);
    const refreshed = await called<CognitoUserSession>((done) => ada.refreshSession(session.getRefreshToken(), done));
    expect(refreshed.getAccessToken().getJwtToken()).not.toBe(session.getAccessToken().getJwtToken());

    await new Promise<void>((resolve, reject) => ada.globalSignOut({ onSuccess: () => resolve(), onFailure: reject }));
    await expect(client.refresh({ refreshToken: session.getRefreshToken().getToken() })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
  });

  it("is told of a wrong password, and answers NEW_PASSWORD_REQUIRED", async () => {
    const { user, pool } = await opened();
    await pool.users.create({ username: "cyd", temporaryPassword: "Temporary-7!", messageAction: "SUPPRESS" });
    const cyd = user("cyd");
    await expect(signedIn(cyd, "cyd", "Wrong-horse-7!")).rejects.toMatchObject({ name: "NotAuthorizedException" });
    expect(await signedIn(cyd, "cyd", "Temporary-7!")).toBe("newPasswordRequired");
    const session = await new Promise<CognitoUserSession>((resolve, reject) => {
      cyd.completeNewPasswordChallenge(password, {}, { onSuccess: resolve, onFailure: reject });
    });
    expect(session.isValid()).toBe(true);
  });
});
