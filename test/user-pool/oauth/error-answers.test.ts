import { isRockpoolError } from "rockpool";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { codeClient, type OAuthWorld, oauthWorld, redirectUri } from "./world.ts";

let world: OAuthWorld;
beforeEach(async () => {
  world = await oauthWorld();
});
afterEach(() => world.close());

type Case = readonly [name: string, asked: () => Promise<unknown>];

const other = () => world.pool.clients.ensure({ clientName: "other", ...codeClient });
const confidential = () => world.pool.clients.ensure({ clientName: "confidential", ...codeClient, generateSecret: true });

async function exchangedBehind(happens: (code: string) => unknown): Promise<unknown> {
  const code = await world.code();
  await happens(code);
  return world.exchange(code);
}

async function refreshedBehind(happens: (refreshToken: string) => unknown, scope?: string): Promise<unknown> {
  const { refreshToken } = await world.granted();
  await happens(refreshToken);
  return world.client.refreshGrant({ refreshToken, scope });
}

const codes: readonly Case[] = [
  ["none", () => world.exchange("nonsense")],
  ["used", () => exchangedBehind((code) => world.exchange(code))],
  ["expired", () => exchangedBehind(() => world.clock.advance({ minutes: 5 }))],
  ["of another redirect URI", async () => world.exchange(await world.code(), { redirectUri: "myapp://signed-in" })],
  ["of another verifier", async () => world.exchange(await world.code(), { codeVerifier: "a".repeat(43) })],
  ["of another client", async () => (await other()).exchangeCode({ code: await world.code(), redirectUri })],
];

const refreshTokens: readonly Case[] = [
  ["none", () => world.client.refreshGrant({ refreshToken: '"\\é' })],
  ["expired", () => refreshedBehind(() => world.clock.advance({ hours: 30 * 24 }))],
  ["revoked", () => refreshedBehind((token) => world.client.revokeGrant({ token }))],
  ["of who signed out", () => refreshedBehind(() => world.pool.users.signOutEverywhere("ada"))],
  ["of who is disabled", () => refreshedBehind(() => world.pool.users.disable("ada"))],
  ["of who was deleted", () => refreshedBehind(() => world.pool.users.delete("ada"))],
  ["of another client", async () => (await other()).refreshGrant({ refreshToken: (await world.granted()).refreshToken })],
];

const others: readonly [...Case, code: string][] = [
  ["nothing to exchange", () => world.exchange(""), "invalid_request"],
  ["a verifier that is none", () => world.exchange("nonsense", { codeVerifier: '"\\é' }), "invalid_request"],
  ["nothing to refresh by", () => world.client.refreshGrant({ refreshToken: "" }), "invalid_request"],
  ["nothing to revoke", () => world.client.revokeGrant({ token: "" }), "invalid_request"],
  ["no secret", async () => (await confidential()).refreshGrant({ refreshToken: "nonsense" }), "invalid_client"],
  ["a grant that the client has not", () => world.client.clientCredentials({ clientSecret: '"\\é' }), "unauthorized_client"],
  ["too wide a scope", () => refreshedBehind(() => {}, '"\\é'), "invalid_scope"],
  ["an access token", () => world.client.revokeGrant({ token: world.ada.tokens.accessToken }), "unsupported_token_type"],
];

/** The `error` of an answer; its `error_description` has the characters that one may have. */
async function errorOf(asked: Case[1]): Promise<string> {
  const error = await asked().catch((thrown: unknown) => thrown);
  if (!isRockpoolError(error)) throw new Error("a refusal was expected", { cause: error });
  expect(error.message).toMatch(/^[\x20\x21\x23-\x5b\x5d-\x7e]+$/);
  return error.code;
}

describe("RFC 6749 5.2, RFC 7009 2.2.1: the error that a client is told, with a description in ASCII,", () => {
  it.each(codes)("RFC 6749 4.1.3: is invalid_grant for a code that is no good: %s", async (_, asked) => {
    expect(await errorOf(asked)).toBe("invalid_grant");
  });

  it.each(refreshTokens)("RFC 6749 6: is invalid_grant for a refresh token that is no good: %s", async (_, asked) => {
    expect(await errorOf(asked)).toBe("invalid_grant");
  });

  it.each(others)("says what is wrong: %s", async (_, asked, code) => {
    expect(await errorOf(asked)).toBe(code);
  });
});
