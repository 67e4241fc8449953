import { generateKeyPairSync } from "node:crypto";
import { type TestPool, testPool } from "rockpool/testing";
import { afterEach, beforeEach, describe, expect, it } from "vitest";

let world: TestPool;
beforeEach(async () => {
  world = await testPool();
});
afterEach(() => world.close());

const url = (path: string): string => `https://login.example.com/oauth2/${path}`;
const authorizationEndpoint = url("authorize");
const tokenEndpoint = url("token");
const methods = ["client_secret_basic", "client_secret_post", "none"];

describe("pool.discovery (OpenID Connect Discovery 1.0 section 3)", () => {
  it("names no endpoint that nobody serves", async () => {
    const issuer = await world.pool.issuer();
    const document = await world.pool.discovery();
    expect(document).toEqual({
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ["code", "token"],
      subject_types_supported: ["public"],
      id_token_signing_alg_values_supported: ["RS256"],
    });
    expect(await world.pool.discovery({ tokenEndpoint: undefined })).toEqual(document);
  });

  it("RFC 9700 2.1.1, 2.6, 4.7.1: names those that there are, and tells of PKCE", async () => {
    const endpoints = {
      authorizationEndpoint,
      tokenEndpoint,
      userinfoEndpoint: url("userInfo"),
      revocationEndpoint: url("revoke"),
    };
    expect(await world.pool.discovery(endpoints)).toEqual({
      ...(await world.pool.discovery()),
      authorization_endpoint: authorizationEndpoint,
      token_endpoint: tokenEndpoint,
      userinfo_endpoint: url("userInfo"),
      revocation_endpoint: url("revoke"),
      scopes_supported: ["openid", "email", "phone", "profile"],
      code_challenge_methods_supported: ["S256"],
      authorization_response_iss_parameter_supported: true,
      grant_types_supported: ["authorization_code", "implicit", "refresh_token", "client_credentials"],
      token_endpoint_auth_methods_supported: methods,
      revocation_endpoint_auth_methods_supported: methods,
    });
  });

  it.each([
    ["machines alone", { tokenEndpoint }, ["refresh_token", "client_credentials"]],
    ["tokens of the implicit grant alone", { authorizationEndpoint }, ["implicit"]],
  ])("promises no grant that needs an endpoint which is not there: %s", async (_, endpoints, grants) => {
    expect(await world.pool.discovery(endpoints)).toMatchObject({ grant_types_supported: grants });
  });

  it("says by what algorithms tokens are signed", async () => {
    const newer = await testPool({ signingAlgorithm: "ES256" });
    expect(await newer.pool.discovery()).toMatchObject({ id_token_signing_alg_values_supported: ["ES256"] });
    await newer.close();
  });

  it("says of ID tokens by what algorithms they are signed, whatever signs the others", async () => {
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    const pem = privateKey.export({ format: "pem", type: "pkcs8" }).toString();
    const signing = async (): Promise<unknown> => (await world.pool.discovery()).id_token_signing_alg_values_supported;
    await world.pool.keys.import({ tokenUse: "access", privateKey: pem });
    expect(await signing()).toEqual(["RS256"]);
    const { privateKey: another } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    await world.pool.keys.import({ tokenUse: "id", privateKey: another.export({ format: "pem", type: "pkcs8" }).toString() });
    expect(await signing()).toEqual(["RS256", "ES256"]);
  });

  it("says the issuer that tokens say", async () => {
    await world.pool.settings.update({ issuer: "https://id.example.com/tenant" });
    const { tokens } = await world.signedIn();
    const { iss } = await world.pool.verify(tokens.idToken, { tokenUse: "id", clientId: null });
    expect(await world.pool.discovery()).toMatchObject({ issuer: iss, jwks_uri: `${iss}/.well-known/jwks.json` });
  });

  const names = ["authorizationEndpoint", "tokenEndpoint", "userinfoEndpoint", "revocationEndpoint"] as const;
  const isRefused = async (endpoint: string): Promise<void> => {
    for (const name of names) {
      const asked = world.pool.discovery({ [name]: endpoint });
      await expect(asked, name).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: name } });
    }
  };

  it.each(["/oauth2/token", `${tokenEndpoint}#x`, "javascript:alert(1)", "", "https://", "https:example.com"])(
    "RFC 6749 3.1, 3.2, RFC 7009 2: takes no endpoint but an absolute URL without a fragment: %j",
    isRefused,
  );

  it.each([
    "http://login.example.com/token",
    "HTTP://login.example.com/token",
    "http://localhost.example.com/token",
    "http://localhost:80@login.example.com/token",
    "http://127.0.0.2/token",
  ])("RFC 6749 3.1, 3.2, RFC 7009 2: takes none on plain http but of the same machine: %s", isRefused);

  it.each(["http://localhost:9000/token", "http://127.0.0.1/token", "http://[::1]:9000/token"])(
    "takes one that a developer's own machine serves: %s",
    async (endpoint) => {
      for (const name of names) await expect(world.pool.discovery({ [name]: endpoint }), name).resolves.toBeDefined();
    },
  );
});
