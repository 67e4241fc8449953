import { isRockpoolError } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { type TestPool, testPool } from "rockpool/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inEveryOrder, orderedStorage } from "./every-order.ts";
import { proposedPassword, type SignedIn, sessionEnds } from "./session-ends.ts";
import { isGoodOnline, rotating } from "./world.ts";

/*
 * A refresh, and something else about the same session at the same time, in every order that their calls of the storage can come in.
 * The table has what may come of it, and all of that must be seen: what the refresh was given (the generation of its token, or
 * `tokens` where that does not rotate) or why it was refused; whether its last call came before or after that of the other; what the
 * other came to; and whether the session lives on.
 *
 * attack 3: one token in two refreshes never gives two that live. attacks 4, 15: a refresh and what ends the session never both win.
 * attack 5: of a reuse nothing is left alive, not even what is being given at that moment.
 */

type Refreshing = "without a grace" | "with a grace" | "without rotation";
type Outcomes = Readonly<Partial<Record<Refreshing, readonly string[]>>>;

/** Who asks for an end has it; and behind it nothing is given. */
const ends: Outcomes = {
  "without a grace": ["1 before done: ended", "revoked after done: ended"],
  "with a grace": ["1 before done: ended", "revoked after done: ended"],
  "without rotation": ["tokens before done: ended", "revoked after done: ended"],
};

const table: Readonly<Record<keyof typeof others, Outcomes>> = {
  "the same refresh": {
    // Two have the token: which of them is the thief cannot be told.
    "without a grace": ["1 before reused: ended", "reused after 1: ended"],
    "with a grace": ["1 before 1: lives", "1 after 1: lives"],
    "without rotation": ["tokens before tokens: lives", "tokens after tokens: lives"],
  },
  "the reuse of a token before it": {
    "without a grace": ["2 before reused: ended", "revoked after reused: ended"],
    "with a grace": ["2 before reused: ended", "revoked after reused: ended"],
  },
  "the repeat of the rotation before it": {
    "with a grace": ["2 after 1: lives", "2 before reused: ended"],
  },
  "client.revoke": ends,
  "user.signOutEverywhere": ends,
  "users.signOutEverywhere": ends,
  "users.disable": ends,
  "users.delete": ends,
  "user.delete": ends,
  "users.setPassword": ends,
  "users.resetPassword": ends,
  "client.confirmForgotPassword": ends,
  "user.changePassword, of another session": ends,
  "user.changePassword, of this session": {
    // Who asks goes on.
    "without a grace": ["1 before done: lives", "1 after done: lives"],
    "with a grace": ["1 before done: lives", "1 after done: lives"],
    "without rotation": ["tokens before done: lives", "tokens after done: lives"],
  },
  "rockpool.restoreDone": {
    // What has begun knows the settings of before, and is answered; what it is given is dead all the same.
    "without a grace": ["1 before done: ended", "1 after done: ended"],
    "with a grace": ["1 before done: ended", "1 after done: ended"],
    "without rotation": ["tokens before done: ended", "tokens after done: ended"],
  },
};

const clients = { "without a grace": rotating(0), "with a grace": rotating(30), "without rotation": {} };

/** Somebody who is signed in, and will refresh. */
interface Session extends SignedIn {
  /** The token that will be refreshed. */
  presented: string;
  /** @returns What came of it, as the table says it. */
  refresh(refreshToken: string): Promise<string>;
}

/** What the other one does, prepared before both begin. */
const others = {
  "the same refresh":
    async ({ presented, refresh }) =>
    () =>
      refresh(presented),
  "the reuse of a token before it": async (session) => {
    const replaced = await rotateOnce(session);
    session.clock.advance({ minutes: 1 });
    await session.client.settings();
    return () => session.refresh(replaced);
  },
  "the repeat of the rotation before it": async (session) => {
    const replaced = await rotateOnce(session);
    return () => session.refresh(replaced);
  },
  "client.revoke": async ({ client, presented }) => done(() => client.revoke({ token: presented })),
  ...sessionEnds(done),
  "client.confirmForgotPassword": async ({ client, outbox, username }) => {
    await client.forgotPassword({ username });
    const input = { username, confirmationCode: outbox.lastCode(), password: proposedPassword };
    return done(() => client.confirmForgotPassword(input));
  },
} satisfies Record<string, (session: Session) => Promise<() => Promise<string>>>;

/** From here on another token is presented. @returns The one that was replaced */
async function rotateOnce(session: Session): Promise<string> {
  const replaced = session.presented;
  session.presented = (await session.client.refresh({ refreshToken: replaced })).refreshToken ?? "";
  return replaced;
}

const words: Readonly<Record<string, string>> = {
  "Refresh Token has been used before": "reused",
  "Refresh Token has been revoked": "revoked",
};

function saidOf(error: unknown): string {
  if (!isRockpoolError(error)) throw error;
  return words[error.message] ?? `${error.code}: ${error.message}`;
}

function done(work: () => Promise<unknown>): () => Promise<string> {
  return () => work().then(() => "done", saidOf);
}

const generationOf = (refreshToken: string): number => Number(refreshToken.split(".")[1]);

describe.each(Object.entries(clients))("a refresh %s", (kind, client) => {
  const refreshing = kind as Refreshing;
  let world: TestPool;
  beforeAll(async () => {
    world = await testPool({ storage: orderedStorage(memory()), client });
  });
  afterAll(() => world.close());

  /** A session of somebody new, and every token that is ever given in it. */
  async function newSession() {
    const { username, password, tokens } = await world.signedIn();
    const given = { access: [tokens.accessToken], refresh: new Set([tokens.refreshToken]) };
    const refresh = (refreshToken: string): Promise<string> =>
      world.client.refresh({ refreshToken }).then((next) => {
        given.access.push(next.accessToken);
        if (next.refreshToken === null) return "tokens";
        given.refresh.add(next.refreshToken);
        return String(generationOf(next.refreshToken));
      }, saidOf);
    const user = await world.client.user(tokens.accessToken);
    const session: Session = { ...world, username, password, user, presented: tokens.refreshToken, refresh };
    return { session, given };
  }

  const rows = Object.entries(table).filter(([, outcomes]) => outcomes[refreshing] !== undefined);
  it.each(rows)("and %s", async (name, outcomes) => {
    const seen = new Map<string, string>();
    await inEveryOrder(async () => {
      const { session, given } = await newSession();
      const other = await others[name as keyof typeof others](session);
      const answers = ["", ""];
      return {
        A: async () => (answers[0] = await session.refresh(session.presented)),
        B: async () => (answers[1] = await other()),
        async see(order) {
          const online = await Promise.all(given.access.map((accessToken) => isGoodOnline(world, { accessToken })));
          const [newest = "", ...older] = [...given.refresh].sort((one, two) => generationOf(two) - generationOf(one));
          const lives = /^(tokens|\d+)$/.test(await session.refresh(newest));
          expect(new Set(online), `${order}: all tokens live, or none`).toEqual(new Set([lives]));
          // No fork: the newest was used, and no other works any more.
          for (const token of older) expect(await session.refresh(token), order).toMatch(/^(reused|revoked)$/);
          const when = order.endsWith("B") ? "before" : "after";
          seen.set(`${answers.join(` ${when} `)}: ${lives ? "lives" : "ended"}`, order);
        },
      };
    });
    expect([...seen.keys()].sort(), [...seen.values()].join(" ")).toEqual([...(outcomes[refreshing] ?? [])].sort());
  });
});
