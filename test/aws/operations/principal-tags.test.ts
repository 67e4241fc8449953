import { GetPrincipalTagAttributeMapCommand, SetPrincipalTagAttributeMapCommand } from "@aws-sdk/client-cognito-identity";
import { describe, expect, it } from "vitest";
import { identityWorld } from "../identity-world.ts";

describe("SetPrincipalTagAttributeMap and GetPrincipalTagAttributeMap, by the AWS SDK", () => {
  it("say which claims become tags of a session", async () => {
    const { identity, IdentityPoolId, identityPool, providerName: IdentityProviderName, login } = await identityWorld();
    const of = { IdentityPoolId, IdentityProviderName };
    const map = { UseDefaults: false, PrincipalTags: { person: "cognito:username" } };
    expect(await identity.send(new SetPrincipalTagAttributeMapCommand({ ...of, ...map }))).toMatchObject({ ...of, ...map });
    expect(await identity.send(new GetPrincipalTagAttributeMapCommand(of))).toMatchObject({ ...of, ...map });
    const logins = await login({ username: "ada" });
    const { identityId } = await identityPool.getId({ logins });
    const { credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    const session = await identityPool.readCredentials({ sessionToken: credentials.sessionToken, accessKeyId: null });
    expect(session.principalTags).toEqual({ person: "ada" });
  });

  it("know an issuer by its ARN and by its name", async () => {
    const openIdConnectProviders = [{ issuer: "https://login.example.com", clientIds: ["app"] }];
    const { identity, IdentityPoolId, identityPool } = await identityWorld({ openIdConnectProviders });
    const arn = { IdentityPoolId, IdentityProviderName: "arn:aws:iam::123456789012:oidc-provider/login.example.com" };
    const name = { IdentityPoolId, IdentityProviderName: "login.example.com" };
    await identity.send(new SetPrincipalTagAttributeMapCommand({ ...arn, UseDefaults: true }));
    const shown = await identity.send(new GetPrincipalTagAttributeMapCommand(name));
    expect(shown).toMatchObject({ ...name, UseDefaults: true });
    const PrincipalTags = { person: "sub" };
    await identity.send(new SetPrincipalTagAttributeMapCommand({ ...name, PrincipalTags }));
    const { principalTags } = await identityPool.settings.get();
    expect(principalTags).toEqual({ [arn.IdentityProviderName]: { useDefaults: false, principalTags: PrincipalTags } });
  });

  it("take the defaults, and map nothing where neither is written", async () => {
    const { identity, IdentityPoolId, identityPool, providerName: IdentityProviderName } = await identityWorld();
    const of = { IdentityPoolId, IdentityProviderName };
    const none = { UseDefaults: false, PrincipalTags: {} };
    expect(await identity.send(new GetPrincipalTagAttributeMapCommand(of))).toMatchObject({ ...of, ...none });
    await identity.send(new SetPrincipalTagAttributeMapCommand({ ...of, UseDefaults: true }));
    expect((await identityPool.settings.get()).principalTags[IdentityProviderName]).toMatchObject({ useDefaults: true });
    expect(await identity.send(new SetPrincipalTagAttributeMapCommand(of))).toMatchObject({ ...of, ...none });
  });
});
