import { afterEach, describe, expect, it } from "vitest";
import { decoded, rotating } from "../sessions/world.ts";
import { codeOf } from "../stand-ins.ts";
import { api, codeClient, type OAuthWorld, oauthWorld } from "./world.ts";

let world: OAuthWorld;
const open = async (...options: Parameters<typeof oauthWorld>): Promise<OAuthWorld> => {
  world = await oauthWorld(...options);
  return world;
};
afterEach(() => world.close());

describe("the refresh of a grant (RFC 6749 section 6)", () => {
  it("gives new tokens of the same scope, and says so", async () => {
    const { client, granted } = await open();
    const scope = `openid ${api}/read`;
    const { refreshToken, accessToken } = await granted({ scope });
    const refreshed = await client.refreshGrant({ refreshToken });
    expect(refreshed).toMatchObject({ scope, refreshToken: null, tokenType: "Bearer", idToken: expect.any(String) });
    const { origin_jti, auth_time } = decoded(accessToken);
    expect(decoded(refreshed.accessToken)).toMatchObject({ scope, origin_jti, auth_time, version: 2 });
  });

  it("gives no ID token where openid was not granted; Cognito's operation, which gives one, refuses", async () => {
    const { client, granted } = await open();
    const { refreshToken } = await granted({ scope: `${api}/read` });
    expect(await client.refreshGrant({ refreshToken })).toMatchObject({ idToken: null, scope: `${api}/read` });
    expect(await client.refresh({ refreshToken }).catch(codeOf)).toBe("NotAuthorizedException");
  });

  it("takes the refresh token of any sign-in of the client", async () => {
    const { client, ada } = await open();
    const refreshed = await client.refreshGrant({ refreshToken: ada.tokens.refreshToken });
    expect(refreshed).toMatchObject({ scope: "aws.cognito.signin.user.admin", idToken: expect.any(String) });
    expect(decoded(refreshed.accessToken)).not.toHaveProperty("version");
  });

  it("is the client's that the token was issued to (section 10.4)", async () => {
    const { pool, granted } = await open();
    const other = await pool.clients.ensure({ clientName: "other", ...codeClient });
    const { refreshToken } = await granted();
    expect(await other.refreshGrant({ refreshToken }).catch(codeOf)).toBe("invalid_grant");
  });

  it("is for who shows the secret, where the client has one", async () => {
    const { client, granted } = await open({ client: { generateSecret: true } });
    const { refreshToken } = await granted();
    expect(await client.refreshGrant({ refreshToken }).catch(codeOf)).toBe("invalid_client");
    const clientSecret = (await client.clientSecret()) ?? "";
    await expect(client.refreshGrant({ refreshToken, clientSecret })).resolves.toBeDefined();
    expect(await client.refreshGrant({ refreshToken: "", clientSecret }).catch(codeOf)).toBe("invalid_request");
  });

  it("ends the session when a token that was rotated away comes again (RFC 9700 section 4.14.2)", async () => {
    const { client, granted } = await open({ client: rotating() });
    const { refreshToken } = await granted();
    const next = (await client.refreshGrant({ refreshToken })).refreshToken ?? "";
    expect(await client.refreshGrant({ refreshToken }).catch(codeOf)).toBe("invalid_grant");
    expect(await client.refreshGrant({ refreshToken: next }).catch(codeOf)).toBe("invalid_grant");
  });
});

describe("the revocation of a grant (RFC 7009 section 2.1)", () => {
  it("ends its refresh token and what came of it, and no other grant", async () => {
    const { client, granted } = await open();
    const [first, second] = [await granted(), await granted()];
    await client.revoke({ token: first.refreshToken });
    expect(await client.refreshGrant({ refreshToken: first.refreshToken }).catch(codeOf)).toBe("invalid_grant");
    expect(await client.userInfo(first.accessToken).catch(codeOf)).toBe("invalid_token");
    await expect(client.userInfo(second.accessToken)).resolves.toBeDefined();
    // Section 2.2: what is revoked already is no error.
    await expect(client.revoke({ token: first.refreshToken })).resolves.toBeUndefined();
  });

  it("is for the client that it was issued to (section 2.1)", async () => {
    const { pool, client, granted } = await open();
    const other = await pool.clients.ensure({ clientName: "other", ...codeClient });
    const { refreshToken, accessToken } = await granted();
    expect(await other.revoke({ token: refreshToken }).catch(codeOf)).toBe("UnauthorizedException");
    await expect(client.userInfo(accessToken)).resolves.toBeDefined();
  });
});
