import { describe, expect, it } from "vitest";
import { directory, nameOf } from "./directory.ts";

const login = (why: string) => ({ code: "NotAuthorizedException", message: `Invalid login token. ${why}` });
const unsupported = {
  code: "NotAuthorizedException",
  message: "Token is not from a supported provider of this identity pool.",
};

describe("a login", () => {
  it("is refused from the instant its token expires", async () => {
    const { identityPool, clock, signedIn, providerName, pool, client } = await directory();
    const { idToken } = (await signedIn()).tokens;
    const { exp } = await pool.verify(idToken, { tokenUse: "id", clientId: client.clientId });
    clock.advance({ hours: 1 });
    await expect(identityPool.getId({ logins: { [providerName]: idToken } })).rejects.toMatchObject(
      login(`Token expired: ${exp} >= ${exp}`),
    );
  });

  it("is no access token", async () => {
    const { identityPool, signedIn, providerName } = await directory();
    const { accessToken } = (await signedIn()).tokens;
    await expect(identityPool.getId({ logins: { [providerName]: accessToken } })).rejects.toMatchObject(
      login("Missing a required claim: aud"),
    );
  });

  it.each(["expired", "otherPool", "wrongUse", "wrongKey", "tampered", "unsigned"] as const)(
    "is what the pool signed for that, and nothing else: %s",
    async (forgery) => {
      const { identityPool, forgedToken, providerName } = await directory();
      const token = await forgedToken(forgery, { tokenUse: "id" });
      await expect(identityPool.getId({ logins: { [providerName]: token } })).rejects.toMatchObject({
        code: "NotAuthorizedException",
        message: expect.stringMatching(/^Invalid login token\. /),
      });
      expect((await identityPool.identities.list()).identities).toEqual([]);
    },
  );

  it("is a token", async () => {
    const { identityPool, providerName } = await directory();
    await expect(identityPool.getId({ logins: { [providerName]: "no token" } })).rejects.toMatchObject(
      login("Not a valid OpenId Connect identity token."),
    );
  });

  it("is for a client that the identity pool takes", async () => {
    const { identityPool, pool, providerName } = await directory();
    const other = await pool.clients.ensure({ clientName: "other" });
    await other.signUp({ username: "ada", password: "Correct horse 7!" });
    await pool.users.confirm("ada");
    const result = await other.signIn({ username: "ada", password: "Correct horse 7!" });
    if (result.outcome !== "signedIn") throw new Error("ada has a password only");
    await expect(identityPool.getId({ logins: { [providerName]: result.tokens.idToken } })).rejects.toMatchObject(unsupported);
  });

  // attack 81: the name of one provider, the token of another. attack 78
  it("is of the pool it names", async () => {
    const { identityPool, rockpool, client, providerName, login: loginHere } = await directory();
    const other = await rockpool.ensureUserPool({ poolName: "other" });
    const { [providerName]: token = "" } = await loginHere();
    const otherName = nameOf(other.userPoolId);
    await expect(identityPool.getId({ logins: { [otherName]: token } })).rejects.toMatchObject(unsupported);
    const cognitoIdentityProviders = [providerName, otherName].map((name) => ({ providerName: name, clientId: client.clientId }));
    await identityPool.settings.update({ cognitoIdentityProviders });
    await expect(identityPool.getId({ logins: { [otherName]: token } })).rejects.toMatchObject(
      login("Issuer doesn't match providerName"),
    );
    for (const name of [`https://${providerName}`, `${providerName}/`, "constructor", "auth.test", providerName.toUpperCase()]) {
      await expect(identityPool.getId({ logins: { [name]: token } })).rejects.toMatchObject(unsupported);
    }
  });

  it("is of the pool that Cognito gives the name, whatever issuer another pool says it is", async () => {
    const { identityPool, rockpool, client, providerName, login: loginHere } = await directory();
    const other = await rockpool.ensureUserPool({ poolName: "other", issuer: `https://${providerName}` });
    const cognitoIdentityProviders = [nameOf(other.userPoolId), providerName].map((name) => ({
      providerName: name,
      clientId: client.clientId,
    }));
    await identityPool.settings.update({ cognitoIdentityProviders });
    const { identityId } = await identityPool.getId({ logins: await loginHere() });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([providerName]);
  });

  it("fails the whole call, whichever of several it is", async () => {
    const { identityPool, login: loginHere, pool } = await directory();
    const issuerName = (await pool.issuer()).replace("https://", "");
    await expect(identityPool.getId({ logins: { ...(await loginHere()), [issuerName]: "x.e30.x" } })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
    expect((await identityPool.identities.list()).identities).toEqual([]);
  });
});

describe("serverSideTokenCheck", () => {
  const ends = {
    "signed out": (pool: Pool) => pool.users.signOutEverywhere("ada"),
    disabled: (pool: Pool) => pool.users.disable("ada"),
    deleted: (pool: Pool) => pool.users.delete("ada"),
  } as const;
  type Pool = Awaited<ReturnType<typeof directory>>["pool"];

  it.each(Object.entries(ends))(
    "refuses the token of a user who was %s; without it, the token is good till its end",
    async (_, end) => {
      const { identityPool, pool, client, providerName, login: loginHere } = await directory();
      const logins = await loginHere({ username: "ada" });
      await end(pool);
      await expect(identityPool.getId({ logins })).resolves.toBeDefined();
      const provider = { providerName, clientId: client.clientId, serverSideTokenCheck: true };
      await identityPool.settings.update({ cognitoIdentityProviders: [provider] });
      await expect(identityPool.getId({ logins })).rejects.toMatchObject(login("Token has been revoked."));
    },
  );

  it("takes the token of a living session", async () => {
    const { identityPool, client, providerName, login: loginHere } = await directory();
    const provider = { providerName, clientId: client.clientId, serverSideTokenCheck: true };
    await identityPool.settings.update({ cognitoIdentityProviders: [provider] });
    await expect(identityPool.getId({ logins: await loginHere() })).resolves.toBeDefined();
  });
});
