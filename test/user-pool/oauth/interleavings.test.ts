import { isRockpoolError } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { inEveryOrder, orderedStorage } from "../sessions/every-order.ts";
import { type SignedIn, sessionEnds } from "../sessions/session-ends.ts";
import { isGoodOnline } from "../sessions/world.ts";
import { fragmentOf, type OAuthWorld, oauthWorld, parametersOf } from "./world.ts";

/*
 * A grant, and something else about its user at the same time, in every order that their calls of the storage can come in. The table
 * has what may come of it, and all of that must be seen: what the grant came to; whether its last call came before or after that of
 * the other; what the other came to; and whether what was granted lives on.
 *
 * attacks 1, 2: of two exchanges of one code none leaves tokens that live. attack 15: a grant and what ends sessions never both win.
 */

type Step = "authorize" | "exchange" | "implicit";
type Outcomes = Readonly<Record<Step, readonly string[]>>;

/** Who asks for an end has it; and behind it nothing is granted. */
const ends: Outcomes = {
  authorize: ["granted before done: ended", "signInRequired after done: ended"],
  exchange: ["invalid_grant after done: ended", "tokens before done: ended"],
  implicit: ["granted before done: ended", "signInRequired after done: ended"],
};

const table: Readonly<Record<keyof typeof others, Outcomes>> = {
  "the same exchange": {
    authorize: [],
    exchange: ["invalid_grant after tokens: ended", "tokens before invalid_grant: ended"],
    implicit: [],
  },
  "an exchange with another verifier": {
    authorize: [],
    exchange: ["invalid_grant after invalid_grant: ended", "tokens before invalid_grant: ended"],
    implicit: [],
  },
  "client.revoke, of the session at the page": {
    authorize: ["granted before done: lives", "signInRequired after done: ended"],
    exchange: ["tokens after done: lives", "tokens before done: lives"],
    implicit: ["granted before done: lives", "signInRequired after done: ended"],
  },
  "user.signOutEverywhere": ends,
  "users.signOutEverywhere": ends,
  "users.disable": ends,
  "users.delete": ends,
  "user.delete": ends,
  "users.setPassword": ends,
  "users.resetPassword": ends,
  "user.changePassword, of another session": ends,
  "user.changePassword, of this session": {
    // Who asks goes on, and what they granted before does not.
    authorize: ["granted after done: lives", "granted before done: ended"],
    exchange: ["invalid_grant after done: ended", "tokens before done: ended"],
    implicit: ["granted after done: lives", "granted before done: ended"],
  },
  "rockpool.restoreDone": {
    // What has begun knows the settings of before, and is answered; what it is given is dead all the same.
    authorize: ["granted after done: ended", "granted before done: ended"],
    exchange: ["tokens after done: ended", "tokens before done: ended"],
    implicit: ["granted after done: ended", "granted before done: ended"],
  },
};

/** Somebody who is signed in at the page. */
interface Person extends SignedIn {
  readonly refreshToken: string;
  /** The code that will be exchanged: she granted it before. */
  readonly code: string;
  /** @returns What came of it, as the table says it. */
  tokens(code: string, codeVerifier?: string): Promise<string>;
}

/** What the other one does, prepared before both begin. */
const others = {
  "the same exchange":
    async ({ tokens, code }) =>
    () =>
      tokens(code),
  "an exchange with another verifier":
    async ({ tokens, code }) =>
    () =>
      tokens(code, "x".repeat(43)),
  "client.revoke, of the session at the page": async ({ client, refreshToken }) =>
    done(() => client.revoke({ token: refreshToken })),
  ...sessionEnds(done),
} satisfies Record<string, (person: Person) => Promise<() => Promise<string>>>;

function saidOf(error: unknown): string {
  if (!isRockpoolError(error)) throw error;
  return error.code;
}

function done(work: () => Promise<unknown>): () => Promise<string> {
  return () => work().then(() => "done", saidOf);
}

const titles = [
  ["an exchange", "exchange"],
  ["a request for a code", "authorize"],
  ["a request of the implicit grant", "implicit"],
] as const;

describe.each(titles)("%s", (_, step) => {
  const rows = Object.entries(table).filter(([, outcomes]) => outcomes[step].length > 0);
  let world: OAuthWorld;
  beforeAll(async () => {
    world = await oauthWorld({ storage: orderedStorage(memory()), client: { allowedOAuthFlows: ["code", "implicit"] } });
  });
  afterAll(() => world.close());

  it.each(rows)("and %s", async (name, outcomes) => {
    const seen = new Map<string, string>();
    await inEveryOrder(async () => {
      const { username, password, tokens } = await world.signedIn();
      const asked = { accessToken: tokens.accessToken, scope: "openid aws.cognito.signin.user.admin" };
      const accessTokens: { accessToken: string; refreshToken?: string }[] = [];
      let code = await world.code(asked);
      const exchanged = (text: string, codeVerifier?: string): Promise<string> =>
        world.exchange(text, codeVerifier === undefined ? {} : { codeVerifier }).then((given) => {
          accessTokens.push(given);
          return "tokens";
        }, saidOf);
      const authorized = async (responseType: string): Promise<string> => {
        const result = await world.client.authorize(world.request({ ...asked, responseType }));
        if (result.outcome !== "granted") return result.outcome;
        if (responseType === "code") code = parametersOf(result.redirectTo)["code"] ?? "";
        else accessTokens.push({ accessToken: fragmentOf(result.redirectTo)["access_token"] ?? "" });
        return "granted";
      };
      const steps = { exchange: () => exchanged(code), authorize: () => authorized("code"), implicit: () => authorized("token") };
      const user = await world.client.user(tokens.accessToken);
      const { refreshToken } = tokens;
      const person: Person = { ...world, username, password, user, refreshToken, code, tokens: exchanged };
      const other = await others[name as keyof typeof others](person);
      const answers = ["", ""];
      return {
        A: async () => (answers[0] = await steps[step]().catch(saidOf)),
        B: async () => (answers[1] = await other()),
        async see(order) {
          if (step === "authorize" && answers[0] === "granted") await exchanged(code);
          const online = await Promise.all(accessTokens.map((one) => isGoodOnline(world, one)));
          const when = order.endsWith("B") ? "before" : "after";
          seen.set(`${answers.join(` ${when} `)}: ${online.includes(true) ? "lives" : "ended"}`, order);
        },
      };
    });
    expect([...seen.keys()].sort(), [...seen.values()].join(" ")).toEqual([...outcomes[step]].sort());
  });
});
