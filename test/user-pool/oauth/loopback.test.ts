import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { type OAuthWorld, oauthWorld } from "./world.ts";

const registered = ["http://127.0.0.1/cb?x=1", "http://[::1]:3000/cb", "http://localhost:3000/cb", "https://127.0.0.1/cb"];

let native: OAuthWorld;
let exact: OAuthWorld;
beforeAll(async () => {
  native = await oauthWorld({ client: { callbackURLs: registered, anyLoopbackPort: true } });
  exact = await oauthWorld({ client: { callbackURLs: registered } });
});
afterAll(async () => {
  await native.close();
  await exact.close();
});

describe("RFC 8252 7.3, RFC 9700 2.1, 4.1.3: a loopback address, with anyLoopbackPort,", () => {
  it.each([
    "http://127.0.0.1/cb?x=1",
    "http://127.0.0.1:1/cb?x=1",
    "http://127.0.0.1:65535/cb?x=1",
    "http://[::1]/cb",
    "http://[::1]:51004/cb",
  ])("is good at any port: %s", async (redirectUri) => {
    expect(await native.client.authorize(native.request({ redirectUri }))).toMatchObject({
      outcome: "granted",
      redirectTo: expect.stringContaining(`${redirectUri}${redirectUri.includes("?") ? "&" : "?"}code=`),
    });
  });

  // attack 34: what only looks like it
  it.each([
    "http://127.0.0.1:51004/cb",
    "http://127.0.0.1:51004/cb?x=2",
    "http://127.0.0.1:51004/cb?x=1#",
    "http://127.0.0.1:51004/cb/?x=1",
    "http://127.0.0.1:51004/%63b?x=1",
    "http://127.0.0.1:/cb?x=1",
    "http://127.0.0.1:0/cb?x=1",
    "http://127.0.0.1:080/cb?x=1",
    "http://127.0.0.1:65536/cb?x=1",
    "http://127.0.0.1:80@evil.test/cb?x=1",
    "http://127.0.0.1:80\\@evil.test/cb?x=1",
    "http://127.0.0.1.evil.test/cb?x=1",
    "http://127.0.0.1:51004evil.test/cb?x=1",
    "http://user@127.0.0.1:51004/cb?x=1",
    "HTTP://127.0.0.1:51004/cb?x=1",
    "http://127.1:51004/cb?x=1",
    "http://127.0.0.2:51004/cb?x=1",
    "https://127.0.0.1:51004/cb",
    "http://[::1]:51004/cb?x=1",
    "http://[0:0:0:0:0:0:0:1]:51004/cb",
    "http://[::ffff:127.0.0.1]:51004/cb",
  ])("is the registered one in all but its port: not %s", async (redirectUri) => {
    const asked = native.client.authorize(native.request({ redirectUri }));
    expect(await asked.catch(codeOf)).toBe("redirect_mismatch");
  });

  it("RFC 8252 8.3: is no localhost, whose port must be the registered one", async () => {
    const at = (port: number) => native.client.authorize(native.request({ redirectUri: `http://localhost:${port}/cb` }));
    await expect(at(3000)).resolves.toMatchObject({ outcome: "granted" });
    expect(await at(3001).catch(codeOf)).toBe("redirect_mismatch");
  });

  it("RFC 6749 4.1.3: is that of the request at the exchange, with its port", async () => {
    const redirectUri = "http://[::1]:51004/cb";
    const [first, second] = [await native.code({ redirectUri }), await native.code({ redirectUri })];
    const other = native.exchange(first, { redirectUri: "http://[::1]:51005/cb" });
    expect(await other.catch(codeOf)).toBe("invalid_grant");
    await expect(native.exchange(second, { redirectUri })).resolves.toMatchObject({ tokenType: "Bearer" });
  });
});

describe("RFC 9700 2.1: a loopback address, without it,", () => {
  it("is compared character by character, as in Cognito", async () => {
    const at = (redirectUri: string) => exact.client.authorize(exact.request({ redirectUri }));
    await expect(at("http://[::1]:3000/cb")).resolves.toMatchObject({ outcome: "granted" });
    for (const other of ["http://[::1]:3001/cb", "http://[::1]/cb", "http://127.0.0.1:80/cb?x=1"]) {
      expect(await at(other).catch(codeOf)).toBe("redirect_mismatch");
    }
  });
});
