import { once } from "node:events";
import { readFile, rename, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import {
  CognitoIdentityClient,
  GetCredentialsForIdentityCommand,
  GetIdCommand,
  GetOpenIdTokenCommand,
} from "@aws-sdk/client-cognito-identity";
import {
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  InitiateAuthCommand,
  SignUpCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { createRemoteJWKSet, jwtVerify } from "jose";
import { keyFile, Rockpool } from "rockpool";
import { sqlite } from "rockpool/storage/sqlite";
import { outbox } from "rockpool/testing";
import { beforeAll, describe, expect, it, onTestFinished } from "vitest";
import { command, type Dev, start, startDev, temporaryFolder } from "./command.ts";

const password = "Correct-horse-7!";

/** A configuration in JavaScript, as a project without TypeScript has it. */
const config = (groupName: string): string => `export default {
  userPools: [{
    poolName: "app",
    autoVerifiedAttributes: ["email"],
    triggers: {
      preSignUp: async (event) => {
        if (event.userName === "mallory") throw new Error("Not here.");
        if (event.userName === "slow") {
          console.log("it takes its time");
          await new Promise((resolve) => setTimeout(resolve, 300));
        }
        return event;
      },
    },
    clients: [{ clientName: "web", explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] }],
    groups: [{ groupName: "${groupName}" }],
    users: [
      { username: "ada", password: "${password}", attributes: { email: "ada@example.com", email_verified: "true" }, groups: ["${groupName}"] },
      { username: "grace", attributes: { email: "grace@example.com" } },
    ],
  }],
  identityPools: [{
    identityPoolName: "visitors",
    allowClassicFlow: true,
    userPoolClients: [{ poolName: "app", clientName: "web" }],
    roles: { authenticated: "arn:aws:iam::123456789012:role/Customer" },
  }],
};
`;

/** One that runs, on SQLite, with a configuration, for all tests of this file but the last. */
let dev: Dev;
let folder: string;
let database: string;
let configFile: string;
let poolId: string;
let clientId: string;

beforeAll(async () => {
  let clean = async (): Promise<void> => {};
  folder = await temporaryFolder((given) => {
    clean = given;
  });
  database = join(folder, "users.db");
  configFile = join(folder, "rockpool.config.mjs");
  await writeFile(configFile, config("editors"));
  dev = await startDev(["--storage", `sqlite:${database}`, "--config", configFile]);
  poolId = await dev.wrote(/^user pool app: (\S+)$/m);
  clientId = await dev.wrote(/^ {2}client web: (\S+)$/m);
  return async () => {
    await dev.kill();
    await clean();
  };
});

/** The same storage in this process: what the face cannot do yet, the domain does. */
async function sameStorage(): Promise<Rockpool> {
  const opened = await Rockpool.open({
    storage: sqlite(database),
    masterKey: keyFile(join(folder, "rockpool.key")),
    baseUrl: dev.url.replace("127.0.0.1", "localhost"),
    delivery: outbox(),
  });
  onTestFinished(() => opened.close());
  return opened;
}

function sdk(): CognitoIdentityProviderClient {
  const credentials = { accessKeyId: "any", secretAccessKey: "any" };
  const client = new CognitoIdentityProviderClient({ endpoint: dev.url, region: "us-east-1", credentials, maxAttempts: 1 });
  onTestFinished(() => client.destroy());
  return client;
}

async function json(path: string): Promise<unknown> {
  const response = await fetch(`${dev.url}${path}`, { headers: { origin: "https://app.example.com" } });
  expect(response.status).toBe(200);
  expect(response.headers.get("access-control-allow-origin")).toBe("*");
  return response.json();
}

describe("rockpool dev", () => {
  it("listens on this machine only, and says that it takes every signature", async () => {
    expect(dev.url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/);
    await dev.wrote(/every signature is taken/);
  });

  it("answers the AWS SDK, prints what it would have sent, and lists it in the outbox", async () => {
    const aws = sdk();
    const UserAttributes = [{ Name: "email", Value: "alan@example.com" }];
    await aws.send(new SignUpCommand({ ClientId: clientId, Username: "alan", Password: password, UserAttributes }));
    const code = await dev.wrote(/^\[EMAIL to alan@example\.com\] .*?(\d{6})/m);
    const messages = (await json("/outbox")) as readonly { readonly code: string }[];
    expect(messages).toEqual([
      expect.objectContaining({ username: "grace", destination: "grace@example.com" }),
      {
        username: "alan",
        destination: "alan@example.com",
        medium: "EMAIL",
        code,
        subject: expect.any(String),
        body: expect.stringContaining(code),
        sentAt: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      },
    ]);
    await aws.send(new ConfirmSignUpCommand({ ClientId: clientId, Username: "alan", ConfirmationCode: code }));
  });

  it("answers the pages of every origin", async () => {
    const headers = { origin: "https://app.example.com", "access-control-request-headers": "x-amz-target" };
    const response = await fetch(dev.url, { method: "OPTIONS", headers });
    expect(response.headers.get("access-control-allow-origin")).toBe("https://app.example.com");
    expect(response.headers.get("access-control-allow-headers")).toBe("x-amz-target");
  });

  it("serves what an ID token is verified by, at its issuer", async () => {
    const AuthParameters = { USERNAME: "ada", PASSWORD: password };
    const signIn = new InitiateAuthCommand({ ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const { AuthenticationResult } = await sdk().send(signIn);
    const issuer = `${dev.url.replace("127.0.0.1", "localhost")}/${poolId}`;
    const discovered = (await (await fetch(`${issuer}/.well-known/openid-configuration`)).json()) as {
      readonly jwks_uri: string;
    };
    expect(discovered).toMatchObject({ issuer, jwks_uri: `${issuer}/.well-known/jwks.json` });
    const { payload } = await jwtVerify(AuthenticationResult?.IdToken ?? "", createRemoteJWKSet(new URL(discovered.jwks_uri)), {
      issuer,
      audience: clientId,
    });
    expect(payload).toMatchObject({ "cognito:username": "ada", "cognito:groups": ["editors"], email_verified: true });
  });

  it("serves identity pools to whoever signs in, and what their tokens are verified by", async () => {
    const IdentityPoolId = await dev.wrote(/^identity pool visitors: (\S+)$/m);
    const AuthParameters = { USERNAME: "ada", PASSWORD: password };
    const signIn = new InitiateAuthCommand({ ClientId: clientId, AuthFlow: "USER_PASSWORD_AUTH", AuthParameters });
    const { AuthenticationResult } = await sdk().send(signIn);
    const Logins = { [`cognito-idp.us-east-1.amazonaws.com/${poolId}`]: AuthenticationResult?.IdToken ?? "" };
    const identity = new CognitoIdentityClient({ endpoint: dev.url, region: "us-east-1", maxAttempts: 1 });
    onTestFinished(() => identity.destroy());
    const { IdentityId } = await identity.send(new GetIdCommand({ IdentityPoolId, Logins }));
    const { Credentials } = await identity.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins }));
    expect(Credentials?.AccessKeyId).toMatch(/^ASIA/);
    const { Token = "" } = await identity.send(new GetOpenIdTokenCommand({ IdentityId, Logins }));
    const issuer = `${dev.url.replace("127.0.0.1", "localhost")}/${IdentityPoolId}`;
    const discovered = (await json(`/${IdentityPoolId}/.well-known/openid-configuration`)) as { readonly jwks_uri: string };
    const keys = createRemoteJWKSet(new URL(discovered.jwks_uri));
    const { payload } = await jwtVerify(Token, keys, { issuer, audience: IdentityPoolId });
    expect(payload.sub).toBe(IdentityId);
  });

  it("runs the triggers of its configuration", async () => {
    const UserAttributes = [{ Name: "email", Value: "mallory@example.com" }];
    const input = { ClientId: clientId, Username: "mallory", Password: password, UserAttributes };
    await expect(sdk().send(new SignUpCommand(input))).rejects.toMatchObject({ name: "UserLambdaValidationException" });
  });

  it("applies its configuration again when the file is replaced, and keeps the last good one", async () => {
    await writeFile(configFile, "export default { userPools: [{ poolName: 'app', minimum: 3 }] };");
    await dev.wrote(/is not applied, and what was before stays\. user pool app: .*minimum/);
    await writeFile(configFile, "export default {");
    await dev.wrote(/cannot be loaded\. SyntaxError/);

    // As editors do.
    await writeFile(join(folder, "new"), config("reviewers"));
    await rename(join(folder, "new"), configFile);
    await dev.wrote(/rockpool\.config\.mjs is applied again/);
    const pool = await (await sameStorage()).userPool(poolId);
    const { groups } = await pool.groups.list();
    expect(groups.map(({ groupName }) => groupName)).toEqual(["editors", "reviewers"]);
    expect(dev.text().match(/to grace@example\.com/g)).toHaveLength(1);
  });

  it("ends by SIGINT with exit code 0, and answers before what it was asked", async () => {
    const answered = sdk().send(new SignUpCommand({ ClientId: clientId, Username: "slow", Password: password }));
    await dev.wrote(/it takes its time/);
    const ended = dev.stop("SIGINT");
    expect(await answered).toMatchObject({ UserConfirmed: false });
    expect(await ended).toBe(0);
    await expect(fetch(dev.url)).rejects.toThrow();
  });

  it("has what it stored the next time; an issuer may be given; SIGTERM ends it as well", async () => {
    dev = await startDev(["--storage", `sqlite:${database}`, "--issuer", "https://id.example.com/"]);
    expect(await json(`/${poolId}/.well-known/openid-configuration`)).toMatchObject({
      issuer: `https://id.example.com/${poolId}`,
    });
    const pool = await (await sameStorage()).userPool(poolId);
    expect(await pool.users.get("alan")).toMatchObject({ userStatus: "CONFIRMED" });
    expect((await readFile(join(folder, "rockpool.key"), "utf8")).split("\n")).toHaveLength(2);
    expect(await dev.stop("SIGTERM")).toBe(0);
  });
});

describe("rockpool dev, while it starts", () => {
  it("ends by the first SIGINT, whatever its configuration waits for", async () => {
    const file = join(await temporaryFolder(), "rockpool.config.mjs");
    await writeFile(file, "console.log('it waits'); await new Promise(() => setInterval(() => {}, 1_000)); export default {};");
    const child = start(["dev", "--port", "0", "--config", file]);
    const closed = once(child, "close");
    await once(child.stdout, "data");
    child.kill("SIGINT");
    expect(await closed).toEqual([0, null]);
  });
});

describe("rockpool dev refuses to start", () => {
  it("on a port that is taken", async () => {
    const taken = createServer().listen(0, "127.0.0.1");
    await once(taken, "listening");
    onTestFinished(() => void taken.close());
    const { port } = taken.address() as AddressInfo;
    const { code, stderr } = await command("dev", "--port", String(port));
    expect([code, stderr]).toEqual([1, `rockpool: Port ${port} of 127.0.0.1 is in use.\n`]);
  });

  it.each([
    ["is not there", undefined, /rockpool\.config\.mjs cannot be read \(ENOENT\)/],
    ["exports nothing", "export const config = {};", /rockpool\.config\.mjs has no default export/],
    ["has unknown members", "export default { pools: [] };", /Value at 'config\.pools' failed/],
    [
      "misspells a client of an identity pool",
      "export default { identityPools: [{ userPoolClients: [{ poolName: 'app', clientName: 'web', roleMaping: {} }] }] };",
      /Value at 'config\.identityPools\.0\.userPoolClients\.0\.roleMaping' failed/,
    ],
    [
      "is refused",
      "export default { userPools: [{ poolName: 'app', clients: [{}] }] };",
      /user pool app, client undefined: .*'clientName'/,
    ],
  ])("with a configuration that %s", async (_, text, complaint) => {
    const file = join(await temporaryFolder(), "rockpool.config.mjs");
    if (text !== undefined) await writeFile(file, text);
    const { code, stderr } = await command("dev", "--port", "0", "--config", file);
    expect(code).toBe(1);
    expect(stderr).toMatch(complaint);
    expect(process.listenerCount("SIGTERM")).toBe(0);
  });
});
