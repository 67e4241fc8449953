import fc from "fast-check";
import type { ProviderUser } from "rockpool";
import { disableProvider, linkProvider, takePassword } from "../administrators.ts";
import { createGroup, deleteGroup, setGroup } from "../groups.ts";
import { seldom } from "./applications.ts";
import { anybody, groupNames, type Step } from "./step.ts";

const identities = fc.constantFrom("person 1", "person 2");
const identityOf = (value: string): ProviderUser => ({
  providerName: "Login",
  providerAttributeName: "Cognito_Subject",
  providerAttributeValue: value,
});

/** What somebody belongs to: groups, and who they are elsewhere. */
export const ofBelonging: readonly fc.Arbitrary<Step>[] = [
  groupNames.map((groupName) => ({
    words: `groups.create(${groupName})`,
    predict: (model) => createGroup(model, groupName),
    act: ({ pool }) => pool.groups.create({ groupName }),
  })),
  seldom(
    groupNames.map((groupName) => ({
      words: `groups.delete(${groupName})`,
      predict: (model) => deleteGroup(model, groupName),
      act: ({ pool }) => pool.groups.delete(groupName),
    })),
  ),
  fc.tuple(anybody, groupNames, fc.boolean()).map(([username, groupName, isIn]) => ({
    words: `groups.${isIn ? "addUser" : "removeUser"}(${username}, ${groupName})`,
    predict: (model) => setGroup(model, username, groupName, isIn),
    act: ({ pool }) => (isIn ? pool.groups.addUser({ username, groupName }) : pool.groups.removeUser({ username, groupName })),
  })),
  fc.tuple(anybody, identities).map(([username, identity]) => ({
    words: `users.linkProvider(${username}, ${identity})`,
    predict: (model) => linkProvider(model, username, identity),
    act: ({ pool }) => pool.users.linkProvider({ destinationUser: username, sourceUser: identityOf(identity) }),
  })),
  identities.map((identity) => ({
    words: `users.disableProvider(${identity})`,
    predict: (model) => disableProvider(model, identity),
    act: ({ pool }) => pool.users.disableProvider(identityOf(identity)),
  })),
  seldom(
    anybody.map((username) => ({
      words: `users.disableProvider(Cognito, ${username})`,
      predict: (model) => takePassword(model, username),
      act: ({ pool }) => pool.users.disableProvider({ ...identityOf(username), providerName: "Cognito" }),
    })),
  ),
];
