import { decodeProtectedHeader } from "jose";
import { tokensOrThrow } from "rockpool";
import { bearerGuard, jwksUrl, staticKeys } from "rockpool/guard";
import { testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { jwksServer } from "./jwks-server.ts";
import { refusal } from "./world.ts";

const nothing = { audience: null, scopes: null, groups: null, check: null, isRevoked: null } as const;
const revoked = "invalid_token: Access Token has been revoked";

async function world() {
  const { pool, client, clock, signedIn } = await testPool();
  const { sub, username, tokens } = await signedIn();
  const issuer = `https://auth.test/${pool.userPoolId}`;
  const { clientId } = client;
  const options = { ...nothing, keys: pool, issuer, tokenUse: "access", clientId, clock } as const;
  return {
    pool,
    client,
    clock,
    sub,
    username,
    tokens,
    options,
    bearer: `Bearer ${tokens.accessToken}`,
    idBearer: `Bearer ${tokens.idToken}`,
  };
}

describe("a guard before a pool of this process", () => {
  it("lets in who signed in, until the token expires", async () => {
    const { options, bearer, sub, clock } = await world();
    const guard = bearerGuard(options);
    expect(await guard.verify(bearer)).toMatchObject({ sub, token_use: "access" });
    clock.advance({ minutes: 59, seconds: 59 });
    expect(await refusal(guard.verify(bearer))).toBe("let in");
    clock.advance({ seconds: 1 });
    expect(await refusal(guard.verify(bearer))).toBe("invalid_token: Access Token has expired");
  });

  it("takes ID tokens where they are asked for", async () => {
    const { options, bearer, idBearer } = await world();
    const guard = bearerGuard({ ...options, tokenUse: "id" });
    expect((await guard.verify(idBearer)).email).toBe("user-1@example.com");
    expect(await refusal(guard.verify(bearer))).toBe("invalid_token: Invalid ID Token");
  });

  it("asks for scope and groups as the pool writes them", async () => {
    const { options, pool, username, client } = await world();
    await pool.groups.create({ groupName: "admins" });
    await pool.groups.addUser({ groupName: "admins", username });
    const result = await client.signIn({ username, password: "Correct horse 7!" });
    const bearer = `Bearer ${result.outcome === "signedIn" ? result.tokens.accessToken : ""}`;
    const asked = { ...options, scopes: ["aws.cognito.signin.user.admin"], groups: ["admins"] };
    expect(await refusal(bearerGuard(asked).verify(bearer))).toBe("let in");
    expect(await refusal(bearerGuard({ ...asked, groups: ["owners"] }).verify(bearer))).toContain("insufficient_scope");
    expect(await refusal(bearerGuard({ ...asked, scopes: ["orders/read"] }).verify(bearer))).toContain("insufficient_scope");
  });

  it("does not take the tokens of another pool, or another client", async () => {
    const [one, other] = [await world(), await world()];
    expect(await refusal(bearerGuard(one.options).verify(other.bearer))).toBe("invalid_token: Invalid Access Token");
    const clientId = (await one.pool.clients.ensure({ clientName: "other" })).clientId;
    expect(await refusal(bearerGuard({ ...one.options, clientId }).verify(one.bearer))).toBe(
      "invalid_token: Invalid Access Token",
    );
  });

  it("refuses everything once the pool is deleted", async () => {
    const { options, pool, bearer, clock } = await world();
    const guard = bearerGuard(options);
    expect(await refusal(guard.verify(bearer))).toBe("let in");
    await pool.delete();
    clock.advance({ seconds: 5 });
    expect(await refusal(guard.verify(bearer))).toBe("invalid_token: Could not verify signature for Access Token");
  });
});

describe("a guard before a pool elsewhere", () => {
  it("takes its keys from its URL, or as they were copied", async () => {
    const { options, pool, bearer } = await world();
    const server = await jwksServer(...(await pool.jwks()).keys);
    for (const keys of [jwksUrl(server.url), staticKeys(await pool.jwks())]) {
      expect(await refusal(bearerGuard({ ...options, keys }).verify(bearer))).toBe("let in");
    }
    expect(server.count()).toBe(1);
  });
});

// attack 64: old keys verify until their tokens expire, new ones from the first token on
describe("a guard while keys are rotated", () => {
  async function rotating() {
    const { pool, client, clock, signedIn } = await testPool({
      client: { accessTokenValiditySeconds: 86_400, idTokenValiditySeconds: 86_400 },
      rockpool: { keySource: undefined },
    });
    const { username, password, tokens } = await signedIn();
    const server = await jwksServer();
    server.serve((_, response) => void pool.jwks().then((jwks) => response.end(JSON.stringify(jwks))));
    const issuer = `https://auth.test/${pool.userPoolId}`;
    const options = { ...nothing, issuer, tokenUse: "access", clientId: client.clientId, clock } as const;
    const here = bearerGuard({ ...options, keys: pool });
    const elsewhere = bearerGuard({ ...options, keys: jwksUrl(server.url) });
    const ask = async (token: string): Promise<readonly string[]> => {
      const answers = [here, elsewhere].map((guard) => refusal(guard.verify(`Bearer ${token}`)));
      return Promise.all(answers);
    };
    const next = async (): Promise<string> => tokensOrThrow(await client.signIn({ username, password })).accessToken;
    return { pool, clock, server, ask, next, first: tokens.accessToken };
  }

  it("lets in every token for its whole life, whoever has the pool and whoever has its URL", async () => {
    const { pool, clock, ask, next, first, server } = await rotating();
    expect(await ask(first)).toEqual(["let in", "let in"]);
    await pool.keys.rotate();
    const kids = new Set<unknown>();
    for (let minutes = 0; minutes < 240; minutes += 20) {
      const token = await next();
      kids.add(decodeProtectedHeader(token).kid);
      expect([await ask(token), await ask(first)].flat()).toEqual(Array(4).fill("let in"));
      clock.advance({ minutes: 20 });
    }
    expect(kids.size).toBe(2);
    // Half an hour is half the age of its keys: once in 40 minutes here, and no more.
    expect(server.count()).toBeLessThanOrEqual(8);
  });

  it("refuses what a key signed that was taken away: in seconds here, within the hour elsewhere", async () => {
    const { pool, clock, ask, first } = await rotating();
    await ask(first);
    await pool.keys.delete(decodeProtectedHeader(first).kid ?? "");
    clock.advance({ seconds: 5 });
    const unknown = "invalid_token: Could not verify signature for Access Token";
    expect(await ask(first)).toEqual([unknown, "let in"]);
    clock.advance({ minutes: 59, seconds: 54 });
    expect(await ask(first)).toEqual([unknown, "let in"]);
    clock.advance({ seconds: 1 });
    expect(await ask(first)).toEqual([unknown, unknown]);
  });
});

describe("revocation asked of the pool", () => {
  it.each([
    ["who signed out everywhere", "signOutEverywhere"],
    ["who was disabled", "disable"],
    ["who was deleted", "delete"],
  ] as const)("refuses %s at once; a guard that does not ask lets in until the token expires", async (_, end) => {
    const { options, pool, username, bearer } = await world();
    const online = bearerGuard({ ...options, isRevoked: (claims) => pool.isRevoked(claims) });
    const offline = bearerGuard(options);
    expect(await refusal(online.verify(bearer))).toBe("let in");
    await pool.users[end](username);
    expect(await refusal(online.verify(bearer))).toBe(revoked);
    expect(await refusal(offline.verify(bearer))).toBe("let in");
  });
});
