import { describe, expect, it } from "vitest";
import { type IssuerServer, issuerServer } from "../oidc/issuer-server.ts";
import { type Directory, directory, roleOf } from "./directory.ts";

const names = ["accounts.google.com", "graph.facebook.com", "www.amazon.com", "appleid.apple.com"] as const;
const unsupported = {
  code: "NotAuthorizedException",
  message: "Token is not from a supported provider of this identity pool.",
};

/** A pool in which an issuer of this machine stands for a social provider. */
async function social(name: string): Promise<Directory & { readonly issuer: IssuerServer }> {
  const issuer = await issuerServer();
  const openIdConnect = { trustedOrigins: [issuer.issuer], socialIssuers: { [name]: issuer.issuer } };
  const world = await directory({ supportedLoginProviders: { [name]: "web;app" } }, { rockpool: { openIdConnect } });
  return { ...world, issuer };
}

describe.each(names)("a login of %s", (name) => {
  it("has an identity, the default role, and tags by default, whichever of the applications it is for", async () => {
    const { identityPool, clock, issuer } = await social(name);
    await identityPool.settings.update({ principalTags: { [name]: { useDefaults: true, principalTags: {} } } });
    const logins = { [name]: await issuer.token(clock()) };
    const { identityId } = await identityPool.getId({ logins });
    const { roleArn, credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    expect(roleArn).toBe(roleOf("Auth"));
    const { sessionToken } = credentials;
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId: null })).toMatchObject({
      amr: ["authenticated", name, `${name}:app:ada`],
      principalTags: { client: "app", username: "ada" },
    });
    expect(await identityPool.getId({ logins: { [name]: await issuer.token(clock(), { aud: "web" }) } })).toEqual({ identityId });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([name]);
  });

  it("is an ID token for one of the applications", async () => {
    const { identityPool, clock, issuer } = await social(name);
    for (const aud of ["other", "web;app", ""]) {
      const logins = { [name]: await issuer.token(clock(), { aud }) };
      await expect(identityPool.getId({ logins })).rejects.toMatchObject(unsupported);
    }
    await expect(identityPool.getId({ logins: { [name]: "EAAopaqueAccessToken" } })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Invalid login token. Not a valid OpenId Connect identity token.",
    });
  });

  it("has a role by its plain name", async () => {
    const { identityPool, clock, issuer } = await social(name);
    const rule = { claim: "hd", matchType: "Equals", value: "example.com", roleARN: roleOf("Staff") } as const;
    const mapping = { type: "Rules", ambiguousRoleResolution: "Deny", rulesConfiguration: { rules: [rule] } } as const;
    await identityPool.settings.update({ roleMappings: { [name]: mapping } });
    const logins = { [name]: await issuer.token(clock(), { hd: "example.com" }) };
    const { identityId } = await identityPool.getId({ logins });
    expect((await identityPool.getCredentialsForIdentity({ identityId, logins })).roleArn).toBe(roleOf("Staff"));
    const stranger = { [name]: await issuer.token(clock()) };
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins: stranger })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: `The ambiguous role mapping rules for: ${name} denied this request.`,
    });
  });
});

describe("a social provider", () => {
  it("that the pool does not take has no logins", async () => {
    const { identityPool, clock, issuer } = await social("accounts.google.com");
    for (const name of ["appleid.apple.com", "constructor", issuer.issuer.replace("http://", "")]) {
      await expect(identityPool.getId({ logins: { [name]: await issuer.token(clock()) } })).rejects.toMatchObject(unsupported);
    }
  });

  it("is told what is wrong about its name with a scheme", async () => {
    const { identityPool, clock, issuer } = await social("accounts.google.com");
    const logins = { "https://accounts.google.com": await issuer.token(clock()) };
    await expect(identityPool.getId({ logins })).rejects.toMatchObject({
      message: "Invalid login token. Issuer doesn't match providerName",
    });
  });
});
