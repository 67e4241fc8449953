import type { AppClientOptions } from "rockpool";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeClient, type OAuthWorld, oauthWorld } from "./world.ts";

let world: OAuthWorld;
beforeAll(async () => {
  world = await oauthWorld();
});
afterAll(() => world.close());

const register = (options: Partial<AppClientOptions>): Promise<unknown> =>
  world.pool.clients.ensure({ clientName: "new", ...codeClient, ...options });
const refusedAt = (path: string): object => ({ code: "InvalidParameterException", details: { path } });

describe("RFC 6749 3.1.2.2, 10.2, 10.6: the registration of a client", () => {
  it.each(["code", "implicit"] as const)(
    "names where it is sent to, for the grant %s, with a secret or without",
    async (flow) => {
      for (const generateSecret of [true, false]) {
        const nowhere = register({ allowedOAuthFlows: [flow], callbackURLs: [], generateSecret });
        await expect(nowhere).rejects.toMatchObject(refusedAt("callbackURLs"));
      }
    },
  );

  it.each([
    "/callback",
    "app.test/callback",
    "//app.test/callback",
    "https:app.test",
    "https://app.test/callback#x",
    "https://app.test/#",
  ])("RFC 6749 3.1.2: takes no address that is not absolute, or has a fragment: %s", async (url) => {
    await expect(register({ callbackURLs: [url] })).rejects.toMatchObject(refusedAt("callbackURLs"));
  });

  it.each(["http://app.test/callback", "http://127.0.0.2/callback", "http://localhost.app.test/callback"])(
    "RFC 9700 2.6: takes no address on plain http but of the same machine: %s",
    async (url) => {
      await expect(register({ callbackURLs: [url] })).rejects.toMatchObject(refusedAt("callbackURLs"));
    },
  );

  it.each(["password", "urn:ietf:params:oauth:grant-type:password"])(
    "RFC 9700 2.4: knows no grant by somebody's password: %s",
    async (flow) => {
      const asked = register({ allowedOAuthFlows: [flow as "code"] });
      await expect(asked).rejects.toMatchObject(refusedAt("allowedOAuthFlows.0"));
    },
  );

  // Its id is the `sub` of its own tokens.
  it("RFC 9700 2.6, 4.15.1: draws its id, which nobody chooses and no user has", async () => {
    const asked = register({ clientId: world.ada.sub } as Partial<AppClientOptions>);
    await expect(asked).rejects.toMatchObject(refusedAt("clientId"));
    const { clientId } = await world.pool.clients.ensure({ clientName: "drawn" });
    expect(clientId).toMatch(/^[a-z0-9]{26}$/);
    expect(world.ada.sub).toMatch(/^[0-9a-f-]{36}$/);
  });

  it("RFC 9700 2.1.2: allows no grant by itself", async () => {
    const client = await world.pool.clients.ensure({ clientName: "by default" });
    const settings = { allowedOAuthFlowsUserPoolClient: false, allowedOAuthFlows: [], anyLoopbackPort: false };
    expect(await client.settings()).toMatchObject(settings);
  });
});
