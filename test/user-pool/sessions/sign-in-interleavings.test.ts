import { isRockpoolError, type SignedInUser, type Tokens, tokensOrThrow } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { type TestPool, testPool } from "rockpool/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inEveryOrder, orderedStorage } from "./every-order.ts";
import { isGoodOnline } from "./world.ts";

/*
 * A sign-in, and what ends the sessions of the user at the same time, in every order that their calls of the storage can come in.
 * attack 15: whoever comes in before the end is out after it; whoever comes in behind it has to be let in as the user is by then.
 */

const incorrect = "Incorrect username or password.";

/** What the sign-in comes to, and whether its session lives. All of a row must be seen. */
const table: Readonly<Record<keyof typeof ends, readonly string[]>> = {
  "user.signOutEverywhere": ["in: ended", "in: lives"],
  "users.signOutEverywhere": ["in: ended", "in: lives"],
  "users.disable": ["in: ended", "User is disabled."],
  "users.delete": ["in: ended", incorrect],
  "user.delete": ["in: ended", incorrect],
  "users.setPassword": ["in: ended", incorrect],
  "users.resetPassword": ["in: ended", "Password reset required for the user"],
  "client.confirmForgotPassword": ["in: ended", incorrect],
  "user.changePassword": ["in: ended", incorrect],
};

interface Somebody extends TestPool {
  readonly username: string;
  readonly password: string;
  /** By a session from before. */
  readonly user: SignedInUser;
}

const another = "Another horse 8!";
const ends = {
  "user.signOutEverywhere":
    async ({ user }) =>
    () =>
      user.signOutEverywhere(),
  "users.signOutEverywhere":
    async ({ pool, username }) =>
    () =>
      pool.users.signOutEverywhere(username),
  "users.disable":
    async ({ pool, username }) =>
    () =>
      pool.users.disable(username),
  "users.delete":
    async ({ pool, username }) =>
    () =>
      pool.users.delete(username),
  "user.delete":
    async ({ user }) =>
    () =>
      user.delete(),
  "users.setPassword": async ({ pool, username }) => {
    return () => pool.users.setPassword({ username, password: another, permanent: true });
  },
  "users.resetPassword":
    async ({ pool, username }) =>
    () =>
      pool.users.resetPassword(username),
  "client.confirmForgotPassword": async ({ client, outbox, username }) => {
    await client.forgotPassword({ username });
    const confirmationCode = outbox.lastCode();
    return () => client.confirmForgotPassword({ username, confirmationCode, password: another });
  },
  "user.changePassword": async ({ user, password }) => {
    return () => user.changePassword({ previousPassword: password, proposedPassword: another });
  },
} satisfies Record<string, (somebody: Somebody) => Promise<() => Promise<unknown>>>;

describe("a sign-in", () => {
  let world: TestPool;
  beforeAll(async () => {
    world = await testPool({ storage: orderedStorage(memory()) });
  });
  afterAll(() => world.close());

  it.each(Object.entries(table))("and %s", async (name, outcomes) => {
    const seen = new Map<string, string>();
    await inEveryOrder(async () => {
      const { username, password, tokens } = await world.signedIn();
      const user = await world.client.user(tokens.accessToken);
      const end = await ends[name as keyof typeof ends]({ ...world, username, password, user });
      let came: Tokens | string = "";
      const signIn = async (): Promise<Tokens | string> => {
        const answer = await world.client.signIn({ username, password }).catch((error: unknown) => error);
        return isRockpoolError(answer) ? answer.message : tokensOrThrow(answer as never);
      };
      return {
        A: async () => (came = await signIn()),
        B: end,
        async see(order) {
          if (typeof came === "string") return void seen.set(came, order);
          const lives = await isGoodOnline(world, came);
          // The last call of each is its commit: who is in lives if that came last.
          expect(order).toMatch(lives ? /A$/ : /B$/);
          const refreshing = world.client.refresh({ refreshToken: came.refreshToken });
          if (lives) await expect(refreshing).resolves.toBeDefined();
          else await expect(refreshing).rejects.toMatchObject({ message: "Refresh Token has been revoked" });
          seen.set(lives ? "in: lives" : "in: ended", order);
        },
      };
    });
    expect([...seen.keys()].sort(), [...seen.values()].join(" ")).toEqual([...outcomes].sort());
  });
});
