import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const role = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

async function world(): Promise<TestPool & { providerName: string; mapping: string }> {
  const test = await testPool();
  const providerName = `cognito-idp.us-east-1.amazonaws.com/${test.pool.userPoolId}`;
  return { ...test, providerName, mapping: `${providerName}:${test.client.clientId}` };
}

describe("identityPool.explainRole", () => {
  it("says rule by rule why a login gets its role, and makes no identity", async () => {
    const { rockpool, client, signedIn, providerName, mapping } = await world();
    const rules = [
      { claim: "cognito:groups", matchType: "Contains", value: "admins", roleARN: role("Admin") },
      { claim: "email", matchType: "StartsWith", value: "ada@", roleARN: role("Ada") },
    ] as const;
    const pool = await rockpool.ensureIdentityPool({
      identityPoolName: "app",
      cognitoIdentityProviders: [{ providerName, clientId: client.clientId, serverSideTokenCheck: false }],
      roles: { authenticated: role("User") },
      roleMappings: {
        [mapping]: { type: "Rules", ambiguousRoleResolution: "AuthenticatedRole", rulesConfiguration: { rules: [...rules] } },
      },
    });
    const { tokens } = await signedIn({ username: "ada", attributes: { email: "ada@example.com" } });
    const sentences = await pool.explainRole({ logins: { [providerName]: tokens.idToken } });
    expect(sentences.at(-1)).toBe(`The role is ${role("Ada")}.`);
    expect(sentences.join("\n")).toMatch(/Rule 1 .*is not evaluated[\s\S]*Rule 2 .*matches/);
    expect((await pool.identities.list({ limit: 10 })).identities).toEqual([]);
    expect(await pool.settings.rulesUsersDecide({ [mapping]: ["email"] })).toEqual([
      { provider: mapping, rule: 1, claim: "email" },
    ]);
  });

  it("says that there are no guests", async () => {
    const { rockpool } = await world();
    const pool = await rockpool.ensureIdentityPool({ identityPoolName: "app" });
    expect((await pool.explainRole()).at(-1)).toMatch(/^There is no role: NotAuthorizedException/);
  });
});

describe("identityPool.readCredentials", () => {
  it("says whose credentials they are until they expire, and of no other pool's", async () => {
    const { rockpool, clock } = await world();
    const guests = { allowUnauthenticatedIdentities: true, roles: { unauthenticated: role("Guest") } };
    const pool = await rockpool.ensureIdentityPool({ identityPoolName: "app", ...guests });
    const { identityId } = await pool.getId();
    const { credentials } = await pool.getCredentialsForIdentity({ identityId });
    const { sessionToken, accessKeyId } = credentials;
    const read = await pool.readCredentials({ sessionToken, accessKeyId });
    expect(read).toMatchObject({ identityId, roleArn: role("Guest"), audience: pool.identityPoolId });
    const other = await rockpool.ensureIdentityPool({ identityPoolName: "other", ...guests });
    const unrecognized = { code: "UnrecognizedClientException" };
    await expect(other.readCredentials({ sessionToken, accessKeyId })).rejects.toMatchObject(unrecognized);
    clock.advance({ hours: 1 });
    await expect(pool.readCredentials({ sessionToken, accessKeyId })).rejects.toMatchObject({ code: "ExpiredTokenException" });
  });
});
