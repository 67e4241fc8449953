import { GetCredentialsForIdentityCommand, GetIdCommand, GetOpenIdTokenCommand } from "@aws-sdk/client-cognito-identity";
import { createLocalJWKSet, jwtVerify } from "jose";
import { describe, expect, it } from "vitest";
import { roleOf } from "../../identity-pool/directory.ts";
import { identityWorld } from "../identity-world.ts";

describe("GetId and GetCredentialsForIdentity, by the AWS SDK without keys", () => {
  it("make a guest, and give credentials that the pool opens", async () => {
    const { anybody, IdentityPoolId, identityPool, clock } = await identityWorld();
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId, AccountId: "123456789012" }));
    expect(IdentityId).toMatch(/^us-east-1:[0-9a-f-]{36}$/);
    const { Credentials, IdentityId: same } = await anybody.send(new GetCredentialsForIdentityCommand({ IdentityId }));
    expect(same).toBe(IdentityId);
    expect(Credentials).toEqual({
      AccessKeyId: expect.stringMatching(/^ASIA[A-Z2-7]{16}$/),
      SecretKey: expect.stringMatching(/^\S{40}$/),
      SessionToken: expect.any(String),
      Expiration: new Date(clock() + 3_600_000),
    });
    const sessionToken = Credentials?.SessionToken ?? "";
    const session = await identityPool.readCredentials({ sessionToken, accessKeyId: Credentials?.AccessKeyId ?? "" });
    expect(session).toMatchObject({ identityId: IdentityId, roleArn: roleOf("Guest") });
    expect(session.secretAccessKey()).toBe(Credentials?.SecretKey);
  });

  it("know who logs in, and make a guest the user", async () => {
    const { anybody, IdentityPoolId, identityPool, login } = await identityWorld();
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId }));
    const Logins = await login();
    const { Credentials } = await anybody.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
    const read = { sessionToken: Credentials?.SessionToken ?? "", accessKeyId: null };
    expect(await identityPool.readCredentials(read)).toMatchObject({ identityId: IdentityId, roleArn: roleOf("Auth") });
    expect((await anybody.send(new GetIdCommand({ IdentityPoolId, Logins }))).IdentityId).toBe(IdentityId);
    await expect(anybody.send(new GetCredentialsForIdentityCommand({ IdentityId }))).rejects.toMatchObject({
      name: "NotAuthorizedException",
      message: `Access to Identity '${IdentityId}' is forbidden.`,
      $metadata: { httpStatusCode: 400 },
    });
  });

  it("answer with the identity that a guest was merged into", async () => {
    const { anybody, IdentityPoolId, login } = await identityWorld();
    const Logins = await login();
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId, Logins }));
    const guest = await anybody.send(new GetIdCommand({ IdentityPoolId }));
    const merged = await anybody.send(new GetCredentialsForIdentityCommand({ IdentityId: guest.IdentityId, Logins }));
    expect(merged.IdentityId).toBe(IdentityId);
    const asAlias = await anybody.send(new GetCredentialsForIdentityCommand({ IdentityId: guest.IdentityId, Logins }));
    expect(asAlias.IdentityId).toBe(IdentityId);
  });

  it("choose among the roles that could be had", async () => {
    const { anybody, IdentityPoolId, identityPool, pool, client, providerName, login } = await identityWorld();
    for (const name of ["Reader", "Editor"]) await pool.groups.create({ groupName: name, roleArn: roleOf(name) });
    await identityPool.settings.update({
      roleMappings: { [`${providerName}:${client.clientId}`]: { type: "Token", ambiguousRoleResolution: "Deny" } },
    });
    const Logins = await login({ groups: ["Reader", "Editor"] });
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId, Logins }));
    const asked = { IdentityId, Logins, CustomRoleArn: roleOf("Editor") };
    const { Credentials } = await anybody.send(new GetCredentialsForIdentityCommand(asked));
    const read = { sessionToken: Credentials?.SessionToken ?? "", accessKeyId: null };
    expect((await identityPool.readCredentials(read)).roleArn).toBe(roleOf("Editor"));
    const other = { ...asked, CustomRoleArn: roleOf("Admin") };
    await expect(anybody.send(new GetCredentialsForIdentityCommand(other))).rejects.toMatchObject({
      name: "NotAuthorizedException",
    });
  });

  // attack 62
  it("are answers that nobody keeps", async () => {
    const { endpoint, IdentityPoolId } = await identityWorld();
    const ask = async (operation: string, input: object): Promise<Response> => {
      const headers = { "x-amz-target": `AWSCognitoIdentityService.${operation}` };
      return fetch(endpoint, { method: "POST", headers, body: JSON.stringify(input) });
    };
    const { IdentityId } = (await (await ask("GetId", { IdentityPoolId })).json()) as { readonly IdentityId: string };
    const given = await ask("GetCredentialsForIdentity", { IdentityId });
    expect([given.status, given.headers.get("cache-control")]).toEqual([200, "no-store"]);
    const refused = await ask("GetCredentialsForIdentity", { IdentityId: "nobody" });
    expect([refused.status, refused.headers.get("cache-control")]).toEqual([400, "no-store"]);
  });

  it("may be signed as well", async () => {
    const { identity, IdentityPoolId } = await identityWorld();
    const { IdentityId } = await identity.send(new GetIdCommand({ IdentityPoolId }));
    expect((await identity.send(new GetCredentialsForIdentityCommand({ IdentityId }))).IdentityId).toBe(IdentityId);
  });

  it("say of an identity of nobody that it is not found", async () => {
    const { anybody } = await identityWorld();
    const IdentityId = "us-east-1:12345678-1234-4234-8234-123456789012";
    await expect(anybody.send(new GetCredentialsForIdentityCommand({ IdentityId }))).rejects.toMatchObject({
      name: "ResourceNotFoundException",
      message: `Identity '${IdentityId}' not found.`,
    });
  });

  // attack 88
  it("quote no token that came in the place of a name", async () => {
    const { anybody, IdentityPoolId, login } = await identityWorld();
    const [token = ""] = Object.values(await login());
    const Logins = [{ [token]: "login" }, { [token]: "" }];
    for (const wrong of Logins) {
      const refused: unknown = await anybody
        .send(new GetIdCommand({ IdentityPoolId, Logins: wrong }))
        .catch((error: unknown) => error);
      expect(refused).toMatchObject({ name: "InvalidParameterException" });
      expect(String(refused)).not.toContain(token.slice(0, 20));
    }
  });
});

describe("GetOpenIdToken, by the AWS SDK without keys", () => {
  it("gives a token that the pool's keys verify", async () => {
    const { anybody, IdentityPoolId, identityPool, clock, login, providerName } = await identityWorld({ allowClassicFlow: true });
    const Logins = await login();
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId, Logins }));
    const { Token = "", IdentityId: same } = await anybody.send(new GetOpenIdTokenCommand({ IdentityId, Logins }));
    expect(same).toBe(IdentityId);
    const [issuer, keys] = [await identityPool.issuer(), createLocalJWKSet(await identityPool.jwks())];
    const { payload } = await jwtVerify(Token, keys, { issuer, audience: IdentityPoolId, currentDate: new Date(clock()) });
    expect(payload).toMatchObject({ sub: IdentityId, amr: ["authenticated", providerName, expect.anything()] });
  });

  it("is off by default", async () => {
    const { anybody, IdentityPoolId } = await identityWorld();
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId }));
    await expect(anybody.send(new GetOpenIdTokenCommand({ IdentityId }))).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: "Basic (classic) flow is not enabled, please use enhanced flow.",
    });
  });
});
