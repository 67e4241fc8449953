import { type SignedInUser, tokensOrThrow } from "rockpool";
import type { TestPool } from "rockpool/testing";

/** Somebody who is signed in, and what a test knows of them. */
export interface SignedIn extends TestPool {
  readonly username: string;
  readonly password: string;
  readonly user: SignedInUser;
}

export const proposedPassword = "Another horse 8!";

/** Does it, and tells what came of it. */
type Done = (work: () => Promise<unknown>) => () => Promise<string>;

/** What ends sessions, each prepared before it begins. */
export const sessionEnds = (done: Done) =>
  ({
    "user.signOutEverywhere": async ({ user }) => done(() => user.signOutEverywhere()),
    "users.signOutEverywhere": async ({ pool, username }) => done(() => pool.users.signOutEverywhere(username)),
    "users.disable": async ({ pool, username }) => done(() => pool.users.disable(username)),
    "users.delete": async ({ pool, username }) => done(() => pool.users.delete(username)),
    "user.delete": async ({ user }) => done(() => user.delete()),
    "users.setPassword": async ({ pool, username }) => {
      return done(() => pool.users.setPassword({ username, password: proposedPassword, permanent: true }));
    },
    "users.resetPassword": async ({ pool, username }) => done(() => pool.users.resetPassword(username)),
    "user.changePassword, of another session": async ({ client, username, password }) => {
      const other = await client.user(tokensOrThrow(await client.signIn({ username, password })).accessToken);
      return done(() => other.changePassword({ previousPassword: password, proposedPassword }));
    },
    "user.changePassword, of this session": async ({ user, password }) => {
      return done(() => user.changePassword({ previousPassword: password, proposedPassword }));
    },
    "rockpool.restoreDone": async ({ rockpool }) => done(() => rockpool.restoreDone()),
  }) satisfies Record<string, (session: SignedIn) => Promise<() => Promise<string>>>;
