import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { codes } from "../../../src/user-pool/users/code.table.ts";
import { users } from "../../../src/user-pool/users/user.table.ts";
import { codeOf, holdingStorage, poolWithStore, recordingStorage, seededRandom } from "../stand-ins.ts";

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

  it("is one plan: the user, who is enabled, the code that is used up, the counter", async () => {
    const storage = recordingStorage();
    const { confirm, code } = await unconfirmed(await testPool({ storage }));
    await confirm(code);
    const named = storage.plans.at(-1)?.entries.map(({ kind, table }) => `${kind} ${table}`);
    expect(named?.sort()).toEqual(["check attempts", "check auth_states", "put codes", "put users"]);
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

describe("confirmSignUp of a user who is disabled (users-and-triggers.md 10)", () => {
  // attack 28: who is disabled gets nowhere
  it("confirms nothing, verifies nothing, and answers as a wrong code does", async () => {
    const { client, confirm, code, pool } = await unconfirmed(await testPool({ aliasAttributes: ["email"] }));
    await pool.users.disable("ada");
    const before = await pool.users.get("ada");
    for (const each of [code, wrong(code)]) await expect(confirm(each)).rejects.toMatchObject(mismatch);
    const byForce = client.confirmSignUp({ username: "ada", confirmationCode: code, forceAliasCreation: true });
    await expect(byForce).rejects.toMatchObject(mismatch);
    expect(await pool.users.get("ada")).toEqual(before);
    await pool.users.enable("ada");
    await expect(confirm(code)).resolves.toBeUndefined();
  });

  it("takes no address from who has proved it", async () => {
    const { client, code, pool, signedIn } = await unconfirmed(await testPool({ aliasAttributes: ["email"] }));
    await signedIn({ username: "bob", attributes: { email: "ada@example.com" } });
    await pool.users.disable("ada");
    const byForce = client.confirmSignUp({ username: "ada", confirmationCode: code, forceAliasCreation: true });
    await expect(byForce).rejects.toMatchObject(mismatch);
    expect((await pool.users.get("bob")).attributes).toMatchObject({ email_verified: "true" });
  });

  it("is decided before or after a disable, never across", async () => {
    const storage = holdingStorage();
    const { confirm, code, pool } = await unconfirmed(await testPool({ storage }));
    const held = storage.holdNextCommit("users");
    const confirming = confirm(code);
    await held.reached;
    await pool.users.disable("ada");
    held.release();
    await expect(confirming).rejects.toMatchObject(mismatch);
    expect(await pool.users.get("ada")).toMatchObject({ userStatus: "UNCONFIRMED", enabled: false });
  });
});

describe("confirmSignUp with LEGACY asks, in this order (users-and-triggers.md 3.3)", () => {
  const legacy = () => testPool({ client: { preventUserExistenceErrors: "LEGACY" } });
  const disabled = { code: "NotAuthorizedException", message: "User is disabled." };

  it("who it is, whether enabled, in which status, and then the code", async () => {
    const { confirm, code, pool } = await unconfirmed(await legacy());
    await expect(confirm(wrong(code))).rejects.toMatchObject(mismatch);
    await pool.users.disable("ada");
    for (const each of [code, wrong(code)]) await expect(confirm(each)).rejects.toMatchObject(disabled);
    await pool.users.enable("ada");
    await confirm(code);
    for (const each of [code, wrong(code)]) await expect(confirm(each)).rejects.toMatchObject(isConfirmed);
    await pool.users.disable("ada");
    await expect(confirm(code)).rejects.toMatchObject(disabled);
  });

  it("whether there is a code: where none is, one is to be asked for", async () => {
    const { client } = await legacy();
    await client.signUp({ username: "ada", password });
    await expect(client.confirmSignUp({ username: "ada", confirmationCode: "123456" })).rejects.toMatchObject(expired);
  });

  it("the same of an old code before and after it is swept", async () => {
    const { confirm, code, clock, rockpool } = await unconfirmed(await legacy());
    for (const hours of [24, 2]) {
      clock.advance({ hours });
      await rockpool.maintain();
      for (const each of [code, wrong(code)]) await expect(confirm(each)).rejects.toMatchObject(expired);
    }
  });

  it("15 times an hour, whatever comes of it", async () => {
    const { confirm, code } = await unconfirmed(await legacy());
    await confirm(code);
    for (let n = 0; n < 15; n += 1) await expect(confirm(code)).rejects.toMatchObject(isConfirmed);
    await expect(confirm(code)).rejects.toMatchObject(limit);
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

describe("the right code", () => {
  it("meets an administrator who confirms at the same time: one of them does", async () => {
    const { confirm, code, pool } = await unconfirmed();
    const answers = await Promise.all(
      [confirm(code), pool.users.confirm("ada")].map((one) => one.then(() => "confirmed", codeOf)),
    );
    expect(answers.sort()).toEqual([isConfirmed.code, "confirmed"]);
  });
});
