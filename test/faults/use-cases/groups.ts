import { ada, type UseCases, type World } from "../world.ts";

const staff = { groupName: "staff" };
const membership = { ...staff, username: "ada" };

const withGroup = ({ pool }: World): Promise<unknown> => pool.groups.create(staff);
async function withBoth(world: World): Promise<void> {
  await world.pool.groups.create(staff);
  await world.signedIn(ada);
}
async function withMember(world: World): Promise<void> {
  await withBoth(world);
  await world.pool.groups.addUser(membership);
}

/** Of groups, and who is in them. */
export const groups: UseCases = {
  "PoolGroups.create": { act: ({ pool }) => pool.groups.create(staff), again: "GroupExistsException" },
  "PoolGroups.ensure, a new one": { act: ({ pool }) => pool.groups.ensure(staff) },
  "PoolGroups.ensure, a change": { before: withGroup, act: ({ pool }) => pool.groups.ensure({ ...staff, precedence: 7 }) },
  "PoolGroups.get": { before: withGroup, act: ({ pool }) => pool.groups.get("staff"), plans: 0 },
  "PoolGroups.update": { before: withGroup, act: ({ pool }) => pool.groups.update("staff", { precedence: 7 }) },
  "PoolGroups.delete": {
    before: withMember,
    act: ({ pool }) => pool.groups.delete("staff"),
    again: "ResourceNotFoundException",
  },
  "PoolGroups.list": { before: withGroup, act: ({ pool }) => pool.groups.list(), plans: 0 },
  "PoolGroups.addUser": { before: withBoth, act: ({ pool }) => pool.groups.addUser(membership) },
  "PoolGroups.removeUser": { before: withMember, act: ({ pool }) => pool.groups.removeUser(membership) },
  "PoolGroups.listUsers": { before: withMember, act: ({ pool }) => pool.groups.listUsers("staff"), plans: 0 },
  "PoolGroups.ofUser": { before: withMember, act: ({ pool }) => pool.groups.ofUser("ada"), plans: 0 },
};
