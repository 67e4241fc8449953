import { STSClient } from "@aws-sdk/client-sts";
import { type StsCredentialsOptions, stsCredentials } from "rockpool";
import { manualClock } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import type { IdentityPoolOptions } from "../src/identity-pool/settings.ts";
import { type Directory, directory, roleOf } from "./identity-pool/directory.ts";
import { given, type Sts, type StsError, sts } from "./stand-ins/sts.ts";

interface World extends Directory {
  readonly service: Sts;
}

/** An identity pool whose credentials are those of STS, which trusts it for the roles of signed-in users and of guests. */
async function passedOn(options: StsCredentialsOptions = {}, settings: Partial<IdentityPoolOptions> = {}): Promise<World> {
  const clock = manualClock("2026-11-28T12:00:00Z");
  const service = await sts(clock);
  const client = new STSClient({ endpoint: service.endpoint, region: "eu-west-3", maxAttempts: 1 });
  const credentialIssuer = stsCredentials({ client, ...options });
  const world = await directory(settings, { rockpool: { clock, credentialIssuer } });
  service.trust(world.identityPool, [roleOf("Auth"), roleOf("Guest")]);
  return { ...world, service };
}

async function guestsCredentials({ identityPool }: Directory) {
  return identityPool.getCredentialsForIdentity(await identityPool.getId());
}

async function refusalOf(world: Directory): Promise<Error> {
  const error: unknown = await guestsCredentials(world).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof Error)) throw new Error("nothing was refused");
  return error;
}

describe("stsCredentials", () => {
  it("gives what STS has for the role and the pool's token of the identity", async () => {
    const world = await passedOn();
    const { identityId, roleArn, credentials } = await guestsCredentials(world);
    expect(credentials).toEqual({ ...given, expiration: new Date(given.expiration) });
    expect(world.service.asked).toEqual([
      {
        Action: "AssumeRoleWithWebIdentity",
        Version: "2011-06-15",
        RoleArn: roleArn,
        RoleSessionName: "CognitoIdentityCredentials",
      },
    ]);
    expect(world.service.tokens).toMatchObject([{ sub: identityId, amr: ["unauthenticated"] }]);
  });

  it("passes on who it is at the provider, and tags as STS reads them", async () => {
    const world = await passedOn();
    const { identityPool, providerName, login, service } = world;
    const principalTags = { useDefaults: false, principalTags: { person: "cognito:username" } };
    await identityPool.settings.update({ principalTags: { [providerName]: principalTags } });
    const logins = await login({ username: "ada" });
    const { identityId } = await identityPool.getId({ logins });
    const { roleArn } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    expect(roleArn).toBe(roleOf("Auth"));
    expect(service.asked).toMatchObject([{ RoleArn: roleArn }]);
    expect(service.tokens).toMatchObject([
      {
        sub: identityId,
        aud: identityPool.identityPoolId,
        amr: ["authenticated", providerName, expect.stringContaining(`${providerName}:CognitoSignIn:`)],
        "https://aws.amazon.com/tags": { principal_tags: { person: ["ada"] } },
      },
    ]);
  });

  it("names the session as it is told", async () => {
    const world = await passedOn({ sessionName: "notes@example.com" });
    await guestsCredentials(world);
    expect(world.service.asked).toMatchObject([{ RoleSessionName: "notes@example.com" }]);
  });

  it("asks for as long as the request says", async () => {
    const { service } = await passedOn();
    const client = new STSClient({ endpoint: service.endpoint, region: "eu-west-3", maxAttempts: 1 });
    service.answer = "no credentials";
    const request = { identityId: "us-east-1:1", identityPoolId: "us-east-1:2", roleArn: roleOf("Auth"), amr: [] };
    const webIdentityToken = async (): Promise<string> => "token";
    const asked = { ...request, principalTags: {}, durationSeconds: 900, sessionName: "of-request", webIdentityToken };
    await stsCredentials({ client })
      .issue(asked)
      .catch(() => {});
    expect(service.asked).toMatchObject([{ DurationSeconds: "900", RoleSessionName: "of-request" }]);
  });

  it("makes a client for the region and endpoint it is told, without credentials", async () => {
    const service = await sts(Date.now);
    for (const name of ["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY", "AWS_REGION"]) vi.stubEnv(name, undefined);
    try {
      const credentialIssuer = stsCredentials({ endpoint: service.endpoint, region: "ap-south-1" });
      const world = await directory({}, { rockpool: { clock: Date.now, credentialIssuer } });
      service.trust(world.identityPool, [roleOf("Guest")]);
      expect((await guestsCredentials(world)).credentials.accessKeyId).toBe(given.accessKeyId);
    } finally {
      vi.unstubAllEnvs();
    }
  });

  it("asks nothing of STS where the role, the login or the guest is refused", async () => {
    const world = await passedOn({}, { roles: {}, allowUnauthenticatedIdentities: false });
    const logins = await world.login();
    const { identityId } = await world.identityPool.getId({ logins });
    await expect(world.identityPool.getCredentialsForIdentity({ identityId, logins })).rejects.toMatchObject({
      code: "InvalidIdentityPoolConfigurationException",
    });
    expect(world.service.asked).toEqual([]);
  });
});

// attack 88
describe("what STS refuses (STS API reference, AssumeRoleWithWebIdentity, errors)", () => {
  it.each<[string, StsError]>([
    ["InvalidIdentityPoolConfigurationException", { status: 403, code: "AccessDenied" }],
    ["InvalidIdentityPoolConfigurationException", { status: 400, code: "InvalidIdentityToken" }],
    ["InvalidIdentityPoolConfigurationException", { status: 403, code: "IDPRejectedClaim" }],
    ["InvalidIdentityPoolConfigurationException", { status: 400, code: "ExpiredTokenException" }],
    ["InvalidIdentityPoolConfigurationException", { status: 403, code: "RegionDisabledException" }],
    ["InvalidIdentityPoolConfigurationException", { status: 400, code: "ValidationError" }],
    ["InvalidParameterException", { status: 400, code: "PackedPolicyTooLarge" }],
    ["TooManyRequestsException", { status: 400, code: "Throttling" }],
    ["TooManyRequestsException", { status: 429, code: "Whatever" }],
    ["ExternalServiceException", { status: 400, code: "IDPCommunicationError" }],
    ["ExternalServiceException", { status: 500, code: "InternalFailure" }],
    ["ExternalServiceException", { status: 503, code: "ServiceUnavailable" }],
  ])("is %s, by name, without the token: %o", async (code, answer) => {
    const world = await passedOn();
    world.service.answer = answer;
    const error = await refusalOf(world);
    expect(error).toMatchObject({ code });
    expect(error.message).toContain(answer.code.replace(/Exception$/, ""));
    expect(error.message).toContain("in request c0ffee00-1234");
    expect(error.message).not.toMatch(/eyJ|refused:/);
    expect(error.cause).toBeUndefined();
  });

  it("is a role that does not trust the pool, and a token of a pool that STS does not know", async () => {
    const world = await passedOn();
    await world.identityPool.settings.update({ roles: { unauthenticated: roleOf("Stranger") } });
    expect((await refusalOf(world)).message).toBe(
      "Invalid identity pool configuration. Check assigned IAM roles for this pool: STS refused with AccessDenied in request c0ffee00-1234.",
    );
    const roles = { unauthenticated: roleOf("Guest") };
    const another = { identityPoolName: "another", allowUnauthenticatedIdentities: true, roles };
    const identityPool = await world.rockpool.ensureIdentityPool(another);
    expect((await refusalOf({ ...world, identityPool })).message).toContain("InvalidIdentityToken");
  });
});

describe("an STS that does not answer", () => {
  it.each(["no credentials", "no XML"] as const)("as it should is ExternalServiceException: %s", async (answer) => {
    const world = await passedOn();
    world.service.answer = answer;
    expect(await refusalOf(world)).toMatchObject({ code: "ExternalServiceException" });
  });

  it("in time is given up", async () => {
    const world = await passedOn({ timeoutMs: 300 });
    world.service.answer = "nothing";
    expect(await refusalOf(world)).toMatchObject({
      code: "ExternalServiceException",
      message: "STS gave no credentials: it has not answered in 300 ms.",
    });
  });

  it("at all is ExternalServiceException", async () => {
    const client = new STSClient({ endpoint: "http://127.0.0.1:1", region: "eu-west-3", maxAttempts: 1 });
    const world = await directory({}, { rockpool: { credentialIssuer: stsCredentials({ client }) } });
    expect(await refusalOf(world)).toMatchObject({ code: "ExternalServiceException" });
  });
});

describe("the options of stsCredentials", () => {
  it.each<[string, StsCredentialsOptions]>([
    ["sessionName", { sessionName: "a" }],
    ["sessionName", { sessionName: "us-east-1:1b2c" }],
    ["sessionName", { sessionName: "a".repeat(65) }],
    ["timeoutMs", { timeoutMs: 0 }],
    ["client", { client: "sts" as unknown as STSClient }],
    ["endpoint", { client: new STSClient({}), endpoint: "https://sts.amazonaws.com" }],
  ])("are refused where %s is wrong", (path, options) => {
    expect(() => stsCredentials(options)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: expect.objectContaining({ path }) }),
    );
  });
});

it("without the package @aws-sdk/client-sts, the first request says what to install", async () => {
  vi.doMock("@aws-sdk/client-sts", () => {
    throw new Error("Cannot find package '@aws-sdk/client-sts'");
  });
  try {
    const world = await directory({}, { rockpool: { credentialIssuer: stsCredentials() } });
    await expect(guestsCredentials(world)).rejects.toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("npm install @aws-sdk/client-sts"),
      details: { packageName: "@aws-sdk/client-sts" },
    });
  } finally {
    vi.doUnmock("@aws-sdk/client-sts");
  }
});
