import {
  CreateIdentityPoolCommand,
  DeleteIdentityPoolCommand,
  DescribeIdentityPoolCommand,
  GetIdentityPoolRolesCommand,
  ListIdentityPoolsCommand,
  UpdateIdentityPoolCommand,
} from "@aws-sdk/client-cognito-identity";
import { describe, expect, it } from "vitest";
import { roleOf } from "../../identity-pool/directory.ts";
import { identityWorld } from "../identity-world.ts";

const answered = { $metadata: expect.anything() };

describe("CreateIdentityPool and DescribeIdentityPool, by the AWS SDK", () => {
  it("make a pool of everything that is written, in the region that was signed for, and show it so", async () => {
    const { identity, providerName, client } = await identityWorld();
    const written = {
      IdentityPoolName: "notes, web",
      AllowUnauthenticatedIdentities: true,
      AllowClassicFlow: true,
      DeveloperProviderName: "backend",
      CognitoIdentityProviders: [{ ProviderName: providerName, ClientId: client.clientId, ServerSideTokenCheck: true }],
      IdentityPoolTags: { team: "identity" },
      SupportedLoginProviders: { "accounts.google.com": "web.apps.example;ios.apps.example" },
    };
    const made = await identity.send(new CreateIdentityPoolCommand(written));
    const IdentityPoolId = expect.stringMatching(/^us-east-1:[0-9a-f-]{36}$/);
    expect(made).toEqual({ ...answered, ...written, IdentityPoolId });
    const shown = await identity.send(new DescribeIdentityPoolCommand({ IdentityPoolId: made.IdentityPoolId }));
    expect(shown).toEqual({ ...made, ...answered });
  });

  it("make two of one name, with AWS's defaults", async () => {
    const { identity } = await identityWorld();
    const command = { IdentityPoolName: "customers", AllowUnauthenticatedIdentities: false };
    const [one, two] = [
      await identity.send(new CreateIdentityPoolCommand(command)),
      await identity.send(new CreateIdentityPoolCommand(command)),
    ];
    expect(one.IdentityPoolId).not.toBe(two.IdentityPoolId);
    const { IdentityPoolId } = one;
    expect(one).toEqual({ ...answered, IdentityPoolId, ...command, AllowClassicFlow: false, IdentityPoolTags: {} });
  });

  it("say of a client without ServerSideTokenCheck that nothing is asked", async () => {
    const { identity, IdentityPoolId, providerName, client } = await identityWorld();
    const { CognitoIdentityProviders } = await identity.send(new DescribeIdentityPoolCommand({ IdentityPoolId }));
    const provider = { ProviderName: providerName, ClientId: client.clientId, ServerSideTokenCheck: false };
    expect(CognitoIdentityProviders).toEqual([provider]);
  });

  it.each([
    ["IdentityPoolName of other characters", { IdentityPoolName: "<script>" }],
    ["a provider without a client", { CognitoIdentityProviders: [{ ProviderName: "cognito-idp.us-east-1.amazonaws.com/x" }] }],
    ["a provider by SAML", { SamlProviderARNs: ["arn:aws:iam::123456789012:saml-provider/okta"] }],
    ["51 tags", { IdentityPoolTags: Object.fromEntries(Array.from({ length: 51 }, (_, n) => [`t${n}`, ""])) }],
  ])("refuse %s, and make nothing", async (_, members) => {
    const { identity, rockpool } = await identityWorld();
    const command = { IdentityPoolName: "new", AllowUnauthenticatedIdentities: false, ...members };
    await expect(identity.send(new CreateIdentityPoolCommand(command))).rejects.toMatchObject({
      name: "InvalidParameterException",
    });
    expect((await rockpool.listIdentityPools()).identityPools).toHaveLength(1);
  });
});

describe("UpdateIdentityPool, by the AWS SDK", () => {
  it("replaces what it omits by the default, but for the developer provider, roles, mappings and principal tags", async () => {
    const { identity, IdentityPoolId, identityPool, providerName, client } = await identityWorld({
      allowClassicFlow: true,
      developerProviderName: "backend",
      identityPoolTags: { team: "identity" },
      issuer: "https://identity.test",
    });
    await identityPool.settings.update({ principalTags: { [providerName]: { useDefaults: true, principalTags: {} } } });
    const CognitoIdentityProviders = [{ ProviderName: providerName, ClientId: client.clientId, ServerSideTokenCheck: true }];
    const written = {
      IdentityPoolId,
      IdentityPoolName: "renamed",
      AllowUnauthenticatedIdentities: false,
      CognitoIdentityProviders,
    };
    const after = await identity.send(new UpdateIdentityPoolCommand(written));
    const kept = { DeveloperProviderName: "backend" };
    expect(after).toEqual({ ...answered, ...written, ...kept, AllowClassicFlow: false, IdentityPoolTags: {} });
    expect(await identityPool.settings.get()).toMatchObject({
      roles: { authenticated: roleOf("Auth"), unauthenticated: roleOf("Guest") },
      principalTags: { [providerName]: { useDefaults: true } },
      issuer: "https://identity.test",
    });
  });

  it("takes providers away where they are not written", async () => {
    const { identity, IdentityPoolId, identityPool } = await identityWorld();
    const written = { IdentityPoolId, IdentityPoolName: "customers", AllowUnauthenticatedIdentities: true };
    const { CognitoIdentityProviders } = await identity.send(new UpdateIdentityPoolCommand(written));
    expect(CognitoIdentityProviders).toBeUndefined();
    expect((await identityPool.settings.get()).cognitoIdentityProviders).toEqual([]);
  });

  it("refuses another developer provider, and changes nothing then", async () => {
    const { identity, IdentityPoolId, identityPool } = await identityWorld({ developerProviderName: "backend" });
    const written = { IdentityPoolId, IdentityPoolName: "renamed", AllowUnauthenticatedIdentities: true };
    const other = identity.send(new UpdateIdentityPoolCommand({ ...written, DeveloperProviderName: "other" }));
    await expect(other).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "The developer provider name cannot be changed once it is set.",
    });
    expect((await identityPool.settings.get()).identityPoolName).toBe("customers");
  });
});

describe("OpenIdConnectProviderARNs, by the AWS SDK", () => {
  const arnOf = (name: string): string => `arn:aws:iam::123456789012:oidc-provider/${name}`;
  const login = { issuer: "https://login.example.com/tenant", clientIds: ["app"] };
  const pool = { IdentityPoolName: "new", AllowUnauthenticatedIdentities: true };

  it("stand for issuers whose client ids the handler was told, and are shown so", async () => {
    const { identity, rockpool } = await identityWorld({}, { face: { openIdConnectProviders: [login] } });
    const OpenIdConnectProviderARNs = [arnOf("login.example.com/tenant")];
    const made = await identity.send(new CreateIdentityPoolCommand({ ...pool, OpenIdConnectProviderARNs }));
    expect(made.OpenIdConnectProviderARNs).toEqual(OpenIdConnectProviderARNs);
    const { settings } = await rockpool.identityPool(made.IdentityPoolId ?? "");
    expect((await settings.get()).openIdConnectProviders).toEqual([login]);
  });

  it("keep the client ids that the pool has, and go where they are not written", async () => {
    const { identity, identityPool, IdentityPoolId } = await identityWorld({ openIdConnectProviders: [login] });
    const written = { ...pool, IdentityPoolId };
    const OpenIdConnectProviderARNs = [arnOf("login.example.com/tenant")];
    await identity.send(new UpdateIdentityPoolCommand({ ...written, OpenIdConnectProviderARNs }));
    expect((await identityPool.settings.get()).openIdConnectProviders).toEqual([login]);
    const { OpenIdConnectProviderARNs: left } = await identity.send(new UpdateIdentityPoolCommand(written));
    expect(left).toBeUndefined();
    expect((await identityPool.settings.get()).openIdConnectProviders).toEqual([]);
  });

  it.each([
    ["whose client ids nobody knows", arnOf("login.example.com"), "its client ids are not known"],
    ["of another account", "arn:aws:iam::999999999999:oidc-provider/login.example.com/tenant", "it is none of the form"],
    ["that is an issuer", "https://login.example.com/tenant", "it is none of the form"],
  ])("are refused for one %s, and nothing is changed", async (_, arn, why) => {
    const { identity, identityPool, IdentityPoolId } = await identityWorld();
    const written = { ...pool, IdentityPoolId, OpenIdConnectProviderARNs: [arn] };
    await expect(identity.send(new UpdateIdentityPoolCommand(written))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining(why),
    });
    expect((await identityPool.settings.get()).identityPoolName).toBe("customers");
  });

  it("are told to the handler in the form of the setting", async () => {
    const openIdConnectProviders = [{ issuer: "login.example.com", clientIds: ["app"] }];
    await expect(identityWorld({}, { face: { openIdConnectProviders } })).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: "openIdConnectProviders.0.issuer" },
    });
  });
});

describe("ListIdentityPools and DeleteIdentityPool, by the AWS SDK", () => {
  it("list the pools page by page", async () => {
    const { identity, rockpool, IdentityPoolId } = await identityWorld();
    const another = await rockpool.createIdentityPool({ identityPoolName: "another" });
    const first = await identity.send(new ListIdentityPoolsCommand({ MaxResults: 1 }));
    const second = await identity.send(new ListIdentityPoolsCommand({ MaxResults: 1, NextToken: first.NextToken }));
    const pools = [first, second].flatMap(({ IdentityPools = [] }) => IdentityPools);
    const both = [
      { IdentityPoolId, IdentityPoolName: "customers" },
      { IdentityPoolId: another.identityPoolId, IdentityPoolName: "another" },
    ];
    expect(pools).toEqual(both.toSorted((a, b) => (a.IdentityPoolId < b.IdentityPoolId ? -1 : 1)));
    expect(second.NextToken).toBeUndefined();
  });

  it("delete a pool with an empty answer: nothing of it is found then", async () => {
    const { identity, identityPool, IdentityPoolId } = await identityWorld();
    await identity.send(new DeleteIdentityPoolCommand({ IdentityPoolId }));
    const gone = { name: "ResourceNotFoundException", message: `IdentityPool '${IdentityPoolId}' not found.` };
    await expect(identity.send(new DescribeIdentityPoolCommand({ IdentityPoolId }))).rejects.toMatchObject(gone);
    await expect(identity.send(new GetIdentityPoolRolesCommand({ IdentityPoolId }))).rejects.toMatchObject(gone);
    await expect(identityPool.getId()).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});
