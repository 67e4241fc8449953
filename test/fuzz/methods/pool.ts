import { memory } from "rockpool/storage/memory";
import { outbox } from "rockpool/testing";
import { Rockpool } from "../classes.ts";
import { invalid, type Methods } from "../world.ts";

/** Of pools and their settings. */
export const poolMethods: Methods = {
  "Rockpool.open": {
    call: (_, options) => Rockpool.open(options),
    valid: [{ storage: memory(), baseUrl: "https://auth.test", delivery: outbox() }],
    codes: [invalid, "MasterKeyException", "StorageUnavailableException"],
  },
  "Rockpool.ensureUserPool": {
    call: async ({ rockpool }, options) => {
      const pool = await rockpool.ensureUserPool(options);
      // The keys of a new pool are made in the background: no later refusal is to be taken for their plan.
      await pool.jwks();
    },
    valid: [{ poolName: "test", passwordPolicy: { minimumLength: 9 }, key: "test", reset: ["issuer"], revision: 3 }],
    codes: [invalid, "FrozenSettingException"],
  },
  "Rockpool.createUserPool": {
    call: async ({ rockpool }, options, where) => {
      const pool = await rockpool.createUserPool(options, where);
      await pool.jwks();
    },
    valid: [{ poolName: "test", passwordPolicy: { minimumLength: 9 } }, { region: "eu-west-1" }],
    codes: [invalid],
  },
  "Rockpool.appClient": {
    call: ({ rockpool }, id) => rockpool.appClient(id),
    valid: ["a".repeat(26)],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "Rockpool.diffUserPool": {
    call: ({ rockpool }, options) => rockpool.diffUserPool(options),
    valid: [{ poolName: "test", autoVerifiedAttributes: ["email"], issuer: "https://id.example.com" }],
    codes: [invalid],
  },
  "Rockpool.userPool": {
    call: ({ rockpool }, id) => rockpool.userPool(id),
    valid: ["us-east-1_aB3dE5fG7"],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "Rockpool.maintain": { call: ({ rockpool }, options) => rockpool.maintain(options), valid: [{ maxMs: 1 }], codes: [invalid] },
  "Rockpool.check": { call: ({ rockpool }) => rockpool.check(), valid: [], codes: [] },
  "Rockpool.restoreDone": { call: ({ rockpool }) => rockpool.restoreDone(), valid: [], codes: [] },
  "PoolSettings.get": { call: ({ pool }) => pool.settings.get(), valid: [], codes: [] },
  "PoolSettings.dates": { call: ({ pool }) => pool.settings.dates(), valid: [], codes: [] },
  "PoolSettings.tag": { call: ({ pool }, tags) => pool.settings.tag(tags), valid: [{ team: "identity" }], codes: [invalid] },
  "PoolSettings.untag": { call: ({ pool }, keys) => pool.settings.untag(keys), valid: [["team"]], codes: [invalid] },
  "UserPool.jwks": { call: ({ pool }) => pool.jwks(), valid: [], codes: [] },
  "UserPool.discovery": {
    call: ({ pool }, endpoints) => pool.discovery(endpoints),
    valid: [{ authorizationEndpoint: "https://auth.test/authorize", tokenEndpoint: "https://auth.test/token" }],
    codes: [invalid],
  },
  "UserPool.issuer": { call: ({ pool }) => pool.issuer(), valid: [], codes: [] },
  "UserPool.verify": {
    call: ({ pool }, token, options) => pool.verify(token, options),
    valid: ["e30.e30.AAAA", { tokenUse: "access", clientId: null }],
    codes: [invalid, "NotAuthorizedException"],
  },
  "Rockpool.subscribe": {
    call: async ({ rockpool }, listener) => rockpool.subscribe(listener)(),
    valid: [() => {}],
    codes: [invalid],
  },
  "UserPool.isRevoked": {
    call: ({ pool }, claims) => pool.isRevoked(claims),
    valid: [{ sub: "5f0a7a0e-6a0b-4c8e-9a53-0d2b5f7a1c11", client_id: "x", aud: "x", origin_jti: "x" }],
    codes: [invalid],
  },
  "Rockpool.listUserPools": {
    call: ({ rockpool }, page) => rockpool.listUserPools(page),
    valid: [{ limit: 7, nextToken: `rppt_${"A".repeat(43)}` }],
    codes: [invalid],
  },
  "UserPool.delete": { call: ({ protectedPool }) => protectedPool.delete(), valid: [], codes: [invalid] },
  "PoolSettings.update": {
    call: ({ pool }, patch) => pool.settings.update(patch),
    valid: [
      {
        passwordPolicy: { minimumLength: 9 },
        schema: { "custom:tier": { attributeDataType: "Number" } },
        userPoolTags: { stage: "test" },
        verificationMessageTemplate: { emailMessage: "{####}" },
        accountRecoverySetting: { recoveryMechanisms: [{ name: "verified_email", priority: 1 }] },
      },
    ],
    codes: [invalid, "FrozenSettingException"],
  },
};
