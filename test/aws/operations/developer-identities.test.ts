import {
  GetCredentialsForIdentityCommand,
  GetOpenIdTokenForDeveloperIdentityCommand,
  LookupDeveloperIdentityCommand,
  MergeDeveloperIdentitiesCommand,
  UnlinkDeveloperIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { decodeJwt } from "jose";
import { describe, expect, it } from "vitest";
import { type IdentityWorld, identityWorld } from "../identity-world.ts";

const OURS = "cognito-identity.amazonaws.com";

const backend = () => identityWorld({ developerProviderName: "backend" });

async function known({ identity, IdentityPoolId }: IdentityWorld, user: string) {
  const command = new GetOpenIdTokenForDeveloperIdentityCommand({ IdentityPoolId, Logins: { backend: user } });
  const { IdentityId = "", Token = "" } = await identity.send(command);
  return { IdentityId, Token };
}

describe("GetOpenIdTokenForDeveloperIdentity, by the AWS SDK", () => {
  it("gives a token for which the pool gives credentials, with tags, for as long as it is told", async () => {
    const { identity, anybody, IdentityPoolId, identityPool } = await backend();
    const command = { IdentityPoolId, Logins: { backend: "ada" }, PrincipalTags: { team: "red" }, TokenDuration: 60 };
    const { IdentityId, Token = "" } = await identity.send(new GetOpenIdTokenForDeveloperIdentityCommand(command));
    const { iat = 0, exp = 0, ...claims } = decodeJwt(Token);
    expect(exp - iat).toBe(60);
    expect(claims["amr"]).toEqual(["authenticated", "backend", `backend:${IdentityPoolId}:ada`]);
    const given = await anybody.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins: { [OURS]: Token } }));
    const read = { sessionToken: given.Credentials?.SessionToken ?? "", accessKeyId: null };
    expect(await identityPool.readCredentials(read)).toMatchObject({ identityId: IdentityId, principalTags: { team: "red" } });
  });

  it("makes the guest the user whose id is given, for 15 minutes by default", async () => {
    const { identity, IdentityPoolId, identityPool } = await backend();
    const { identityId: IdentityId } = await identityPool.getId();
    const command = { IdentityPoolId, IdentityId, Logins: { backend: "ada" } };
    const answer = await identity.send(new GetOpenIdTokenForDeveloperIdentityCommand(command));
    expect(answer.IdentityId).toBe(IdentityId);
    const { iat = 0, exp = 0 } = decodeJwt(answer.Token ?? "");
    expect(exp - iat).toBe(900);
  });
});

describe("LookupDeveloperIdentity, MergeDeveloperIdentities and UnlinkDeveloperIdentity, by the AWS SDK", () => {
  it("find the one by the other, page by page", async () => {
    const world = await backend();
    const { identity, IdentityPoolId } = world;
    const { IdentityId } = await known(world, "ada");
    for (const SourceUserIdentifier of ["bob", "carol"]) {
      await known(world, SourceUserIdentifier);
      const names = { SourceUserIdentifier, DestinationUserIdentifier: "ada", DeveloperProviderName: "backend" };
      const merged = await identity.send(new MergeDeveloperIdentitiesCommand({ IdentityPoolId, ...names }));
      expect(merged.IdentityId).toBe(IdentityId);
    }
    const asked = { IdentityPoolId, DeveloperUserIdentifier: "bob", MaxResults: 2 };
    const first = await identity.send(new LookupDeveloperIdentityCommand(asked));
    expect(first).toMatchObject({ IdentityId, DeveloperUserIdentifierList: ["ada", "bob"], NextToken: expect.any(String) });
    const next = { IdentityPoolId, IdentityId, NextToken: first.NextToken };
    const second = await identity.send(new LookupDeveloperIdentityCommand(next));
    expect(second).toMatchObject({ IdentityId, DeveloperUserIdentifierList: ["carol"] });
    expect(second.NextToken).toBeUndefined();
  });

  it("take a user's id away: its tokens give nothing any more", async () => {
    const world = await backend();
    const { identity, anybody, IdentityPoolId } = world;
    const { IdentityId, Token } = await known(world, "ada");
    const unlinked = { IdentityPoolId, IdentityId, DeveloperProviderName: "backend", DeveloperUserIdentifier: "ada" };
    await identity.send(new UnlinkDeveloperIdentityCommand(unlinked));
    const given = anybody.send(new GetCredentialsForIdentityCommand({ IdentityId, Logins: { [OURS]: Token } }));
    await expect(given).rejects.toMatchObject({ name: "NotAuthorizedException" });
    expect((await known(world, "ada")).IdentityId).not.toBe(IdentityId);
  });
});
