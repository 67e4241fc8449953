import { setTimeout as sleep } from "node:timers/promises";
import { isRockpoolError } from "rockpool";
import { describe, expect, it } from "vitest";
import { type AnyHandler, anEvent, definition, failed, invalidJson, run, unrecognizable } from "./world.ts";

const yes = { ...anEvent(), response: { flag: true } };

describe("a handler answers (users-and-triggers.md 7.1)", () => {
  it.each<[string, AnyHandler]>([
    ["by its value", () => yes],
    ["by a promise", async () => yes],
    ["by a promise that takes its time", () => sleep(5, yes)],
    // biome-ignore lint/suspicious/noThenProperty: that is what it is about
    ["by what is like a promise", () => Object.fromEntries([["then", (resolve: (value: unknown) => void) => resolve(yes)]])],
    ["by the callback", (_event, _context, callback) => callback(null, yes)],
    ["by the callback, later", (_event, _context, callback) => void setTimeout(callback, 5, undefined, yes)],
    ["by context.succeed", (_event, context) => context.succeed(yes)],
    ["by context.done", (_event, context) => context.done(undefined, yes)],
    ["with its event, changed", (event) => Object.assign(event, { response: { flag: true } })],
  ])("%s", async (_, handler) => {
    expect(await run(handler)).toEqual({ flag: true });
  });

  it("by whichever comes first", async () => {
    const both: AnyHandler = (event, _context, callback) => {
      callback(null, yes);
      return event;
    };
    expect(await run(both)).toEqual({ flag: true });
    const slowPromise: AnyHandler = (event, _context, callback) => {
      setTimeout(callback, 1, null, yes);
      return sleep(100, event);
    };
    expect(await run(slowPromise)).toEqual({ flag: true });
  });

  it("and what it answers or throws afterwards changes nothing", async () => {
    const again: AnyHandler = (event, _context, callback) => {
      callback(null, yes);
      callback(null, event);
      callback("too late");
      throw new Error("much too late");
    };
    expect(await run(again)).toEqual({ flag: true });
  });

  it("with null or nothing for a member: it stays as it is", async () => {
    expect(await run((event) => ({ ...event, response: { flag: null } }))).toEqual({ flag: null });
    expect(await run((event) => ({ ...event, response: {} }))).toEqual({});
  });

  it("with members that nobody knows: they are not looked at", async () => {
    expect(await run((event) => ({ ...event, response: { flag: true, other: 1n.toString() }, more: 1 }))).toEqual({ flag: true });
  });
});

describe("a handler that fails (7.2)", () => {
  it.each<[string, AnyHandler, string]>([
    ["throws", () => Promise.reject(new Error("Only by invitation")), "Only by invitation"],
    [
      "throws at once",
      () => {
        throw new Error("Only by invitation");
      },
      "Only by invitation",
    ],
    ["throws a text", () => Promise.reject("Only by invitation"), "Only by invitation"],
    ["throws null", () => Promise.reject(null), "null"],
    ["throws nothing", () => Promise.reject(undefined), "undefined"],
    ["throws a symbol", () => Promise.reject(Symbol("s")), "Symbol(s)"],
    ["throws what has no text", () => Promise.reject(Object.create(null)), "unknown"],
    ["throws an error without a text", () => Promise.reject(Object.assign(new Error(), { message: Symbol("s") })), "Symbol(s)"],
    ["gives an error to the callback", (_event, _context, callback) => callback(new Error("no")), "no"],
    ["gives a text to the callback", (_event, _context, callback) => callback("no"), "no"],
    ["calls context.fail", (_event, context) => context.fail(new Error("no")), "no"],
    ["calls context.done with an error", (_event, context) => context.done(new Error("no")), "no"],
  ])("%s: UserLambdaValidationException with its words", async (_, handler, message) => {
    await expect(run(handler)).rejects.toMatchObject(failed(message));
  });

  it("is the cause of the error, but where its event holds a password", async () => {
    const thrown = new Error("password Correct horse 7! is wrong");
    const causeOf = (call: Parameters<typeof run>[1]) =>
      run(() => Promise.reject(thrown), call).catch((error: unknown) => isRockpoolError(error) && error.cause);
    expect(await causeOf({})).toBe(thrown);
    expect(await causeOf({ definition: { ...definition, secret: "password" } })).toBe(undefined);
  });

  it("is called once", async () => {
    let calls = 0;
    const failing = () => {
      calls += 1;
      return Promise.reject(new Error("no"));
    };
    await run(failing).catch(() => {});
    expect(calls).toBe(1);
  });
});

describe("a handler that gives back something else than its event (7.2)", () => {
  it.each<[string, unknown]>([
    ["nothing", undefined],
    ["null", null],
    ["a text", "{}"],
    ["a number", 7],
    ["a function", () => yes],
  ])("%s is no JSON", async (_, value) => {
    await expect(run(async () => value)).rejects.toMatchObject(invalidJson);
  });

  it("nothing, where it takes no callback by which it could answer", async () => {
    await expect(run((_event) => undefined)).rejects.toMatchObject(invalidJson);
  });

  const circular: Record<string, unknown> = {};
  circular["self"] = circular;
  const throwing = (member: string): object =>
    Object.defineProperty({}, member, {
      enumerable: true,
      get() {
        throw new Error("not to be looked at");
      },
    });
  it.each<[string, unknown]>([
    ["another object", {}],
    ["a list", []],
    ["the event of another trigger", { ...yes, triggerSource: "PreSignUp_ExternalProvider" }],
    ["no response", { ...yes, response: undefined }],
    ["a response that is null", { ...yes, response: null }],
    ["a response that is a list", { ...yes, response: [] }],
    ["a response that is a text", { ...yes, response: "{}" }],
    ["a member of another type", { ...yes, response: { flag: "true" } }],
    ["a BigInt", { ...yes, response: { flag: 1n } }],
    ["a circle", { ...yes, response: circular }],
    ["a response that throws", Object.assign(throwing("response"), { triggerSource: yes.triggerSource })],
    ["a member that throws", { ...yes, response: throwing("flag") }],
    ["a __proto__", { ...yes, response: JSON.parse('{"__proto__":{"flag":true}}') }],
    ["a __proto__ within", { ...yes, response: JSON.parse('{"texts":{"__proto__":"x"}}') }],
    ["U+0000", { ...yes, response: { texts: { a: "\u0000" } } }],
    ["U+0000 in a name", { ...yes, response: { texts: { "\u0000": "a" } } }],
    ["a lone surrogate", { ...yes, response: { texts: { a: "\ud800" } } }],
  ])("%s is not recognized", async (_, value) => {
    await expect(run(async () => value)).rejects.toMatchObject(unrecognizable);
  });
});
