import { afterEach, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { codeClient, type OAuthWorld, oauthWorld } from "./world.ts";

let world: OAuthWorld;
const open = async (...options: Parameters<typeof oauthWorld>): Promise<OAuthWorld> => {
  world = await oauthWorld(...options);
  return world;
};
afterEach(() => world.close());

describe("RFC 7009 2, 2.1: the revocation of a grant", () => {
  it("ends its refresh token and what came of it, at once, and no other grant", async () => {
    const { client, granted } = await open();
    const [first, second] = [await granted(), await granted()];
    await client.revokeGrant({ token: first.refreshToken });
    expect(await client.refreshGrant({ refreshToken: first.refreshToken }).catch(codeOf)).toBe("invalid_grant");
    expect(await client.userInfo(first.accessToken).catch(codeOf)).toBe("invalid_token");
    await expect(client.userInfo(second.accessToken)).resolves.toBeDefined();
  });

  it("RFC 7009 2.1, RFC 6749 2.3: is for who shows the secret, whatever the token is", async () => {
    const { client, granted } = await open({ client: { generateSecret: true } });
    const { refreshToken, accessToken } = await granted();
    const clientSecret = (await client.clientSecret()) ?? "";
    for (const wrong of [undefined, "", `${clientSecret}x`, "x".repeat(2048)]) {
      for (const token of [refreshToken, accessToken, "nonsense", ""]) {
        const answer = client.revokeGrant({ token, ...(wrong !== undefined && { clientSecret: wrong }) });
        expect(await answer.catch(codeOf)).toBe("invalid_client");
      }
    }
    await expect(client.userInfo(accessToken)).resolves.toBeDefined();
    await client.revokeGrant({ token: refreshToken, clientSecret });
    expect(await client.userInfo(accessToken).catch(codeOf)).toBe("invalid_token");
  });

  it("RFC 7009 2.1: is refused for a token of another client, where the client has shown who it is", async () => {
    const { pool, client, granted } = await open();
    const other = await pool.clients.ensure({ clientName: "other", ...codeClient, generateSecret: true });
    const { refreshToken, accessToken } = await granted();
    const clientSecret = (await other.clientSecret()) ?? "";
    expect(await other.revokeGrant({ token: refreshToken, clientSecret }).catch(codeOf)).toBe("invalid_request");
    await expect(client.userInfo(accessToken)).resolves.toBeDefined();
  });

  it("RFC 7009 2.1: does nothing to a token of another client where anybody could ask, and does not tell that it is one", async () => {
    const { pool, client, granted } = await open();
    const other = await pool.clients.ensure({ clientName: "other", ...codeClient });
    const { refreshToken, accessToken } = await granted();
    await expect(other.revokeGrant({ token: refreshToken, clientSecret: "of nobody" })).resolves.toBeUndefined();
    await expect(client.userInfo(accessToken)).resolves.toBeDefined();
  });

  it("needs a token", async () => {
    const { client } = await open();
    expect(await client.revokeGrant({ token: "" }).catch(codeOf)).toBe("invalid_request");
  });
});

describe("RFC 7009 2.2: the answer to a revocation", () => {
  it("is the same for a token that is revoked already, or is none", async () => {
    const { client, granted } = await open();
    const { refreshToken } = await granted();
    await client.revokeGrant({ token: refreshToken });
    for (const token of [refreshToken, "nonsense", `${refreshToken}A`]) {
      await expect(client.revokeGrant({ token })).resolves.toBeUndefined();
    }
  });

  it("RFC 7009 2.2.1: says of access and ID tokens that they cannot be revoked", async () => {
    const { client, granted } = await open();
    const { accessToken, idToken } = await granted();
    for (const token of [accessToken, idToken ?? ""]) {
      expect(await client.revokeGrant({ token }).catch(codeOf)).toBe("unsupported_token_type");
    }
    await expect(client.userInfo(accessToken)).resolves.toBeDefined();
  });

  it("is an error where the client has no revocation (oauth-and-federation.md 1.6)", async () => {
    const { client, pool, granted } = await open();
    const { refreshToken } = await granted();
    await pool.clients.update(client.clientId, { enableTokenRevocation: false });
    expect(await client.revokeGrant({ token: refreshToken }).catch(codeOf)).toBe("invalid_request");
  });
});
