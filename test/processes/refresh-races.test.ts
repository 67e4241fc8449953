import { type AppClient, type Rockpool, type Tokens, tokensOrThrow, type UserPool } from "rockpool";
import { outbox } from "rockpool/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import { isGoodOnline, refusal, rotating } from "../user-pool/sessions/world.ts";
import type { Given, RacingCall } from "./child.ts";
import { places } from "./places.ts";
import { startWorker, type Worker } from "./worker.ts";
import { credentialsOf, ensured, opened, type Place } from "./world.ts";

const PROCESSES = 4;
const TIMES = 50;
/** How long they may take to open before they begin together, in ms. */
const HEAD_START_MS = 400;

let workers: readonly Worker[];
beforeAll(async () => {
  workers = await Promise.all(Array.from({ length: PROCESSES }, startWorker));
  // Other files start processes at the same time.
}, 60_000);
afterAll(() => Promise.all(workers.map((worker) => worker.kill())));

/*
 * By brute force what test/user-pool/sessions/interleavings.test.ts does order by order: there every order is run, here what runs at
 * once is really at once.
 */
describe.each(places)("on %s, four processes with 200 refreshes of one token at once", (_, newPlace) => {
  let place: Place;
  let rockpool: Rockpool;
  beforeEach(async () => {
    place = await newPlace();
    rockpool = await opened(place, outbox());
    onTestFinished(() => rockpool.close());
  });

  interface Session {
    readonly pool: UserPool;
    readonly client: AppClient;
    readonly tokens: Tokens;
  }

  async function signedIn(retryGracePeriodSeconds: number): Promise<Session> {
    const { client, pool } = await ensured(rockpool, {}, rotating(retryGracePeriodSeconds));
    await pool.users.create({ username: "ada", messageAction: "SUPPRESS" });
    await pool.users.setPassword({ ...credentialsOf("ada"), permanent: true });
    return { client, pool, tokens: tokensOrThrow(await client.signIn(credentialsOf("ada"))) };
  }

  /** One call for each process, each so many times. */
  async function raced(
    calls: readonly RacingCall[],
  ): Promise<{ readonly answers: readonly string[]; readonly given: readonly Given[] }> {
    const at = Date.now() + HEAD_START_MS;
    const order = { what: "race", ...place, at } as const;
    const run = async (worker: Worker, n: number) => {
      const call = calls[n % calls.length] as RacingCall;
      return worker.order({ ...order, call, times: call.method === "refresh" ? TIMES : 1 }, "raced");
    };
    const told = (await Promise.all(workers.map(run))).flat().flatMap((one) => (one.did === "raced" ? [one] : []));
    return { answers: told.flatMap(({ answers }) => answers), given: told.flatMap(({ given }) => given) };
  }

  const successorsOf = (given: readonly Given[]): ReadonlySet<string> =>
    new Set(given.map(({ refreshToken }) => refreshToken ?? ""));

  /** Nothing of the session works any more: what was given in the race as little as what there was before. */
  async function expectEnded(session: Session, given: readonly Given[]): Promise<void> {
    for (const refreshToken of [session.tokens.refreshToken, ...successorsOf(given)]) {
      await expect(session.client.refresh({ refreshToken })).rejects.toMatchObject(refusal.revoked);
    }
    // They are of one session, and live or end with it: one of them tells for all.
    for (const tokens of [session.tokens, ...given.slice(0, 3)]) expect(await isGoodOnline(session, tokens)).toBe(false);
  }

  // attack 3: one child
  it("with a grace: are all given the same successor, which lives", async () => {
    const session = await signedIn(60);
    const { answers, given } = await raced([{ method: "refresh", input: { refreshToken: session.tokens.refreshToken } }]);
    expect(new Set(answers)).toEqual(new Set(["done"]));
    expect(answers).toHaveLength(PROCESSES * TIMES);
    const successors = successorsOf(given);
    expect(successors.size).toBe(1);
    const [successor = ""] = successors;
    const next = await session.client.refresh({ refreshToken: successor });
    expect(successors).not.toContain(next.refreshToken);
    expect(await isGoodOnline(session, next)).toBe(true);
  });

  // attacks 3, 5: no fork, and what the reuse meets dies with it
  it("without a grace: one is given the successor, and the others end the session", async () => {
    const session = await signedIn(0);
    const { answers, given } = await raced([{ method: "refresh", input: { refreshToken: session.tokens.refreshToken } }]);
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(answers.filter((answer) => answer.startsWith(refusal.reused.code)).length).toBeGreaterThan(0);
    const others = new Set([
      "done",
      `${refusal.reused.code}: ${refusal.reused.message}`,
      `${refusal.revoked.code}: ${refusal.revoked.message}`,
    ]);
    expect(answers.filter((answer) => !others.has(answer))).toEqual([]);
    expect(given).toHaveLength(1);
    await expectEnded(session, given);
  });

  // attacks 4, 15: whoever is first, nothing works in the end
  it.each<readonly [string, (tokens: Tokens) => RacingCall]>([
    ["client.revoke", ({ refreshToken: token }) => ({ method: "revoke", input: { token } })],
    ["users.disable", () => ({ method: "disable", username: "ada" })],
    ["users.signOutEverywhere", () => ({ method: "signOutEverywhere", username: "ada" })],
  ])("beside %s: it ends whatever is given", async (__, end) => {
    const session = await signedIn(60);
    const refresh = { method: "refresh", input: { refreshToken: session.tokens.refreshToken } } as const;
    const { answers, given } = await raced([refresh, refresh, refresh, end(session.tokens)]);
    expect(answers).toHaveLength((PROCESSES - 1) * TIMES + 1);
    expect(answers.at(-1)).toBe("done");
    const revoked = `${refusal.revoked.code}: ${refusal.revoked.message}`;
    expect(answers.filter((answer) => answer !== "done" && answer !== revoked)).toEqual([]);
    expect(successorsOf(given).size).toBeLessThanOrEqual(1);
    await expectEnded(session, given);
  });
});
