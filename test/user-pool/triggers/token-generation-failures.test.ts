import { type TestPool, type TestPoolOptions, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { rotating } from "../sessions/world.ts";
import { recordingStorage } from "../stand-ins.ts";
import { answering, answeringV1 } from "./token-answers.ts";

const password = "Correct horse 7!";
const temporaryPassword = "Temporary 1!";

const failures: readonly (readonly [string, string, TestPoolOptions["triggers"]])[] = [
  ["throws", "UserLambdaValidationException", { preTokenGeneration: () => Promise.reject(new Error("No")) }],
  ["never answers", "UnexpectedLambdaException", { preTokenGeneration: () => new Promise(() => {}) }],
  ["gives nothing back", "InvalidLambdaResponseException", { preTokenGeneration: async () => undefined as never }],
  ["gives another event back", "InvalidLambdaResponseException", { preTokenGeneration: async () => ({ response: {} }) as never }],
  ["V1_0: a number", "InvalidLambdaResponseException", answeringV1({ claimsToAddOrOverride: { seats: 3 } })],
  ["names no list", "InvalidLambdaResponseException", answeringV1({ claimsToSuppress: "email" })],
  [
    "a list of lists",
    "InvalidLambdaResponseException",
    answering({ idTokenGeneration: { claimsToAddOrOverride: { of: [["a"]] } } }),
  ],
  ["null", "InvalidLambdaResponseException", answering({ idTokenGeneration: { claimsToAddOrOverride: { of: null } } })],
  [
    "a boolean email_verified",
    "InvalidLambdaResponseException",
    answering({ idTokenGeneration: { claimsToAddOrOverride: { email_verified: true } } }),
  ],
  [
    "an updated_at that is no number",
    "InvalidLambdaResponseException",
    answeringV1({ claimsToAddOrOverride: { updated_at: "soon" } }),
  ],
  [
    "an object for an address",
    "InvalidLambdaResponseException",
    answering({ idTokenGeneration: { claimsToAddOrOverride: { address: {} } } }),
  ],
  [
    "a scope with a blank",
    "InvalidLambdaResponseException",
    answering({ accessTokenGeneration: { scopesToAdd: ["api/read admin"] } }),
  ],
  ["a scope of nothing", "InvalidLambdaResponseException", answering({ accessTokenGeneration: { scopesToAdd: [""] } })],
  [
    "more than 5,000 claims and scopes",
    "InvalidLambdaResponseException",
    answering({ accessTokenGeneration: { scopesToAdd: Array.from({ length: 5_000 }, (_, n) => `s${n}`) } }),
  ],
  [
    "an ID token that is longer than verifiers read",
    "InvalidLambdaResponseException",
    answering({ idTokenGeneration: { claimsToAddOrOverride: { long: "x".repeat(96 * 1024) } } }),
  ],
  [
    "an access token that is longer than verifiers read",
    "InvalidLambdaResponseException",
    answering({ accessTokenGeneration: { claimsToAddOrOverride: { long: "x".repeat(96 * 1024) } } }),
  ],
];

// attack 60: an error in a claims hook fails closed
describe.each(failures)("a PreTokenGeneration that answers: %s", (_, code, triggers) => {
  const open = async (options: TestPoolOptions = {}): Promise<TestPool & { families: () => Promise<number> }> => {
    const storage = recordingStorage();
    const world = await testPool({ ...options, storage, rockpool: { triggerTimeoutMs: 20 } });
    const families = async (): Promise<number> => (await storage.records("families")).length;
    return { ...world, families };
  };
  const withTrigger = ({ rockpool }: TestPool) => rockpool.ensureUserPool({ poolName: "test", triggers });
  const withoutTrigger = ({ rockpool }: TestPool) =>
    rockpool.ensureUserPool({ poolName: "test", triggers: { preTokenGeneration: null } });

  it("fails the sign-in: no token, no session", async () => {
    const world = await open();
    await world.signedIn({ username: "ada", password });
    await withTrigger(world);
    await expect(world.client.signIn({ username: "ada", password })).rejects.toMatchObject({ code });
    expect(await world.families()).toBe(1);
  });

  it("fails the answer to a question: no token, no session, and the password is not chosen", async () => {
    const world = await open();
    await world.pool.users.create({ username: "ada", temporaryPassword, messageAction: "SUPPRESS" });
    await withTrigger(world);
    const asked = await world.client.signIn({ username: "ada", password: temporaryPassword });
    if (asked.outcome !== "challenge") throw new Error("a question was expected");
    await expect(world.client.respond(asked, { newPassword: password })).rejects.toMatchObject({ code });
    expect(await world.families()).toBe(0);
    expect(await world.pool.users.get("ada")).toMatchObject({ userStatus: "FORCE_CHANGE_PASSWORD" });
    await expect(world.client.signIn({ username: "ada", password: temporaryPassword })).resolves.toMatchObject({
      outcome: "challenge",
    });
  });

  it("fails a refresh: no token, and the refresh token stays good and is not rotated", async () => {
    const world = await open({ client: rotating() });
    const { tokens } = await world.signedIn({ username: "ada" });
    const { refreshToken } = tokens;
    await withTrigger(world);
    for (let n = 0; n < 3; n += 1) await expect(world.client.refresh({ refreshToken })).rejects.toMatchObject({ code });
    await withoutTrigger(world);
    const next = await world.client.refresh({ refreshToken });
    expect(next.refreshToken).not.toBe(refreshToken);
    expect(await world.families()).toBe(1);
  });
});
