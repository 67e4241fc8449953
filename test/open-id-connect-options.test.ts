import { setImmediate } from "node:timers/promises";
import { Rockpool } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { describe, expect, it } from "vitest";
import type { OpenIdConnectOptions } from "../src/open-id-connect-options.ts";
import { issuerServer } from "./oidc/issuer-server.ts";

async function opened(openIdConnect: OpenIdConnectOptions): Promise<Rockpool> {
  return Rockpool.open({ storage: memory(), baseUrl: "https://auth.test", delivery: { send: async () => {} }, openIdConnect });
}

describe("openIdConnect of Rockpool.open", () => {
  it.each<[string, OpenIdConnectOptions, string]>([
    ["is a host", { trustedOrigins: ["localhost:9000"] }, "trustedOrigins.0"],
    ["has a path", { trustedOrigins: ["http://localhost:9000", "http://localhost:9000/"] }, "trustedOrigins.1"],
    ["is in another form than the normal one", { trustedOrigins: ["HTTP://localhost:9000"] }, "trustedOrigins.0"],
    ["has another scheme", { trustedOrigins: ["ftp://localhost"] }, "trustedOrigins.0"],
    ["is a star", { trustedOrigins: ["*"] }, "trustedOrigins.0"],
    [
      "is one of 101",
      { trustedOrigins: Array.from({ length: 101 }, (_, n) => `http://localhost:${9_000 + n}`) },
      "trustedOrigins",
    ],
    ["stands for nobody", { socialIssuers: { "login.example.com": "https://a.test" } }, "socialIssuers.login.example.com"],
    ["is no issuer", { socialIssuers: { "www.amazon.com": "a.test" } }, "socialIssuers.www.amazon.com"],
    ["is plain and not trusted", { socialIssuers: { "www.amazon.com": "http://a.test" } }, "socialIssuers.www.amazon.com"],
    ["is misspelt", { trustedOrigin: [] } as OpenIdConnectOptions, "trustedOrigin"],
  ])("refuses what %s", async (_, options, path) => {
    await expect(opened(options)).rejects.toMatchObject({
      code: "InvalidParameterException",
      details: { path: `openIdConnect.${path}` },
    });
  });

  it("takes origins that are trusted, and issuers of theirs", async () => {
    const trustedOrigins = ["http://localhost:9000", "https://10.0.0.1:8443"];
    const rockpool = await opened({ trustedOrigins, socialIssuers: { "www.amazon.com": "http://localhost:9000/amazon" } });
    await rockpool.close();
  });
});

describe("rockpool.close", () => {
  it("does not wait for an issuer: whoever waits for it is told that it could not be asked", async () => {
    const { issuer, answers, token } = await issuerServer();
    const rockpool = await opened({ trustedOrigins: [issuer] });
    const identityPool = await rockpool.ensureIdentityPool({
      identityPoolName: "test",
      openIdConnectProviders: [{ issuer, clientIds: ["app"] }],
    });
    const isAsked = new Promise<void>((resolve) => {
      answers.set("/.well-known/openid-configuration", () => resolve());
    });
    let told: unknown;
    const login = identityPool.getId({ logins: { [issuer.replace("http://", "")]: await token(Date.now()) } });
    login.catch((error: unknown) => {
      told = error;
    });
    await isAsked;
    await rockpool.close();
    // Nothing is left to be waited for but what has been settled.
    await setImmediate();
    expect(told).toMatchObject({ code: "ExternalServiceException" });
  });
});
