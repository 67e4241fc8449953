import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codes } from "../../../src/user-pool/users/code.table.ts";
import { users } from "../../../src/user-pool/users/user.table.ts";
import { codeOf, poolWithStore, recordingStorage, seededRandom } from "../stand-ins.ts";

const password = "Correct horse 7!";
const mismatch = { code: "CodeMismatchException", message: "Invalid verification code provided, please try again." };
const limit = { code: "LimitExceededException", message: "Attempt limit exceeded, please try after some time." };
const expired = { code: "ExpiredCodeException", message: "Invalid code provided, please request a code again." };
const isConfirmed = { code: "NotAuthorizedException", message: "User cannot be confirmed. Current status is CONFIRMED" };

interface Unconfirmed extends TestPool {
  readonly code: string;
  confirm(confirmationCode: string, username?: string): Promise<void>;
}

/** A pool with ada, who has not confirmed yet. */
async function unconfirmed(world?: TestPool): Promise<Unconfirmed> {
  const { client, outbox, ...rest } = world ?? (await testPool());
  await client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } });
  const confirm = (confirmationCode: string, username = "ada"): Promise<void> =>
    client.confirmSignUp({ username, confirmationCode });
  return { client, outbox, ...rest, code: outbox.lastCode("ada@example.com"), confirm };
}

const wrong = (code: string): string => (code === "000000" ? "000001" : "000000");

async function fail({ confirm, code }: Unconfirmed, username: string, times: number): Promise<void> {
  for (let n = 0; n < times; n += 1) await expect(confirm(wrong(code), username)).rejects.toMatchObject(mismatch);
}

describe("confirmSignUp (users-and-triggers.md 3.2, 3.9)", () => {
  it("confirms the user and verifies the address the code went to", async () => {
    const { pool, confirm, code, clock } = await unconfirmed();
    clock.advance({ minutes: 1 });
    await expect(confirm(code)).resolves.toBeUndefined();
    expect(await pool.users.get("ada")).toMatchObject({
      userStatus: "CONFIRMED",
      attributes: { email: "ada@example.com", email_verified: "true" },
      userLastModifiedDate: new Date(clock()),
    });
  });

  it("is one plan: the user, the code that is used up, the counter", async () => {
    const storage = recordingStorage();
    const { confirm, code } = await unconfirmed(await testPool({ storage }));
    await confirm(code);
    const named = storage.plans.at(-1)?.entries.map(({ kind, table }) => `${kind} ${table}`);
    expect(named?.sort()).toEqual(["check attempts", "put codes", "put users"]);
  });

  it("takes the user name in any case and Unicode form", async () => {
    const { client, outbox } = await testPool();
    await client.signUp({ username: "zoë", password, attributes: { email: "zoe@example.com" } });
    await expect(client.confirmSignUp({ username: "ZOE\u0308", confirmationCode: outbox.lastCode() })).resolves.toBeUndefined();
  });

  it.each(["12345", "1234567", "abcdef", "１２３４５６", " ", "x".repeat(2048)])("takes %j for a wrong code", async (code) => {
    const { confirm, pool } = await unconfirmed();
    await expect(confirm(code)).rejects.toMatchObject(mismatch);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "UNCONFIRMED", attributes: { email_verified: "false" } });
  });

  it("refuses a right code from the instant it is 24 hours old", async () => {
    const { confirm, code, clock, pool } = await unconfirmed();
    clock.advance({ hours: 24 });
    await expect(confirm(code)).rejects.toMatchObject(expired);
    await expect(confirm(wrong(code))).rejects.toMatchObject(mismatch);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "UNCONFIRMED" });
  });

  it("takes a right code until then", async () => {
    const { confirm, code, clock } = await unconfirmed();
    clock.advance({ hours: 24, milliseconds: -1 });
    await expect(confirm(code)).resolves.toBeUndefined();
  });

  it("tells that the user is confirmed already only to who has the code that was used", async () => {
    const { confirm, code } = await unconfirmed();
    await confirm(code);
    await expect(confirm(code)).rejects.toMatchObject(isConfirmed);
    await expect(confirm(wrong(code))).rejects.toMatchObject(mismatch);
  });

  it("tells it to who has a code that was never used, too", async () => {
    const { confirm, code, pool } = await unconfirmed();
    await pool.users.confirm("ada");
    await expect(confirm(code)).rejects.toMatchObject(isConfirmed);
    expect(await pool.users.get("ada")).toMatchObject({ attributes: { email_verified: "false" } });
  });

  it("answers for a user who was sent no code as for a wrong one", async () => {
    const { client } = await testPool();
    await client.signUp({ username: "ada", password });
    await expect(client.confirmSignUp({ username: "ada", confirmationCode: "123456" })).rejects.toMatchObject(mismatch);
  });
});

describe("a code of sign-up", () => {
  it("of one user is a wrong one for another", async () => {
    const { client, confirm, code } = await unconfirmed(await testPool({ rockpool: { random: seededRandom("users") } }));
    await client.signUp({ username: "bob", password, attributes: { email: "ada@example.com" } });
    await expect(confirm(code, "bob")).rejects.toMatchObject(mismatch);
    await expect(confirm(code, "ada")).resolves.toBeUndefined();
  });

  // attack 65: a record that says one thing, moved to where it would say another
  it("is bound to its user, also against who can write to the database", async () => {
    const world = await poolWithStore();
    const { client, pool, confirm, code } = await unconfirmed(world);
    await client.signUp({ username: "eve", password, attributes: { email: "ada@example.com" } });
    const subs = [(await pool.users.get("ada")).sub, (await pool.users.get("eve")).sub];
    const keys = subs.map((sub) => codes.key({ poolId: pool.userPoolId, sub, purpose: "signUp" }));
    const [adas, eves] = await world.store.read(keys);
    if (adas === undefined || eves === undefined) throw new Error("no code was stored");
    await world.store.commit([eves.put({ mac: adas.value.mac })]);
    await expect(confirm(code, "eve")).rejects.toMatchObject(mismatch);
    await expect(confirm(code, "ada")).resolves.toBeUndefined();
  });

  // attack 78: a code of pool A in pool B
  it("of one pool is a wrong one in another", async () => {
    const { rockpool, confirm, code } = await unconfirmed(await testPool({ rockpool: { random: seededRandom("pools") } }));
    const other = await rockpool.ensureUserPool({ poolName: "other", autoVerifiedAttributes: ["email"] });
    const client = await other.clients.ensure({ clientName: "test" });
    await client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } });
    await expect(client.confirmSignUp({ username: "ada", confirmationCode: code })).rejects.toMatchObject(mismatch);
    await expect(confirm(code)).resolves.toBeUndefined();
  });

  // attack 17: proof of an address completed after the address was changed
  it("proves the address it was sent to, and no other", async () => {
    const world = await poolWithStore();
    const { confirm, code, pool } = await unconfirmed(world);
    const { sub } = await pool.users.get("ada");
    const [user] = await world.store.read([users.key({ poolId: pool.userPoolId, sub })]);
    if (user === undefined) throw new Error("ada is not there");
    await world.store.commit([user.put({ attributes: { email: "eve@example.com", email_verified: "false" } })]);
    await expect(confirm(code)).rejects.toMatchObject(mismatch);
    expect(await pool.users.get("ada")).toMatchObject({ attributes: { email_verified: "false" } });
  });
});

// attack 70: whether a name exists shows in no answer, budget or cost
describe.each([
  ["a user", "ada"],
  ["a name nobody has", "nobody"],
])("the budget of %s", (_, username) => {
  it("is 15 tries an hour, then the time until the next is told", async () => {
    const world = await unconfirmed();
    await fail(world, username, 15);
    await expect(world.confirm(wrong(world.code), username)).rejects.toMatchObject({
      ...limit,
      details: { retryAfterSeconds: 3600 },
    });
    world.clock.advance({ minutes: 59, seconds: 58, milliseconds: 1 });
    await expect(world.confirm(wrong(world.code), username)).rejects.toMatchObject({
      ...limit,
      details: { retryAfterSeconds: 2 },
    });
    world.clock.advance({ seconds: 1, milliseconds: 999 });
    await fail(world, username, 15);
    await expect(world.confirm(wrong(world.code), username)).rejects.toMatchObject(limit);
  });

  it("begins with its first try, and is not prolonged by those that are refused", async () => {
    const world = await unconfirmed();
    await fail(world, username, 1);
    world.clock.advance({ minutes: 30 });
    await fail(world, username, 14);
    for (let n = 0; n < 3; n += 1) await expect(world.confirm("000000", username)).rejects.toMatchObject(limit);
    world.clock.advance({ minutes: 30 });
    await fail(world, username, 1);
  });

  it("costs one commit and two reads a try", async () => {
    const storage = countingStorage(memory());
    const world = await unconfirmed(await testPool({ storage }));
    expect(await storage.count(() => fail(world, username, 1))).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
  });

  // attack 9: a burst of wrong codes cannot exceed the budget
  it.each([2, 50])("is not exceeded by %i tries at once", async (parallel) => {
    const { confirm, code } = await unconfirmed();
    const burst = Array.from({ length: parallel }, () => confirm(wrong(code), username).catch(codeOf));
    const answers = await Promise.all(burst);
    let judged = answers.filter((answer) => answer === mismatch.code).length;
    expect(judged).toBeLessThanOrEqual(15);
    for (const answer of answers) expect([mismatch.code, limit.code, "TooManyRequestsException"]).toContain(answer);
    // What was not answered was not counted: one after the other, the rest of the budget is still there, and no more.
    for (let n = 0; n < 20; n += 1) if ((await confirm(wrong(code), username).catch(codeOf)) === mismatch.code) judged += 1;
    expect(judged).toBe(15);
  });
});

describe("the budget", () => {
  it("used up refuses the right code, too", async () => {
    const world = await unconfirmed();
    await fail(world, "ada", 15);
    await expect(world.confirm(world.code)).rejects.toMatchObject(limit);
  });

  // attack 9: asking for another code brings no new tries
  it("survives a new code", async () => {
    const world = await unconfirmed();
    await fail(world, "ada", 14);
    await world.client.resendConfirmationCode({ username: "ada" });
    const code = world.outbox.lastCode();
    await expect(world.confirm(wrong(code))).rejects.toMatchObject(mismatch);
    await expect(world.confirm(code)).rejects.toMatchObject(limit);
  });

  it("is full again after a success", async () => {
    const world = await unconfirmed();
    await fail(world, "ada", 14);
    await world.confirm(world.code);
    await fail(world, "ada", 15);
  });
});

describe("the right code, many times at once", () => {
  // attack 8: exactly one confirms
  it.each([2, 50])("of %i confirms once", async (parallel) => {
    const { confirm, code, pool } = await unconfirmed();
    const tries = Array.from({ length: parallel }, () => confirm(code).then(() => "confirmed", codeOf));
    const answers = await Promise.all(tries);
    expect(answers.filter((answer) => answer === "confirmed")).toHaveLength(1);
    for (const answer of answers) expect(["confirmed", isConfirmed.code, "TooManyRequestsException"]).toContain(answer);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "CONFIRMED" });
  });

  it("meets an administrator who confirms: one of them does", async () => {
    const { confirm, code, pool } = await unconfirmed();
    const answers = await Promise.all(
      [confirm(code), pool.users.confirm("ada")].map((one) => one.then(() => "confirmed", codeOf)),
    );
    expect(answers.sort()).toEqual([isConfirmed.code, "confirmed"]);
  });
});
