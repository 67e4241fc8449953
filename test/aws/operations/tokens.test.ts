import {
  GetTokensFromRefreshTokenCommand,
  GetUserCommand,
  InitiateAuthCommand,
  RevokeTokenCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { secretHash } from "rockpool";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

const refresh = ({ client }: AwsWorld, RefreshToken: string, ClientSecret?: string) =>
  new GetTokensFromRefreshTokenCommand({ ClientId: client.clientId, RefreshToken, ClientSecret });
const refreshAuth = ({ client }: AwsWorld, parameters: Readonly<Record<string, string>>, isOldName = false) =>
  new InitiateAuthCommand({
    ClientId: client.clientId,
    AuthFlow: isOldName ? "REFRESH_TOKEN" : "REFRESH_TOKEN_AUTH",
    AuthParameters: parameters,
  });
const revoke = ({ client }: AwsWorld, Token: string, ClientSecret?: string) =>
  new RevokeTokenCommand({ ClientId: client.clientId, Token, ClientSecret });

const rotation = { feature: "ENABLED", retryGracePeriodSeconds: 10 } as const;
const explicitAuthFlows = ["ALLOW_USER_PASSWORD_AUTH"] as const;
const rotating = { client: { explicitAuthFlows, refreshTokenRotation: rotation } };

describe("GetTokensFromRefreshToken, by the AWS SDK", () => {
  it("gives new tokens, and no other refresh token where they do not rotate", async () => {
    const world = await awsWorld();
    const { tokens, sub } = await world.signedIn();
    const { AuthenticationResult = {} } = await world.aws.send(refresh(world, tokens.refreshToken));
    expect(AuthenticationResult).toEqual({
      AccessToken: expect.any(String),
      IdToken: expect.any(String),
      ExpiresIn: 3600,
      TokenType: "Bearer",
    });
    const { AccessToken = "" } = AuthenticationResult;
    expect(await world.pool.verify(AccessToken, { tokenUse: "access", clientId: null })).toMatchObject({ sub });
  });

  it("rotates: the successor within the grace, then RefreshTokenReuseException, which ends the session", async () => {
    const world = await awsWorld(rotating);
    const { tokens } = await world.signedIn();
    const first = await world.aws.send(refresh(world, tokens.refreshToken));
    const successor = first.AuthenticationResult?.RefreshToken ?? "";
    expect(successor).not.toBe(tokens.refreshToken);
    const again = await world.aws.send(refresh(world, tokens.refreshToken));
    expect(again.AuthenticationResult?.RefreshToken).toBe(successor);
    world.clock.advance({ seconds: 10 });
    const reused = world.aws.send(refresh(world, tokens.refreshToken));
    await expect(reused).rejects.toMatchObject({ name: "RefreshTokenReuseException" });
    const ended = world.aws.send(refresh(world, successor));
    await expect(ended).rejects.toMatchObject({ name: "NotAuthorizedException", message: "Refresh Token has been revoked" });
  });

  it("refuses what is no refresh token of this client, and one that has expired", async () => {
    const world = await awsWorld();
    const { tokens } = await world.signedIn();
    const invalid = { name: "NotAuthorizedException", message: "Invalid Refresh Token." };
    await expect(world.aws.send(refresh(world, "no-token"))).rejects.toMatchObject(invalid);
    const client = await world.pool.clients.ensure({ clientName: "other" });
    await expect(world.aws.send(refresh({ ...world, client }, tokens.refreshToken))).rejects.toMatchObject(invalid);
    world.clock.advance({ days: 30 });
    const message = "Refresh Token has expired";
    await expect(world.aws.send(refresh(world, tokens.refreshToken))).rejects.toMatchObject({ ...invalid, message });
  });

  it("takes the secret itself of a client that has one", async () => {
    const world = await awsWorld({ client: { generateSecret: true } });
    const { tokens } = await world.signedIn();
    const secret = (await world.client.clientSecret()) ?? "";
    for (const wrong of [undefined, "a".repeat(30)]) {
      const refused = world.aws.send(refresh(world, tokens.refreshToken, wrong));
      await expect(refused).rejects.toMatchObject({ name: "NotAuthorizedException" });
    }
    const { AuthenticationResult } = await world.aws.send(refresh(world, tokens.refreshToken, secret));
    expect(AuthenticationResult?.AccessToken).toBeDefined();
  });

  it("hands ClientMetadata to PreTokenGeneration", async () => {
    const seen: unknown[] = [];
    const world = await awsWorld({
      triggers: {
        preTokenGeneration: (event) => {
          seen.push(event.request.clientMetadata);
          return event;
        },
      },
    });
    const { tokens } = await world.signedIn();
    const command = refresh(world, tokens.refreshToken);
    command.input.ClientMetadata = { from: "the app" };
    await world.aws.send(command);
    expect(seen.at(-1)).toEqual({ from: "the app" });
  });
});

describe("InitiateAuth with REFRESH_TOKEN_AUTH, by the AWS SDK", () => {
  it.each([false, true])("gives new tokens without a refresh token (as REFRESH_TOKEN: %s)", async (isOldName) => {
    const world = await awsWorld();
    const { refreshToken } = (await world.signedIn()).tokens;
    const { AuthenticationResult = {} } = await world.aws.send(refreshAuth(world, { REFRESH_TOKEN: refreshToken }, isOldName));
    expect(Object.keys(AuthenticationResult).sort()).toEqual(["AccessToken", "ExpiresIn", "IdToken", "TokenType"]);
  });

  it("is refused where refresh tokens rotate, and without one", async () => {
    const world = await awsWorld(rotating);
    const { refreshToken } = (await world.signedIn()).tokens;
    const notEnabled = world.aws.send(refreshAuth(world, { REFRESH_TOKEN: refreshToken }));
    const words = "REFRESH_TOKEN_AUTH flow not enabled for this client";
    await expect(notEnabled).rejects.toMatchObject({ name: "InvalidParameterException", message: words });
    const other = await awsWorld();
    const message = "Missing required parameter REFRESH_TOKEN";
    await expect(other.aws.send(refreshAuth(other, {}))).rejects.toMatchObject({ name: "InvalidParameterException", message });
  });

  it("takes the hash over the user's own name", async () => {
    const world = await awsWorld({ client: { generateSecret: true } });
    const { username, tokens } = await world.signedIn();
    const { clientId } = world.client;
    const of = { clientId, clientSecret: (await world.client.clientSecret()) ?? "" };
    const auth = (SECRET_HASH: string) => world.aws.send(refreshAuth(world, { REFRESH_TOKEN: tokens.refreshToken, SECRET_HASH }));
    const message = `SecretHash does not match for the client: ${clientId}`;
    const wrong = auth(secretHash({ ...of, username: "eve" }));
    await expect(wrong).rejects.toMatchObject({ name: "NotAuthorizedException", message });
    expect((await auth(secretHash({ ...of, username }))).AuthenticationResult).toBeDefined();
  });
});

describe("RevokeToken, by the AWS SDK", () => {
  it("ends the sign-in that a refresh token is of; an unknown one is no error", async () => {
    const world = await awsWorld();
    const { refreshToken, accessToken: AccessToken } = (await world.signedIn()).tokens;
    await world.aws.send(revoke(world, refreshToken));
    await world.aws.send(revoke(world, refreshToken));
    await world.aws.send(revoke(world, "unknown"));
    const revoked = (what: string) => ({ name: "NotAuthorizedException", message: `${what} has been revoked` });
    await expect(world.aws.send(refresh(world, refreshToken))).rejects.toMatchObject(revoked("Refresh Token"));
    await expect(world.aws.send(new GetUserCommand({ AccessToken }))).rejects.toMatchObject(revoked("Access Token"));
  });

  it("answers what is wrong as the SDK's typed exceptions", async () => {
    const world = await awsWorld();
    const { refreshToken, accessToken } = (await world.signedIn()).tokens;
    const kind = world.aws.send(revoke(world, accessToken));
    await expect(kind).rejects.toMatchObject({ name: "UnsupportedTokenTypeException" });
    const client = await world.pool.clients.ensure({ clientName: "other" });
    const others = world.aws.send(revoke({ ...world, client }, refreshToken));
    await expect(others).rejects.toMatchObject({ name: "UnauthorizedException" });
    await world.pool.clients.update(world.client.clientId, { enableTokenRevocation: false });
    const off = world.aws.send(revoke(world, refreshToken));
    await expect(off).rejects.toMatchObject({ name: "UnsupportedOperationException" });
  });

  it("takes the secret itself of a client that has one", async () => {
    const world = await awsWorld({ client: { generateSecret: true } });
    const { refreshToken } = (await world.signedIn()).tokens;
    await expect(world.aws.send(revoke(world, refreshToken))).rejects.toMatchObject({ name: "UnauthorizedException" });
    const secret = (await world.client.clientSecret()) ?? "";
    await world.aws.send(revoke(world, refreshToken, secret));
    const message = "Refresh Token has been revoked";
    await expect(world.aws.send(refresh(world, refreshToken, secret))).rejects.toMatchObject({ message });
  });
});
