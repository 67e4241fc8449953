import { describe, expect, it } from "vitest";
import { DISCOVERY, type IssuerServer, issuerServer, JWKS, json } from "../oidc/issuer-server.ts";
import { type Directory, directory, roleOf } from "./directory.ts";

interface World extends Directory, Pick<IssuerServer, "issuer" | "asked" | "answers"> {
  /** What the issuer's logins are called. */
  readonly name: string;
  /** Another issuer that the pool takes. */
  readonly other: IssuerServer;
  idToken(claims?: object, header?: object): Promise<string>;
  /** A login of the issuer. */
  openId(claims?: object): Promise<Readonly<Record<string, string>>>;
}

const nameOfIssuer = ({ issuer }: Pick<IssuerServer, "issuer">): string => issuer.replace("http://", "");

async function world(): Promise<World> {
  const [server, other] = [await issuerServer(), await issuerServer()];
  const base = await directory(
    {
      openIdConnectProviders: [
        { issuer: server.issuer, clientIds: ["app", "web"] },
        { issuer: other.issuer, clientIds: ["app"] },
      ],
    },
    { rockpool: { openIdConnect: { trustedOrigins: [server.issuer, other.issuer] } } },
  );
  const name = nameOfIssuer(server);
  const idToken: World["idToken"] = (claims, header) => server.token(base.clock(), claims, header);
  return { ...base, ...server, name, other, idToken, openId: async (claims) => ({ [name]: await idToken(claims) }) };
}

const login = (why: string | RegExp) => ({
  code: "NotAuthorizedException",
  message: typeof why === "string" ? `Invalid login token. ${why}` : expect.stringMatching(why),
});
const unsupported = {
  code: "NotAuthorizedException",
  message: "Token is not from a supported provider of this identity pool.",
};

describe("a login of an OpenID Connect issuer", () => {
  it("is of one identity, by whichever client they come", async () => {
    const { identityPool, name, openId } = await world();
    const { identityId } = await identityPool.getId({ logins: await openId() });
    expect(await identityPool.getId({ logins: await openId({ aud: "web" }) })).toEqual({ identityId });
    expect(await identityPool.getId({ logins: await openId({ aud: ["other", "web"] }) })).toEqual({ identityId });
    expect(await identityPool.getId({ logins: await openId({ sub: "bob" }) })).not.toEqual({ identityId });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([name]);
  });

  // attack 24
  it("is of somebody else than the same subject at another issuer, or in a user pool", async () => {
    const { identityPool, other, openId, clock, pool, login: loginHere } = await world();
    const here = await loginHere();
    const { sub } = await pool.verify(Object.values(here)[0] ?? "", { tokenUse: "id", clientId: null });
    const all = [here, await openId({ sub }), { [nameOfIssuer(other)]: await other.token(clock(), { sub }) }];
    const ids = [];
    for (const logins of all) ids.push((await identityPool.getId({ logins })).identityId);
    expect(new Set(ids).size).toBe(3);
  });

  it("is linked to a login of a user pool that comes with it", async () => {
    const { identityPool, openId, login: loginHere, providerName, name } = await world();
    const [ada, here] = [await openId(), await loginHere()];
    const { identityId } = await identityPool.getId({ logins: { ...ada, ...here } });
    expect(await identityPool.getId({ logins: ada })).toEqual({ identityId });
    expect(await identityPool.getId({ logins: here })).toEqual({ identityId });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([name, providerName]);
    await identityPool.identities.unlink({ identityId, logins: here, loginsToRemove: [name] });
    expect(await identityPool.getId({ logins: ada })).not.toEqual({ identityId });
  });

  it("takes a guest over", async () => {
    const { identityPool, openId } = await world();
    const { identityId } = await identityPool.getId();
    const logins = await openId();
    expect(await identityPool.getCredentialsForIdentity({ identityId, logins })).toMatchObject({
      identityId,
      roleArn: roleOf("Auth"),
    });
    await expect(identityPool.getCredentialsForIdentity({ identityId })).rejects.toMatchObject({
      code: "NotAuthorizedException",
    });
  });

  it.each([2, 100])("is verified by one reading of the keys, when %d come at once, and is of one identity", async (count) => {
    const { identityPool, openId, asked } = await world();
    const logins = await openId();
    const all = await Promise.all(Array.from({ length: count }, () => identityPool.getId({ logins })));
    expect(new Set(all.map(({ identityId }) => identityId)).size).toBe(1);
    expect(asked).toEqual([DISCOVERY, JWKS]);
  });

  it("is told of in credentials by provider and subject", async () => {
    const { identityPool, openId, name } = await world();
    const logins = await openId();
    const { identityId } = await identityPool.getId({ logins });
    const { credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    const { sessionToken } = credentials;
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId: null })).toMatchObject({
      amr: ["authenticated", name, `${name}:OIDC:ada`],
    });
  });
});

describe("a login of an OpenID Connect issuer is refused", () => {
  it.each<[string, object, object, ReturnType<typeof login>]>([
    ["of another issuer", { iss: "https://evil.test" }, {}, login("Issuer doesn't match providerName")],
    ["for another client", { aud: "other" }, {}, unsupported],
    ["without aud, as access tokens are", { aud: undefined }, {}, login("Missing a required claim: aud")],
    ["as an access token", {}, { typ: "at+jwt" }, login("Not a valid OpenId Connect identity token.")],
    ["by another key", {}, { kid: "other" }, login("Couldn't verify signed token.")],
    ["of nobody", { sub: "" }, {}, login("Couldn't verify signed token.")],
    ["of long ago", { exp: 7 }, {}, login(/^Invalid login token\. Token expired: \d{10} >= 7$/)],
  ])("in Cognito's words: %s", async (_, claims, header, refusal) => {
    const { identityPool, name, idToken } = await world();
    await expect(identityPool.getId({ logins: { [name]: await idToken(claims, header) } })).rejects.toMatchObject(refusal);
    expect((await identityPool.identities.list()).identities).toEqual([]);
  });

  it("as an opaque token", async () => {
    const { identityPool, name } = await world();
    await expect(identityPool.getId({ logins: { [name]: "EAAopaque" } })).rejects.toMatchObject(
      login("Not a valid OpenId Connect identity token."),
    );
  });

  it("by a name with its scheme, in Cognito's words; by another name, as of nobody", async () => {
    const { identityPool, name, issuer, idToken } = await world();
    const token = await idToken();
    for (const one of [issuer, `https://${name}`]) {
      await expect(identityPool.getId({ logins: { [one]: token } })).rejects.toMatchObject(
        login("Issuer doesn't match providerName"),
      );
    }
    for (const one of [
      `${name}/`,
      `arn:aws:iam::111122223333:oidc-provider/${name}`,
      "evil.test",
      "https://evil.test",
      "constructor",
    ]) {
      await expect(identityPool.getId({ logins: { [one]: token } })).rejects.toMatchObject(unsupported);
    }
  });

  it("once the issuer is no longer one of the pool", async () => {
    const { identityPool, openId } = await world();
    const logins = await openId();
    await identityPool.getId({ logins });
    await identityPool.settings.update({ openIdConnectProviders: [] });
    await expect(identityPool.getId({ logins })).rejects.toMatchObject(unsupported);
  });

  it("while the issuer does not answer; nothing is changed, and a login of a user pool beside it fails too", async () => {
    const { identityPool, openId, answers, issuer, login: loginHere } = await world();
    answers.set(DISCOVERY, json({ error: "secret of the inner network" }, 500));
    const logins = { ...(await loginHere()), ...(await openId()) };
    await expect(identityPool.getId({ logins })).rejects.toMatchObject({
      code: "ExternalServiceException",
      message: `The issuer ${issuer} could not be asked for its keys.`,
    });
    expect((await identityPool.identities.list()).identities).toEqual([]);
  });

  // attack 25
  it("as a token of another issuer of the pool, or by its key", async () => {
    const { identityPool, name, issuer, clock, other } = await world();
    const ofOther = { [name]: await other.token(clock()) };
    await expect(identityPool.getId({ logins: ofOther })).rejects.toMatchObject(login("Issuer doesn't match providerName"));
    const byOther = { [name]: await other.token(clock(), { iss: issuer }) };
    await expect(identityPool.getId({ logins: byOther })).rejects.toMatchObject(login("Couldn't verify signed token."));
  });
});

describe("a user pool that comes to have the name of an issuer", () => {
  const shared = "https://login.example.com";

  // attack 22
  it("goes before the issuer, where it is among the providers: nobody of the issuer is taken for one of its users", async () => {
    const { identityPool, pool, login: loginHere, providerName } = await directory();
    await identityPool.settings.update({ openIdConnectProviders: [{ issuer: shared, clientIds: ["app"] }] });
    await pool.settings.update({ issuer: shared });
    const { [providerName]: token = "" } = await loginHere();
    const { identityId } = await identityPool.getId({ logins: { "login.example.com": token } });
    expect((await identityPool.identities.describe(identityId)).logins).toEqual([providerName]);
  });

  it("shuts the issuer out, where it is not", async () => {
    const { identityPool, pool } = await directory({ cognitoIdentityProviders: [] });
    const issuer = `${shared}/${pool.userPoolId}`;
    await identityPool.settings.update({ openIdConnectProviders: [{ issuer, clientIds: ["app"] }] });
    await pool.settings.update({ issuer });
    const logins = { [`login.example.com/${pool.userPoolId}`]: "x.y.z" };
    await expect(identityPool.getId({ logins })).rejects.toMatchObject(unsupported);
  });
});

describe("roles and tags of a login of an OpenID Connect issuer", () => {
  const rule = { claim: "team", matchType: "Equals", value: "red", roleARN: roleOf("Red") } as const;
  const byTeam = { type: "Rules", ambiguousRoleResolution: "Deny", rulesConfiguration: { rules: [rule] } } as const;
  const byToken = { type: "Token", ambiguousRoleResolution: "Deny" } as const;
  const forms = (issuer: string, name: string) => [issuer, name, `arn:aws:iam::111122223333:oidc-provider/${name}`];

  it.each([0, 1, 2])("are mapped by each form of its name (%d)", async (form) => {
    const { identityPool, openId, issuer, name } = await world();
    const key = forms(issuer, name)[form] ?? "";
    const principalTags = { [key]: { useDefaults: false, principalTags: { team: "team" } } };
    await identityPool.settings.update({ roleMappings: { [key]: byTeam }, principalTags });
    const logins = await openId({ team: "red" });
    const { identityId } = await identityPool.getId({ logins });
    const { roleArn, credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    expect(roleArn).toBe(roleOf("Red"));
    const { sessionToken } = credentials;
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId: null })).toMatchObject({
      principalTags: { team: "red" },
    });
    await expect(identityPool.getCredentialsForIdentity({ identityId, logins: await openId() })).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: `The ambiguous role mapping rules for: ${key} denied this request.`,
    });
  });

  it("may be chosen by its token, and are of its token only", async () => {
    const { identityPool, openId, name, login: loginHere } = await world();
    await identityPool.settings.update({ roleMappings: { [name]: byToken } });
    const roles = { "cognito:roles": [roleOf("Red")], "cognito:preferred_role": roleOf("Red") };
    const logins = { ...(await loginHere()), ...(await openId(roles)) };
    const { identityId } = await identityPool.getId({ logins });
    expect((await identityPool.getCredentialsForIdentity({ identityId, logins })).roleArn).toBe(roleOf("Red"));
    expect(await identityPool.explainRole({ logins })).toContain(`The mapping for "${name}" is of the type Token.`);
    // attack 81: a role that the token does not carry.
    const wished = { identityId, logins, customRoleArn: roleOf("Admin") };
    await expect(identityPool.getCredentialsForIdentity(wished)).rejects.toMatchObject({ code: "NotAuthorizedException" });
  });

  it("are the default ones without a mapping, and no tag comes of several clients", async () => {
    const { identityPool, openId, name } = await world();
    await identityPool.settings.update({ principalTags: { [name]: { useDefaults: true, principalTags: {} } } });
    const logins = await openId({ aud: ["app", "other"] });
    const { identityId } = await identityPool.getId({ logins });
    const { roleArn, credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
    expect(roleArn).toBe(roleOf("Auth"));
    const { sessionToken } = credentials;
    expect(await identityPool.readCredentials({ sessionToken, accessKeyId: null })).toMatchObject({
      principalTags: { username: "ada" },
    });
  });

  // attack 81: who is the first at one provider must not have the role that another gives with tags of their own choice.
  it("are of one login: the tags are of whose mapping chose the role, whichever comes first", async () => {
    const { identityPool, openId, name, providerName, client, login: loginHere } = await world();
    const map = { useDefaults: false, principalTags: { team: "team" } };
    const rule = { claim: "cognito:username", matchType: "Equals", value: "ada", roleARN: roleOf("Editor") } as const;
    const roleMappings = { [`${providerName}:${client.clientId}`]: { ...byTeam, rulesConfiguration: { rules: [rule] } } };
    await identityPool.settings.update({ roleMappings, principalTags: { [name]: map, [providerName]: map } });
    const given = async (logins: Readonly<Record<string, string>>) => {
      const { identityId } = await identityPool.getId({ logins });
      const { roleArn, credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
      const { sessionToken } = credentials;
      const { principalTags } = await identityPool.readCredentials({ sessionToken, accessKeyId: null });
      return { roleArn, principalTags };
    };
    const [here, there] = [await loginHere({ username: "ada", claims: { team: "blue" } }), await openId({ team: "red" })];
    const editor = { roleArn: roleOf("Editor"), principalTags: { team: "blue" } };
    expect(await given({ ...there, ...here })).toEqual(editor);
    expect(await given({ ...here, ...there })).toEqual(editor);
    // Nor are there others in place of tags that are not mapped.
    await identityPool.settings.update({ principalTags: { [name]: map } });
    expect(await given({ ...there, ...here })).toEqual({ ...editor, principalTags: {} });
    // Where no mapping chooses, each of them would have the default role.
    await identityPool.settings.update({ roleMappings: {} });
    expect(await given({ ...here, ...there })).toEqual({ roleArn: roleOf("Auth"), principalTags: { team: "red" } });
  });
});
