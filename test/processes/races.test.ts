import { type Challenge, isRockpoolError, type Rockpool } from "rockpool";
import { outbox } from "rockpool/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it, onTestFinished } from "vitest";
import type { RacingCall } from "./child.ts";
import { places } from "./places.ts";
import { startWorker, type Worker } from "./worker.ts";
import { credentialsOf, emailOf, ensured, newUser, opened, type Place } from "./world.ts";

const PROCESSES = 4;
const TIMES = 50;
/** How long they may take to open before they begin together, in ms. */
const HEAD_START_MS = 400;

let workers: readonly Worker[];
beforeAll(async () => {
  workers = await Promise.all(Array.from({ length: PROCESSES }, startWorker));
});
afterAll(() => Promise.all(workers.map((worker) => worker.kill())));

describe.each(places)("on %s, four processes with 200 attempts at once", (_, newPlace) => {
  const post = outbox();
  let place: Place;
  let rockpool: Rockpool;
  beforeEach(async () => {
    place = { ...(await newPlace()), now: Date.now() };
    rockpool = await opened(place, post);
    onTestFinished(() => rockpool.close());
    await ensured(rockpool);
  });

  /** What all of the calls came to. */
  async function raced(call: RacingCall): Promise<readonly string[]> {
    const at = Date.now() + HEAD_START_MS;
    const told = await Promise.all(
      workers.map((worker) => worker.order({ what: "race", ...place, at, times: TIMES, call }, "raced")),
    );
    const answers = told.flat().flatMap((one) => (one.did === "raced" ? one.answers : []));
    expect(answers).toHaveLength(PROCESSES * TIMES);
    return answers;
  }

  const expectOneWinner = (answers: readonly string[], losers: RegExp): void => {
    expect(answers.filter((answer) => answer === "done")).toHaveLength(1);
    expect(answers.filter((answer) => answer !== "done" && !losers.test(answer))).toEqual([]);
  };

  // attack 13: parallel sign-up with one name
  it("make one account of one name", async () => {
    expectOneWinner(await raced({ method: "signUp", input: newUser("ada") }), /^UsernameExistsException/);
  });

  // attack 8: the right code, in parallel
  it("confirm once by one code", async () => {
    const { client, pool } = await ensured(rockpool);
    await client.signUp(newUser("ada"));
    const input = { username: "ada", confirmationCode: post.lastCode(emailOf("ada")) };
    expectOneWinner(await raced({ method: "confirmSignUp", input }), /^(NotAuthorized|TooManyRequests)Exception/);
    expect((await pool.users.get("ada")).userStatus).toBe("CONFIRMED");
  });

  // attack 14: one session of a challenge, answered in parallel
  it("answer one challenge once", async () => {
    const { client, pool } = await ensured(rockpool);
    const { username, password: temporaryPassword } = credentialsOf("ada");
    await pool.users.create({ username, temporaryPassword, messageAction: "SUPPRESS" });
    const challenge = (await client.signIn({ username, password: temporaryPassword })) as Challenge;
    const newPassword = "Another horse 7!";
    const answers = await raced({ method: "respond", challenge, newPassword });
    expectOneWinner(answers, /^(NotAuthorized|TooManyRequests)Exception/);
    expect(await client.signIn({ username, password: newPassword })).toMatchObject({ outcome: "signedIn" });
  });

  // attack 9: a burst of wrong passwords
  it("judge no more than five wrong passwords", async () => {
    const { client } = await ensured(rockpool);
    await client.signUp(newUser("ada"));
    await client.confirmSignUp({ username: "ada", confirmationCode: post.lastCode(emailOf("ada")) });
    const answers = await raced({ method: "signIn", input: { username: "ada", password: "wrong" } });
    const judged = answers.filter((answer) => answer.endsWith("Incorrect username or password."));
    expect(judged.length).toBeGreaterThan(0);
    expect(judged.length).toBeLessThanOrEqual(5);
    const right = await client.signIn(credentialsOf("ada")).catch((error: unknown) => error);
    expect(isRockpoolError(right, "NotAuthorizedException")).toBe(true);
  });
});
