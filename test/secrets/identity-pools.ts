import { tokensOrThrow } from "rockpool";
import { personNamed, refused, type World, wrong } from "./world.ts";

const roleArn = "arn:aws:iam::111122223333:role/Visitor";

/** Identities and their credentials. */
export async function identityPools({ rockpool, pool, client, identityPool }: World): Promise<void> {
  const { username, password, attributes } = personNamed("lin");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  const { idToken, accessToken } = tokensOrThrow(await client.signIn({ username, password }));
  const providerName = `cognito-idp.us-east-1.amazonaws.com/${pool.userPoolId}`;
  await identityPool.settings.update({
    allowUnauthenticatedIdentities: true,
    allowClassicFlow: true,
    developerProviderName: "backend",
    cognitoIdentityProviders: [{ providerName, clientId: client.clientId, serverSideTokenCheck: true }],
    roles: { authenticated: roleArn, unauthenticated: roleArn },
    principalTags: { [providerName]: { useDefaults: true, principalTags: {} } },
  });
  const logins = { [providerName]: idToken };
  const guest = await identityPool.getId();
  await identityPool.getCredentialsForIdentity(guest);
  const { identityId } = await identityPool.getId({ logins });
  const { credentials } = await identityPool.getCredentialsForIdentity({ identityId, logins });
  await identityPool.readCredentials({ sessionToken: credentials.sessionToken, accessKeyId: null });
  const changed = { sessionToken: wrong(credentials.sessionToken), accessKeyId: null };
  await refused(identityPool.readCredentials(changed), "UnrecognizedClientException");
  await identityPool.explainRole({ logins });
  await refused(identityPool.explainRole({ logins: { [providerName]: wrong(idToken) } }), "NotAuthorizedException");
  await identityPool.settings.rulesUsersDecide({ [providerName]: ["custom:x"] });
  await refused(identityPool.getCredentialsForIdentity({ identityId }), "NotAuthorizedException");
  await refused(identityPool.getId({ logins: { [providerName]: accessToken } }), "NotAuthorizedException");
  await refused(identityPool.getId({ logins: { [providerName]: wrong(idToken) } }), "NotAuthorizedException");
  await refused(identityPool.getId({ logins: { [idToken]: "login" } }), "InvalidParameterException");

  await identityPool.getOpenIdToken({ identityId, logins });
  const { developerIdentities } = identityPool;
  const bob = await developerIdentities.getOpenIdToken({ logins: { backend: "bob" }, principalTags: { team: "red" } });
  const byToken = { "cognito-identity.amazonaws.com": bob.token };
  await identityPool.getCredentialsForIdentity({ identityId: bob.identityId, logins: byToken });
  const byWrong = { "cognito-identity.amazonaws.com": wrong(bob.token) };
  await refused(
    identityPool.getCredentialsForIdentity({ identityId: bob.identityId, logins: byWrong }),
    "NotAuthorizedException",
  );
  await refused(identityPool.getId({ logins: byToken }), "NotAuthorizedException");
  await developerIdentities.getOpenIdToken({ logins: { backend: "rob" } });
  const twoNames = { developerProviderName: "backend", sourceUserIdentifier: "rob", destinationUserIdentifier: "bob" };
  await developerIdentities.merge(twoNames);
  await developerIdentities.lookup({ identityId: bob.identityId });
  const named = { developerProviderName: "backend", developerUserIdentifier: "rob" };
  await developerIdentities.unlink({ identityId: bob.identityId, ...named });
  await identityPool.jwks();
  await identityPool.issuer();

  await identityPool.identities.describe(identityId);
  const { nextToken } = await identityPool.identities.list({ limit: 1 });
  await identityPool.identities.list({ nextToken: nextToken ?? "" });
  await identityPool.identities.unlink({ identityId, logins, loginsToRemove: [providerName] });
  await identityPool.identities.delete(guest.identityId);
  await identityPool.settings.get();
  await identityPool.settings.dates();
  await rockpool.identityPool(identityPool.identityPoolId);
  await (await rockpool.createIdentityPool({ identityPoolName: "another" })).delete();
  await rockpool.listIdentityPools();
}
