import type { Message } from "rockpool/delivery";
import { outbox } from "rockpool/testing";
import { afterEach, describe, expect, it, vi } from "vitest";

const message = (destination: string, code: string, username = "ada"): Message => ({
  source: "CustomMessage_SignUp",
  userPoolId: "us-east-1_aB3dE5fG7",
  clientId: "web",
  username,
  medium: "EMAIL",
  destination,
  subject: "Your verification code",
  body: `Your verification code is ${code}. `,
  code,
});

describe("outbox", () => {
  it("keeps every message, the oldest first", async () => {
    const post = outbox();
    const [one, two] = [message("ada@example.com", "111111"), message("bob@example.com", "222222")];
    await post.send(one);
    await post.send(two);
    expect(post.messages).toEqual([one, two]);
  });

  it("gives the code of the newest message, or of the newest to an address", async () => {
    const post = outbox();
    await post.send(message("ada@example.com", "111111"));
    await post.send(message("ada@example.com", "222222"));
    await post.send(message("bob@example.com", "333333"));
    expect(post.lastCode()).toBe("333333");
    expect(post.lastCode("ada@example.com")).toBe("222222");
  });

  it("gives the code of the newest message to a user name", async () => {
    const post = outbox();
    await post.send(message("ada@example.com", "111111", "ada"));
    await post.send(message("ada@newjob.example", "222222", "ada"));
    await post.send(message("bob@example.com", "333333", "bob"));
    expect(post.lastCode("ada")).toBe("222222");
    expect(post.lastCode("ada@example.com")).toBe("111111");
    expect(() => post.lastCode("eve")).toThrow("no message was sent to eve");
  });

  it("throws when there is none: a test that reads a code that was not sent is wrong", async () => {
    const post = outbox();
    expect(() => post.lastCode()).toThrow("no message was sent");
    await post.send(message("ada@example.com", "111111"));
    expect(() => post.lastCode("bob@example.com")).toThrow("no message was sent to bob@example.com");
  });

  it("is one post box for each call", async () => {
    const [one, two] = [outbox(), outbox()];
    await one.send(message("ada@example.com", "111111"));
    expect(two.messages).toEqual([]);
  });
});

describe("waitFor", () => {
  const ada = (code: string): Message => message("ada@example.com", code, "ada");
  const bob = (code: string): Message => message("bob@example.com", code, "bob");
  afterEach(() => {
    vi.useRealTimers();
  });

  it("gives what is there, or waits for it; to a user name, to an address, or to anyone", async () => {
    const post = outbox();
    await post.send(ada("111111"));
    await expect(post.waitFor("ada")).resolves.toEqual(ada("111111"));
    const later = [post.waitFor("bob@example.com"), post.waitFor()];
    await post.send(ada("222222"));
    await post.send(bob("333333"));
    expect(await Promise.all(later)).toEqual([bob("333333"), ada("222222")]);
  });

  it("gives each message once, the oldest first, and passes over none", async () => {
    const post = outbox();
    await post.send(ada("1"));
    await post.send(ada("2"));
    const waited = Array.from({ length: 4 }, () => post.waitFor("ada"));
    await post.send(ada("3"));
    await post.send(ada("4"));
    await post.send(ada("5"));
    expect((await Promise.all(waited)).map(({ code }) => code)).toEqual(["1", "2", "3", "4"]);
    expect(await post.waitFor("ada")).toMatchObject({ code: "5" });
  });

  it("gives no message that lastCode has read, nor one before it", async () => {
    const post = outbox();
    await post.send(ada("1"));
    await post.send(bob("2"));
    await post.send(ada("3"));
    expect([post.lastCode("ada"), post.lastCode("ada")]).toEqual(["3", "3"]);
    expect(await post.waitFor()).toMatchObject({ code: "2" });
    await expect(post.waitFor("ada", { timeoutMs: 1 })).rejects.toThrow();
  });

  it("gives only what came after a message", async () => {
    const post = outbox();
    const [first, second] = [ada("1"), ada("2")];
    await post.send(first);
    await post.send(second);
    await expect(post.waitFor("ada", { after: second, timeoutMs: 1 })).rejects.toThrow("no message was sent to ada");
    expect(await post.waitFor("ada", { after: first })).toBe(second);
    const next = post.waitFor("ada", { after: post.messages.at(-1) });
    await post.send(ada("3"));
    expect(await next).toMatchObject({ code: "3" });
    expect(await post.waitFor("ada", { after: undefined })).toBe(first);
  });

  it("gives up in real time, says for whom it waited, and quotes no code", async () => {
    vi.useFakeTimers();
    const post = outbox();
    await post.send(bob("333333"));
    const late: unknown = await post.waitFor("ada", { timeoutMs: 5 }).catch((error: unknown) => error);
    expect(late).toEqual(new Error("no message was sent to ada within 5 ms"));
    await post.waitFor();
    await expect(post.waitFor(undefined, { timeoutMs: 5 })).rejects.toThrow(/^no message was sent within 5 ms$/);
    await post.send(ada("444444"));
    expect(await post.waitFor("ada")).toMatchObject({ code: "444444" });
  });
});
