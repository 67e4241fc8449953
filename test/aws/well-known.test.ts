import { wellKnownHandler } from "rockpool/aws";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it, vi } from "vitest";

let world: TestPool;
let handle: (request: Request) => Promise<Response>;
beforeEach(async () => {
  world = await testPool();
  handle = wellKnownHandler(world.rockpool);
});

const get = (path: string, init?: RequestInit): Promise<Response> => handle(new Request(`https://auth.test${path}`, init));

describe("wellKnownHandler", () => {
  it("describes a pool in Cognito's words, as far as it is there (OpenID Connect Discovery 1.0 section 4.2)", async () => {
    const issuer = `https://auth.test/${world.pool.userPoolId}`;
    const response = await get(`/${world.pool.userPoolId}/.well-known/openid-configuration`);
    expect(response.status).toBe(200);
    expect(response.headers.get("content-type")).toMatch(/^application\/json/);
    expect(await response.json()).toEqual({
      id_token_signing_alg_values_supported: ["RS256"],
      issuer,
      jwks_uri: `${issuer}/.well-known/jwks.json`,
      response_types_supported: ["code", "token"],
      subject_types_supported: ["public"],
    });
  });

  it("says the issuer that tokens say, where a pool has its own", async () => {
    await world.pool.settings.update({ issuer: "https://id.example.com/tenant" });
    const { tokens } = await world.signedIn();
    const { iss } = await world.pool.verify(tokens.idToken, { tokenUse: "id", clientId: null });
    const response = await get(`/${world.pool.userPoolId}/.well-known/openid-configuration`);
    expect(await response.json()).toMatchObject({ issuer: iss, jwks_uri: `${iss}/.well-known/jwks.json` });
  });

  it("serves the public keys, wherever it is mounted, for pages of every origin and for an hour", async () => {
    const response = await get(`/some/where/${world.pool.userPoolId}/.well-known/jwks.json`);
    expect(await response.json()).toEqual(await world.pool.jwks());
    expect(response.headers.get("access-control-allow-origin")).toBe("*");
    expect(response.headers.get("cache-control")).toBe("public, max-age=3600");
  });

  it("describes an identity pool, as STS asks of a provider, and serves its keys", async () => {
    const pool = await world.rockpool.ensureIdentityPool({ identityPoolName: "visitors", signingAlgorithm: "ES256" });
    const id = pool.identityPoolId;
    const response = await get(`/${id}/.well-known/openid-configuration`);
    expect([response.status, await response.json()]).toEqual([
      200,
      {
        issuer: `https://auth.test/${id}`,
        jwks_uri: `https://auth.test/${id}/.well-known/jwks.json`,
        response_types_supported: ["id_token"],
        subject_types_supported: ["public"],
        id_token_signing_alg_values_supported: ["ES256"],
      },
    ]);
    for (const written of [id, encodeURIComponent(id)]) {
      expect(await (await get(`/${written}/.well-known/jwks.json`)).json()).toEqual(await pool.jwks());
    }
    await pool.settings.update({ issuer: "https://identity.example.com/visitors" });
    expect(await (await get(`/${id}/.well-known/openid-configuration`)).json()).toMatchObject({
      issuer: "https://identity.example.com/visitors",
      jwks_uri: "https://identity.example.com/visitors/.well-known/jwks.json",
    });
  });

  it.each([
    "/us-east-1_gone/.well-known/jwks.json",
    `/${"x".repeat(60)}/.well-known/jwks.json`,
    "/.well-known/jwks.json",
    "/",
    "/us-east-1:gone/.well-known/jwks.json",
    "/%E0%A4%A/.well-known/jwks.json",
  ])("finds nothing at %s", async (path) => {
    expect((await get(path)).status).toBe(404);
  });

  it("answers GET and HEAD only", async () => {
    const path = `/${world.pool.userPoolId}/.well-known/jwks.json`;
    expect((await get(path, { method: "HEAD" })).status).toBe(200);
    const response = await get(path, { method: "POST" });
    expect([response.status, response.headers.get("allow")]).toEqual([405, "GET, HEAD"]);
  });

  it("tells nobody what the operator must mend", async () => {
    vi.spyOn(world.rockpool, "userPool").mockRejectedValue(new Error("table users at 10.0.0.1"));
    const response = await get("/us-east-1_x/.well-known/jwks.json");
    expect([response.status, await response.json()]).toEqual([500, { message: "Internal error" }]);
  });
});
