import fc from "fast-check";
import { memory } from "rockpool/storage/memory";
import { outbox, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { type RecordingStorage, recordingStorage } from "../user-pool/stand-ins.ts";
import { AppClient, isRockpoolError, PoolClients, PoolUsers, Rockpool, UserPool } from "./classes.ts";
import { fuzzTimeout, runs } from "./runs.ts";

type World = Awaited<ReturnType<typeof openWorld>>;
type Call = (world: World, ...values: never[]) => Promise<unknown>;

/** Every public method: who has it, what it is given when it is used well, and the codes it may refuse with. */
interface Method {
  readonly call: Call;
  readonly valid: readonly unknown[];
  readonly codes: readonly string[];
}

const invalid = "InvalidParameterException";
const nobody = [invalid, "UserNotFoundException"];
const password = "Correct horse 7!";
const challenge = { challengeName: "NEW_PASSWORD_REQUIRED", session: `rpcs_${"A".repeat(43)}`, username: "ada" };

const methods: Readonly<Record<string, Method>> = {
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
  "UserPool.settings": { call: ({ pool }) => pool.settings(), valid: [], codes: [] },
  "UserPool.jwks": { call: ({ pool }) => pool.jwks(), valid: [], codes: [] },
  "UserPool.verify": {
    call: ({ pool }, token, options) => pool.verify(token, options),
    valid: ["e30.e30.AAAA", { tokenUse: "access", clientId: null }],
    codes: [invalid, "NotAuthorizedException"],
  },
  "PoolClients.ensure": {
    call: ({ pool }, options) => pool.clients.ensure(options),
    valid: [{ clientName: "web", generateSecret: false, accessTokenValiditySeconds: 600, authSessionValiditySeconds: 300 }],
    codes: [invalid, "FrozenSettingException"],
  },
  "PoolClients.get": {
    call: ({ pool }, id) => pool.clients.get(id),
    valid: ["1h57kf5cpq17m0eml12example"],
    codes: [invalid, "ResourceNotFoundException"],
  },
  "PoolUsers.create": {
    call: ({ pool }, input) => pool.users.create(input),
    valid: [
      { username: "bob", temporaryPassword: password, attributes: { email: "bob@example.com" }, messageAction: "SUPPRESS" },
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
  "AppClient.settings": { call: ({ client }) => client.settings(), valid: [], codes: [] },
  "AppClient.clientSecret": { call: ({ client }) => client.clientSecret(), valid: [], codes: [] },
  "AppClient.signUp": {
    call: ({ client }, input) => client.signUp(input),
    valid: [{ username: "bob", password, attributes: { email: "bob@example.com", name: "Bob" } }],
    codes: [invalid, "InvalidPasswordException", "UsernameExistsException", "NotAuthorizedException"],
  },
  "AppClient.confirmSignUp": {
    call: ({ client }, input) => client.confirmSignUp(input),
    valid: [{ username: "ada", confirmationCode: "123456" }],
    codes: [invalid, "CodeMismatchException", "LimitExceededException", "NotAuthorizedException", "ExpiredCodeException"],
  },
  "AppClient.resendConfirmationCode": {
    call: ({ client }, input) => client.resendConfirmationCode(input),
    valid: [{ username: "ada" }],
    codes: [invalid, "LimitExceededException"],
  },
  "AppClient.initiateAuth": {
    call: ({ client }, input) => client.initiateAuth(input),
    valid: [{ authFlow: "USER_PASSWORD_AUTH", authParameters: { USERNAME: "ada", PASSWORD: password } }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "AppClient.signIn": {
    call: ({ client }, input) => client.signIn(input),
    valid: [{ username: "ada", password }],
    codes: [invalid, "NotAuthorizedException", "UserNotConfirmedException"],
  },
  "AppClient.respond": {
    call: ({ client }, asked, answer) => client.respond(asked, answer),
    valid: [challenge, { newPassword: password, attributes: { name: "Ada" } }],
    codes: [invalid, "NotAuthorizedException", "InvalidPasswordException"],
  },
};

/** What a method of these classes may not be called with here: it ends the world. */
const left = ["Rockpool.close"];

async function openWorld() {
  const storage: RecordingStorage = recordingStorage();
  const world = await testPool({ storage });
  await world.client.signUp({ username: "ada", password });
  await world.pool.jwks();
  return { ...world, storage };
}

/** Whatever a caller without types may have at hand. */
const anything: fc.Arbitrary<unknown> = fc.oneof(
  fc.anything({
    withBigInt: true,
    withBoxedValues: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withObjectString: true,
    withSet: true,
    withSparseArray: true,
    withTypedArray: true,
    withUnicodeString: true,
  } as fc.ObjectConstraints),
  fc.constantFrom<unknown>(
    undefined,
    null,
    "",
    "\0",
    "\ud800",
    "__proto__",
    "constructor",
    "x".repeat(100_000),
    Number.NaN,
    Number.POSITIVE_INFINITY,
    -0,
    2 ** 53,
    Symbol("s"),
    () => "f",
    circular(),
    throwing(),
    JSON.parse('{"__proto__":{"isAdmin":true}}'),
  ),
);

function circular(): unknown {
  const object: Record<string, unknown> = {};
  object["self"] = object;
  return object;
}

/** An object whose members cannot be read. */
function throwing(): unknown {
  return {
    get username(): string {
      throw new Error("this getter throws");
    },
    [fc.toStringMethod]: () => "an object whose getter throws",
  };
}

/** What is right but for one member: another value in its place, or one member more. */
function nearly(valid: unknown): fc.Arbitrary<unknown> {
  if (typeof valid !== "object" || valid === null || Array.isArray(valid)) return anything;
  const names = Object.keys(valid);
  return fc
    .tuple(fc.oneof(fc.constantFrom(...names), fc.string()), anything)
    .map(([name, value]) => ({ ...valid, [name]: value }));
}

const argumentsOf = ({ valid }: Method): fc.Arbitrary<unknown[]> =>
  fc.tuple(
    ...valid.map((value) =>
      fc.oneof({ weight: 3, arbitrary: nearly(value) }, { weight: 1, arbitrary: anything }, fc.constant(value)),
    ),
  );

describe("every public method", () => {
  it("is in the table", () => {
    const classes = { Rockpool, UserPool, PoolUsers, PoolClients, AppClient };
    const all = Object.entries(classes).flatMap(([name, { prototype }]) =>
      Object.getOwnPropertyNames(prototype)
        .filter((member) => member !== "constructor")
        .map((member) => `${name}.${member}`),
    );
    const open = "Rockpool.open";
    expect([...Object.keys(methods), ...left].sort()).toEqual([...all, open].sort());
  });

  it.each(Object.entries(methods))(
    "%s answers, or refuses with a documented code and changes nothing",
    async (_, method) => {
      const world = await openWorld();
      await fc.assert(
        fc.asyncProperty(argumentsOf(method), async (values) => {
          const before = world.storage.plans.length;
          const error = await settled(() => method.call(world, ...(values as never[])));
          if (error === undefined) return;
          const code = isRockpoolError(error) ? error.code : `not an error of ours: ${String(error)}`;
          expect([...method.codes, "TooManyRequestsException"]).toContain(code);
          if (code === invalid) expect(world.storage.plans.length).toBe(before);
        }),
        runs(150),
      );
      // The world is still one that works.
      expect(await world.rockpool.check()).toMatchObject({ ok: true });
    },
    fuzzTimeout,
  );
});

async function settled(work: () => Promise<unknown>): Promise<unknown> {
  try {
    await work();
    return undefined;
  } catch (error) {
    return error ?? new Error("nothing was thrown");
  }
}
