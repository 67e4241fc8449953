import {
  AdminAddUserToGroupCommand,
  AdminListGroupsForUserCommand,
  AdminRemoveUserFromGroupCommand,
  CreateGroupCommand,
  DeleteGroupCommand,
  GetGroupCommand,
  ListGroupsCommand,
  ListUsersInGroupCommand,
  UpdateGroupCommand,
} from "@aws-sdk/client-cognito-identity-provider";
import { type Capability, nobody, ofPool, reads, writes } from "./provocation.ts";
import { confirmed, type Stage } from "./stage.ts";

const GroupName = "staff";
const Username = "ada";

const aGroup = ({ pool }: Stage) => pool.groups.create({ groupName: GroupName });

async function aMember(stage: Stage): Promise<void> {
  await aGroup(stage);
  await confirmed(stage);
  await stage.pool.groups.addUser({ groupName: GroupName, username: Username });
}

export const groups: Capability = {
  CreateGroup: {
    command: ({ UserPoolId }) => new CreateGroupCommand({ UserPoolId, GroupName }),
    errors: { ...writes, ...ofPool, GroupExistsException: { before: aGroup } },
  },
  GetGroup: {
    async command(stage) {
      await aGroup(stage);
      return new GetGroupCommand({ UserPoolId: stage.UserPoolId, GroupName });
    },
    errors: { ...reads, ...ofPool },
  },
  UpdateGroup: {
    async command(stage) {
      await aGroup(stage);
      return new UpdateGroupCommand({ UserPoolId: stage.UserPoolId, GroupName, Description: "Who works here" });
    },
    errors: { ...writes, ...ofPool },
  },
  DeleteGroup: {
    async command(stage) {
      await aGroup(stage);
      return new DeleteGroupCommand({ UserPoolId: stage.UserPoolId, GroupName });
    },
    errors: { ...writes, ...ofPool },
  },
  ListGroups: {
    command: ({ UserPoolId }) => new ListGroupsCommand({ UserPoolId }),
    errors: { ...reads, ...ofPool },
  },
  AdminAddUserToGroup: {
    async command(stage) {
      await aGroup(stage);
      await confirmed(stage);
      return new AdminAddUserToGroupCommand({ UserPoolId: stage.UserPoolId, GroupName, Username });
    },
    errors: { ...writes, ...ofPool, UserNotFoundException: nobody },
  },
  AdminRemoveUserFromGroup: {
    async command(stage) {
      await aMember(stage);
      return new AdminRemoveUserFromGroupCommand({ UserPoolId: stage.UserPoolId, GroupName, Username });
    },
    errors: { ...writes, ...ofPool, UserNotFoundException: nobody },
  },
  AdminListGroupsForUser: {
    async command(stage) {
      await aMember(stage);
      return new AdminListGroupsForUserCommand({ UserPoolId: stage.UserPoolId, Username });
    },
    errors: { ...reads, ...ofPool, UserNotFoundException: nobody },
  },
  ListUsersInGroup: {
    async command(stage) {
      await aMember(stage);
      return new ListUsersInGroupCommand({ UserPoolId: stage.UserPoolId, GroupName });
    },
    errors: { ...reads, ...ofPool },
  },
};
