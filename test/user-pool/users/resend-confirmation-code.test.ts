import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { poolWithStore, seededRandom } from "../stand-ins.ts";

const password = "Correct horse 7!";
const details = { attributeName: "email", deliveryMedium: "EMAIL", destination: expect.stringMatching(/^.\*\*\*@.\*\*\*$/) };

/** ada has not confirmed; bob has; cyd has no e-mail; dan is disabled. */
async function people(world?: TestPool): Promise<TestPool> {
  const made = world ?? (await testPool());
  await made.client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } });
  await made.signedIn({ username: "bob" });
  await made.client.signUp({ username: "cyd", password });
  await made.client.signUp({ username: "dan", password, attributes: { email: "dan@example.com" } });
  await made.pool.users.disable("dan");
  return made;
}

describe("resendConfirmationCode (users-and-triggers.md 3.3, 3.9)", () => {
  it("sends a new code to the same address", async () => {
    const { client, outbox, pool } = await people();
    const before = outbox.messages.length;
    const answer = await client.resendConfirmationCode({ username: "ADA" });
    expect(answer).toEqual({ attributeName: "email", deliveryMedium: "EMAIL", destination: "a***@e***" });
    const code = outbox.lastCode("ada@example.com");
    expect(outbox.messages.slice(before)).toEqual([
      expect.objectContaining({ source: "CustomMessage_ResendCode", username: "ada", destination: "ada@example.com", code }),
    ]);
    await client.confirmSignUp({ username: "ada", confirmationCode: code });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "CONFIRMED" });
  });

  it("replaces the code before", async () => {
    const { client, outbox } = await people(await testPool({ rockpool: { random: seededRandom("resend") } }));
    const first = outbox.lastCode("ada@example.com");
    await client.resendConfirmationCode({ username: "ada" });
    const old = client.confirmSignUp({ username: "ada", confirmationCode: first });
    await expect(old).rejects.toMatchObject({ code: "CodeMismatchException" });
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode("ada@example.com") });
  });

  it("gives the new code 24 hours of its own", async () => {
    const { client, outbox, clock } = await people();
    clock.advance({ hours: 23 });
    await client.resendConfirmationCode({ username: "ada" });
    clock.advance({ hours: 23 });
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode("ada@example.com") });
  });

  it("makes a code where the one before was swept away, or there was none", async () => {
    const { client, outbox, clock, rockpool, pool } = await people(await testPool({ autoVerifiedAttributes: [] }));
    await rockpool.ensureUserPool({ poolName: "test", autoVerifiedAttributes: ["email"] });
    for (let n = 0; n < 2; n += 1) {
      await client.resendConfirmationCode({ username: "ada" });
      clock.advance({ hours: 25 });
      expect((await rockpool.maintain()).swept).toBeGreaterThan(0);
    }
    await client.resendConfirmationCode({ username: "ada" });
    await client.confirmSignUp({ username: "ada", confirmationCode: outbox.lastCode() });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ attributes: { email_verified: "true" } });
  });

  it.each([
    ["ENABLED", "is an event alone: who asks learns of nobody"],
    ["LEGACY", "is told"],
  ] as const)("replaces the code also when the new one could not be delivered, which with %s %s", async (errors, _) => {
    let broken = false;
    const codes: string[] = [];
    const send = async ({ code }: { readonly code: string }): Promise<void> => {
      if (broken) throw new Error(`not sent: ${code}`);
      codes.push(code);
    };
    const { client, rockpool } = await testPool({
      rockpool: { delivery: { send }, random: seededRandom("broken") },
      client: { preventUserExistenceErrors: errors },
    });
    const failures: unknown[] = [];
    rockpool.subscribe((event) => event.type === "deliveryFailed" && failures.push(event.medium));
    await client.signUp({ username: "ada", password, attributes: { email: "ada@example.com" } });
    broken = true;
    const resent = client.resendConfirmationCode({ username: "ada" });
    if (errors === "ENABLED") await expect(resent).resolves.toMatchObject({ destination: "a***@e***" });
    else await expect(resent).rejects.toMatchObject({ code: "CodeDeliveryFailureException" });
    await vi.waitFor(() => expect(failures).toEqual(["EMAIL"]));
    const first = client.confirmSignUp({ username: "ada", confirmationCode: codes[0] ?? "" });
    await expect(first).rejects.toMatchObject({ code: "CodeMismatchException" });
    broken = false;
    await client.resendConfirmationCode({ username: "ada" });
    await client.confirmSignUp({ username: "ada", confirmationCode: codes[1] ?? "" });
  });

  it("is refused by a pool that verifies nothing", async () => {
    const { client } = await testPool({ autoVerifiedAttributes: [] });
    for (const username of ["ada", "nobody"]) {
      await expect(client.resendConfirmationCode({ username })).rejects.toMatchObject({
        code: "InvalidParameterException",
        message: "Cannot resend codes. Auto verification not turned on.",
      });
    }
  });
});

// attack 70: whether a name exists shows in no answer, budget or cost
describe.each([
  ["a name nobody has", "nobody"],
  ["a user who is confirmed", "bob"],
  ["a user without an address", "cyd"],
  ["a user who is disabled", "dan"],
])("for %s", (_, username) => {
  it("nothing is sent, and the answer has the same form each time", async () => {
    const { client, outbox } = await people();
    const before = outbox.messages.length;
    const answers = [];
    for (const name of [username, username, username.toUpperCase()])
      answers.push(await client.resendConfirmationCode({ username: name }));
    expect(outbox.messages).toHaveLength(before);
    expect(answers[0]).toEqual(details);
    expect(answers[1]).toEqual(answers[0]);
    expect(answers[2]).toEqual(answers[0]);
  });

  it("it costs what it costs for a user who waits for a code", async () => {
    const storage = countingStorage(memory());
    const { client } = await people(await testPool({ storage }));
    const cost = await storage.count(() => client.resendConfirmationCode({ username: "ada" }));
    expect(cost).toEqual({ get: 2, query: 0, commit: 1, sweep: 0 });
    expect(await storage.count(() => client.resendConfirmationCode({ username }))).toEqual(cost);
  });
});

describe("the simulated address of a name nobody has", () => {
  it("differs from name to name, and from pool to pool", async () => {
    const { client, rockpool } = await testPool({ rockpool: { random: seededRandom("masks") } });
    const other = await rockpool.ensureUserPool({ poolName: "other", autoVerifiedAttributes: ["email"] });
    const there = await other.clients.ensure({ clientName: "web" });
    const names = Array.from({ length: 20 }, (_, n) => `nobody-${n}`);
    const answers = await Promise.all(names.map((username) => client.resendConfirmationCode({ username })));
    const others = await Promise.all(names.map((username) => there.resendConfirmationCode({ username })));
    expect(new Set(answers.map(({ destination }) => destination)).size).toBeGreaterThan(10);
    expect(others).not.toEqual(answers);
  });
});

describe("with LEGACY", () => {
  const legacy = () => testPool({ client: { preventUserExistenceErrors: "LEGACY" } });

  it.each([
    ["bob", "InvalidParameterException", "User is already confirmed."],
    [
      "cyd",
      "InvalidParameterException",
      "Cannot resend codes. The user has no email or phone_number that is verified by a code.",
    ],
    ["dan", "NotAuthorizedException", "User is disabled."],
    ["nobody", "UserNotFoundException", "Username/client id combination not found."],
  ])("%s is told why nothing is sent, and asks in vain five times an hour", async (username, code, message) => {
    const { client, outbox } = await people(await legacy());
    const before = outbox.messages.length;
    for (let n = 0; n < 5; n += 1) {
      await expect(client.resendConfirmationCode({ username })).rejects.toMatchObject({ code, message });
    }
    await expect(client.resendConfirmationCode({ username })).rejects.toMatchObject({ code: "LimitExceededException" });
    expect(outbox.messages).toHaveLength(before);
  });
});

describe.each([["ada"], ["bob"], ["cyd"], ["dan"], ["nobody"]])("the budget of %s", (username) => {
  it("is five an hour, then the time until the next is told", async () => {
    const { client, clock } = await people();
    for (let round = 0; round < 2; round += 1) {
      for (let n = 0; n < 5; n += 1) await client.resendConfirmationCode({ username });
      clock.advance({ minutes: 20 });
      await expect(client.resendConfirmationCode({ username })).rejects.toMatchObject({
        code: "LimitExceededException",
        message: "Attempt limit exceeded, please try after some time.",
        details: { retryAfterSeconds: 2400 },
      });
      clock.advance({ minutes: 40 });
    }
  });
});

// attack 89: codes are kept as a keyed hash only
it("keeps no code in the storage", async () => {
  const storage = memory();
  const world = await people(await poolWithStore({ storage }));
  const page = await storage.query({ table: "codes", index: "primary", range: { keyPrefix: [] }, limit: 1000, cursor: null });
  expect(page.records).toHaveLength(3);
  const kept = page.records.map(({ value }) => JSON.stringify(value));
  for (const { code } of world.outbox.messages) for (const record of kept) expect(record).not.toContain(`"${code}"`);
});
