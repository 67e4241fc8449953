import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersInGroupCommand,
  paginateAdminListGroupsForUser,
  paginateListGroups,
  paginateListUsersInGroup,
  UpdateGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { describe, expect, it } from "vitest";
import { type AwsWorld, awsWorld } from "../world.ts";

const RoleArn = "arn:aws:iam::123456789012:role/editors";
const groupNotFound = { name: "ResourceNotFoundException", message: "Group not found." };
const userNotFound = { name: "UserNotFoundException", message: "User does not exist." };

const editors = ({ pool }: AwsWorld) => ({ UserPoolId: pool.userPoolId, GroupName: "editors" });

describe("CreateGroup, GetGroup, UpdateGroup, DeleteGroup, by the AWS SDK", () => {
  it("make a group, change what is given, and take it away", async () => {
    const world = await awsWorld();
    const { aws, clock } = world;
    const of = editors(world);
    const made = new Date(clock());
    const { Group } = await aws.send(new CreateGroupCommand({ ...of, Description: "They edit", RoleArn, Precedence: 0 }));
    const group = { ...of, Description: "They edit", RoleArn, Precedence: 0, CreationDate: made, LastModifiedDate: made };
    expect(Group).toEqual(group);
    expect((await aws.send(new GetGroupCommand(of))).Group).toEqual(group);
    clock.advance({ minutes: 1 });
    const changed = { ...group, Precedence: 7, LastModifiedDate: new Date(clock()) };
    expect((await aws.send(new UpdateGroupCommand({ ...of, Precedence: 7 }))).Group).toEqual(changed);
    await aws.send(new DeleteGroupCommand(of));
    await expect(aws.send(new GetGroupCommand(of))).rejects.toMatchObject(groupNotFound);
  });

  it("leave out what a group has not", async () => {
    const world = await awsWorld();
    const { Group = {} } = await world.aws.send(new CreateGroupCommand(editors(world)));
    expect(Object.keys(Group).sort()).toEqual(["CreationDate", "GroupName", "LastModifiedDate", "UserPoolId"]);
  });

  it("answer what is wrong as the SDK's typed exceptions", async () => {
    const world = await awsWorld();
    const { aws } = world;
    const of = editors(world);
    await expect(aws.send(new UpdateGroupCommand({ ...of, Precedence: 1 }))).rejects.toMatchObject(groupNotFound);
    await expect(aws.send(new DeleteGroupCommand(of))).rejects.toMatchObject(groupNotFound);
    await aws.send(new CreateGroupCommand(of));
    await expect(aws.send(new CreateGroupCommand(of))).rejects.toMatchObject({
      name: "GroupExistsException",
      message: "A group with the name already exists",
    });
    const noArn = aws.send(new UpdateGroupCommand({ ...of, RoleArn: "no arn of at least twenty" }));
    await expect(noArn).rejects.toMatchObject({ name: "InvalidParameterException" });
    const UserPoolId = "us-east-1_AAAAAAAAA";
    const noPool = aws.send(new CreateGroupCommand({ ...of, UserPoolId }));
    await expect(noPool).rejects.toMatchObject({ name: "ResourceNotFoundException" });
  });
});

describe("AdminAddUserToGroup, AdminRemoveUserFromGroup, by the AWS SDK", () => {
  it("change who is in a group, which the next tokens say", async () => {
    const world = await awsWorld();
    const { aws, pool, client } = world;
    const { username: Username, password } = await world.signedIn();
    const of = { ...editors(world), Username };
    const groupsOf = async () => {
      const result = await client.signIn({ username: Username, password });
      if (result.outcome !== "signedIn") throw new Error("tokens were expected");
      return (await pool.verify(result.tokens.accessToken, { tokenUse: "access", clientId: null }))["cognito:groups"];
    };
    await aws.send(new CreateGroupCommand(editors(world)));
    await aws.send(new AdminAddUserToGroupCommand(of));
    await aws.send(new AdminAddUserToGroupCommand(of));
    expect(await groupsOf()).toEqual(["editors"]);
    await aws.send(new AdminRemoveUserFromGroupCommand(of));
    await aws.send(new AdminRemoveUserFromGroupCommand(of));
    expect(await groupsOf()).toBeUndefined();
  });

  it("answer that there is no such group, or nobody of that name", async () => {
    const world = await awsWorld();
    const { aws } = world;
    const { username } = await world.signedIn();
    const of = { ...editors(world), Username: username };
    await expect(aws.send(new AdminAddUserToGroupCommand(of))).rejects.toMatchObject(groupNotFound);
    await expect(aws.send(new AdminRemoveUserFromGroupCommand(of))).rejects.toMatchObject(groupNotFound);
    await aws.send(new CreateGroupCommand(editors(world)));
    const nobody = { ...of, Username: "nobody" };
    await expect(aws.send(new AdminAddUserToGroupCommand(nobody))).rejects.toMatchObject(userNotFound);
    await expect(aws.send(new AdminRemoveUserFromGroupCommand(nobody))).rejects.toMatchObject(userNotFound);
  });
});

describe("ListGroups, AdminListGroupsForUser, ListUsersInGroup, by the AWS SDK", () => {
  const names = ["a", "b", "c", "d", "e"];

  /** Five groups with Ada in all of them, and five users in the first. */
  async function five() {
    const world = await awsWorld();
    const users = await Promise.all(
      names.map((name) => world.pool.users.create({ username: `ada-${name}`, messageAction: "SUPPRESS" })),
    );
    for (const groupName of names) {
      await world.pool.groups.create({ groupName, precedence: 1 });
      await world.pool.groups.addUser({ groupName, username: "ada-a" });
    }
    for (const { username } of users) await world.pool.groups.addUser({ groupName: "a", username });
    return { ...world, UserPoolId: world.pool.userPoolId };
  }

  it("page through all there are, each once", async () => {
    const { aws, UserPoolId } = await five();
    const config = { client: aws, pageSize: 2 };
    const groups: (string | undefined)[][] = [];
    for await (const page of paginateListGroups(config, { UserPoolId })) {
      groups.push((page.Groups ?? []).map(({ GroupName }) => GroupName));
    }
    expect(groups).toEqual([["a", "b"], ["c", "d"], ["e"]]);

    const ofUser: (string | undefined)[][] = [];
    for await (const page of paginateAdminListGroupsForUser(config, { UserPoolId, Username: "ada-a" })) {
      ofUser.push((page.Groups ?? []).map(({ GroupName }) => GroupName));
    }
    expect(ofUser).toEqual(groups);

    const members: (string | undefined)[][] = [];
    for await (const page of paginateListUsersInGroup(config, { UserPoolId, GroupName: "a" })) {
      members.push((page.Users ?? []).map(({ Username }) => Username));
    }
    expect(members.length).toBeGreaterThan(2);
    expect(members.flat().sort()).toEqual(names.map((name) => `ada-${name}`));
  });

  it("answer groups and users in full", async () => {
    const { aws, pool, clock, UserPoolId } = await five();
    const now = new Date(clock());
    const group = { UserPoolId, GroupName: "a", Precedence: 1, CreationDate: now, LastModifiedDate: now };
    const { $metadata, ...page } = await aws.send(new ListGroupsCommand({ UserPoolId, Limit: 1 }));
    expect(page).toEqual({ Groups: [group], NextToken: expect.any(String) });
    const ofUser = await aws.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: "ada-a" }));
    expect(ofUser.Groups?.[0]).toEqual(group);
    expect(ofUser).not.toHaveProperty("NextToken");
    const { Users } = await aws.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: "b" }));
    expect(Users).toEqual([
      {
        Username: "ada-a",
        Attributes: [{ Name: "sub", Value: (await pool.users.get("ada-a")).sub }],
        Enabled: true,
        UserStatus: "FORCE_CHANGE_PASSWORD",
        UserCreateDate: now,
        UserLastModifiedDate: now,
      },
    ]);
  });

  it("answer what is wrong as the SDK's typed exceptions", async () => {
    const { aws, UserPoolId } = await five();
    const noGroup = aws.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: "none" }));
    await expect(noGroup).rejects.toMatchObject(groupNotFound);
    const nobody = aws.send(new AdminListGroupsForUserCommand({ UserPoolId, Username: "nobody" }));
    await expect(nobody).rejects.toMatchObject(userNotFound);
    const { NextToken } = await aws.send(new ListGroupsCommand({ UserPoolId, Limit: 1 }));
    const elsewhere = aws.send(new ListUsersInGroupCommand({ UserPoolId, GroupName: "a", NextToken }));
    await expect(elsewhere).rejects.toMatchObject({ name: "InvalidParameterException" });
    const tooMany = aws.send(new ListGroupsCommand({ UserPoolId, Limit: 61 }));
    await expect(tooMany).rejects.toMatchObject({ name: "InvalidParameterException" });
  });
});
