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

describe("RFC 6749 6: the refresh of a grant", () => {
  it("RFC 6749 5.1: gives new tokens of the same scope, and says so", async () => {
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

  it("RFC 6749 10.4: is the client's that the token was issued to", async () => {
    const { pool, granted } = await open();
    const other = await pool.clients.ensure({ clientName: "other", ...codeClient });
    const { refreshToken } = await granted();
    expect(await other.refreshGrant({ refreshToken }).catch(codeOf)).toBe("invalid_grant");
  });

  it("RFC 6749 3.2.1: is for who shows the secret, where the client has one", async () => {
    const { client, granted } = await open({ client: { generateSecret: true } });
    const { refreshToken } = await granted();
    expect(await client.refreshGrant({ refreshToken }).catch(codeOf)).toBe("invalid_client");
    const clientSecret = (await client.clientSecret()) ?? "";
    await expect(client.refreshGrant({ refreshToken, clientSecret })).resolves.toBeDefined();
    expect(await client.refreshGrant({ refreshToken: "", clientSecret }).catch(codeOf)).toBe("invalid_request");
  });

  it("RFC 6749 10.10: is by a token with a MAC of 256 bits", async () => {
    const { granted } = await open();
    expect((await granted()).refreshToken).toMatch(/^rpr_[0-9a-f-]{36}\.0\.[\w-]{43}$/);
  });

  it.each([
    ["kept", {}],
    ["rotated", rotating()],
  ])("RFC 9700 4.14.2: ends when the client's time for it is over, used or not: a token that is %s", async (_, settings) => {
    const { client, granted, clock } = await open({ client: { ...settings, refreshTokenValiditySeconds: 7_200 } });
    const { refreshToken } = await granted();
    clock.advance({ hours: 1, minutes: 59 });
    const next = (await client.refreshGrant({ refreshToken })).refreshToken ?? refreshToken;
    clock.advance({ minutes: 1 });
    expect(await client.refreshGrant({ refreshToken: next }).catch(codeOf)).toBe("invalid_grant");
  });

  it("RFC 9700 2.2.2, 4.14.2: ends the session when a token that was rotated away comes again", async () => {
    const { client, granted } = await open({ client: rotating() });
    const { refreshToken } = await granted();
    const next = (await client.refreshGrant({ refreshToken })).refreshToken ?? "";
    expect(await client.refreshGrant({ refreshToken }).catch(codeOf)).toBe("invalid_grant");
    expect(await client.refreshGrant({ refreshToken: next }).catch(codeOf)).toBe("invalid_grant");
  });

  it("gives a part of the scope where a part is asked for, and the grant stays as it was", async () => {
    const { client, granted } = await open({ client: rotating() });
    const whole = `openid email ${api}/read`;
    const { refreshToken } = await granted({ scope: whole });
    const narrow = await client.refreshGrant({ refreshToken, scope: `${api}/read` });
    expect(narrow).toMatchObject({ scope: `${api}/read`, idToken: null });
    expect(decoded(narrow.accessToken)).toMatchObject({ scope: `${api}/read` });
    const next = await client.refreshGrant({ refreshToken: narrow.refreshToken ?? "", scope: "" });
    expect(next).toMatchObject({ scope: whole, idToken: expect.any(String) });
  });

  // `openid` alone shows every attribute, and beside `email` the address only.
  it.each([
    ["openid email", "openid"],
    [`openid email ${api}/read`, `openid ${api}/read`],
    ["openid profile", "openid"],
    ["openid phone", "openid"],
  ])("RFC 6749 6: is refused where a part of the scope would show more than the whole: of %s, %s", async (whole, part) => {
    const { client, granted } = await open({ client: rotating() });
    const { refreshToken } = await granted({ scope: whole });
    expect(await client.refreshGrant({ refreshToken, scope: part }).catch(codeOf)).toBe("invalid_scope");
    await expect(client.refreshGrant({ refreshToken })).resolves.toMatchObject({ scope: whole });
  });

  it("RFC 6749 6: shows less, of the ID token and userInfo, where a part of the scope shows less", async () => {
    const { client, granted } = await open();
    const { refreshToken } = await granted({ scope: "openid email phone" });
    const { idToken, accessToken } = await client.refreshGrant({ refreshToken, scope: "phone openid" });
    for (const told of [decoded(idToken ?? ""), await client.userInfo(accessToken)]) {
      expect(told).toHaveProperty("phone_number");
      for (const other of ["email", "name", "address"]) expect(told).not.toHaveProperty(other);
    }
  });

  // attack 53: a token request widens nothing
  it.each([`openid ${api}/write`, "openid email", "openid  openid", "OPENID"])(
    "RFC 6749 6, RFC 9700 4.14.2: is refused where more is asked for than was granted, and the token stays good: %s",
    async (scope) => {
      const { client, granted } = await open({ client: rotating() });
      const { refreshToken } = await granted({ scope: `openid ${api}/read` });
      expect(await client.refreshGrant({ refreshToken, scope }).catch(codeOf)).toBe("invalid_scope");
      await expect(client.refreshGrant({ refreshToken })).resolves.toMatchObject({ scope: `openid ${api}/read` });
    },
  );

  it.each(["changed", "of a later generation", "cut short"])(
    "RFC 6749 10.4, RFC 9700 4.14.2: is not for a token that was %s",
    async (how) => {
      const { client, granted } = await open();
      const { refreshToken } = await granted();
      const forged = {
        changed: refreshToken.replace(/.$/, (last) => (last === "A" ? "B" : "A")),
        "of a later generation": refreshToken.replace(".0.", ".1."),
        "cut short": refreshToken.slice(0, -1),
      }[how] as string;
      expect(forged).not.toBe(refreshToken);
      expect(await client.refreshGrant({ refreshToken: forged }).catch(codeOf)).toBe("invalid_grant");
      await expect(client.refreshGrant({ refreshToken })).resolves.toBeDefined();
    },
  );
});
