import type { Message } from "rockpool/delivery";
import { outbox } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const message = (destination: string, code: string): Message => ({
  source: "CustomMessage_SignUp",
  userPoolId: "us-east-1_aB3dE5fG7",
  clientId: "web",
  username: "ada",
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
