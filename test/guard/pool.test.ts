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
