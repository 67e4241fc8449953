import { secretHash, tokensOrThrow } from "rockpool";
import { passwordOf, personNamed, refused, type World, wrong } from "./world.ts";

/** Refreshed, rotated, used again, revoked and signed out. */
export async function sessions({ client, confidential, pool }: World): Promise<void> {
  const { username, password, attributes } = personNamed("pia");
  await client.signUp({ username, password, attributes });
  await pool.users.confirm(username);
  const signIn = async () => tokensOrThrow(await client.signIn({ username, password }));
  const { refreshToken, accessToken, idToken } = await signIn();
  await client.refresh({ refreshToken });
  await client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters: { REFRESH_TOKEN: refreshToken } });
  await refused(client.refresh({ refreshToken: wrong(refreshToken) }), "NotAuthorizedException");
  await refused(client.refresh({ refreshToken: accessToken }), "NotAuthorizedException");
  await refused(client.refresh({ refreshToken, deviceKey: `${password}\0` }), "InvalidParameterException");
  await refused(client.revoke({ token: idToken }), "UnsupportedTokenTypeException");
  await refused(confidential.revoke({ token: refreshToken }), "UnauthorizedException");

  // The one that was replaced comes back.
  const allowed = (await client.settings()).explicitAuthFlows;
  const refreshTokenRotation = { feature: "ENABLED" } as const;
  await pool.clients.update(client.clientId, { refreshTokenRotation, explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
  const next = await client.refresh({ refreshToken });
  await refused(client.refresh({ refreshToken }), "RefreshTokenReuseException");
  await refused(client.refresh({ refreshToken: next.refreshToken ?? "" }), "NotAuthorizedException");
  await pool.clients.update(client.clientId, { refreshTokenRotation: { feature: "DISABLED" }, explicitAuthFlows: allowed });

  const other = await signIn();
  await client.revoke({ token: other.refreshToken });
  await client.revoke({ token: wrong(other.refreshToken) });
  const claims = await pool.verify(other.accessToken, { tokenUse: "access", clientId: client.clientId });
  await pool.isRevoked(claims);
  const user = await client.user((await signIn()).accessToken);
  await user.signOutEverywhere();
  await refused(user.get(), "NotAuthorizedException");
}

/** By a client that says who it is. */
export async function sessionsOfConfidentialClient({ confidential }: World): Promise<void> {
  const { clientId } = confidential;
  const clientSecret = (await confidential.clientSecret()) ?? "";
  const hash = secretHash({ username: "bob", clientId, clientSecret });
  const signedIn = await confidential.signIn({ username: "bob", password: passwordOf("bob"), secretHash: hash });
  const { refreshToken } = tokensOrThrow(signedIn);
  await confidential.refresh({ refreshToken, clientSecret });
  await refused(confidential.refresh({ refreshToken }), "NotAuthorizedException");
  await refused(confidential.refresh({ refreshToken, clientSecret: wrong(clientSecret) }), "NotAuthorizedException");
  const refresh = (SECRET_HASH: string) =>
    confidential.initiateAuth({
      authFlow: "REFRESH_TOKEN_AUTH",
      authParameters: { REFRESH_TOKEN: refreshToken, SECRET_HASH },
    });
  await refresh(hash);
  await refused(refresh(wrong(hash)), "NotAuthorizedException");
  await refused(confidential.revoke({ token: refreshToken, clientSecret: wrong(clientSecret) }), "UnauthorizedException");
  await confidential.revoke({ token: refreshToken, clientSecret });
}
