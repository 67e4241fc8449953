import { generateKeyPairSync } from "node:crypto";
import { SignJWT } from "jose";
import { describe, expect, it } from "vitest";
import { directory } from "./directory.ts";

const OURS = "cognito-identity.amazonaws.com";

describe("a key that was imported", () => {
  it("gives no credentials by what else it signed for this issuer", async () => {
    const { identityPool, clock } = await directory({ developerProviderName: "backend" });
    const { privateKey } = generateKeyPairSync("ec", { namedCurve: "P-256" });
    await identityPool.keys.import({
      tokenUse: "id",
      privateKey: privateKey.export({ format: "pem", type: "pkcs8" }).toString(),
      kid: "imported",
    });
    const { identityId } = await identityPool.developerIdentities.getOpenIdToken({ logins: { backend: "ada" } });
    const [aud, exp] = [identityPool.identityPoolId, clock() / 1000 + 60];
    const good = {
      iss: await identityPool.issuer(),
      aud,
      sub: identityId,
      exp,
      amr: ["authenticated", "backend", `backend:${aud}:ada`],
    };
    const ask = async (changes: object) => {
      const signer = new SignJWT({ ...good, ...changes }).setProtectedHeader({ kid: "imported", alg: "ES256" });
      return identityPool.getCredentialsForIdentity({ identityId, logins: { [OURS]: await signer.sign(privateKey) } });
    };
    await expect(ask({})).resolves.toMatchObject({ identityId });
    const others = [
      { amr: undefined },
      { amr: "authenticated" },
      { amr: [["authenticated"]] },
      // It would never end.
      { exp: undefined },
      { exp: "soon" },
      { sub: undefined },
      { "https://aws.amazon.com/tags": { principal_tags: { team: 1 } } },
      { "https://aws.amazon.com/tags": null },
    ];
    for (const changes of others) {
      await expect(ask(changes)).rejects.toMatchObject({
        code: "NotAuthorizedException",
        message: "Invalid login token. Not a valid OpenId Connect identity token.",
      });
    }
  });
});
