import { invalid, type Methods, nobody } from "../world.ts";

const noGroup = [invalid, "ResourceNotFoundException"];
const roleArn = "arn:aws:iam::123456789012:role/staff";

/** Of groups. */
export const groupsMethods: Methods = {
  "PoolGroups.create": {
    call: ({ pool }, options) => pool.groups.create(options),
    valid: [{ groupName: "staff", description: "All of them", roleArn, precedence: 7 }],
    codes: [invalid, "GroupExistsException"],
  },
  "PoolGroups.ensure": {
    call: ({ pool }, options) => pool.groups.ensure(options),
    valid: [{ groupName: "admins", description: null, roleArn, precedence: 7 }],
    codes: [invalid],
  },
  "PoolGroups.get": { call: ({ pool }, name) => pool.groups.get(name), valid: ["admins"], codes: noGroup },
  "PoolGroups.update": {
    call: ({ pool }, name, patch) => pool.groups.update(name, patch),
    valid: ["admins", { description: null, roleArn, precedence: 7 }],
    codes: noGroup,
  },
  "PoolGroups.delete": { call: ({ pool }, name) => pool.groups.delete(name), valid: ["admins"], codes: noGroup },
  "PoolGroups.list": { call: ({ pool }, page) => pool.groups.list(page), valid: [{ limit: 9 }], codes: [invalid] },
  "PoolGroups.addUser": {
    call: ({ pool }, input) => pool.groups.addUser(input),
    valid: [{ groupName: "admins", username: "ada" }],
    codes: [...noGroup, "UserNotFoundException"],
  },
  "PoolGroups.removeUser": {
    call: ({ pool }, input) => pool.groups.removeUser(input),
    valid: [{ groupName: "admins", username: "ada" }],
    codes: [...noGroup, "UserNotFoundException"],
  },
  "PoolGroups.listUsers": {
    call: ({ pool }, name, page) => pool.groups.listUsers(name, page),
    valid: ["admins", { limit: 9 }],
    codes: noGroup,
  },
  "PoolGroups.ofUser": {
    call: ({ pool }, name, page) => pool.groups.ofUser(name, page),
    valid: ["ada", { limit: 9 }],
    codes: nobody,
  },
};
