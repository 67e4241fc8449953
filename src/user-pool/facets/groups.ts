import { parse } from "../../codecs/schema.ts";
import type { PoolContext } from "../context.ts";
import { addUserToGroup, type MembershipInput, removeUserFromGroup } from "../groups/change-membership.ts";
import { createGroup } from "../groups/create-group.ts";
import { deleteGroup } from "../groups/delete-group.ts";
import { ensureGroup } from "../groups/ensure-group.ts";
import { getGroup } from "../groups/get-group.ts";
import { type Group, type GroupOptions, type GroupPatch, groupNameSchema } from "../groups/group.ts";
import { type GroupPage, listGroups } from "../groups/list-groups.ts";
import { listGroupsOfUser } from "../groups/list-groups-of-user.ts";
import { type GroupUsersPage, listUsersInGroup } from "../groups/list-users-in-group.ts";
import type { PageInput } from "../groups/page.ts";
import { updateGroup } from "../groups/update-group.ts";
import { administer, operate, type PoolServices } from "../services.ts";
import { usernameSchema } from "../users/username.ts";

/** The groups of a pool, and who is in them. */
export class PoolGroups {
  readonly #services: PoolServices;
  readonly #poolId: string;

  /** @internal */
  constructor(services: PoolServices, poolId: string) {
    this.#services = services;
    this.#poolId = poolId;
  }

  /** Cognito's `CreateGroup`. @throws `InvalidParameterException`, `GroupExistsException` */
  async create(options: GroupOptions): Promise<Group> {
    return this.#write("CreateGroup", options?.groupName, (context) => createGroup(context, options));
  }

  /**
   * The group of this name: created (Cognito's `CreateGroup`), or brought to what is written. A member that is not written stays,
   * `null` clears it, and where nothing differs nothing is written.
   *
   * @throws `InvalidParameterException`
   */
  async ensure(options: GroupOptions): Promise<Group> {
    return this.#write("CreateGroup", options?.groupName, (context) => ensureGroup(context, options));
  }

  /** Cognito's `GetGroup`. @throws `ResourceNotFoundException` */
  async get(groupName: string): Promise<Group> {
    const checked = parse(groupNameSchema, groupName, "groupName");
    return this.#read("GetGroup", (context) => getGroup(context, checked));
  }

  /**
   * Cognito's `UpdateGroup`: a member that is not written stays, `null` clears it. Tokens that are issued from now on show it.
   *
   * @throws `InvalidParameterException`, `ResourceNotFoundException`
   */
  async update(groupName: string, patch: GroupPatch): Promise<Group> {
    const checked = parse(groupNameSchema, groupName, "groupName");
    return this.#write("UpdateGroup", checked, (context) => updateGroup(context, checked, patch));
  }

  /**
   * Cognito's `DeleteGroup`, also with members: all memberships end at once; what is left behind is deleted by `maintain`.
   *
   * @throws `ResourceNotFoundException`
   */
  async delete(groupName: string): Promise<void> {
    const checked = parse(groupNameSchema, groupName, "groupName");
    return this.#write("DeleteGroup", checked, (context) => deleteGroup(context, checked));
  }

  /** Cognito's `ListGroups`, in the order of names. @throws `InvalidParameterException` */
  async list(page: PageInput = {}): Promise<GroupPage> {
    return this.#read("ListGroups", (context) => listGroups(context, page));
  }

  /**
   * Cognito's `AdminAddUserToGroup`; twice is once. The next token says so.
   *
   * @throws `ResourceNotFoundException`, `UserNotFoundException`; `LimitExceededException`: the user is in 100 groups.
   */
  async addUser(input: MembershipInput): Promise<void> {
    return this.#read("AdminAddUserToGroup", (context) => addUserToGroup(context, input));
  }

  /**
   * Cognito's `AdminRemoveUserFromGroup`; who is not in it stays out. The next token says so; older ones say what they said.
   *
   * @throws `ResourceNotFoundException`, `UserNotFoundException`
   */
  async removeUser(input: MembershipInput): Promise<void> {
    return this.#read("AdminRemoveUserFromGroup", (context) => removeUserFromGroup(context, input));
  }

  /** Cognito's `ListUsersInGroup`. @throws `InvalidParameterException`, `ResourceNotFoundException` */
  async listUsers(groupName: string, page: PageInput = {}): Promise<GroupUsersPage> {
    const checked = parse(groupNameSchema, groupName, "groupName");
    return this.#read("ListUsersInGroup", (context) => listUsersInGroup(context, checked, page));
  }

  /** The groups a user is in (Cognito's `AdminListGroupsForUser`). @throws `InvalidParameterException`, `UserNotFoundException` */
  async ofUser(username: string, page: PageInput = {}): Promise<GroupPage> {
    const checked = parse(usernameSchema, username, "username");
    return this.#read("AdminListGroupsForUser", (context) => listGroupsOfUser(context, checked, page));
  }

  #read<R>(operation: string, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    return operate(this.#services, this.#poolId, operation, useCase);
  }

  /** What changes a group is seen by the next sign-in of this process, also when nobody knows whether it was committed. */
  async #write<R>(operation: string, groupName: string, useCase: (context: PoolContext) => Promise<R>): Promise<R> {
    try {
      return await administer(this.#services, this.#poolId, { operation, subject: groupName }, useCase);
    } finally {
      this.#services.groups.forget(this.#poolId);
    }
  }
}
