import {
  DeleteIdentitiesCommand,
  DescribeIdentityCommand,
  GetIdCommand,
  ListIdentitiesCommand,
  UnlinkIdentityCommand,
} from "@aws-sdk/client-cognito-identity";
import { memory } from "rockpool/storage/memory";
import { faultyStorage } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { identityWorld } from "../identity-world.ts";

const nobody = "us-east-1:12345678-1234-4234-8234-123456789012";

describe("DescribeIdentity and ListIdentities, by the AWS SDK", () => {
  it("say by which providers somebody is known, and since when", async () => {
    const { identity, identityPool, login, providerName, clock } = await identityWorld();
    const { identityId: IdentityId } = await identityPool.getId();
    const CreationDate = new Date(clock());
    clock.advance({ minutes: 5 });
    await identityPool.getCredentialsForIdentity({ identityId: IdentityId, logins: await login() });
    const described = { IdentityId, Logins: [providerName], CreationDate, LastModifiedDate: new Date(clock()) };
    expect(await identity.send(new DescribeIdentityCommand({ IdentityId }))).toMatchObject(described);
  });

  it("list identities page by page, with those that were merged into others unless they are hidden", async () => {
    const { identity, identityPool, IdentityPoolId, login } = await identityWorld();
    const logins = await login();
    const user = await identityPool.getId({ logins });
    const merged = await identityPool.getId();
    await identityPool.getCredentialsForIdentity({ ...merged, logins });
    const guest = await identityPool.getId();
    const first = await identity.send(new ListIdentitiesCommand({ IdentityPoolId, MaxResults: 2 }));
    const second = await identity.send(new ListIdentitiesCommand({ IdentityPoolId, MaxResults: 2, NextToken: first.NextToken }));
    expect(first.IdentityPoolId).toBe(IdentityPoolId);
    const listed = [first, second].flatMap(({ Identities = [] }) => Identities.map(({ IdentityId }) => IdentityId));
    expect(listed).toEqual([user, merged, guest].map(({ identityId }) => identityId).toSorted());
    const shown = await identity.send(new ListIdentitiesCommand({ IdentityPoolId, MaxResults: 60, HideDisabled: true }));
    const ids = shown.Identities?.map(({ IdentityId }) => IdentityId);
    expect(ids).toEqual([user, guest].map(({ identityId }) => identityId).toSorted());
  });
});

describe("DeleteIdentities, by the AWS SDK", () => {
  it("deletes those of several pools, and says which it could not", async () => {
    const { identity, identityPool, rockpool } = await identityWorld();
    const another = await rockpool.createIdentityPool({ identityPoolName: "another", allowUnauthenticatedIdentities: true });
    const ids = [(await identityPool.getId()).identityId, (await another.getId()).identityId];
    const { UnprocessedIdentityIds } = await identity.send(
      new DeleteIdentitiesCommand({ IdentityIdsToDelete: [...ids, nobody] }),
    );
    expect(UnprocessedIdentityIds).toEqual([{ IdentityId: nobody, ErrorCode: "AccessDenied" }]);
    for (const IdentityId of ids) {
      await expect(identity.send(new DescribeIdentityCommand({ IdentityId }))).rejects.toMatchObject({
        name: "ResourceNotFoundException",
        message: `Identity '${IdentityId}' not found.`,
      });
    }
  });

  it("takes one that is named twice for one", async () => {
    const { identity, identityPool } = await identityWorld();
    const { identityId } = await identityPool.getId();
    const command = new DeleteIdentitiesCommand({ IdentityIdsToDelete: [identityId, identityId] });
    expect((await identity.send(command)).UnprocessedIdentityIds).toEqual([]);
  });

  it("goes on where one cannot be deleted, and tells the operator", async () => {
    const storage = faultyStorage(memory());
    const told: unknown[] = [];
    const world = { storage, rockpool: { settingsMaxAgeSeconds: 0 } };
    const { identity, identityPool } = await identityWorld({}, { world, face: { onError: (error) => told.push(error) } });
    const [one, two] = [await identityPool.getId(), await identityPool.getId()];
    storage.failCall(1);
    const IdentityIdsToDelete = [one.identityId, two.identityId];
    const { UnprocessedIdentityIds } = await identity.send(new DeleteIdentitiesCommand({ IdentityIdsToDelete }));
    expect(UnprocessedIdentityIds).toEqual([{ IdentityId: one.identityId, ErrorCode: "InternalServerError" }]);
    expect(told).toMatchObject([{ code: "StorageUnavailableException" }]);
    await expect(identityPool.identities.describe(two.identityId)).rejects.toMatchObject({ code: "ResourceNotFoundException" });
  });
});

describe("UnlinkIdentity, by the AWS SDK without keys", () => {
  it("takes a login away from whoever has it: it is somebody new then", async () => {
    const { anybody, identityPool, IdentityPoolId, login, providerName } = await identityWorld();
    const Logins = await login();
    const { IdentityId } = await anybody.send(new GetIdCommand({ IdentityPoolId, Logins }));
    const command = { IdentityId, Logins, LoginsToRemove: [providerName] };
    await anybody.send(new UnlinkIdentityCommand(command));
    expect((await identityPool.identities.describe(IdentityId ?? "")).logins).toEqual([]);
    expect((await anybody.send(new GetIdCommand({ IdentityPoolId, Logins }))).IdentityId).not.toBe(IdentityId);
    await expect(anybody.send(new UnlinkIdentityCommand(command))).rejects.toMatchObject({ name: "NotAuthorizedException" });
  });
});
