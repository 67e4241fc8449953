import type { GetCredentialsInput, IdentityPool } from "rockpool";
import { ada, type UseCases, type World } from "../world.ts";

const roleOf = (name: string): string => `arn:aws:iam::111122223333:role/${name}`;

async function identityPool({ rockpool, pool, client }: World): Promise<IdentityPool> {
  const providerName = `cognito-idp.us-east-1.amazonaws.com/${pool.userPoolId}`;
  return rockpool.ensureIdentityPool({
    identityPoolName: "test",
    allowUnauthenticatedIdentities: true,
    allowClassicFlow: true,
    developerProviderName: "backend",
    cognitoIdentityProviders: [{ providerName, clientId: client.clientId }],
    roles: { authenticated: roleOf("Auth"), unauthenticated: roleOf("Guest") },
  });
}

interface Given {
  readonly identities: IdentityPool;
  readonly logins: Readonly<Record<string, string>>;
  readonly identityId: string;
}

/** Somebody who has logged in; or a guest beside the logins of somebody who has not. */
async function given(world: World, isGuest: boolean): Promise<Given> {
  const identities = await identityPool(world);
  const { tokens } = await world.signedIn(ada);
  const logins = { [`cognito-idp.us-east-1.amazonaws.com/${world.pool.userPoolId}`]: tokens.idToken };
  const { identityId } = await identities.getId(isGuest ? {} : { logins });
  return { identities, logins, identityId };
}

const known = (world: World): Promise<Given> => given(world, false);
const guest = (world: World): Promise<Given> => given(world, true);
const credentials = ({ identities, ...input }: Given): Promise<unknown> => {
  const { identityId, logins }: GetCredentialsInput = input;
  return identities.getCredentialsForIdentity({ identityId, logins });
};

/** A backend's own user, ada, in a pool that has its keys. */
async function developers(world: World): Promise<IdentityPool> {
  const one = await identityPool(world);
  await one.developerIdentities.getOpenIdToken({ logins: { backend: "ada" } });
  return one;
}

const twoNames = { developerProviderName: "backend", sourceUserIdentifier: "lovelace", destinationUserIdentifier: "ada" };

/** Of identity pools. */
export const identityPools: UseCases = {
  "Rockpool.ensureIdentityPool, a new one": {
    act: ({ rockpool }) => rockpool.ensureIdentityPool({ identityPoolName: "new" }),
  },
  "Rockpool.ensureIdentityPool, a change": {
    before: identityPool,
    act: ({ rockpool }) => rockpool.ensureIdentityPool({ identityPoolName: "test", roles: {} }),
  },
  "Rockpool.createIdentityPool": { act: ({ rockpool }) => rockpool.createIdentityPool({ identityPoolName: "new" }) },
  "Rockpool.identityPool": {
    before: identityPool,
    act: ({ rockpool }, { identityPoolId }: IdentityPool) => rockpool.identityPool(identityPoolId),
    plans: 0,
  },
  "Rockpool.listIdentityPools": { act: ({ rockpool }) => rockpool.listIdentityPools(), plans: 0 },
  "IdentityPoolSettingsFacet.get": { before: identityPool, act: (_, one: IdentityPool) => one.settings.get(), plans: 0 },
  "IdentityPoolSettingsFacet.dates": { before: identityPool, act: (_, one: IdentityPool) => one.settings.dates(), plans: 0 },
  "IdentityPoolSettingsFacet.update": { before: identityPool, act: (_, one: IdentityPool) => one.settings.update({ roles: {} }) },
  "IdentityPool.getId, a guest": { before: identityPool, act: (_, one: IdentityPool) => one.getId() },
  "IdentityPool.getId, a first login": {
    before: guest,
    act: (_, { identities, logins }: Given) => identities.getId({ logins }),
  },
  "IdentityPool.getId, a known login": {
    before: known,
    act: (_, { identities, logins }: Given) => identities.getId({ logins }),
    plans: 0,
  },
  "IdentityPool.getCredentialsForIdentity": { before: known, act: (_, somebody: Given) => credentials(somebody), plans: 0 },
  "IdentityPool.getCredentialsForIdentity, a guest that logs in": {
    before: guest,
    act: (_, somebody: Given) => credentials(somebody),
  },
  "IdentityPool.getCredentialsForIdentity, a guest that has logged in elsewhere": {
    before: async (world) => {
      const somebody = await guest(world);
      await somebody.identities.getId({ logins: somebody.logins });
      return somebody;
    },
    act: (_, somebody: Given) => credentials(somebody),
  },
  "IdentityPool.getOpenIdToken, a guest that logs in": {
    before: async (world) => {
      const somebody = await guest(world);
      await somebody.identities.jwks();
      return somebody;
    },
    act: (_, { identities, identityId, logins }: Given) => identities.getOpenIdToken({ identityId, logins }),
  },
  "IdentityPool.issuer": { before: identityPool, act: (_, one: IdentityPool) => one.issuer(), plans: 0 },
  "IdentityPool.jwks": { before: identityPool, act: (_, one: IdentityPool) => one.jwks(), plans: 0 },
  "DeveloperIdentities.getOpenIdToken, somebody new": {
    before: developers,
    act: (_, { developerIdentities }: IdentityPool) => developerIdentities.getOpenIdToken({ logins: { backend: "bob" } }),
  },
  "DeveloperIdentities.lookup": {
    before: developers,
    act: (_, { developerIdentities }: IdentityPool) => developerIdentities.lookup({ developerUserIdentifier: "ada" }),
    plans: 0,
  },
  "DeveloperIdentities.merge": {
    before: async (world) => {
      const one = await developers(world);
      await one.developerIdentities.getOpenIdToken({ logins: { backend: "lovelace" } });
      return one;
    },
    act: (_, { developerIdentities }: IdentityPool) => developerIdentities.merge(twoNames),
  },
  "DeveloperIdentities.unlink": {
    before: async (world) => {
      const one = await developers(world);
      return [one, (await one.developerIdentities.lookup({ developerUserIdentifier: "ada" })).identityId];
    },
    act: (_, [one, identityId]: readonly [IdentityPool, string]) =>
      one.developerIdentities.unlink({ identityId, developerProviderName: "backend", developerUserIdentifier: "ada" }),
    again: "ResourceNotFoundException",
  },
  "IdentityPool.explainRole": {
    before: identityPool,
    act: (_, one: IdentityPool) => one.explainRole(),
    plans: 0,
  },
  "IdentityPool.readCredentials": {
    before: async (world) => {
      const one = await identityPool(world);
      const { identityId } = await one.getId();
      return [one, (await one.getCredentialsForIdentity({ identityId })).credentials.sessionToken];
    },
    act: (_, [one, sessionToken]: readonly [IdentityPool, string]) => one.readCredentials({ sessionToken, accessKeyId: null }),
    plans: 0,
  },
  "IdentityPoolSettingsFacet.rulesUsersDecide": {
    before: identityPool,
    act: (_, one: IdentityPool) => one.settings.rulesUsersDecide({}),
    plans: 0,
  },
  "IdentityPool.delete": {
    before: identityPool,
    act: (_, one: IdentityPool) => one.delete(),
    again: "ResourceNotFoundException",
  },
  "PoolIdentities.describe": {
    before: known,
    act: (_, { identities, identityId }: Given) => identities.identities.describe(identityId),
    plans: 0,
  },
  "PoolIdentities.list": { before: known, act: (_, { identities }: Given) => identities.identities.list(), plans: 0 },
  "PoolIdentities.delete": {
    before: known,
    act: (_, { identities, identityId }: Given) => identities.identities.delete(identityId),
    again: "ResourceNotFoundException",
  },
  "PoolIdentities.unlink": {
    before: known,
    act: (_, { identities, ...one }: Given) => identities.identities.unlink({ ...one, loginsToRemove: Object.keys(one.logins) }),
    again: "NotAuthorizedException",
  },
};
