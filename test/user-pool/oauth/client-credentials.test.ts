import type { AppClient, PreTokenGenerationV3Event, UserPoolOptions } from "rockpool";
import { afterEach, describe, expect, it } from "vitest";
import { decoded } from "../sessions/world.ts";
import { codeOf } from "../stand-ins.ts";
import { api, type OAuthWorld, oauthWorld } from "./world.ts";

interface MachineWorld extends OAuthWorld {
  readonly machine: AppClient;
  readonly clientSecret: string;
}

let world: MachineWorld;
afterEach(() => world.close());

async function open(options: Partial<UserPoolOptions> = {}): Promise<MachineWorld> {
  const opened = await oauthWorld(options);
  const machine = await opened.pool.clients.ensure({
    clientName: "machine",
    generateSecret: true,
    allowedOAuthFlowsUserPoolClient: true,
    allowedOAuthFlows: ["client_credentials"],
    allowedOAuthScopes: [`${api}/read`, `${api}/write`],
  });
  world = { ...opened, machine, clientSecret: (await machine.clientSecret()) ?? "" };
  return world;
}

describe("RFC 6749 4.4: the client credentials grant", () => {
  it("RFC 6749 4.4.3, 5.1: gives an access token of the client itself, and nothing to refresh it by", async () => {
    const { machine, clientSecret, pool, clock } = await open();
    const tokens = await machine.clientCredentials({ clientSecret, scope: `${api}/read` });
    const accessToken = expect.any(String);
    expect(tokens).toEqual({ accessToken, expiresIn: 3600, tokenType: "Bearer", scope: `${api}/read` });
    const now = Math.floor(clock() / 1000);
    const { clientId } = machine;
    expect(decoded(tokens.accessToken)).toEqual({
      ...{ sub: clientId, client_id: clientId, token_use: "access", scope: `${api}/read`, version: 2 },
      ...{ iss: await pool.issuer(), auth_time: now, iat: now, exp: now + 3600, jti: expect.any(String) },
    });
  });

  it("RFC 6749 3.3: gives all that the client may have where nothing is asked for", async () => {
    const { machine, clientSecret, pool } = await open();
    expect(await machine.clientCredentials({ clientSecret })).toMatchObject({ scope: `${api}/read ${api}/write` });
    await pool.resourceServers.update(api, { scopes: [{ scopeName: "write", scopeDescription: "Write" }] });
    expect(await machine.clientCredentials({ clientSecret })).toMatchObject({ scope: `${api}/write` });
  });

  it.each(["openid", `${api}/delete`, `${api}/read ${api}/delete`])(
    "RFC 6749 3.3, 5.2: refuses a scope that is not the client's: %s",
    async (scope) => {
      const { machine, clientSecret } = await open();
      expect(await machine.clientCredentials({ clientSecret, scope }).catch(codeOf)).toBe("invalid_scope");
    },
  );

  // attack 55: confidential clients only
  it("RFC 6749 4.4, 4.4.2: is for who shows the secret", async () => {
    const { machine, client, clientSecret } = await open();
    for (const wrong of ["", "x".repeat(51), `${clientSecret}x`, clientSecret.toUpperCase()]) {
      expect(await machine.clientCredentials({ clientSecret: wrong }).catch(codeOf)).toBe("invalid_client");
    }
    expect(await client.clientCredentials({ clientSecret }).catch(codeOf)).toBe("unauthorized_client");
  });

  it("RFC 6749 10.10: is by a secret of more than 2^160 values", async () => {
    const { clientSecret } = await open();
    expect(clientSecret).toMatch(/^[a-z0-9]{51}$/);
    expect(new Set(clientSecret).size).toBeGreaterThan(8);
  });

  it("RFC 6749 5.2: is refused to a client that has another grant", async () => {
    const { pool, clientSecret, machine } = await open();
    await pool.clients.update(machine.clientId, { allowedOAuthFlowsUserPoolClient: false });
    expect(await machine.clientCredentials({ clientSecret }).catch(codeOf)).toBe("unauthorized_client");
  });
});

describe("RFC 9700 4.15.1: the token of a machine, which is never taken for a user,", () => {
  it("is verified, and ends with its client only", async () => {
    const { machine, clientSecret, pool } = await open();
    const { accessToken } = await machine.clientCredentials({ clientSecret });
    const claims = await pool.verify(accessToken, { tokenUse: "access", clientId: machine.clientId });
    expect(await pool.isRevoked(claims)).toBe(false);
    await pool.clients.delete(machine.clientId);
    expect(await pool.isRevoked(claims)).toBe(true);
  });

  it("acts for nobody", async () => {
    const { machine, clientSecret } = await open();
    const { accessToken } = await machine.clientCredentials({ clientSecret });
    expect(await machine.user(accessToken).catch(codeOf)).toBe("NotAuthorizedException");
    expect(await machine.userInfo(accessToken).catch(codeOf)).toBe("insufficient_scope");
  });
});

describe("PreTokenGeneration for a machine", () => {
  it("is called in V3_0, without a user, and changes no claim of the protocol", async () => {
    const seen: PreTokenGenerationV3Event[] = [];
    const handler = (event: PreTokenGenerationV3Event): PreTokenGenerationV3Event => {
      seen.push(structuredClone(event));
      const claimsToAddOrOverride = { tenant: "acme", sub: "x", client_id: "x", username: "root", scope: "openid" };
      const accessTokenGeneration = { claimsToAddOrOverride, scopesToAdd: ["extra"], scopesToSuppress: [`${api}/write`] };
      event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration };
      return event;
    };
    const { machine, clientSecret } = await open({ triggers: { preTokenGeneration: { version: "V3_0", handler } } });
    seen.length = 0;
    const { accessToken, scope } = await machine.clientCredentials({ clientSecret, clientMetadata: { from: "job" } });
    const { clientId } = machine;
    expect(seen).toMatchObject([
      {
        version: "3",
        triggerSource: "TokenGeneration_ClientCredentials",
        userName: "ClientCredentials",
        callerContext: { clientId },
        request: { userAttributes: {}, scopes: [`${api}/read`, `${api}/write`], clientMetadata: { from: "job" } },
      },
    ]);
    const claims = decoded(accessToken);
    expect(scope).toBe(`${api}/read extra`);
    expect(claims).toMatchObject({ tenant: "acme", sub: clientId, client_id: clientId, scope });
    expect(claims).not.toHaveProperty("username");
  });

  // users-and-triggers.md 7.8
  it("makes no more than 5,000 claims and scopes together", async () => {
    let scopesToAdd: string[] = [];
    const handler = (event: PreTokenGenerationV3Event): PreTokenGenerationV3Event => {
      event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration: { scopesToAdd } };
      return event;
    };
    const { machine, clientSecret } = await open({ triggers: { preTokenGeneration: { version: "V3_0", handler } } });
    const { accessToken } = await machine.clientCredentials({ clientSecret });
    const left = 5_000 - Object.keys(decoded(accessToken)).length - 2;
    const scopes = (count: number): string[] => Array.from({ length: count }, (_, at) => `s${at}`);
    scopesToAdd = scopes(left);
    await expect(machine.clientCredentials({ clientSecret })).resolves.toBeDefined();
    scopesToAdd = scopes(left + 1);
    expect(await machine.clientCredentials({ clientSecret }).catch(codeOf)).toBe("InvalidLambdaResponseException");
  });

  it("makes no token that is longer than verifiers read", async () => {
    let long = "x".repeat(70_000);
    const handler = (event: PreTokenGenerationV3Event): PreTokenGenerationV3Event => {
      event.response.claimsAndScopeOverrideDetails = { accessTokenGeneration: { claimsToAddOrOverride: { long } } };
      return event;
    };
    const { machine, clientSecret, pool } = await open({ triggers: { preTokenGeneration: { version: "V3_0", handler } } });
    const { accessToken } = await machine.clientCredentials({ clientSecret });
    await expect(pool.verify(accessToken, { tokenUse: "access", clientId: machine.clientId })).resolves.toMatchObject({ long });
    long = "x".repeat(75_000);
    expect(await machine.clientCredentials({ clientSecret }).catch(codeOf)).toBe("InvalidLambdaResponseException");
  });

  it("is not called in another version", async () => {
    let calls = 0;
    const preTokenGeneration = <E>(event: E): E => {
      calls += 1;
      return event;
    };
    const { machine, clientSecret } = await open({ triggers: { preTokenGeneration } });
    calls = 0;
    await machine.clientCredentials({ clientSecret });
    expect(calls).toBe(0);
  });
});
