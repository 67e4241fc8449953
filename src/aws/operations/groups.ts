import type { Group, GroupPatch } from "../../user-pool/groups/group.ts";
import { type Operation, type OperationTable, present, seconds } from "../operation.ts";
import { userType } from "./users.ts";

interface OfPool {
  readonly UserPoolId: string;
}

interface OfGroup extends OfPool {
  readonly GroupName: string;
}

interface OfMember extends OfGroup {
  readonly Username: string;
}

interface Page {
  readonly Limit?: number;
  readonly NextToken?: string;
}

interface Settings {
  readonly Description?: string;
  readonly RoleArn?: string;
  readonly Precedence?: number;
}

/** Cognito's `GroupType`. */
function groupType({ UserPoolId }: OfPool, group: Group): object {
  return present({
    GroupName: group.groupName,
    UserPoolId,
    Description: group.description ?? undefined,
    RoleArn: group.roleArn ?? undefined,
    Precedence: group.precedence ?? undefined,
    LastModifiedDate: seconds(group.lastModifiedDate),
    CreationDate: seconds(group.creationDate),
  });
}

function settingsOf({ Description, RoleArn, Precedence }: Settings): GroupPatch {
  return { description: Description, roleArn: RoleArn, precedence: Precedence };
}

function pageOf({ Limit: limit, NextToken: nextToken }: Page) {
  return { limit, nextToken };
}

const createGroup: Operation<OfGroup & Settings> = async (call, input) => {
  const { groups } = await call.pool(input.UserPoolId);
  return { Group: groupType(input, await groups.create({ groupName: input.GroupName, ...settingsOf(input) })) };
};

const getGroup: Operation<OfGroup> = async (call, input) => {
  const { groups } = await call.pool(input.UserPoolId);
  return { Group: groupType(input, await groups.get(input.GroupName)) };
};

const updateGroup: Operation<OfGroup & Settings> = async (call, input) => {
  const { groups } = await call.pool(input.UserPoolId);
  return { Group: groupType(input, await groups.update(input.GroupName, settingsOf(input))) };
};

const deleteGroup: Operation<OfGroup> = async (call, { UserPoolId, GroupName }) => {
  const { groups } = await call.pool(UserPoolId);
  await groups.delete(GroupName);
  return undefined;
};

const listGroups: Operation<OfPool & Page> = async (call, input) => {
  const pool = await call.pool(input.UserPoolId);
  const { groups, nextToken } = await pool.groups.list(pageOf(input));
  return present({ Groups: groups.map((group) => groupType(input, group)), NextToken: nextToken ?? undefined });
};

const adminAddUserToGroup: Operation<OfMember> = async (call, { UserPoolId, GroupName: groupName, Username: username }) => {
  const { groups } = await call.pool(UserPoolId);
  await groups.addUser({ groupName, username });
  return undefined;
};

const adminRemoveUserFromGroup: Operation<OfMember> = async (call, { UserPoolId, GroupName: groupName, Username: username }) => {
  const { groups } = await call.pool(UserPoolId);
  await groups.removeUser({ groupName, username });
  return undefined;
};

const adminListGroupsForUser: Operation<OfPool & Page & { readonly Username: string }> = async (call, input) => {
  const pool = await call.pool(input.UserPoolId);
  const { groups, nextToken } = await pool.groups.ofUser(input.Username, pageOf(input));
  return present({ Groups: groups.map((group) => groupType(input, group)), NextToken: nextToken ?? undefined });
};

const listUsersInGroup: Operation<OfGroup & Page> = async (call, input) => {
  const { groups } = await call.pool(input.UserPoolId);
  const { users, nextToken } = await groups.listUsers(input.GroupName, pageOf(input));
  return present({ Users: users.map(userType), NextToken: nextToken ?? undefined });
};

/** Groups, and who is in them. */
export const groupOperations: OperationTable = {
  CreateGroup: createGroup,
  GetGroup: getGroup,
  UpdateGroup: updateGroup,
  DeleteGroup: deleteGroup,
  ListGroups: listGroups,
  AdminAddUserToGroup: adminAddUserToGroup,
  AdminRemoveUserFromGroup: adminRemoveUserFromGroup,
  AdminListGroupsForUser: adminListGroupsForUser,
  ListUsersInGroup: listUsersInGroup,
};
