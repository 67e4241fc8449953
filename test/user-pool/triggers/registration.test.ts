import { Rockpool, type TriggerOptions } from "rockpool";
import { memory } from "rockpool/storage/memory";
import { triggerRecorder } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { recordingStorage } from "../stand-ins.ts";
import { ada, poolWith } from "./world.ts";

const passing = <E>(event: E): E => event;
const none = {
  ...{ preSignUp: null, postConfirmation: null, preAuthentication: null, postAuthentication: null, preTokenGeneration: null },
  ...{ userMigration: null, customMessage: null, customEmailSender: null, customSMSSender: null },
};
const arn = "arn:aws:lambda:us-east-1:123456789012:function:guard";

describe("a trigger of a pool is the name of a function", () => {
  it("of a function: <poolName>/<trigger>; the function itself is stored nowhere", async () => {
    const storage = recordingStorage();
    const { pool } = await poolWith(
      { preSignUp: passing, preTokenGeneration: { version: "V2_0", handler: passing } },
      { storage, poolName: "customers" },
    );
    const { triggers } = await pool.settings.get();
    expect(triggers).toEqual({
      ...none,
      preSignUp: "customers/preSignUp",
      preTokenGeneration: { version: "V2_0", handler: "customers/preTokenGeneration" },
    });
    expect(JSON.stringify(storage.plans)).not.toContain("=>");
  });

  it("of a text: that of a function of Rockpool.open, which may be an ARN", async () => {
    const { triggers, sources } = triggerRecorder({ preSignUp: passing });
    const functions = { [arn]: triggers.preSignUp as typeof passing };
    const { client, pool } = await poolWith({ preSignUp: arn }, { rockpool: { functions } });
    await client.signUp(ada);
    expect((await pool.settings.get()).triggers.preSignUp).toBe(arn);
    expect(sources).toEqual([]);
  });

  it("of V1_0, where PreTokenGeneration is written as a function or a text", async () => {
    const { pool } = await poolWith({ preTokenGeneration: passing });
    expect((await pool.settings.get()).triggers.preTokenGeneration).toEqual({
      version: "V1_0",
      handler: "test/preTokenGeneration",
    });
    await pool.settings.update({ triggers: { preTokenGeneration: arn } });
    expect((await pool.settings.get()).triggers.preTokenGeneration).toEqual({ version: "V1_0", handler: arn });
  });

  it("is in the context of every call, for name and ARN", async () => {
    let names: readonly string[] = [];
    const { client } = await poolWith({
      preSignUp(event, { functionName, invokedFunctionArn }) {
        names = [functionName, invokedFunctionArn];
        return event;
      },
    });
    await client.signUp(ada);
    expect(names).toEqual(["test/preSignUp", "test/preSignUp"]);
  });

  it.each<[string, unknown]>([
    ["a number", { preSignUp: 7 }],
    ["an empty name", { preSignUp: "" }],
    ["a name with a control character", { preSignUp: "a\u0000b" }],
    ["a name that is too long", { preSignUp: "a".repeat(257) }],
    ["an object of another trigger", { preSignUp: { version: "V1_0", handler: passing } }],
    ["a version that there is not", { preTokenGeneration: { version: "V4_0", handler: passing } }],
    ["a version without a function", { preTokenGeneration: { version: "V2_0" } }],
    ["a function without its version", { preTokenGeneration: { handler: passing } }],
    ["a trigger that there is not", { preSignup: passing }],
    ["a trigger that there is not, skipped", { preSignup: "skip" }],
    ["skip, where there is a version", { preTokenGeneration: { version: "V2_0", handler: "skip" } }],
    ["a list", [passing]],
    ["a function", passing],
    ["null", null],
  ])("refuses %s", async (_, triggers) => {
    const { rockpool, pool } = await poolWith({});
    const invalid = { code: "InvalidParameterException", details: { path: expect.stringMatching(/^triggers/) } };
    const written = { triggers: triggers as TriggerOptions };
    await expect(rockpool.ensureUserPool({ poolName: "test", ...written })).rejects.toMatchObject(invalid);
    await expect(pool.settings.update(written)).rejects.toMatchObject(invalid);
    expect((await pool.settings.get()).triggers).toEqual(none);
  });

  it("refuses functions of Rockpool.open that are none", async () => {
    const functions = { guard: "guard" as unknown as typeof passing };
    const opened = Rockpool.open({
      storage: memory(),
      baseUrl: "https://auth.test",
      delivery: { send: async () => {} },
      functions,
    });
    await expect(opened).rejects.toMatchObject({ code: "InvalidParameterException", details: { path: "functions.guard" } });
  });
});

describe("what is written of triggers", () => {
  it("stays where it is not written; null takes it away; reset takes all", async () => {
    const { rockpool, pool } = await poolWith({ preSignUp: passing, customMessage: passing });
    const triggersOf = async () => (await pool.settings.get()).triggers;
    const before = { ...none, preSignUp: "test/preSignUp", customMessage: "test/customMessage" };
    await rockpool.ensureUserPool({ poolName: "test", triggers: {} });
    await rockpool.ensureUserPool({ poolName: "test", triggers: { preSignUp: undefined } });
    await rockpool.ensureUserPool({ poolName: "test" });
    expect(await triggersOf()).toEqual(before);
    await rockpool.ensureUserPool({ poolName: "test", triggers: { preSignUp: null } });
    expect(await triggersOf()).toEqual({ ...before, preSignUp: null });
    await rockpool.ensureUserPool({ poolName: "test", reset: ["triggers"] });
    expect(await triggersOf()).toEqual(none);
  });

  it("is no write, where it is the same", async () => {
    const storage = recordingStorage();
    const { rockpool, client, recorder } = await poolWith({ preSignUp: passing }, { storage });
    const plans = storage.plans.length;
    await rockpool.ensureUserPool({ poolName: "test", triggers: recorder.triggers });
    expect(storage.plans).toHaveLength(plans);
    await client.signUp(ada);
    expect(recorder.sources).toEqual(["PreSignUp_SignUp"]);
  });

  it("may be what settings.get says: nothing changes, and the functions are still called", async () => {
    const storage = recordingStorage();
    const { rockpool, pool, client, recorder } = await poolWith(
      { preSignUp: passing, preTokenGeneration: { version: "V3_0", handler: passing } },
      { storage },
    );
    const plans = storage.plans.length;
    await rockpool.ensureUserPool(await pool.settings.get());
    await pool.settings.update(await pool.settings.get());
    expect(storage.plans).toHaveLength(plans);
    await client.signUp(ada);
    expect(recorder.sources).toEqual(["PreSignUp_SignUp"]);
  });

  it("is compared by diffUserPool, which registers nothing", async () => {
    const { rockpool, client, recorder } = await poolWith({ preSignUp: passing });
    const throwing = () => {
      throw new Error("registered");
    };
    const differences = await rockpool.diffUserPool({
      poolName: "test",
      triggers: { preSignUp: throwing, postConfirmation: throwing },
    });
    expect(differences).toMatchObject([{ stored: null, written: "test/postConfirmation" }]);
    await client.signUp(ada);
    expect(recorder.sources).toEqual(["PreSignUp_SignUp"]);
  });

  it("by a lower revision is not stored, but its functions are registered", async () => {
    const { rockpool, pool, client } = await poolWith({ preSignUp: passing }, { revision: 2 });
    const { triggers, sources, calls } = triggerRecorder({ preSignUp: passing, customMessage: passing });
    await rockpool.ensureUserPool({ poolName: "test", revision: 1, triggers });
    expect((await pool.settings.get()).triggers).toEqual({ ...none, preSignUp: "test/preSignUp" });
    await client.signUp(ada);
    expect([sources, calls.length]).toEqual([[], 1]);
  });

  it("by settings.update is as by ensureUserPool, by the name that the pool has then", async () => {
    const { pool, client } = await poolWith({});
    const recorder = triggerRecorder({ preSignUp: passing, customMessage: passing });
    await pool.settings.update({ poolName: "renamed", triggers: recorder.triggers });
    expect((await pool.settings.get()).triggers).toEqual({
      ...none,
      preSignUp: "renamed/preSignUp",
      customMessage: "renamed/customMessage",
    });
    await client.signUp(ada);
    expect(recorder.sources).toEqual(["PreSignUp_SignUp", "CustomMessage_SignUp"]);
    await pool.settings.update({ triggers: { preSignUp: "skip", customMessage: null } });
    expect((await pool.settings.get()).triggers).toEqual({ ...none, preSignUp: "renamed/preSignUp" });
    recorder.clear();
    await client.signUp({ ...ada, username: "bob" });
    expect(recorder.sources).toEqual([]);
  });
});
