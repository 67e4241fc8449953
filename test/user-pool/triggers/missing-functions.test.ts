import { type AppClient, type SignedInUser, tokensOrThrow } from "rockpool";
import type { TestPool } from "rockpool/testing";
import { testPool } from "rockpool/testing";
import { afterEach, describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";
import { ada, another, password } from "./world.ts";

const triggers = [
  ...["preSignUp", "postConfirmation", "preAuthentication", "postAuthentication", "preTokenGeneration"],
  ...["userMigration", "customMessage", "customEmailSender", "customSMSSender"],
] as const;
type Trigger = (typeof triggers)[number];
const messages = ["customMessage", "customEmailSender", "customSMSSender"] as const;

type Call = () => Promise<unknown>;
interface Operation {
  /** What it may call: where one of them is missing here, nothing happens. */
  readonly needs: readonly string[];
  /** @returns The call, when all that it needs is there. */
  readonly prepare: (world: TestPool) => Promise<Call>;
}

async function known({ pool }: TestPool): Promise<void> {
  await pool.users.create({
    username: "ada",
    attributes: { ...ada.attributes, email_verified: "true" },
    messageAction: "SUPPRESS",
  });
  await pool.users.setPassword({ username: "ada", password, permanent: true });
}
const tokens = async (client: AppClient) => tokensOrThrow(await client.signIn({ username: "ada", password }));
async function me(world: TestPool): Promise<SignedInUser> {
  await known(world);
  return world.client.user((await tokens(world.client)).accessToken);
}

const operations: Readonly<Record<string, Operation>> = {
  SignUp: {
    needs: ["preSignUp", "postConfirmation", ...messages],
    prepare:
      async ({ client }) =>
      () =>
        client.signUp(ada),
  },
  ConfirmSignUp: {
    needs: ["postConfirmation"],
    async prepare({ client, outbox }) {
      await client.signUp(ada);
      return () => client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
    },
  },
  ResendConfirmationCode: {
    needs: messages,
    async prepare({ client }) {
      await client.signUp(ada);
      return () => client.resendConfirmationCode({ username: "ada" });
    },
  },
  ForgotPassword: {
    needs: ["userMigration", ...messages],
    async prepare(world) {
      await known(world);
      return () => world.client.forgotPassword({ username: "ada" });
    },
  },
  ConfirmForgotPassword: {
    needs: ["postConfirmation"],
    async prepare(world) {
      await known(world);
      await world.pool.users.resetPassword("ada");
      const confirmationCode = world.outbox.lastCode();
      return () => world.client.confirmForgotPassword({ username: "ada", confirmationCode, password: another });
    },
  },
  "InitiateAuth by a password": {
    needs: ["preAuthentication", "postAuthentication", "userMigration", "preTokenGeneration", ...messages],
    async prepare(world) {
      await known(world);
      return () => tokens(world.client);
    },
  },
  "InitiateAuth by a refresh token": {
    needs: ["preTokenGeneration"],
    async prepare(world) {
      await known(world);
      const { refreshToken: REFRESH_TOKEN } = await tokens(world.client);
      return () => world.client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters: { REFRESH_TOKEN } });
    },
  },
  RespondToAuthChallenge: {
    needs: ["postAuthentication", "preTokenGeneration"],
    async prepare({ pool, client }) {
      await pool.users.create({ username: "ada", temporaryPassword: password, messageAction: "SUPPRESS" });
      const challenge = await client.signIn({ username: "ada", password });
      if (challenge.outcome !== "challenge") throw new Error("no challenge");
      return () => client.respond(challenge, { newPassword: another });
    },
  },
  GetTokensFromRefreshToken: {
    needs: ["preTokenGeneration"],
    async prepare(world) {
      await known(world);
      const { refreshToken } = await tokens(world.client);
      return () => world.client.refresh({ refreshToken });
    },
  },
  UpdateUserAttributes: {
    needs: messages,
    async prepare(world) {
      const { attributes } = await me(world);
      return () => attributes.update({ email: "countess@example.com" });
    },
  },
  GetUserAttributeVerificationCode: {
    needs: messages,
    async prepare(world) {
      const { attributes } = await me(world);
      return () => attributes.sendVerificationCode("email");
    },
  },
  AdminCreateUser: {
    needs: ["preSignUp", ...messages],
    prepare:
      async ({ pool }) =>
      () =>
        pool.users.create({ username: "ada", attributes: ada.attributes }),
  },
  AdminConfirmSignUp: {
    needs: ["postConfirmation"],
    async prepare({ client, pool }) {
      await client.signUp(ada);
      return () => pool.users.confirm("ada");
    },
  },
  AdminResetUserPassword: {
    needs: messages,
    async prepare(world) {
      await known(world);
      return () => world.pool.users.resetPassword("ada");
    },
  },
  AdminUpdateUserAttributes: {
    needs: messages,
    async prepare(world) {
      await known(world);
      return () => world.pool.users.updateAttributes({ username: "ada", attributes: { email: "countess@example.com" } });
    },
  },
  // These call none, and need none.
  AdminGetUser: {
    needs: [],
    async prepare(world) {
      await known(world);
      return () => world.pool.users.get("ada");
    },
  },
  AdminSetUserPassword: {
    needs: [],
    async prepare(world) {
      await known(world);
      return () => world.pool.users.setPassword({ username: "ada", password: another, permanent: true });
    },
  },
  ChangePassword: {
    needs: [],
    async prepare(world) {
      const user = await me(world);
      return () => user.changePassword({ previousPassword: password, proposedPassword: another });
    },
  },
  AdminDisableUser: {
    needs: [],
    async prepare(world) {
      await known(world);
      return () => world.pool.users.disable("ada");
    },
  },
  AdminDeleteUser: {
    needs: [],
    async prepare(world) {
      await known(world);
      return () => world.pool.users.delete("ada");
    },
  },
};

let world: TestPool;
afterEach(() => world.close());

/** A pool that names a function which this process does not have. */
async function lacking(trigger: Trigger, prepare: Operation["prepare"]) {
  const storage = recordingStorage();
  const warnings: string[] = [];
  world = await testPool({ storage, rockpool: { warn: (message) => void warnings.push(message) } });
  const call = await prepare(world);
  await world.pool.settings.update({ triggers: { [trigger]: "given elsewhere" } });
  return { call, storage, warnings };
}

describe.each(Object.entries(operations))("%s", (_, { needs, prepare }) => {
  const needed = triggers.filter((trigger) => needs.includes(trigger));
  const others = triggers.filter((trigger) => !needs.includes(trigger));

  it.each(needed)("does nothing where this process has no function for %s", async (trigger) => {
    const { call, storage, warnings } = await lacking(trigger, prepare);
    const before = { plans: storage.plans.length, messages: world.outbox.messages.length };
    const told: string[] = [];
    world.rockpool.subscribe(({ type }) => told.push(type));
    // Who asked may be anybody: the name of the function is for the operator, who is told once.
    const message = `This process has no function for the pool's trigger ${trigger}.`;
    for (const _ of [1, 2]) await expect(call()).rejects.toMatchObject({ code: "UnexpectedLambdaException", message });
    expect(warnings).toEqual([
      expect.stringContaining(
        `no function given elsewhere, which is the trigger ${trigger} of the pool ${world.pool.userPoolId}`,
      ),
    ]);
    expect({ plans: storage.plans.length, messages: world.outbox.messages.length }).toEqual(before);
    expect(told).toEqual([]);
    // Once it is not called any more, the same can still be done: nothing was used up.
    await world.pool.settings.update({ triggers: { [trigger]: "skip" } });
    await call();
  });

  it(`does not need the others: ${others.join(", ")}`, async () => {
    const [first = "preSignUp", ...rest] = others;
    const { call } = await lacking(first, prepare);
    for (const trigger of rest) await world.pool.settings.update({ triggers: { [trigger]: "given elsewhere" } });
    await call();
  });
});
