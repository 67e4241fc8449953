import type { AppClient, Challenge, SignedInUser, SignInResult } from "rockpool";
import { type FaultyStorage, faultyStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codeOf, type RecordingStorage, recordingStorage } from "../user-pool/stand-ins.ts";

/*
 * Each use case is run with a fault at each of its calls to the storage: afterwards all of it happened or nothing did, the
 * caller knows which, and a repeat succeeds or says why.
 */

const password = "Correct horse 7!";
const temporaryPassword = "Temporary 1!";
const named = { username: "ada", password };
const ada = { ...named, attributes: { email: "ada@example.com" } };
const invited = { username: "ada", temporaryPassword, messageAction: "SUPPRESS" } as const;

interface World extends TestPool {
  readonly storage: FaultyStorage;
  readonly recorded: RecordingStorage;
}

interface UseCase {
  readonly name: string;
  /** @returns what the act needs. */
  readonly before?: (world: World) => Promise<unknown>;
  readonly act: (world: World, given: unknown) => Promise<unknown>;
  /** What it comes to without a fault: nothing thrown, or a refusal that is counted. */
  readonly comesTo?: string;
  /** What a repeat comes to when all of it had happened. */
  readonly again?: string;
  /** Plans of one run. */
  readonly plans?: number;
}

const done = "done";
const signedUp = ({ client }: World): Promise<unknown> => client.signUp(ada);
const confirmed = async (world: World): Promise<unknown> => world.signedIn(ada);
const withCode = async (world: World): Promise<string> => {
  await world.client.signUp(ada);
  return world.outbox.lastCode();
};
const challenged = async ({ pool, client }: World): Promise<SignInResult> => {
  await pool.users.create(invited);
  return client.signIn({ username: "ada", password: temporaryPassword });
};

const resetCode = async (world: World): Promise<string> => {
  await world.signedIn(ada);
  await world.client.forgotPassword({ username: "ada" });
  return world.outbox.lastCode();
};
const signedInUser = async (world: World): Promise<SignedInUser> => {
  const { tokens } = await world.signedIn(ada);
  return world.client.user(tokens.accessToken);
};
const withEmailCode = async (world: World): Promise<readonly [SignedInUser, string]> => {
  const user = await signedInUser(world);
  await user.attributes.sendVerificationCode("email");
  return [user, world.outbox.lastCode()];
};
const identity = { providerName: "Login", providerAttributeName: "Cognito_Subject", providerAttributeValue: "7" };
const linked = async (world: World): Promise<void> => {
  await world.signedIn(ada);
  await world.pool.users.linkProvider({ destinationUser: "ada", sourceUser: identity });
};

/** What the directory's use cases come to. */
const directory: readonly UseCase[] = [
  { name: "client.forgotPassword", before: confirmed, act: ({ client }) => client.forgotPassword({ username: "ada" }) },
  {
    name: "client.confirmForgotPassword",
    before: resetCode,
    act: ({ client }, code) => client.confirmForgotPassword({ ...named, confirmationCode: String(code) }),
    again: "ExpiredCodeException",
  },
  {
    name: "client.confirmForgotPassword, wrong code",
    before: resetCode,
    act: ({ client }) => client.confirmForgotPassword({ ...named, confirmationCode: "wrong" }),
    comesTo: "CodeMismatchException",
  },
  { name: "users.resetPassword", before: confirmed, act: ({ pool }) => pool.users.resetPassword("ada") },
  {
    name: "users.updateAttributes",
    before: confirmed,
    act: ({ pool }) => pool.users.updateAttributes({ username: "ada", attributes: { email: "new@example.com" } }),
  },
  {
    name: "users.deleteAttributes",
    before: confirmed,
    act: ({ pool }) => pool.users.deleteAttributes({ username: "ada", attributeNames: ["email"] }),
  },
  {
    name: "users.linkProvider",
    before: confirmed,
    act: ({ pool }) => pool.users.linkProvider({ destinationUser: "ada", sourceUser: identity }),
  },
  {
    name: "users.disableProvider",
    before: linked,
    act: ({ pool }) => pool.users.disableProvider(identity),
    again: "UserNotFoundException",
  },
  {
    name: "user.changePassword",
    before: signedInUser,
    act: (_, user) => (user as SignedInUser).changePassword({ previousPassword: password, proposedPassword: "Another horse 8!" }),
    again: "NotAuthorizedException",
  },
  {
    name: "user.attributes.update",
    before: signedInUser,
    act: (_, user) => (user as SignedInUser).attributes.update({ email: "new@example.com" }),
  },
  {
    name: "user.attributes.verify",
    before: withEmailCode,
    act: (_, given) => {
      const [user, code] = given as Awaited<ReturnType<typeof withEmailCode>>;
      return user.attributes.verify({ attributeName: "email", code });
    },
    again: "ExpiredCodeException",
  },
  {
    name: "user.delete",
    before: signedInUser,
    act: (_, user) => (user as SignedInUser).delete(),
    again: "NotAuthorizedException",
  },
  { name: "groups.create", act: ({ pool }) => pool.groups.create({ groupName: "staff" }), again: "GroupExistsException" },
  {
    name: "groups.addUser",
    before: async (world) => {
      await world.pool.groups.create({ groupName: "staff" });
      await world.signedIn(ada);
    },
    act: ({ pool }) => pool.groups.addUser({ groupName: "staff", username: "ada" }),
  },
  {
    name: "users.list",
    before: confirmed,
    act: ({ pool }) => pool.users.list({ filter: 'email = "ada@example.com"' }),
    plans: 0,
  },
  { name: "settings.update", act: ({ pool }) => pool.settings.update({ passwordPolicy: { minimumLength: 12 } }) },
  {
    name: "clients.addSecret",
    before: ({ pool }) => pool.clients.ensure({ clientName: "web", generateSecret: true }),
    act: ({ pool }, client) => pool.clients.addSecret((client as AppClient).clientId),
    again: "LimitExceededException",
  },
];

const useCases: readonly UseCase[] = [
  ...directory,
  { name: "client.signUp", act: ({ client }) => client.signUp(ada), again: "UsernameExistsException" },
  {
    name: "client.confirmSignUp",
    before: withCode,
    act: ({ client }, code) => client.confirmSignUp({ username: "ada", confirmationCode: String(code) }),
    again: "NotAuthorizedException",
  },
  {
    name: "client.confirmSignUp, wrong code",
    before: signedUp,
    act: ({ client }) => client.confirmSignUp({ username: "ada", confirmationCode: "wrong" }),
    comesTo: "CodeMismatchException",
  },
  {
    name: "client.resendConfirmationCode",
    before: signedUp,
    act: ({ client }) => client.resendConfirmationCode({ username: "ada" }),
  },
  { name: "client.signIn", before: confirmed, act: ({ client }) => client.signIn(named) },
  {
    name: "client.signIn, wrong password",
    before: confirmed,
    act: ({ client }) => client.signIn({ ...named, password: "wrong" }),
    comesTo: "NotAuthorizedException",
  },
  {
    name: "client.signIn, unknown name",
    act: ({ client }) => client.signIn(named),
    comesTo: "NotAuthorizedException",
  },
  {
    name: "client.signIn, temporary password",
    before: ({ pool }) => pool.users.create(invited),
    act: ({ client }) => client.signIn({ username: "ada", password: temporaryPassword }),
  },
  {
    name: "client.respond",
    before: challenged,
    act: ({ client }, challenge) => client.respond(challenge as Challenge, { newPassword: password }),
    again: "NotAuthorizedException",
  },
  { name: "users.create", act: ({ pool }) => pool.users.create(invited), again: "UsernameExistsException" },
  { name: "users.get", before: confirmed, act: ({ pool }) => pool.users.get("ada"), plans: 0 },
  {
    name: "users.confirm",
    before: signedUp,
    act: ({ pool }) => pool.users.confirm("ada"),
    again: "NotAuthorizedException",
  },
  {
    name: "users.setPassword",
    before: confirmed,
    act: ({ pool }) => pool.users.setPassword({ ...named, permanent: true }),
  },
  { name: "users.disable", before: confirmed, act: ({ pool }) => pool.users.disable("ada") },
  {
    name: "users.enable",
    before: async (world) => {
      await confirmed(world);
      await world.pool.users.disable("ada");
    },
    act: ({ pool }) => pool.users.enable("ada"),
  },
  { name: "users.signOutEverywhere", before: confirmed, act: ({ pool }) => pool.users.signOutEverywhere("ada") },
  {
    name: "users.delete",
    before: confirmed,
    act: ({ pool }) => pool.users.delete("ada"),
    again: "UserNotFoundException",
  },
  {
    name: "ensureUserPool, a change",
    act: ({ rockpool }) => rockpool.ensureUserPool({ poolName: "test", passwordPolicy: { minimumLength: 12 } }),
  },
  {
    name: "diffUserPool",
    act: ({ rockpool }) => rockpool.diffUserPool({ poolName: "test", passwordPolicy: { minimumLength: 12 } }),
    plans: 0,
  },
  { name: "clients.ensure, a new one", act: ({ pool }) => pool.clients.ensure({ clientName: "web", generateSecret: true }) },
];

async function openWorld(): Promise<World> {
  const recorded = recordingStorage();
  const storage = faultyStorage(recorded);
  const world = { ...(await testPool({ storage })), storage, recorded };
  // Keys and settings are there: every call that follows is one of the use case.
  await world.pool.jwks();
  await Promise.all([world.pool.settings.get(), world.client.settings()]);
  return world;
}

const outcome = (work: Promise<unknown>): Promise<string> => work.then(() => done, codeOf);

describe.each(useCases)("$name", ({ before = async () => {}, act, comesTo = done, again = comesTo, plans = 1 }) => {
  /** Runs with a fault at each call in turn, until there is no such call. */
  async function withFaults(
    order: (storage: FaultyStorage, n: number) => void,
    see: (world: World, given: unknown, ran: { readonly outcome: string; readonly plans: number }) => Promise<void>,
  ): Promise<void> {
    for (let n = 1; ; n += 1) {
      const world = await openWorld();
      const given = await before(world);
      const [calls, committed] = [world.storage.calls, world.recorded.plans.length];
      order(world.storage, n);
      const came = await outcome(act(world, given));
      if (world.storage.calls < calls + n) {
        expect([came, world.recorded.plans.length - committed]).toEqual([comesTo, plans]);
        expect(n, "there are calls to fail").toBeGreaterThan(1);
        return;
      }
      await see(world, given, { outcome: came, plans: world.recorded.plans.length - committed });
      await world.close();
    }
  }

  it("that fails at any call has not happened, and a repeat does all of it", async () => {
    await withFaults(
      (storage, n) => storage.failCall(n),
      async (world, given, ran) => {
        expect(ran).toEqual({ outcome: "StorageUnavailableException", plans: 0 });
        const committed = world.recorded.plans.length;
        expect(await outcome(act(world, given))).toBe(comesTo);
        expect(world.recorded.plans.length - committed).toBe(plans);
      },
    );
  });

  it("whose answer is lost at any call has happened or not, whole and once, and a repeat says which", async () => {
    await withFaults(
      (storage, n) => storage.loseAnswer(n),
      async (world, given, ran) => {
        expect(ran.outcome).toBe("StorageUnavailableException");
        expect([0, plans]).toContain(ran.plans);
        expect(await outcome(act(world, given))).toBe(ran.plans > 0 ? again : comesTo);
      },
    );
  });

  it("that is held up at any call comes to the same", async () => {
    await withFaults(
      (storage, n) => storage.delayCall(n, 1),
      async (_, __, ran) => expect(ran).toEqual({ outcome: comesTo, plans }),
    );
  });
});

describe("ensureUserPool of a new pool", () => {
  it.each(["failCall", "loseAnswer"] as const)("leaves one whole pool or none, whichever call meets %s", async (fault) => {
    for (let n = 1; n <= 12; n += 1) {
      const world = await openWorld();
      const last = world.storage.calls + n;
      world.storage[fault](n);
      const options = { poolName: "new", passwordPolicy: { minimumLength: 12 } };
      await world.rockpool.ensureUserPool(options).catch(() => {});
      // The fault may be for what goes on in the background; or nobody met it yet.
      while (world.storage.calls < last) await world.pool.users.get("nobody").catch(() => {});
      const pool = await world.rockpool.ensureUserPool(options);
      expect((await pool.settings.get()).passwordPolicy.minimumLength).toBe(12);
      // Who joins the work that met the fault learns of it; a repeat does it.
      const { keys } = await pool.jwks().catch(() => pool.jwks());
      expect(keys).toHaveLength(2);
      expect(await world.recorded.records("user_pools")).toHaveLength(2);
      await world.close();
    }
  });
});

describe("maintain", () => {
  it("that fails at any call has left whole steps, and a repeat does the rest", async () => {
    for (let n = 1; ; n += 1) {
      const world = await openWorld();
      await world.signedIn(ada);
      await world.pool.users.delete("ada");
      world.clock.advance({ days: 60 });
      world.storage.failCall(n);
      const [calls, came] = [world.storage.calls, await outcome(world.rockpool.maintain())];
      if (world.storage.calls < calls + n) {
        expect(came).toBe(done);
        return;
      }
      expect(came).toBe("StorageUnavailableException");
      expect(await world.rockpool.maintain()).toMatchObject({ finished: true });
      for (const table of ["families", "attempts", "codes", "users"]) expect(await world.recorded.records(table)).toEqual([]);
      await world.close();
    }
  });
});
