import { describe, expect, it } from "vitest";
import { directory } from "./directory.ts";

describe("identityPool.getId", () => {
  it("makes an identity at the first login, and finds it at each later one", async () => {
    const { identityPool, client, login, providerName } = await directory();
    const first = await identityPool.getId({ logins: await login({ username: "ada" }) });
    expect(first.identityId).toMatch(/^us-east-1:[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/);
    const again = await client.signIn({ username: "ada", password: "Correct horse 7!" });
    if (again.outcome !== "signedIn") throw new Error("ada has a password only");
    expect(await identityPool.getId({ logins: { [providerName]: again.tokens.idToken } })).toEqual(first);
    expect(await identityPool.identities.describe(first.identityId)).toMatchObject({ logins: [providerName], mergedInto: null });
  });

  it("gives each user their own", async () => {
    const { identityPool, login } = await directory();
    const ada = await identityPool.getId({ logins: await login() });
    expect(await identityPool.getId({ logins: await login() })).not.toEqual(ada);
  });

  it("knows a user pool by its issuer too, as Amplify names it", async () => {
    const { identityPool, pool, login, providerName } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    const issuerName = (await pool.issuer()).replace("https://", "");
    const token = logins[providerName] ?? "";
    expect(await identityPool.getId({ logins: { [issuerName]: token } })).toEqual({ identityId });
    expect(await identityPool.getId({ logins: { [issuerName]: token, [providerName]: token } })).toEqual({ identityId });
  });

  it("takes a pool that is configured by its issuer", async () => {
    const { identityPool, pool, client, login } = await directory();
    const providerName = (await pool.issuer()).replace("https://", "");
    await identityPool.settings.update({ cognitoIdentityProviders: [{ providerName, clientId: client.clientId }] });
    await expect(identityPool.getId({ logins: await login() })).resolves.toBeDefined();
  });

  it("links all logins that come together, also to what one of them has already", async () => {
    const world = await twoPools();
    const { identityPool } = world;
    const [ada, adaThere] = [await world.login(), await world.loginThere()];
    const { identityId } = await identityPool.getId({ logins: ada });
    expect(await identityPool.getId({ logins: { ...ada, ...adaThere } })).toEqual({ identityId });
    expect(await identityPool.getId({ logins: adaThere })).toEqual({ identityId });
    const bob = { ...(await world.login()), ...(await world.loginThere()) };
    const { identityId: bobs } = await identityPool.getId({ logins: bob });
    expect((await identityPool.identities.describe(bobs)).logins).toEqual(Object.keys(bob));
  });

  it("merges the identities of logins that come together: the older stays, the other is disabled", async () => {
    const world = await twoPools();
    const { identityPool, clock } = world;
    const [ada, adaThere] = [await world.login(), await world.loginThere()];
    const younger = await identityPool.getId({ logins: ada });
    clock.advance({ seconds: -1 });
    const older = await identityPool.getId({ logins: adaThere });
    clock.advance({ seconds: 2 });
    expect(await identityPool.getId({ logins: { ...ada, ...adaThere } })).toEqual(older);
    expect(await identityPool.getId({ logins: ada })).toEqual(older);
    const { identityId, ...gone } = await identityPool.identities.describe(younger.identityId);
    expect(gone).toMatchObject({ logins: [], mergedInto: older.identityId });
    const { identities } = await identityPool.identities.list({ hideDisabled: true });
    expect(identities.map((identity) => identity.identityId)).toEqual([older.identityId]);
    expect((await identityPool.identities.list()).identities).toHaveLength(2);
  });

  it("moves all that the disabled identity had, not only what was presented", async () => {
    const world = await twoPools();
    const { identityPool, clock } = world;
    const third = await world.thirdPool();
    const [ada, there] = [await world.login(), await world.loginThere()];
    const older = await identityPool.getId({ logins: third });
    clock.advance({ seconds: 1 });
    await identityPool.getId({ logins: { ...ada, ...there } });
    expect(await identityPool.getId({ logins: { ...ada, ...third } })).toEqual(older);
    expect(await identityPool.getId({ logins: there })).toEqual(older);
  });

  it("refuses to make one of two users of the same provider, and changes nothing", async () => {
    const world = await twoPools();
    const { identityPool } = world;
    const [ada, bob, there] = [await world.login(), await world.login(), await world.loginThere()];
    await identityPool.getId({ logins: { ...ada, ...there } });
    await expect(identityPool.getId({ logins: { ...bob, ...there } })).rejects.toMatchObject({
      code: "ResourceConflictException",
    });
    const { identityId } = await identityPool.getId({ logins: bob });
    expect((await identityPool.identities.describe(identityId)).logins).toHaveLength(1);
  });

  it("refuses two users of one pool under its two names, too", async () => {
    const { identityPool, login, pool, providerName } = await directory();
    const issuerName = (await pool.issuer()).replace("https://", "");
    const [ada, { [providerName]: bob = "" }] = [await login(), await login()];
    await expect(identityPool.getId({ logins: { ...ada, [issuerName]: bob } })).rejects.toMatchObject({
      code: "ResourceConflictException",
    });
    expect((await identityPool.identities.list()).identities).toEqual([]);
  });

  it("writes nothing for logins that are known", async () => {
    const { identityPool, login } = await directory();
    const logins = await login();
    const { identityId } = await identityPool.getId({ logins });
    const before = await identityPool.identities.describe(identityId);
    await identityPool.getId({ logins });
    expect(await identityPool.identities.describe(identityId)).toEqual(before);
  });
});

describe("guests", () => {
  it("are another one each time", async () => {
    const { identityPool } = await directory();
    const guest = await identityPool.getId();
    expect(await identityPool.getId({ logins: {} })).not.toEqual(guest);
    expect(await identityPool.identities.describe(guest.identityId)).toMatchObject({ logins: [] });
  });

  // attack 81: guests where there are none.
  it("are refused where the pool takes none, and leave nothing", async () => {
    const { identityPool } = await directory({ allowUnauthenticatedIdentities: false });
    await expect(identityPool.getId()).rejects.toMatchObject({
      code: "NotAuthorizedException",
      message: "Unauthenticated access is not supported for this identity pool.",
    });
    expect((await identityPool.identities.list()).identities).toEqual([]);
  });
});

async function twoPools() {
  const world = await directory();
  const { identityPool, rockpool, pool, client, clock } = world;
  const another = async (poolName: string) => {
    const other = await rockpool.ensureUserPool({ poolName });
    const app = await other.clients.ensure({ clientName: "app", explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
    await other.jwks();
    return { other, app, providerName: `cognito-idp.us-east-1.amazonaws.com/${other.userPoolId}` };
  };
  const others = [await another("there"), await another("third")];
  await identityPool.settings.update({
    cognitoIdentityProviders: [
      { providerName: world.providerName, clientId: client.clientId },
      ...others.map(({ providerName, app }) => ({ providerName, clientId: app.clientId })),
    ],
  });
  let made = 0;
  const loginAt = async (index: number): Promise<Record<string, string>> => {
    const at = others[index];
    if (at === undefined) throw new Error("there are two others");
    made += 1;
    const named = { username: `there-${made}`, password: "Correct horse 7!" };
    await at.app.signUp(named);
    await at.other.users.confirm(named.username);
    const result = await at.app.signIn(named);
    if (result.outcome !== "signedIn") throw new Error("a password is all it takes");
    return { [at.providerName]: result.tokens.idToken };
  };
  return { ...world, pool, clock, loginThere: () => loginAt(0), thirdPool: () => loginAt(1) };
}
