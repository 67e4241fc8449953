import { createHash } from "node:crypto";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { codeOf } from "../stand-ins.ts";
import { codeVerifier, type OAuthWorld, oauthWorld, pkce } from "./world.ts";

const none = { codeChallenge: undefined, codeChallengeMethod: undefined };

let world: OAuthWorld;
let confidential: OAuthWorld;
beforeAll(async () => {
  world = await oauthWorld();
  confidential = await oauthWorld({ client: { generateSecret: true } });
});
afterAll(async () => {
  await world.close();
  await confidential.close();
});

// attack 52: no request goes without the proof that it was to be protected by
describe("RFC 7636 4.3: a code challenge", () => {
  it.each([
    ["RFC 7636 4.4.1, RFC 9700 2.1.1: is required of a public client", none],
    ["is required, and not empty", { codeChallenge: "", codeChallengeMethod: "" }],
    ["needs its method: left out it would mean plain", { codeChallengeMethod: undefined }],
    ["RFC 7636 4.4.1, 7.2: is never plain", { codeChallenge: codeVerifier, codeChallengeMethod: "plain" }],
    ["has its method in the right case", { codeChallengeMethod: "s256" }],
    ["does not come as a method alone", { codeChallenge: undefined }],
    ["is not too short", { codeChallenge: pkce.codeChallenge.slice(1) }],
    ["is not too long", { codeChallenge: `${pkce.codeChallenge}A` }],
    ["RFC 7636 4.2: is base64url without padding", { codeChallenge: `${pkce.codeChallenge.slice(1)}=` }],
  ])("%s", async (_, changes) => {
    const result = await world.client.authorize(world.request(changes));
    expect(result).toMatchObject({ outcome: "refused", error: "invalid_request" });
  });

  it("can be left out by a client that has a secret", async () => {
    const code = await confidential.code(none);
    await expect(confidential.exchange(code, { codeVerifier: undefined })).resolves.toMatchObject({ tokenType: "Bearer" });
  });
});

describe("RFC 7636 4.6: a code verifier", () => {
  it("RFC 7636 4.2, 4.4, RFC 9700 2.1.1: is that of the challenge: the example of appendix B", async () => {
    await expect(world.granted()).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  it.each([43, 128])("RFC 7636 4.1: may have %i characters of the whole alphabet", async (length) => {
    const verifier = "AZaz09-._~".repeat(13).slice(0, length);
    const codeChallenge = createHash("sha256").update(verifier).digest("base64url");
    const code = await world.code({ codeChallenge });
    await expect(world.exchange(code, { codeVerifier: verifier })).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  // attack 52: wrong length
  it.each([
    ["42 characters", codeVerifier.slice(1)],
    ["129 characters", "a".repeat(129)],
    ["another character", `${codeVerifier.slice(1)}+`],
    ["a line break behind it", `${codeVerifier}\n`],
  ])("RFC 7636 4.1: of another form is refused, and the code stays good: %s", async (_, verifier) => {
    const code = await world.code();
    expect(await world.exchange(code, { codeVerifier: verifier }).catch(codeOf)).toBe("invalid_request");
    await expect(world.exchange(code)).resolves.toMatchObject({ tokenType: "Bearer" });
  });

  it.each([
    ["another one", codeVerifier.replace("d", "e")],
    ["the challenge itself", pkce.codeChallenge],
    ["none", undefined],
    ["an empty one", ""],
  ])("RFC 7636 4.5: that is not the challenge's is refused, and the code is used up: %s", async (_, verifier) => {
    const code = await world.code();
    expect(await world.exchange(code, { codeVerifier: verifier }).catch(codeOf)).toBe("invalid_grant");
    expect(await world.exchange(code).catch(codeOf)).toBe("invalid_grant");
  });

  // attack 52: the challenge was taken out of the request on its way
  it("RFC 9700 2.1.1, 4.8.2: is refused where the request had no challenge", async () => {
    const code = await confidential.code(none);
    expect(await confidential.exchange(code).catch(codeOf)).toBe("invalid_grant");
    expect(await confidential.exchange(code, { codeVerifier: undefined }).catch(codeOf)).toBe("invalid_grant");
  });

  it("RFC 7636 4.5, RFC 9700 2.1.1, 4.8.2: is required of a client with a secret too, where the request had a challenge", async () => {
    const code = await confidential.code();
    expect(await confidential.exchange(code, { codeVerifier: undefined }).catch(codeOf)).toBe("invalid_grant");
  });
});
