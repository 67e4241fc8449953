import { setTimeout as sleep } from "node:timers/promises";
import { manualClock } from "rockpool/testing";
import { describe, expect, it } from "vitest";
import { type AnEvent, type AnyHandler, run } from "./world.ts";

const late = { code: "UnexpectedLambdaException", message: "PreSignUp did not answer in 20 ms." };

describe("a handler that does not answer in time (users-and-triggers.md 7.2)", () => {
  it.each<[string, AnyHandler]>([
    ["a promise that never settles", () => new Promise(() => {})],
    ["a promise that is late", (event) => sleep(60, event)],
    ["a promise that fails late", () => sleep(60).then(() => Promise.reject(new Error("late")))],
    ["a callback with a promise that never settles", (_event, _context, callback) => callback(null, new Promise(() => {}))],
    ["a callback that is never called", (_event, _context, _callback) => undefined],
    ["a callback that is late", (event, _context, callback) => void setTimeout(callback, 60, null, event)],
    ["a handler without parameters that returns nothing", () => undefined],
  ])("%s: UnexpectedLambdaException", async (_, handler) => {
    await expect(run(handler, { timeoutMs: 20 })).rejects.toMatchObject(late);
    // What comes late is heard by nobody: no unhandled rejection ends the process.
    await sleep(70);
  });

  it("is called once", async () => {
    let calls = 0;
    const stuck: AnyHandler = () => {
      calls += 1;
      return new Promise(() => {});
    };
    await run(stuck, { timeoutMs: 20 }).catch(() => {});
    expect(calls).toBe(1);
  });

  it("that answered in time holds no timer", async () => {
    const before = process.getActiveResourcesInfo().filter((one) => one === "Timeout").length;
    await run((event) => event, { timeoutMs: 60_000 });
    await run(() => Promise.reject(new Error("no")), { timeoutMs: 60_000 }).catch(() => {});
    expect(process.getActiveResourcesInfo().filter((one) => one === "Timeout").length).toBeLessThanOrEqual(before);
  });
});

describe("what a handler is given", () => {
  it("is a copy: what it does with it later changes nothing", async () => {
    const event: AnEvent = { triggerSource: "PreSignUp_SignUp", request: { userAttributes: {} }, response: { flag: false } };
    let kept: AnEvent | undefined;
    const answer = await run(
      (given) => {
        kept = given;
        return given;
      },
      { event },
    );
    if (kept === undefined) throw new Error("it was not called");
    kept.response["flag"] = true;
    kept.request.userAttributes["email"] = "eve@example.com";
    expect(answer).toEqual({ flag: false });
    expect(event).toEqual({ triggerSource: "PreSignUp_SignUp", request: { userAttributes: {} }, response: { flag: false } });
  });

  it("is a context as Lambda's, with its twelve members and the three old ways to answer", async () => {
    const clock = manualClock();
    const requestId = "11111111-1111-4111-8111-111111111111";
    await run(
      (event, context) => {
        const { getRemainingTimeInMillis, done, fail, succeed, ...data } = context;
        expect(data).toEqual({
          callbackWaitsForEmptyEventLoop: true,
          functionName: "customers/preSignUp",
          functionVersion: "$LATEST",
          invokedFunctionArn: "customers/preSignUp",
          memoryLimitInMB: "128",
          awsRequestId: requestId,
          logGroupName: "/rockpool/customers/preSignUp",
          logStreamName: requestId,
        });
        for (const method of [getRemainingTimeInMillis, done, fail, succeed]) expect(method).toBeTypeOf("function");
        // Where there is no Cognito identity and no mobile client, Lambda has these undefined.
        const { identity, clientContext, tenantId } = context;
        expect([identity, clientContext, tenantId]).toEqual([undefined, undefined, undefined]);
        expect(getRemainingTimeInMillis()).toBe(3_000);
        clock.advance({ seconds: 1 });
        expect(getRemainingTimeInMillis()).toBe(2_000);
        clock.advance({ hours: 1 });
        expect(getRemainingTimeInMillis()).toBe(0);
        return event;
      },
      { requestId, timeoutMs: 3_000, clock },
    );
  });
});
