import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  CognitoIdentityClient,
  CreateIdentityPoolCommand,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
} from "@aws-sdk/client-cognito-identity";
import { describe, expect, it, onTestFinished } from "vitest";
import { openIdProvider } from "../identity-pool/openid-provider.ts";
import { startDev, temporaryFolder } from "./command.ts";

describe("rockpool dev --trusted-origins", () => {
  it("takes logins of an issuer of this machine, for an identity pool that a configuration declares", async () => {
    const { issuer, clientId, idToken } = await openIdProvider();
    const file = join(await temporaryFolder(), "rockpool.config.mjs");
    const pool = {
      identityPoolName: "visitors",
      openIdConnectProviders: [{ issuer, clientIds: [clientId] }],
      roles: { authenticated: "arn:aws:iam::111122223333:role/Auth" },
    };
    await writeFile(file, `export default { identityPools: [${JSON.stringify(pool)}] };`);
    const dev = await startDev(["--config", file, "--trusted-origins", new URL(issuer).origin]);
    onTestFinished(async () => void (await dev.stop()));
    const IdentityPoolId = await dev.wrote(/\bus-east-1:[0-9a-f-]{36}\b/);
    const aws = new CognitoIdentityClient({ endpoint: dev.url, region: "us-east-1" });
    onTestFinished(() => aws.destroy());
    const Logins = { [issuer.replace("http://", "")]: await idToken("ada") };
    const { IdentityId } = await aws.send(new GetIdCommand({ IdentityPoolId, Logins }));
    const { Credentials } = await aws.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
  });
});

describe("openIdConnectProviders of a configuration of rockpool dev", () => {
  it("are the client ids of issuers that a request names by their ARNs, and change with the file", async () => {
    const file = join(await temporaryFolder(), "rockpool.config.mjs");
    const openIdConnectProviders = [{ issuer: "https://login.example.com", clientIds: ["app"] }];
    await writeFile(file, `export default ${JSON.stringify({ openIdConnectProviders })};`);
    const dev = await startDev(["--config", file]);
    onTestFinished(async () => void (await dev.stop()));
    const aws = new CognitoIdentityClient({
      endpoint: dev.url,
      region: "us-east-1",
      credentials: { accessKeyId: "any", secretAccessKey: "any" },
      maxAttempts: 1,
    });
    onTestFinished(() => aws.destroy());
    const create = (host: string) => {
      const OpenIdConnectProviderARNs = [`arn:aws:iam::123456789012:oidc-provider/${host}`];
      const pool = { IdentityPoolName: "made", AllowUnauthenticatedIdentities: false, OpenIdConnectProviderARNs };
      return aws.send(new CreateIdentityPoolCommand(pool));
    };
    await expect(create("login.example.com")).resolves.toMatchObject({ IdentityPoolName: "made" });
    await writeFile(file, "export default {};");
    await dev.wrote(/is applied again/);
    await expect(create("login.example.com")).rejects.toMatchObject({
      name: "InvalidParameterException",
      message: expect.stringContaining("or the configuration of rockpool dev"),
    });
    await writeFile(file, "export default { openIdConnectProviders: [{ issuer: 'login.example.com', clientIds: ['app'] }] };");
    await dev.wrote(/is not applied.*config\.openIdConnectProviders\.0\.issuer/);
  });
});
