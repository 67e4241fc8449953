import { GetIdentityPoolRolesCommand, SetIdentityPoolRolesCommand } from "@aws-sdk/client-cognito-identity";
import { describe, expect, it } from "vitest";
import { roleOf } from "../../identity-pool/directory.ts";
import { identityWorld } from "../identity-world.ts";

const Roles = { authenticated: roleOf("User"), unauthenticated: roleOf("Visitor") };
const Rules = [
  { Claim: "custom:plan", MatchType: "Equals" as const, Value: "gold", RoleARN: roleOf("Gold") },
  { Claim: "cognito:groups", MatchType: "NotEqual" as const, Value: "guests", RoleARN: roleOf("User") },
];

describe("SetIdentityPoolRoles and GetIdentityPoolRoles, by the AWS SDK", () => {
  it("set roles and rules, and show them so", async () => {
    const { identity, IdentityPoolId, providerName, client } = await identityWorld();
    const RoleMappings = {
      [`${providerName}:${client.clientId}`]: {
        Type: "Rules" as const,
        AmbiguousRoleResolution: "Deny" as const,
        RulesConfiguration: { Rules },
      },
    };
    await identity.send(new SetIdentityPoolRolesCommand({ IdentityPoolId, Roles, RoleMappings }));
    const shown = await identity.send(new GetIdentityPoolRolesCommand({ IdentityPoolId }));
    expect(shown).toMatchObject({ IdentityPoolId, Roles, RoleMappings });
  });

  it("replace both: mappings that are left out are gone, and so is a role", async () => {
    const { identity, IdentityPoolId, identityPool, providerName, client } = await identityWorld();
    const key = `${providerName}:${client.clientId}`;
    const RoleMappings = { [key]: { Type: "Token" as const, AmbiguousRoleResolution: "AuthenticatedRole" as const } };
    await identity.send(new SetIdentityPoolRolesCommand({ IdentityPoolId, Roles, RoleMappings }));
    expect((await identityPool.settings.get()).roleMappings).toEqual({
      [key]: { type: "Token", ambiguousRoleResolution: "AuthenticatedRole" },
    });
    await identity.send(new SetIdentityPoolRolesCommand({ IdentityPoolId, Roles: { authenticated: roleOf("User") } }));
    expect(await identityPool.settings.get()).toMatchObject({ roles: { authenticated: roleOf("User") }, roleMappings: {} });
    const shown = await identity.send(new GetIdentityPoolRolesCommand({ IdentityPoolId }));
    expect(shown).toMatchObject({ Roles: { authenticated: roleOf("User") }, RoleMappings: {} });
    expect(shown.Roles).not.toHaveProperty("unauthenticated");
  });

  it("refuse a mapping of a provider that the pool has not", async () => {
    const { identity, IdentityPoolId } = await identityWorld();
    const RoleMappings = { "accounts.google.com": { Type: "Token" as const, AmbiguousRoleResolution: "Deny" as const } };
    await expect(identity.send(new SetIdentityPoolRolesCommand({ IdentityPoolId, Roles, RoleMappings }))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "accounts.google.com is not a valid RoleMapping ProviderName or is not a configured provider.",
    });
  });
});
