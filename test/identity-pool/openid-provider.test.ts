import { describe, expect, it } from "vitest";
import { directory, roleOf } from "./directory.ts";
import { openIdProvider } from "./openid-provider.ts";

describe("logins of an OpenID provider of somebody else's making", () => {
  it("make an identity with a role by a claim, and with tags", async () => {
    const provider = await openIdProvider();
    const { issuer, clientId } = provider;
    const name = issuer.replace("http://", "");
    const rules = [{ claim: "department", matchType: "Equals", value: "finance", roleARN: roleOf("Finance") }] as const;
    const { identityPool } = await directory(
      {
        cognitoIdentityProviders: [],
        openIdConnectProviders: [{ issuer, clientIds: [clientId] }],
        roleMappings: {
          [`arn:aws:iam::111122223333:oidc-provider/${name}`]: {
            type: "Rules",
            ambiguousRoleResolution: "AuthenticatedRole",
            rulesConfiguration: { rules },
          },
        },
        principalTags: { [name]: { useDefaults: true, principalTags: {} } },
      },
      { rockpool: { clock: Date.now, openIdConnect: { trustedOrigins: [issuer] } } },
    );
    const logins = { [name]: await provider.idToken("ada", { department: "finance" }) };
    const { identityId } = await identityPool.getId({ logins });
    const { roleArn, credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    expect(roleArn).toBe(roleOf("Finance"));
    const { sessionToken, accessKeyId } = credentials;
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId })).toMatchObject({
      identityId,
      principalTags: { client: clientId, username: "ada" },
    });

    const again = { [name]: await provider.idToken("ada", { department: "sales" }) };
    expect(await identityPool.getCredentialsForIdentity({ identityId, logins: again })).toMatchObject({
      identityId,
      roleArn: roleOf("Auth"),
    });
    const bob = { [name]: await provider.idToken("bob") };
    expect(await identityPool.getId({ logins: bob })).not.toEqual({ identityId });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([name]);
  });
});
