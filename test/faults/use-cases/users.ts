import type { ExportedUser } from "rockpool";
import { ada, invited, named, signedIn, signedUp, type UseCases, type World } from "../world.ts";

const identity = { providerName: "Login", providerAttributeName: "Cognito_Subject", providerAttributeValue: "7" };

async function linked(world: World): Promise<void> {
  await world.signedIn(ada);
  await world.pool.users.linkProvider({ destinationUser: "ada", sourceUser: identity });
}

async function all<T>(some: AsyncIterable<T>): Promise<readonly T[]> {
  const found: T[] = [];
  for await (const one of some) found.push(one);
  return found;
}

/** ada, as another pool has her. */
async function exported({ rockpool }: World): Promise<readonly ExportedUser[]> {
  const elsewhere = await rockpool.ensureUserPool({ poolName: "elsewhere" });
  await elsewhere.jwks();
  await elsewhere.users.create(invited);
  return all(elsewhere.users.export());
}

/** Of an administrator with users. */
export const users: UseCases = {
  "PoolUsers.create": { act: ({ pool }) => pool.users.create(invited), again: "UsernameExistsException" },
  "PoolUsers.create, invited": {
    act: ({ pool }) => pool.users.create({ username: "ada", attributes: ada.attributes }),
    again: "UsernameExistsException",
  },
  "PoolUsers.create, invited again": {
    before: ({ pool }) => pool.users.create({ ...invited, attributes: ada.attributes }),
    act: ({ pool }) => pool.users.create({ username: "ada", messageAction: "RESEND" }),
  },
  "PoolUsers.get": { before: signedIn, act: ({ pool }) => pool.users.get("ada"), plans: 0 },
  "PoolUsers.list": { before: signedIn, act: ({ pool }) => pool.users.list(), plans: 0 },
  "PoolUsers.list, by a filter": {
    before: signedIn,
    act: ({ pool }) => pool.users.list({ filter: 'email = "ada@example.com"' }),
    plans: 0,
  },
  "PoolUsers.listAuthEvents": {
    before: signedIn,
    act: ({ pool }) => pool.users.listAuthEvents({ username: "ada" }),
    plans: 0,
  },
  "PoolUsers.export": { before: signedIn, act: ({ pool }) => all(pool.users.export()), plans: 0 },
  "PoolUsers.import": { before: exported, act: ({ pool }, records) => pool.users.import(records) },
  "PoolUsers.confirm": {
    before: signedUp,
    act: ({ pool }) => pool.users.confirm("ada"),
    again: "NotAuthorizedException",
  },
  "PoolUsers.setPassword": {
    before: signedIn,
    act: ({ pool }) => pool.users.setPassword({ ...named, permanent: true }),
  },
  "PoolUsers.resetPassword": { before: signedIn, act: ({ pool }) => pool.users.resetPassword("ada") },
  "PoolUsers.updateAttributes": {
    before: signedIn,
    act: ({ pool }) => pool.users.updateAttributes({ username: "ada", attributes: { email: "new@example.com" } }),
  },
  "PoolUsers.deleteAttributes": {
    before: signedIn,
    act: ({ pool }) => pool.users.deleteAttributes({ username: "ada", attributeNames: ["email"] }),
  },
  "PoolUsers.linkProvider": {
    before: signedIn,
    act: ({ pool }) => pool.users.linkProvider({ destinationUser: "ada", sourceUser: identity }),
  },
  "PoolUsers.disableProvider": {
    before: linked,
    act: ({ pool }) => pool.users.disableProvider(identity),
    again: "UserNotFoundException",
  },
  "PoolUsers.disableProvider, the password": {
    before: signedIn,
    act: ({ pool }) => pool.users.disableProvider({ ...identity, providerName: "Cognito", providerAttributeValue: "ada" }),
  },
  "PoolUsers.disable": { before: signedIn, act: ({ pool }) => pool.users.disable("ada") },
  "PoolUsers.enable": {
    before: async (world) => {
      await world.signedIn(ada);
      await world.pool.users.disable("ada");
    },
    act: ({ pool }) => pool.users.enable("ada"),
  },
  "PoolUsers.signOutEverywhere": { before: signedIn, act: ({ pool }) => pool.users.signOutEverywhere("ada") },
  "PoolUsers.delete": {
    before: signedIn,
    act: ({ pool }) => pool.users.delete("ada"),
    again: "UserNotFoundException",
  },
};
