import { generateMasterKey, isRockpoolError, type StorageAdapter } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { countingStorage } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { directory, nameOf } from "./directory.ts";

const OURS = "cognito-identity.amazonaws.com";
const [ROUNDS, AT_ONCE, USERS] = [4, 50, 4];

/** Numbers below a limit, the same for the same seed. */
function drawn(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (state * 1_103_515_245 + 12_345) & 0x7fffffff;
    return (state >> 8) % below;
  };
}

interface Stored {
  readonly identityId: string;
  readonly mergedInto: string | null;
  readonly logins: readonly { readonly provider: string; readonly subject: string }[];
}

/** All that is stored of identities, as texts that must be the same read from either side. */
async function stored(storage: StorageAdapter) {
  const read = async (table: string) =>
    (await storage.query({ table, range: { keyPrefix: [] }, index: "primary", limit: 1_000, cursor: null })).records;
  const people = (await read("identities")).map(({ key, value }) => ({ ...value, identityId: key[1] }) as unknown as Stored);
  const listed = people.flatMap(({ identityId, logins }) => logins.map((one) => `${one.provider} ${one.subject} ${identityId}`));
  const owned = (await read("identity_logins")).map(
    ({ key: [, provider, subject], value }) => `${provider} ${subject} ${value["identityId"]}`,
  );
  const named = (await read("reserved_names")).filter(({ key }) => key[1] === "identityId").map(({ key }) => key[2] ?? "");
  return { people, listed: listed.toSorted(), owned: owned.toSorted(), named: named.toSorted() };
}

async function world(seed: number) {
  const storage = countingStorage(memory());
  const options = { storage, rockpool: { masterKey: generateMasterKey() } };
  const base = await directory({ developerProviderName: "backend" }, options);
  const { identityPool, rockpool, providerName: here, client } = base;
  const other = await rockpool.ensureUserPool({ poolName: "other" });
  const app = await other.clients.ensure({ clientName: "app", explicitAuthFlows: ["ALLOW_USER_PASSWORD_AUTH"] });
  const there = nameOf(other.userPoolId);
  await identityPool.settings.update({
    cognitoIdentityProviders: [
      { providerName: here, clientId: client.clientId },
      { providerName: there, clientId: app.clientId },
    ],
  });
  const tokens: { readonly [provider: string]: string[] } = { [here]: [], [there]: [] };
  for (let n = 0; n < USERS; n += 1) {
    const user = { username: `there-${n}`, password: "Correct horse 7!" };
    await app.signUp(user);
    await other.users.confirm(user.username);
    const signedIn = await app.signIn(user);
    if (signedIn.outcome !== "signedIn") throw new Error("they have a password only");
    tokens[there]?.push(signedIn.tokens.idToken);
    tokens[here]?.push((await base.login())[here] ?? "");
  }
  const known = [(await identityPool.getId()).identityId];
  const ours: { readonly identityId: string; readonly token: string }[] = [];
  const draw = drawn(seed);
  const oneOf = <T>(all: readonly T[]): T => all[draw(all.length)] as T;
  const keep = ({ identityId }: { readonly identityId: string }): void => void known.push(identityId);

  /** Whatever may come, of whomever. */
  async function something(): Promise<void> {
    const providers = oneOf([[here], [there], [here, there]]);
    const logins = Object.fromEntries(providers.map((name) => [name, oneOf(tokens[name] ?? [])]));
    const [identityId, user, another] = [oneOf(known), `user-${draw(USERS)}`, `user-${draw(USERS)}`];
    const token = ours.length === 0 ? undefined : oneOf(ours);
    const { identities, developerIdentities } = identityPool;
    switch (draw(9)) {
      case 0:
        return keep(await identityPool.getId());
      case 1:
        return keep(await identityPool.getId({ logins }));
      case 2:
      case 3:
        return keep(await identityPool.getCredentialsForIdentity({ identityId, logins }));
      case 4:
        return identities.unlink({ identityId, logins, loginsToRemove: [oneOf([here, there])] });
      case 5:
        return identities.delete(identityId);
      case 6:
        ours.push(await developerIdentities.getOpenIdToken({ logins: { ...logins, backend: user } }));
        return;
      case 7:
        await developerIdentities.merge({
          developerProviderName: "backend",
          sourceUserIdentifier: user,
          destinationUserIdentifier: another,
        });
        return;
      default:
        if (token === undefined) return;
        keep(await identityPool.getCredentialsForIdentity({ identityId: token.identityId, logins: { [OURS]: token.token } }));
    }
  }
  const burst = async (): Promise<readonly unknown[]> => {
    const all = await Promise.allSettled(Array.from({ length: AT_ONCE }, something));
    return all.flatMap((one) => (one.status === "rejected" ? [one.reason] : []));
  };
  return { ...base, storage, burst };
}

const refusals = [
  "NotAuthorizedException",
  "ResourceNotFoundException",
  "ResourceConflictException",
  "DeveloperUserAlreadyRegisteredException",
  // After eight tries, with nothing changed.
  "TooManyRequestsException",
] as const;

const isRefusal = (error: unknown): boolean => refusals.some((code) => isRockpoolError(error, code));

describe.each([1, 2, 3])("whatever comes at once (%i)", (seed) => {
  it("a login is of one identity, which has it, and who was merged has none; what is refused is refused for a reason", async () => {
    const { storage, burst, clock } = await world(seed);
    for (let round = 0; round < ROUNDS; round += 1) {
      expect((await burst()).filter((error) => !isRefusal(error))).toEqual([]);
      clock.advance({ seconds: 1 });
      const { people, listed, owned, named } = await stored(storage);
      expect(listed).toEqual(owned);
      expect(new Set(owned.map((one) => one.slice(0, one.lastIndexOf(" ")))).size).toBe(owned.length);
      expect(people.filter(({ mergedInto, logins }) => mergedInto !== null && logins.length > 0)).toEqual([]);
      const twice = people.filter(({ logins }) => {
        const providers = logins.map(({ provider }) => provider).filter((provider) => provider !== "@backend");
        return new Set(providers).size < providers.length;
      });
      expect(twice).toEqual([]);
      expect(named).toEqual(people.map(({ identityId }) => identityId).toSorted());
    }
  });

  it("of a pool that is deleted meanwhile nothing is left", async () => {
    const { identityPool, rockpool, storage, burst } = await world(seed);
    await burst();
    const last = burst();
    await identityPool.delete();
    expect((await last).filter((error) => !isRefusal(error))).toEqual([]);
    await rockpool.maintain();
    expect(await stored(storage)).toEqual({ people: [], listed: [], owned: [], named: [] });
  });
});
