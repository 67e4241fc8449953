import { generateKeyPairSync } from "node:crypto";
import { invalid, type Methods, nobody, password } from "../world.ts";

const identity = { providerName: "Login", providerAttributeName: "Cognito_Subject", providerAttributeValue: "7" };

const { publicKey, privateKey } = generateKeyPairSync("x25519");
const sealTo = publicKey.export({ format: "jwk" });
const openWith = privateKey.export({ format: "jwk" });

/** Of an administrator of users. */
export const usersMethods: Methods = {
  "PoolUsers.create": {
    call: ({ pool }, input) => pool.users.create(input),
    valid: [
      {
        ...{ username: "bob", temporaryPassword: password, attributes: { email: "bob@example.com" }, messageAction: "SUPPRESS" },
        ...{ clientMetadata: { from: "console" }, validationData: { by: "admin" } },
      },
    ],
    codes: [invalid, "InvalidPasswordException", "UsernameExistsException"],
  },
  "PoolUsers.setPassword": {
    call: ({ pool }, input) => pool.users.setPassword(input),
    valid: [{ username: "ada", password, permanent: true }],
    codes: [...nobody, "InvalidPasswordException"],
  },
  "PoolUsers.get": { call: ({ pool }, name) => pool.users.get(name), valid: ["ada"], codes: nobody },
  "PoolUsers.confirm": {
    call: ({ pool }, name) => pool.users.confirm(name),
    valid: ["ada"],
    codes: [...nobody, "NotAuthorizedException"],
  },
  "PoolUsers.disable": { call: ({ pool }, name) => pool.users.disable(name), valid: ["ada"], codes: nobody },
  "PoolUsers.enable": { call: ({ pool }, name) => pool.users.enable(name), valid: ["ada"], codes: nobody },
  "PoolUsers.signOutEverywhere": { call: ({ pool }, name) => pool.users.signOutEverywhere(name), valid: ["ada"], codes: nobody },
  "PoolUsers.delete": { call: ({ pool }, name) => pool.users.delete(name), valid: ["eve"], codes: nobody },
  "PoolUsers.resetPassword": {
    call: ({ pool }, name) => pool.users.resetPassword(name),
    valid: ["ada"],
    codes: [...nobody, "NotAuthorizedException"],
  },
  "PoolUsers.updateAttributes": {
    call: ({ pool }, input) => pool.users.updateAttributes(input),
    valid: [{ username: "ada", attributes: { email: "ada@example.org", email_verified: "true", "custom:tenant": "7" } }],
    codes: nobody,
  },
  "PoolUsers.deleteAttributes": {
    call: ({ pool }, input) => pool.users.deleteAttributes(input),
    valid: [{ username: "ada", attributeNames: ["name", "custom:tenant"] }],
    codes: nobody,
  },
  "PoolUsers.linkProvider": {
    call: ({ pool }, input) => pool.users.linkProvider(input),
    valid: [{ destinationUser: "ada", sourceUser: identity }],
    codes: [...nobody, "LimitExceededException", "AliasExistsException"],
  },
  "PoolUsers.disableProvider": { call: ({ pool }, input) => pool.users.disableProvider(input), valid: [identity], codes: nobody },
  "PoolUsers.listAuthEvents": {
    call: ({ pool }, input) => pool.users.listAuthEvents(input),
    valid: [{ username: "ada", limit: 7, nextToken: `rppt_${"A".repeat(43)}` }],
    codes: [invalid, "UserNotFoundException"],
  },
  "PoolUsers.list": {
    call: ({ pool }, input) => pool.users.list(input),
    valid: [{ filter: 'email ^= "ada"', limit: 7, paginationToken: `rppt_${"A".repeat(43)}`, attributesToGet: ["email"] }],
    codes: [invalid],
  },
  "PoolUsers.export": {
    call: ({ pool }, options) => drained(pool.users.export(options)),
    valid: [{ sealTo }],
    codes: [invalid],
  },
  "PoolUsers.import": {
    call: ({ pool }, record, records, options) => pool.users.import(records === "listed" ? [record] : records, options),
    valid: [
      {
        sub: "5e0ed2a1-7f1a-4a6b-9a3c-0d6f9c1b2a37",
        username: "imported",
        attributes: { email: "imported@example.com", email_verified: "true" },
        userStatus: "CONFIRMED",
        enabled: true,
        userCreateDate: "2026-01-01T00:00:00.000Z",
        userLastModifiedDate: "2026-01-01T00:00:00.000Z",
        groups: ["admins"],
        identities: [],
        passwordHash: null,
        previousPasswordHashes: [],
        temporaryPasswordUntil: null,
      },
      "listed",
      { openWith },
    ],
    codes: [invalid],
  },
};

async function drained(users: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of users);
}
