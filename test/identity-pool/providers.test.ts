import { describe, expect, it } from "vitest";
import type { IdentityPoolPatch } from "../../src/identity-pool/settings.ts";
import { directory } from "./directory.ts";

const issuer = "https://login.example.com/tenant";
const clientIds = ["app"];
const openId = (...issuers: readonly string[]) => ({
  openIdConnectProviders: issuers.map((one) => ({ issuer: one, clientIds })),
});
const arn = "arn:aws:iam::111122223333:oidc-provider/login.example.com/tenant";
const deny = { type: "Token", ambiguousRoleResolution: "Deny" } as const;
const defaults = { useDefaults: true, principalTags: {} };
const refusal = (path: string, message: RegExp = /./) => ({
  code: "InvalidParameterException",
  message: expect.stringMatching(message),
  details: { path },
});

describe("openIdConnectProviders", () => {
  it("are kept as they are written", async () => {
    const { identityPool } = await directory();
    expect(await identityPool.settings.get()).toMatchObject({ openIdConnectProviders: [], supportedLoginProviders: {} });
    const openIdConnectProviders = [
      { issuer, clientIds: ["app", "web|1"] },
      { issuer: "https://example.auth0.com/", clientIds },
    ];
    await identityPool.settings.update({ openIdConnectProviders });
    expect(await identityPool.settings.get()).toMatchObject({ openIdConnectProviders });
  });

  it.each<[string, object, string]>([
    ["is no URL", openId("login.example.com"), "openIdConnectProviders.0.issuer"],
    ["has a query", openId(`${issuer}?x`), "openIdConnectProviders.0.issuer"],
    ["is in another form than the normal one", openId("https://Login.example.com"), "openIdConnectProviders.0.issuer"],
    ["has a longer name than a login", openId(`https://a.test/${"a".repeat(122)}`), "openIdConnectProviders.0.issuer"],
    ["has no client", { openIdConnectProviders: [{ issuer, clientIds: [] }] }, "openIdConnectProviders.0.clientIds"],
    ["has an empty client", { openIdConnectProviders: [{ issuer, clientIds: [""] }] }, "openIdConnectProviders.0.clientIds.0"],
    [
      "has a long client",
      { openIdConnectProviders: [{ issuer, clientIds: ["a".repeat(256)] }] },
      "openIdConnectProviders.0.clientIds.0",
    ],
    [
      "has 101 clients",
      { openIdConnectProviders: [{ issuer, clientIds: Array(101).fill("a") }] },
      "openIdConnectProviders.0.clientIds",
    ],
    ["is one of 51", openId(...Array.from({ length: 51 }, (_, n) => `https://a.test/${n}`)), "openIdConnectProviders"],
    [
      "has a secret",
      { openIdConnectProviders: [{ issuer, clientIds, clientSecret: "x" }] },
      "openIdConnectProviders.0.clientSecret",
    ],
  ])("are refused when one %s", async (_, patch, path) => {
    const { identityPool } = await directory();
    await expect(identityPool.settings.update(patch)).rejects.toMatchObject(refusal(path));
  });

  // attack 45
  it.each(["http://login.example.com", "https://127.0.0.1", "https://10.0.0.1:8443/x", "https://[::1]", "http://localhost:9001"])(
    "are refused where %s may not be asked",
    async (one) => {
      const { identityPool } = await directory(
        {},
        { rockpool: { openIdConnect: { trustedOrigins: ["http://localhost:9000"] } } },
      );
      await expect(identityPool.settings.update(openId(one))).rejects.toMatchObject(
        refusal("openIdConnectProviders.0.issuer", /must be https: at a public address/),
      );
      await expect(identityPool.settings.update(openId("http://localhost:9000/x"))).resolves.toBeUndefined();
    },
  );
});

describe("supportedLoginProviders (Cognito's SupportedLoginProviders)", () => {
  it("are kept as they are written", async () => {
    const { identityPool } = await directory();
    const supportedLoginProviders = {
      "accounts.google.com": "1.apps.googleusercontent.com;2.apps.googleusercontent.com",
      "graph.facebook.com": "7346241598935555",
      "www.amazon.com": "amzn1.application-oa2-client.1",
      "appleid.apple.com": "com.example.app",
    };
    await identityPool.settings.update({ supportedLoginProviders });
    expect(await identityPool.settings.get()).toMatchObject({ supportedLoginProviders });
  });

  it.each<[string, Record<string, string>, RegExp]>([
    ["Twitter", { "api.twitter.com": "key;secret" }, /the logins of Twitter and Digits have ended/],
    ["Digits", { "www.digits.com": "key;secret" }, /the logins of Twitter and Digits have ended/],
    ["whom nobody knows", { "login.example.com": "app" }, /any other provider is one of 'openIdConnectProviders'/],
    ["by its issuer", { "https://accounts.google.com": "app" }, /Member must be named/],
    ["with an empty id", { "accounts.google.com": "a;;b" }, /with one ; between two/],
    ["with nothing", { "accounts.google.com": "" }, /./],
    ["with a space", { "accounts.google.com": "a b" }, /./],
    ["with too much", { "accounts.google.com": "a".repeat(129) }, /./],
  ])("are refused when they name one %s", async (_, supportedLoginProviders, message) => {
    const { identityPool } = await directory();
    const [name = ""] = Object.keys(supportedLoginProviders);
    await expect(identityPool.settings.update({ supportedLoginProviders })).rejects.toMatchObject(
      refusal(`supportedLoginProviders.${name}`, message),
    );
  });
});

// attacks 22, 24: a name is of one provider, and a provider has one name.
describe("two providers of one name", () => {
  const google = { supportedLoginProviders: { "accounts.google.com": "app" } };
  const pool = (providerName: string, clientId = "app") => ({ cognitoIdentityProviders: [{ providerName, clientId }] });

  it.each<[string, IdentityPoolPatch, string]>([
    ["an issuer twice", openId(issuer, issuer), "openIdConnectProviders.0.issuer"],
    [
      "an issuer and a social provider",
      { ...google, ...openId("https://accounts.google.com") },
      "openIdConnectProviders.0.issuer",
    ],
    ["an issuer with the name of a social provider", openId("https://graph.facebook.com"), "openIdConnectProviders.0.issuer"],
    [
      "the issuer of a social provider of another name",
      { supportedLoginProviders: { "graph.facebook.com": "1" }, ...openId("https://www.facebook.com") },
      "openIdConnectProviders.0.issuer",
    ],
    [
      "an issuer with the name of developers",
      openId("https://cognito-identity.amazonaws.com"),
      "openIdConnectProviders.0.issuer",
    ],
    ["an issuer and a user pool", { ...openId(issuer), ...pool("login.example.com/tenant") }, "openIdConnectProviders.0.issuer"],
    ["an issuer and a user pool with a scheme", { ...openId(issuer), ...pool(issuer) }, "openIdConnectProviders.0.issuer"],
    [
      "an issuer and a client of a user pool",
      { ...openId("https://login.example.com:9000"), ...pool("login.example.com", "9000") },
      "openIdConnectProviders.0.issuer",
    ],
    [
      "a social provider and a user pool",
      { ...google, ...pool("accounts.google.com") },
      "supportedLoginProviders.accounts.google.com",
    ],
    [
      "an issuer and a backend",
      { ...openId("https://login.example.com"), developerProviderName: "login.example.com" },
      "developerProviderName",
    ],
    ["a social provider and a backend", { developerProviderName: "appleid.apple.com" }, "developerProviderName"],
    [
      "a backend and what tokens of developers come under",
      { developerProviderName: "cognito-identity.amazonaws.com" },
      "developerProviderName",
    ],
  ])("are refused: %s", async (_, patch, path) => {
    const { identityPool } = await directory();
    await expect(identityPool.settings.update(patch)).rejects.toMatchObject(refusal(path));
  });

  it("are refused: http and https of one host", async () => {
    const { identityPool } = await directory(
      {},
      { rockpool: { openIdConnect: { trustedOrigins: ["http://login.example.com"] } } },
    );
    const both = openId("https://login.example.com", "http://login.example.com");
    await expect(identityPool.settings.update(both)).rejects.toMatchObject(refusal("openIdConnectProviders.0.issuer"));
  });

  it.each([
    ["the name", (poolId: string) => `https://cognito-idp.us-east-1.amazonaws.com/${poolId}`],
    ["the issuer", (poolId: string) => `https://auth.test/${poolId}`],
  ])("are refused: an issuer with %s of a user pool that is there", async (_, issuerOf) => {
    const { rockpool, pool: userPool } = await directory();
    const options = { identityPoolName: "new", ...openId("https://login.example.com", issuerOf(userPool.userPoolId)) };
    await expect(rockpool.ensureIdentityPool(options)).rejects.toMatchObject(
      refusal("openIdConnectProviders.1.issuer", /^A user pool has this name\.$/),
    );
    expect((await rockpool.listIdentityPools()).identityPools).toHaveLength(1);
  });

  it("are refused: an issuer that a user pool among the providers says it is", async () => {
    const { identityPool, pool: userPool } = await directory({}, { issuer });
    expect(await userPool.issuer()).toBe(issuer);
    await expect(identityPool.settings.update(openId(issuer))).rejects.toMatchObject(
      refusal("openIdConnectProviders.0.issuer", /^A user pool has this name\.$/),
    );
  });

  it("are refused: a social provider whose name a user pool among the providers has as its issuer", async () => {
    const { identityPool } = await directory({}, { issuer: "https://accounts.google.com" });
    await expect(identityPool.settings.update(google)).rejects.toMatchObject(
      refusal("supportedLoginProviders.accounts.google.com", /^A user pool has this name\.$/),
    );
  });

  it("may be an issuer of AWS's own user pools, which are none of ours", async () => {
    const { identityPool } = await directory();
    const theirs = openId("https://cognito-idp.us-east-1.amazonaws.com/us-east-1_theirPool");
    await expect(identityPool.settings.update(theirs)).resolves.toBeUndefined();
  });
});

describe("the keys of role mappings and tag maps", () => {
  const providers = { ...openId(issuer), supportedLoginProviders: { "accounts.google.com": "app" } };

  it.each([["login.example.com/tenant"], [issuer], [arn], [arn.replace("arn:aws:", "arn:aws-us-gov:")], ["accounts.google.com"]])(
    "may be %s",
    async (key) => {
      const { identityPool } = await directory();
      await identityPool.settings.update({ ...providers, roleMappings: { [key]: deny }, principalTags: { [key]: defaults } });
      expect(await identityPool.settings.get()).toMatchObject({
        roleMappings: { [key]: deny },
        principalTags: { [key]: defaults },
      });
    },
  );

  it.each([
    "login.example.com",
    "login.example.com/tenant/",
    "LOGIN.example.com/tenant",
    "login.example.com/tenant:app",
    "accounts.google.com:app",
    "appleid.apple.com",
    "arn:aws:iam::1:oidc-provider/login.example.com/tenant",
    "arn:aws:iam::111122223333:saml-provider/login.example.com/tenant",
    "constructor",
  ])("are not %s", async (key) => {
    const { identityPool } = await directory();
    await expect(identityPool.settings.update({ ...providers, roleMappings: { [key]: deny } })).rejects.toMatchObject(
      refusal(`roleMappings.${key}`, /is not a valid RoleMapping ProviderName or is not a configured provider\.$/),
    );
    await expect(identityPool.settings.update({ ...providers, principalTags: { [key]: defaults } })).rejects.toMatchObject(
      refusal(`principalTags.${key}`, /is not a configured provider\.$/),
    );
  });

  it("name each provider once", async () => {
    const { identityPool } = await directory();
    const name = "login.example.com/tenant";
    for (const [one, other] of [
      [name, arn],
      [arn, arn.replace("1111", "2222")],
      [issuer, name],
    ] as const) {
      const roleMappings = { [one]: deny, [other]: deny };
      await expect(identityPool.settings.update({ ...providers, roleMappings })).rejects.toMatchObject(
        refusal(`roleMappings.${other}`),
      );
      const principalTags = { [one]: defaults, [other]: defaults };
      await expect(identityPool.settings.update({ ...providers, principalTags })).rejects.toMatchObject(
        refusal(`principalTags.${other}`),
      );
    }
  });

  it("keep their provider: it is not taken away before them", async () => {
    const { identityPool } = await directory();
    await identityPool.settings.update({ ...providers, roleMappings: { [arn]: deny } });
    await expect(identityPool.settings.update({ openIdConnectProviders: [] })).rejects.toMatchObject(
      refusal(`roleMappings.${arn}`),
    );
  });
});
