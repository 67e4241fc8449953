import { createHmac } from "node:crypto";
import { afterEach, beforeEach, describe, expect, it } from "vitest";
import { decoded } from "../sessions/world.ts";
import { codeOf } from "../stand-ins.ts";
import { api, codeClient, type OAuthWorld, oauthWorld } from "./world.ts";

let world: OAuthWorld;
beforeEach(async () => {
  world = await oauthWorld();
});
afterEach(() => world.close());

const encoded = (part: object): string => Buffer.from(JSON.stringify(part)).toString("base64url");

describe("userInfo (OpenID Connect Core section 5.3)", () => {
  it.each([
    [
      "openid",
      {
        email: "ada@example.com",
        email_verified: true,
        name: "Ada",
        phone_number: "+15555550100",
        phone_number_verified: false,
        address: { formatted: "Here 1" },
      },
    ],
    ["openid email", { email: "ada@example.com", email_verified: true }],
    ["openid phone", { phone_number: "+15555550100", phone_number_verified: false }],
    ["openid profile", { name: "Ada" }],
    ["openid aws.cognito.signin.user.admin profile email", { name: "Ada", email: "ada@example.com", email_verified: true }],
  ])("tells of %s, and always sub and username", async (scope, attributes) => {
    const { accessToken } = await world.granted({ scope });
    expect(await world.client.userInfo(accessToken)).toEqual({ sub: world.ada.sub, username: "ada", ...attributes });
  });

  it("tells what is so now, of what the client may read", async () => {
    const { accessToken } = await world.granted({ scope: "openid profile" });
    await world.pool.users.updateAttributes({ username: "ada", attributes: { name: "Ada L.", nickname: "A." } });
    expect(await world.client.userInfo(accessToken)).toMatchObject({ name: "Ada L.", nickname: "A." });
    await world.pool.clients.update(world.client.clientId, { readAttributes: ["nickname"] });
    expect(await world.client.userInfo(accessToken)).toEqual({ sub: world.ada.sub, username: "ada", nickname: "A." });
  });

  it("RFC 6750 3.1: needs openid", async () => {
    const { accessToken } = await world.granted({ scope: `${api}/read` });
    for (const token of [accessToken, world.ada.tokens.accessToken]) {
      const error = { code: "insufficient_scope", details: { scope: "openid" } };
      await expect(world.client.userInfo(token)).rejects.toMatchObject(error);
    }
  });

  it("takes no token but an access token of the client", async () => {
    const { idToken, refreshToken, accessToken } = await world.granted();
    for (const token of [idToken ?? "", refreshToken, "e30.e30.AAAA", `${accessToken}A`]) {
      expect(await world.client.userInfo(token).catch(codeOf)).toBe("invalid_token");
    }
    const other = await world.pool.clients.ensure({ clientName: "other", ...codeClient });
    expect(await other.userInfo(accessToken).catch(codeOf)).toBe("invalid_token");
  });

  it.each(["changed", "of another signature", "signed by nobody", "signed by the public key"])(
    "RFC 6749 10.3: takes no token that was made or altered, nor does a request for a grant: %s",
    async (how) => {
      const { pool, client, request, ada } = world;
      const other = await world.signedIn();
      const { keys } = await pool.jwks();
      const forge = (token: string): string => {
        const [head = "", claims = "", signature = ""] = token.split(".");
        const { kid } = JSON.parse(Buffer.from(head, "base64url").toString()) as { readonly kid: string };
        const others = encoded({ ...decoded(token), sub: other.sub });
        const key = JSON.stringify(keys.find((one) => one.kid === kid));
        const symmetric = `${encoded({ kid, alg: "HS256" })}.${claims}`;
        return {
          changed: `${head}.${others}.${signature}`,
          "of another signature": `${head}.${claims}.${signature.replace(/^./, (first) => (first === "A" ? "B" : "A"))}`,
          "signed by nobody": `${encoded({ kid, alg: "none" })}.${claims}.`,
          "signed by the public key": `${symmetric}.${createHmac("sha256", key).update(symmetric).digest("base64url")}`,
        }[how] as string;
      };
      const { accessToken } = await world.granted();
      expect(await client.userInfo(forge(accessToken)).catch(codeOf)).toBe("invalid_token");
      const asked = await client.authorize(request({ accessToken: forge(ada.tokens.accessToken) }));
      expect(asked).toEqual({ outcome: "signInRequired" });
      await expect(client.userInfo(accessToken)).resolves.toBeDefined();
    },
  );

  it("takes no token whose session has ended, or that has expired", async () => {
    const [first, second, third] = [await world.granted(), await world.granted(), await world.granted()];
    await world.client.revoke({ token: first.refreshToken });
    expect(await world.client.userInfo(first.accessToken).catch(codeOf)).toBe("invalid_token");
    await expect(world.client.userInfo(second.accessToken)).resolves.toBeDefined();
    world.clock.advance({ hours: 1 });
    expect(await world.client.userInfo(second.accessToken).catch(codeOf)).toBe("invalid_token");
    const { accessToken } = await world.client.refresh({ refreshToken: third.refreshToken });
    await world.pool.users.delete("ada");
    expect(await world.client.userInfo(accessToken).catch(codeOf)).toBe("invalid_token");
  });
});
