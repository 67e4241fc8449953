import type { AppClientOptions, AppClientSettings } from "rockpool";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { authFlows } from "../../../src/user-pool/app-clients/auth-flows.ts";
import { recordingStorage } from "../stand-ins.ts";

type Written = Partial<AppClientOptions>;
type Row = readonly [rule: string, written: Written, message: string | RegExp, path: string | null, code?: string];

const schema = {
  email: { required: true },
  "custom:tenant": {},
  "custom:level": { developerOnlyAttribute: true },
} as const;

const range = "Invalid range for token validity.";
const order = "Access and Id Token expiration times must be less than or equal to refresh token expiration times.";
const unreadable = "Invalid read attributes specified while creating a client";
const unwritable = "Invalid write attributes specified while creating a client";
const callback = "CallbackUrls can not be empty when code flow or implicit flow is selected";
const required = "AllowedOAuthFlows and AllowedOAuthScopes are required if user pool client is allowed to use OAuth flows.";
const alone = "client_credentials flow can not be selected along with code flow or implicit flow.";
const needsSecret = "client_credentials flow can not be selected if client does not have a client secret.";
const half =
  "Invalid analytics configuration given, either <application arn> or <application id, role arn, external id> are valid";
const oauthFlow = "InvalidOAuthFlowException";
const constraint = (path: string): RegExp =>
  new RegExp(`^1 validation error detected: Value at '${path}' failed to satisfy constraint: `);

const web = { allowedOAuthFlows: ["code"], callbackURLs: ["https://app.example.com/cb"] } as const;
const applicationArn = "arn:aws:mobiletargeting:us-east-1:123456789012:apps/0123abcd";
const roleArn = "arn:aws:iam::123456789012:role/analytics";
const callbackRow = (rule: string, url: string, message: string | RegExp): Row => [
  rule,
  { callbackURLs: ["https://right.example.com", url] },
  message,
  "callbackURLs",
];
const absolute = / is not an absolute URL$/;

const tokens: readonly Row[] = [
  ["an access token lasts 5 minutes at least", { accessTokenValiditySeconds: 299 }, range, "accessTokenValiditySeconds"],
  ["an access token lasts a day at most", { accessTokenValiditySeconds: 86_401 }, range, "accessTokenValiditySeconds"],
  ["an ID token lasts 5 minutes at least", { idTokenValiditySeconds: 299 }, range, "idTokenValiditySeconds"],
  ["an ID token lasts a day at most", { idTokenValiditySeconds: 86_401 }, range, "idTokenValiditySeconds"],
  ["a refresh token lasts an hour at least", { refreshTokenValiditySeconds: 3_599 }, range, "refreshTokenValiditySeconds"],
  ["a refresh token lasts 3650 days at most", { refreshTokenValiditySeconds: 315_360_001 }, range, "refreshTokenValiditySeconds"],
  [
    "an access token lasts no longer than the refresh token",
    { accessTokenValiditySeconds: 3_601, refreshTokenValiditySeconds: 3_600 },
    order,
    "accessTokenValiditySeconds",
  ],
  [
    "an ID token lasts no longer than the refresh token",
    { idTokenValiditySeconds: 3_601, refreshTokenValiditySeconds: 3_600 },
    order,
    "idTokenValiditySeconds",
  ],
  [
    "the grace period of rotation is 60 s at most",
    { refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 61 } },
    constraint("refreshTokenRotation.retryGracePeriodSeconds"),
    "refreshTokenRotation.retryGracePeriodSeconds",
  ],
  [
    "the grace period of rotation is 0 s at least",
    { refreshTokenRotation: { retryGracePeriodSeconds: -1 } },
    constraint("refreshTokenRotation.retryGracePeriodSeconds"),
    "refreshTokenRotation.retryGracePeriodSeconds",
  ],
  [
    "a session lasts 3 minutes at least",
    { authSessionValiditySeconds: 179 },
    constraint("authSessionValiditySeconds"),
    "authSessionValiditySeconds",
  ],
  [
    "a session lasts 15 minutes at most",
    { authSessionValiditySeconds: 901 },
    constraint("authSessionValiditySeconds"),
    "authSessionValiditySeconds",
  ],
];

const attributes: readonly Row[] = [
  ["what is read is an attribute of the pool", { readAttributes: ["email", "custom:nothing"] }, unreadable, "readAttributes"],
  ["what is read is no name of JavaScript", { readAttributes: ["constructor"] }, unreadable, "readAttributes"],
  [
    "what is written is an attribute of the pool",
    { writeAttributes: ["email", "custom:nothing"] },
    unwritable,
    "writeAttributes",
  ],
  ["what is required is written", { writeAttributes: ["name"] }, unwritable, "writeAttributes"],
  ["what is required is written, also beside a profile", { writeAttributes: ["oidc:profile"] }, unwritable, "writeAttributes"],
  ["sub is not written", { writeAttributes: ["email", "sub"] }, unwritable, "writeAttributes"],
  ["email_verified is not written", { writeAttributes: ["email", "email_verified"] }, unwritable, "writeAttributes"],
  [
    "phone_number_verified is not written",
    { writeAttributes: ["email", "phone_number_verified"] },
    unwritable,
    "writeAttributes",
  ],
  ["what is for administrators is not written", { writeAttributes: ["email", "custom:level"] }, unwritable, "writeAttributes"],
  ["an attribute has a name", { readAttributes: [""] }, constraint("readAttributes.0"), "readAttributes.0"],
  [
    "the name of an attribute has 2048 characters at most",
    { readAttributes: ["x".repeat(2049)] },
    constraint("readAttributes.0"),
    "readAttributes.0",
  ],
];

const oauth: readonly Row[] = [
  ["OAuth needs flows", { allowedOAuthFlowsUserPoolClient: true, allowedOAuthScopes: ["openid"] }, required, "allowedOAuthFlows"],
  ["OAuth needs scopes", { allowedOAuthFlowsUserPoolClient: true, ...web }, required, "allowedOAuthFlows"],
  ["code needs a callback", { allowedOAuthFlows: ["code"] }, callback, "callbackURLs"],
  ["implicit needs a callback", { allowedOAuthFlows: ["implicit"] }, callback, "callbackURLs"],
  [
    "client_credentials is not beside code",
    { ...web, allowedOAuthFlows: ["client_credentials", "code"], generateSecret: true },
    alone,
    null,
    oauthFlow,
  ],
  [
    "client_credentials is not beside implicit, with or without a callback",
    { allowedOAuthFlows: ["implicit", "client_credentials"], generateSecret: true },
    alone,
    null,
    oauthFlow,
  ],
  ["client_credentials needs a secret", { allowedOAuthFlows: ["client_credentials"] }, needsSecret, null, oauthFlow],
  [
    "client_credentials has custom scopes only",
    { allowedOAuthFlows: ["client_credentials"], allowedOAuthScopes: ["email"], generateSecret: true },
    "client_credentials flow can be selected with custom scopes only.",
    null,
    oauthFlow,
  ],
  [
    "email needs openid",
    { ...web, allowedOAuthScopes: ["email"] },
    "Invalid scope requested: email, phone and profile need openid",
    "allowedOAuthScopes",
  ],
  [
    "a scope is there",
    { allowedOAuthScopes: ["openid", "https://api.example.com/read"] },
    "Invalid scope requested: https://api.example.com/read",
    null,
    "ScopeDoesNotExistException",
  ],
  ["a scope has no space", { allowedOAuthScopes: ["openid email"] }, constraint("allowedOAuthScopes.0"), "allowedOAuthScopes.0"],
  [
    "there are 50 scopes at most",
    { allowedOAuthScopes: Array(51).fill("openid") },
    constraint("allowedOAuthScopes"),
    "allowedOAuthScopes",
  ],
  [
    "a flow is one of three",
    { allowedOAuthFlows: ["password" as "code"] },
    constraint("allowedOAuthFlows.0"),
    "allowedOAuthFlows.0",
  ],
  [
    "a provider is there",
    { supportedIdentityProviders: ["COGNITO", "Facebook"] },
    /^The provider Facebook does not exist for User Pool us-east-1_\w{9}\.$/,
    "supportedIdentityProviders",
  ],
  [
    "the name of a provider has 32 characters at most",
    { supportedIdentityProviders: ["x".repeat(33)] },
    constraint("supportedIdentityProviders.0"),
    "supportedIdentityProviders.0",
  ],
];

// attacks 34, 36: what is registered is one place, and plain http is for the host of this machine, not for one that begins so;
// attack 37: what is malformed is refused with a code
const redirects: readonly Row[] = [
  callbackRow(
    "a callback is no plain http",
    "http://app.example.com/cb",
    "http://app.example.com/cb cannot use the HTTP protocol.",
  ),
  callbackRow(
    "a callback is not a host that begins as this one",
    "http://localhost.example.com",
    /cannot use the HTTP protocol\.$/,
  ),
  callbackRow(
    "a callback is not this machine in what stands before the host",
    "http://localhost@example.com",
    /cannot use the HTTP protocol\.$/,
  ),
  callbackRow("a callback has no fragment", "https://app.example.com/#a", "https://app.example.com/#a cannot use fragment"),
  callbackRow("a callback has no empty fragment", "https://app.example.com/#", "https://app.example.com/# cannot use fragment"),
  callbackRow(
    "a callback has no user name",
    "https://ada@app.example.com/",
    "A redirect URL cannot hold a user name or a password",
  ),
  callbackRow("a callback has no password", "myapp://:pw@cb", "A redirect URL cannot hold a user name or a password"),
  callbackRow("a callback is absolute, not a path", "/cb", absolute),
  callbackRow("a callback is absolute, not a host", "//app.example.com/cb", absolute),
  callbackRow("a callback is absolute, not a scheme and a path", "https:app.example.com", absolute),
  callbackRow("a callback is no script", "JavaScript:alert(1)", absolute),
  callbackRow("a callback is no data", "data:text/html,x", absolute),
  callbackRow("a callback is no file", "file:///etc/passwd", absolute),
  callbackRow("a callback has no backslash", "https:\\\\app.example.com", absolute),
  ["a callback has no space", { callbackURLs: ["https://a.test/ b"] }, constraint("callbackURLs.0"), "callbackURLs.0"],
  ["a callback has no line break", { callbackURLs: ["https://a.test/\nb"] }, constraint("callbackURLs.0"), "callbackURLs.0"],
  [
    "a callback has no control character",
    { callbackURLs: ["https://a.test/\u0001"] },
    constraint("callbackURLs.0"),
    "callbackURLs.0",
  ],
  [
    "a callback has 1024 characters at most",
    { callbackURLs: [`https://a.test/${"x".repeat(1010)}`] },
    constraint("callbackURLs.0"),
    "callbackURLs.0",
  ],
  [
    "there are 100 callbacks at most",
    { callbackURLs: Array(101).fill("https://a.test") },
    constraint("callbackURLs"),
    "callbackURLs",
  ],
  [
    "a logout URL has the form of a callback",
    { logoutURLs: ["http://a.test"] },
    "http://a.test cannot use the HTTP protocol.",
    "logoutURLs",
  ],
  [
    "there are 100 logout URLs at most",
    { logoutURLs: Array(101).fill("https://a.test") },
    constraint("logoutURLs"),
    "logoutURLs",
  ],
  [
    "the default redirect is one of the callbacks, to the character",
    { callbackURLs: ["https://a.test/cb"], defaultRedirectURI: "https://a.test/cb/" },
    "The default redirect URI https://a.test/cb/ is not in the callback URIs list.",
    "defaultRedirectURI",
  ],
  [
    "all URLs together fit in a record",
    { callbackURLs: Array(61).fill(`https://a.test/${"x".repeat(1000)}`) },
    "The settings of a client have at most 61440 bytes of JSON",
    "callbackURLs",
  ],
];

const rest: readonly Row[] = [
  [
    "context data needs a secret",
    { enablePropagateAdditionalUserContextData: true },
    "Client Secret is required to set EnablePropagateAdditionalUserContextData as true",
    "enablePropagateAdditionalUserContextData",
  ],
  [
    "a flow is named once",
    { explicitAuthFlows: ["ALLOW_REFRESH_TOKEN_AUTH", "ALLOW_REFRESH_TOKEN_AUTH"] },
    "A flow is named twice",
    "explicitAuthFlows",
  ],
  [
    "existence errors are one of two",
    { preventUserExistenceErrors: "OFF" as "LEGACY" },
    constraint("preventUserExistenceErrors"),
    "preventUserExistenceErrors",
  ],
  [
    "analytics: not the ARN and the id",
    { analyticsConfiguration: { applicationArn, applicationId: "ab" } },
    half,
    "analyticsConfiguration",
  ],
  ["analytics: not the id alone", { analyticsConfiguration: { applicationId: "ab" } }, half, "analyticsConfiguration"],
  [
    "analytics: not without the role",
    { analyticsConfiguration: { applicationId: "ab", externalId: "x" } },
    half,
    "analyticsConfiguration",
  ],
  ["analytics: not the ARN with a role", { analyticsConfiguration: { applicationArn, roleArn } }, half, "analyticsConfiguration"],
  [
    "analytics: the id is hexadecimal",
    { analyticsConfiguration: { applicationId: "xyz", externalId: "x", roleArn } },
    constraint("analyticsConfiguration.applicationId"),
    "analyticsConfiguration.applicationId",
  ],
  [
    "analytics: an ARN is one",
    { analyticsConfiguration: { applicationArn: "arn:aws:mobiletargeting" } },
    constraint("analyticsConfiguration.applicationArn"),
    "analyticsConfiguration.applicationArn",
  ],
];

describe.each<readonly [string, readonly Row[]]>([
  ["tokens (users-and-triggers.md 6.1, 2.7)", tokens],
  ["attributes (6.1, 2.7)", attributes],
  ["OAuth (6.3, 2.7)", oauth],
  ["redirects (6.3, 2.7)", redirects],
  ["the rest (6.1, 6.2, 2.7)", rest],
])("a client's settings: %s", (_, rows) => {
  const cases = rows.map(([rule, written, message, path, code = "InvalidParameterException"]) => ({
    rule,
    written,
    message,
    path,
    code,
  }));
  it.each(cases)("$rule", async ({ written, message, path, code }) => {
    const storage = recordingStorage();
    const { pool, client } = await testPool({ schema, storage });
    await pool.jwks();
    const [plans, before] = [storage.plans.length, await client.settings()];
    const refusal = { code, message: typeof message === "string" ? message : expect.stringMatching(message) };
    const details = path === null ? {} : { path };
    await expect(pool.clients.ensure({ clientName: "new", ...written })).rejects.toMatchObject({ ...refusal, details });
    // A secret is fixed: only what is created can have it otherwise.
    if (written.generateSecret === undefined) {
      await expect(pool.clients.ensure({ clientName: "test", ...written })).rejects.toMatchObject({ ...refusal, details });
      await expect(pool.clients.update(client.clientId, written)).rejects.toMatchObject({ ...refusal, details });
    }
    expect(storage.plans.length).toBe(plans);
    expect(await client.settings()).toEqual(before);
  });
});

const all = Array.from({ length: 100 }, (_, n) => `https://app-${n}.example.com/cb`);
const fine: readonly (readonly [string, Written])[] = [
  ["the shortest tokens", { accessTokenValiditySeconds: 300, idTokenValiditySeconds: 300, refreshTokenValiditySeconds: 3_600 }],
  [
    "the longest tokens",
    { accessTokenValiditySeconds: 86_400, idTokenValiditySeconds: 86_400, refreshTokenValiditySeconds: 315_360_000 },
  ],
  ["access as long as refresh", { accessTokenValiditySeconds: 3_600, refreshTokenValiditySeconds: 3_600 }],
  [
    "rotation with the longest grace",
    {
      refreshTokenRotation: { feature: "ENABLED", retryGracePeriodSeconds: 60 },
      explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"],
    },
  ],
  ["every flow", { explicitAuthFlows: authFlows.map((flow) => `ALLOW_${flow}` as const) }],
  ["every flow by its older name", { explicitAuthFlows: ["USER_PASSWORD_AUTH", "ADMIN_NO_SRP_AUTH", "CUSTOM_AUTH_FLOW_ONLY"] }],
  ["the shortest session", { authSessionValiditySeconds: 180 }],
  ["the longest session", { authSessionValiditySeconds: 900 }],
  ["no revocation", { enableTokenRevocation: false }],
  ["existence errors", { preventUserExistenceErrors: "LEGACY" }],
  ["no flow", { explicitAuthFlows: [] }],
  ["nothing to read", { readAttributes: [] }],
  ["everything of a profile", { readAttributes: ["oidc:profile"], writeAttributes: ["oidc:profile", "email"] }],
  ["custom attributes, by their names", { readAttributes: ["custom:level"], writeAttributes: ["custom:tenant", "email"] }],
  ["email_verified, to read", { readAttributes: ["email_verified", "phone_number_verified", "sub"] }],
  [
    "a whole application on the web",
    {
      ...web,
      allowedOAuthFlows: ["code", "implicit"],
      allowedOAuthFlowsUserPoolClient: true,
      allowedOAuthScopes: ["openid", "email", "phone", "profile", "aws.cognito.signin.user.admin"],
      defaultRedirectURI: web.callbackURLs[0],
      logoutURLs: ["https://app.example.com/bye"],
      supportedIdentityProviders: ["COGNITO"],
    },
  ],
  ["a scope of Cognito's own without openid", { ...web, allowedOAuthScopes: ["aws.cognito.signin.user.admin"] }],
  ["what does not count yet", { allowedOAuthScopes: ["email"], callbackURLs: ["https://a.test"] }],
  ["a machine", { allowedOAuthFlows: ["client_credentials"], generateSecret: true }],
  ["a hundred of each URL", { callbackURLs: all, logoutURLs: all }],
  [
    "this machine by http, at any port",
    { callbackURLs: ["http://localhost", "http://localhost:3000/cb", "http://127.0.0.1:8080", "http://[::1]:8080/cb"] },
  ],
  ["an application's own scheme", { callbackURLs: ["myapp://cb", "com.example.app:/cb", "exp://192.168.0.1:8081"] }],
  ["a query, and characters of any language", { callbackURLs: ["https://a.test/?next=/é&x=1"] }],
  ["context data of a client with a secret", { enablePropagateAdditionalUserContextData: true, generateSecret: true }],
  [
    "analytics by ARN",
    {
      analyticsConfiguration: { applicationArn, applicationId: null, externalId: null, roleArn: null, userDataShared: true },
    },
  ],
  [
    "analytics by id",
    {
      analyticsConfiguration: { applicationArn: null, applicationId: "0aF", externalId: "x", roleArn, userDataShared: false },
    },
  ],
];

describe("a client's settings take", () => {
  it.each(fine)("%s, and give it back", async (_, written) => {
    const { pool } = await testPool({ schema });
    const client = await pool.clients.ensure({ clientName: "new", ...written });
    expect(await client.settings()).toMatchObject(written);
    // Written once more, it is the same.
    await pool.clients.update(client.clientId, written);
    expect(await (await pool.clients.get(client.clientId)).settings()).toMatchObject(written);
  });

  it("every member on its way back to the default", async () => {
    const { pool, client } = await testPool({ schema });
    const before = await client.settings();
    const written = {
      ...fine.find(([title]) => title === "a whole application on the web")?.[1],
      readAttributes: ["email"],
      enableTokenRevocation: false,
      analyticsConfiguration: { applicationArn },
    };
    await pool.clients.ensure({ clientName: "test", ...written });
    const reset = Object.keys(before).filter(
      (name): name is Exclude<keyof AppClientSettings, "clientName"> => name !== "clientName",
    );
    await pool.clients.ensure({ clientName: "test", reset });
    expect(await client.settings()).toEqual(before);
  });
});
