import { invalid, type Methods } from "../world.ts";

const identityId = "us-east-1:12345678-1234-4234-8234-123456789012";
const provider = { providerName: "cognito-idp.us-east-1.amazonaws.com/us-east-1_aB3dE5fG7", clientId: "a1b2c3" };
const roleARN = "arn:aws:iam::111122223333:role/Admin";
const rules = [{ claim: "cognito:groups", matchType: "Equals", value: "admins", roleARN }];
const mapping = { type: "Rules", ambiguousRoleResolution: "Deny", rulesConfiguration: { rules } };
const settings = {
  allowUnauthenticatedIdentities: true,
  cognitoIdentityProviders: [provider],
  roles: { authenticated: roleARN },
  roleMappings: { [`${provider.providerName}:${provider.clientId}`]: mapping },
  principalTags: { [provider.providerName]: { useDefaults: false, principalTags: { tenant: "custom:tenant" } } },
  identityPoolTags: { team: "identity" },
  allowClassicFlow: true,
  developerProviderName: "backend",
  issuer: "https://identity.test",
  signingAlgorithm: "ES256",
};
const logins = { [provider.providerName]: "e30.e30.AAAA" };
const token = { limit: 7, nextToken: `rpk1_${"A".repeat(43)}` };
const notOurs = [invalid, "NotAuthorizedException"];
const nobody = [...notOurs, "ResourceNotFoundException", "InvalidIdentityPoolConfigurationException"];

const developer = { developerProviderName: "backend", developerUserIdentifier: "ada" };

/** Of identity pools. */
export const identityPoolMethods: Methods = {
  "Rockpool.ensureIdentityPool": {
    call: ({ rockpool }, options) => rockpool.ensureIdentityPool(options),
    valid: [{ identityPoolName: "test", key: "test", reset: ["roles"], revision: 3, ...settings, roles: undefined }],
    codes: [invalid],
  },
  "Rockpool.createIdentityPool": {
    call: ({ rockpool }, options, where) => rockpool.createIdentityPool(options, where),
    valid: [{ identityPoolName: "test", ...settings }, { region: "eu-west-1" }],
    codes: [invalid],
  },
  "Rockpool.identityPool": {
    call: ({ rockpool }, id) => rockpool.identityPool(id),
    valid: [identityId],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "Rockpool.listIdentityPools": {
    call: ({ rockpool }, page) => rockpool.listIdentityPools(page),
    valid: [token],
    codes: [invalid],
  },
  "IdentityPoolSettingsFacet.get": { call: ({ identityPool }) => identityPool.settings.get(), valid: [], codes: [] },
  "IdentityPoolSettingsFacet.dates": { call: ({ identityPool }) => identityPool.settings.dates(), valid: [], codes: [] },
  "IdentityPoolSettingsFacet.update": {
    call: ({ identityPool }, patch) => identityPool.settings.update(patch),
    valid: [settings],
    codes: [invalid],
  },
  "IdentityPool.getId": {
    call: ({ identityPool }, input) => identityPool.getId(input),
    valid: [{ logins }],
    codes: notOurs,
  },
  "IdentityPool.getCredentialsForIdentity": {
    call: ({ identityPool }, input) => identityPool.getCredentialsForIdentity(input),
    valid: [{ identityId, logins, customRoleArn: roleARN }],
    codes: nobody,
  },
  "IdentityPool.getOpenIdToken": {
    call: ({ identityPool }, input) => identityPool.getOpenIdToken(input),
    valid: [{ identityId, logins }],
    codes: nobody,
  },
  "IdentityPool.issuer": { call: ({ identityPool }) => identityPool.issuer(), valid: [], codes: [] },
  "IdentityPool.jwks": { call: ({ identityPool }) => identityPool.jwks(), valid: [], codes: [] },
  "DeveloperIdentities.getOpenIdToken": {
    call: ({ identityPool }, input) => identityPool.developerIdentities.getOpenIdToken(input),
    valid: [{ logins: { backend: "ada" }, identityId, principalTags: { team: "red" }, tokenDuration: 900 }],
    codes: [...nobody, "DeveloperUserAlreadyRegisteredException"],
  },
  "DeveloperIdentities.lookup": {
    call: ({ identityPool }, input) => identityPool.developerIdentities.lookup(input),
    valid: [{ identityId, developerUserIdentifier: "ada" }],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "DeveloperIdentities.merge": {
    call: ({ identityPool }, input) => identityPool.developerIdentities.merge(input),
    valid: [{ developerProviderName: "backend", sourceUserIdentifier: "ada", destinationUserIdentifier: "lovelace" }],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "DeveloperIdentities.unlink": {
    call: ({ identityPool }, input) => identityPool.developerIdentities.unlink(input),
    valid: [{ identityId, ...developer }],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "IdentityPool.explainRole": {
    call: ({ identityPool }, input) => identityPool.explainRole(input),
    valid: [{ logins: {}, customRoleArn: "arn:aws:iam::111122223333:role/Auth" }],
    codes: [invalid, "NotAuthorizedException", "ResourceNotFoundException"],
  },
  "IdentityPool.readCredentials": {
    call: ({ identityPool }, input) => identityPool.readCredentials(input),
    valid: [{ sessionToken: "rpst1.a.b.c", accessKeyId: null }],
    codes: [invalid, "UnrecognizedClientException", "ResourceNotFoundException"],
  },
  "IdentityPoolSettingsFacet.rulesUsersDecide": {
    call: ({ identityPool }, writable) => identityPool.settings.rulesUsersDecide(writable),
    valid: [{ provider: ["email"] }],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "IdentityPool.delete": { call: ({ identityPool }) => identityPool.delete(), valid: [], codes: ["ResourceNotFoundException"] },
  "PoolIdentities.describe": {
    call: ({ identityPool }, id) => identityPool.identities.describe(id),
    valid: [identityId],
    codes: nobody,
  },
  "PoolIdentities.list": {
    call: ({ identityPool }, page) => identityPool.identities.list(page),
    valid: [{ ...token, hideDisabled: true }],
    codes: [invalid],
  },
  "PoolIdentities.delete": {
    call: ({ identityPool }, id) => identityPool.identities.delete(id),
    valid: [identityId],
    codes: nobody,
  },
  "PoolIdentities.unlink": {
    call: ({ identityPool }, input) => identityPool.identities.unlink(input),
    valid: [{ identityId, logins, loginsToRemove: [provider.providerName] }],
    codes: nobody,
  },
};
