import * as identity from "@aws-sdk/client-cognito-identity";
import {
  AddCustomAttributesCommand,
  AddUserPoolClientSecretCommand,
  CognitoIdentityProviderClient,
  ConfirmSignUpCommand,
  CreateResourceServerCommand,
  CreateUserPoolClientCommand,
  CreateUserPoolCommand,
  DescribeUserPoolClientCommand,
  DescribeUserPoolCommand,
  ForgotPasswordCommand,
  ListResourceServersCommand,
  ListTagsForResourceCommand,
  ListUserPoolClientSecretsCommand,
  ListUserPoolClientsCommand,
  ListUserPoolsCommand,
  ResendConfirmationCodeCommand,
  SignUpCommand,
  TagResourceCommand,
  UntagResourceCommand,
  UpdateResourceServerCommand,
  UpdateUserPoolClientCommand,
  UpdateUserPoolCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { identityPoolsModel, userPoolsModel } from "../../src/aws/model.ts";
import { clientsOf, type IdentityWorld, identityWorld } from "./identity-world.ts";
import { credentials, handlerOf, serve } from "./world.ts";

/** `FUZZ_REQUESTS=200000 npx vitest run --project rest test/aws/fuzz.test.ts` for the full size; `FUZZ_SEED` draws others. */
const requests = Number(process.env["FUZZ_REQUESTS"] ?? 2_000);
const seed = Number(process.env["FUZZ_SEED"] ?? 1);
/** A world fills up with pools, and may lose its own. */
const PER_WORLD = 500;
const HANG_MS = 10_000;

/** A request as it came from the SDK. */
interface Recorded {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
}

type Random = (below: number) => number;

/** The same numbers in every run (mulberry32). */
function randomOf(start: number): Random {
  let state = start;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

function pick<T>(random: Random, all: readonly T[]): T {
  const one = all[random(all.length)];
  if (one === undefined) throw new Error("nothing to pick from");
  return one;
}

const targets = [userPoolsModel, identityPoolsModel].flatMap(({ targetPrefix, operations }) =>
  Object.keys(operations).map((name) => `${targetPrefix}.${name}`),
);

/** What breaks programs. */
const values: readonly unknown[] = [
  ...[
    null,
    true,
    false,
    0,
    -1,
    1.5,
    1e308,
    2 ** 53,
    "",
    " ",
    "\0",
    "\ud800",
    "a\r\nx-y: z",
    "__proto__",
    "constructor",
    "{####}",
  ],
  ...[[], {}, [null], [[]], { __proto__: null }, "x".repeat(3_000), "🦆".repeat(99), "us-east-1_aaaaaaaaa", "arn:aws:x:y:z:1:a"],
  ...[Array.from({ length: 99 }, () => "a"), JSON.parse('{"__proto__":{"a":1}}'), ["a", "a"], { "": "" }, "%00"],
];

/** Somewhere in a value, another in its place; or one less, or one more. */
function mutatedJson(random: Random, json: unknown): unknown {
  if (typeof json !== "object" || json === null || random(4) === 0) return pick(random, values);
  const copy = structuredClone(json) as Record<string, unknown>;
  const name = pick(random, [...Object.keys(copy), "Extra"]);
  if (random(6) === 0) delete copy[name];
  else copy[name] = mutatedJson(random, copy[name]);
  return copy;
}

function mutatedBytes(random: Random, body: Buffer): Buffer {
  const copy = Buffer.from(body);
  const at = random(copy.length + 1);
  if (random(3) === 0) return copy.subarray(0, at);
  if (random(3) === 0) return Buffer.concat([copy.subarray(0, at), Buffer.from([random(256)]), copy.subarray(at)]);
  if (at < copy.length) copy[at] = random(256);
  return copy;
}

function mutatedHeaders(random: Random, headers: Recorded["headers"]): Recorded["headers"] {
  const name = pick(random, [
    "authorization",
    "x-amz-date",
    "x-amz-content-sha256",
    "host",
    "content-type",
    "x-amz-target",
    "x-amz-security-token",
    "origin",
  ]);
  const { [name]: value = "", ...others } = headers;
  if (random(3) === 0) return others;
  const at = random(value.length + 1);
  const byte = String.fromCharCode(33 + random(94));
  return { ...others, [name]: random(4) === 0 ? byte : `${value.slice(0, at)}${byte}${value.slice(at + random(2))}` };
}

function mutated(random: Random, { headers, body }: Recorded): Recorded {
  const kind = random(10);
  if (kind < 5) return { headers, body: Buffer.from(JSON.stringify(mutatedJson(random, JSON.parse(String(body)))) ?? "") };
  if (kind < 7) return { headers, body: mutatedBytes(random, body) };
  if (kind < 8) return { headers: mutatedHeaders(random, headers), body };
  const aimed = { headers: { ...headers, "x-amz-target": pick(random, targets) }, body };
  return kind < 9 ? aimed : mutated(random, aimed);
}

/** A request of the SDK for operations on identity pools. */
async function identityCommands({ IdentityPoolId, identityPool, login, providerName, client }: IdentityWorld) {
  const Logins = await login({ username: "lin" });
  const { identityId: IdentityId } = await identityPool.getId({ logins: Logins });
  const guest = await identityPool.getId();
  const provider = { ProviderName: providerName, ClientId: client.clientId, ServerSideTokenCheck: true };
  const pool = {
    IdentityPoolName: "made",
    AllowUnauthenticatedIdentities: true,
    CognitoIdentityProviders: [provider],
    SupportedLoginProviders: { "accounts.google.com": "a;b" },
    OpenIdConnectProviderARNs: ["arn:aws:iam::123456789012:oidc-provider/login.example.com"],
    DeveloperProviderName: "backend",
  };
  const Rules = [{ Claim: "sub", MatchType: "Equals" as const, Value: "a", RoleARN: "arn:aws:iam::123456789012:role/A" }];
  const mapping = { Type: "Rules" as const, AmbiguousRoleResolution: "Deny" as const, RulesConfiguration: { Rules } };
  const named = { DeveloperProviderName: "backend", DeveloperUserIdentifier: "ada" };
  const ResourceArn = `arn:aws:cognito-identity:us-east-1:123456789012:identitypool/${IdentityPoolId}`;
  const ofProvider = { IdentityPoolId, IdentityProviderName: providerName };
  return [
    new identity.CreateIdentityPoolCommand({ ...pool, IdentityPoolTags: { a: "b" } }),
    new identity.UpdateIdentityPoolCommand({ ...pool, IdentityPoolId }),
    new identity.DescribeIdentityPoolCommand({ IdentityPoolId }),
    new identity.ListIdentityPoolsCommand({ MaxResults: 1 }),
    new identity.SetIdentityPoolRolesCommand({
      IdentityPoolId,
      Roles: { authenticated: "arn:aws:iam::123456789012:role/A" },
      RoleMappings: { [`${providerName}:${client.clientId}`]: mapping },
    }),
    new identity.GetIdentityPoolRolesCommand({ IdentityPoolId }),
    new identity.SetPrincipalTagAttributeMapCommand({ ...ofProvider, PrincipalTags: { person: "sub" } }),
    new identity.GetPrincipalTagAttributeMapCommand(ofProvider),
    new identity.TagResourceCommand({ ResourceArn, Tags: { team: "red" } }),
    new identity.GetIdCommand({ IdentityPoolId, Logins }),
    new identity.GetCredentialsForIdentityCommand({ IdentityId, Logins, CustomRoleArn: "arn:aws:iam::123456789012:role/A" }),
    new identity.GetOpenIdTokenCommand({ IdentityId, Logins }),
    new identity.GetOpenIdTokenForDeveloperIdentityCommand({
      IdentityPoolId,
      Logins: { ...Logins, backend: "ada" },
      PrincipalTags: { team: "red" },
      TokenDuration: 60,
    }),
    new identity.LookupDeveloperIdentityCommand({ IdentityPoolId, DeveloperUserIdentifier: "ada", MaxResults: 1 }),
    new identity.MergeDeveloperIdentitiesCommand({
      IdentityPoolId,
      SourceUserIdentifier: "ada",
      DestinationUserIdentifier: "bob",
      DeveloperProviderName: "backend",
    }),
    new identity.UnlinkDeveloperIdentityCommand({ IdentityPoolId, IdentityId, ...named }),
    new identity.DescribeIdentityCommand({ IdentityId }),
    new identity.ListIdentitiesCommand({ IdentityPoolId, MaxResults: 1, HideDisabled: true }),
    new identity.UnlinkIdentityCommand({ IdentityId, Logins, LoginsToRemove: ["accounts.google.com"] }),
    new identity.DeleteIdentitiesCommand({ IdentityIdsToDelete: [guest.identityId] }),
  ];
}

/** A world, and a request of the SDK for each operation of it. */
async function recordedWorld() {
  const openIdConnectProviders = [{ issuer: "https://login.example.com", clientIds: ["app"] }];
  const settings = { allowClassicFlow: true, developerProviderName: "backend", openIdConnectProviders };
  const world = await identityWorld(settings, { face: { openIdConnectProviders } });
  const recorded: Recorded[] = [];
  const url = await serve(async (request) => {
    recorded.push({ headers: Object.fromEntries(request.headers), body: Buffer.from(await request.clone().arrayBuffer()) });
    return world.handle(request);
  });
  const onIdentities = await identityCommands(world);
  for (const command of onIdentities)
    await clientsOf(url)
      .identity.send(command as identity.GetIdCommand)
      .catch(() => {});
  const aws = new CognitoIdentityProviderClient({ endpoint: url, region: "us-east-1", credentials, maxAttempts: 1 });
  const { userPoolId: UserPoolId } = world.pool;
  const { clientId: ClientId } = world.client;
  const ofClient = { UserPoolId, ClientId };
  const ada = { ClientId, Username: "ada" };
  const server = { UserPoolId, Identifier: "api", Name: "API", Scopes: [{ ScopeName: "read", ScopeDescription: "Read" }] };
  const ResourceArn = `arn:aws:cognito-idp:us-east-1:123456789012:userpool/${UserPoolId}`;
  const Policies = {
    PasswordPolicy: { MinimumLength: 8, RequireSymbols: true },
    SignInPolicy: { AllowedFirstAuthFactors: ["PASSWORD" as const] },
  };
  const LambdaConfig = {
    PreTokenGenerationConfig: { LambdaVersion: "V2_0" as const, LambdaArn: "arn:aws:lambda:us-east-1:1:function:a" },
  };
  const texts = { EmailVerificationMessage: "Code {####}", VerificationMessageTemplate: { EmailMessageByLink: "Go {##here##}" } };
  const Schema = [{ Name: "tier", AttributeDataType: "String" as const, StringAttributeConstraints: { MinLength: "1" } }];
  const made = await aws.send(
    new CreateUserPoolClientCommand({ UserPoolId, ClientName: "web", GenerateSecret: true, AllowedOAuthScopes: ["openid"] }),
  );
  const ofSecret = { UserPoolId, ClientId: made.UserPoolClient?.ClientId };
  const commands: readonly object[] = [
    new SignUpCommand({ ...ada, Password: "Correct-horse-7!", UserAttributes: [{ Name: "email", Value: "ada@example.com" }] }),
    new ConfirmSignUpCommand({ ...ada, ConfirmationCode: "000000" }),
    new ResendConfirmationCodeCommand({ ...ada, ClientMetadata: { a: "b" } }),
    new ForgotPasswordCommand(ada),
    new CreateUserPoolCommand({
      PoolName: "made",
      Policies,
      Schema,
      ...texts,
      AliasAttributes: ["email"],
      UserPoolTags: { a: "b" },
    }),
    new DescribeUserPoolCommand({ UserPoolId }),
    new UpdateUserPoolCommand({ UserPoolId, Policies, ...texts, AutoVerifiedAttributes: ["email"] }),
    new CreateUserPoolCommand({ PoolName: "triggers", LambdaConfig, AdminCreateUserConfig: { UnusedAccountValidityDays: 3 } }),
    new AddCustomAttributesCommand({
      UserPoolId,
      CustomAttributes: [{ Name: "n", AttributeDataType: "Number", NumberAttributeConstraints: { MaxValue: "9" } }],
    }),
    new ListUserPoolsCommand({ MaxResults: 10 }),
    new TagResourceCommand({ ResourceArn, Tags: { team: "identity" } }),
    new UntagResourceCommand({ ResourceArn, TagKeys: ["team"] }),
    new ListTagsForResourceCommand({ ResourceArn }),
    new DescribeUserPoolClientCommand(ofClient),
    new UpdateUserPoolClientCommand({
      ...ofClient,
      AccessTokenValidity: 5,
      TokenValidityUnits: { AccessToken: "minutes" },
      CallbackURLs: ["https://a.example"],
    }),
    new ListUserPoolClientsCommand({ UserPoolId, MaxResults: 2 }),
    new AddUserPoolClientSecretCommand({ ...ofSecret, ClientSecret: "a".repeat(24) }),
    new ListUserPoolClientSecretsCommand(ofSecret),
    new CreateResourceServerCommand(server),
    new UpdateResourceServerCommand(server),
    new ListResourceServersCommand({ UserPoolId, MaxResults: 2 }),
  ];
  for (const command of commands) await aws.send(command as SignUpCommand).catch(() => {});
  aws.destroy();
  expect(recorded).toHaveLength(commands.length + onIdentities.length + 1);
  return { recorded, handlers: [world.handle, handlerOf(world.rockpool, { credentials: "any" })] };
}

async function within(answer: Promise<Response>): Promise<Response | undefined> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(() => resolve(undefined), HANG_MS);
  });
  return Promise.race([answer, late]).finally(() => clearTimeout(timer));
}

describe("requests of the SDK, of which something is otherwise", () => {
  const worlds = Array.from({ length: Math.ceil(requests / PER_WORLD) }, (_, n) => ({
    n,
    count: Math.min(PER_WORLD, requests - n * PER_WORLD),
  }));

  it.each(worlds)(
    "are answered in time, and by what the models know: $count, from world $n",
    async ({ n, count }) => {
      const random = randomOf(seed * 1_000_003 + n);
      const { recorded, handlers } = await recordedWorld();
      for (let made = 0; made < count; made += 1) {
        const { headers, body } = mutated(random, pick(random, recorded));
        // Of three, two reach the operation.
        const handle = handlers[Math.min(random(3), 1)];
        const request = new Request("http://127.0.0.1/", { method: "POST", headers: { ...headers }, body: new Uint8Array(body) });
        const shown = `${headers["x-amz-target"]} ${String(body).slice(0, 2_000)}`;
        const response = await within(handle?.(request) ?? Promise.reject(new Error("no handler")));
        expect(response, `hangs: ${shown}`).toBeDefined();
        expect(response?.status, shown).toBeLessThan(500);
      }
    },
    120_000,
  );
});
