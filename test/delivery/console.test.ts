import { consoleDelivery, type Message } from "rockpool/delivery";
import { testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";

const message: Message = {
  source: "CustomMessage_SignUp",
  userPoolId: "us-east-1_aB3dE5fG7",
  clientId: "web",
  username: "ada",
  medium: "EMAIL",
  destination: "ada@example.com",
  subject: "Your verification code",
  body: "Your verification code is 123456. ",
  code: "123456",
};

describe("consoleDelivery", () => {
  it("writes one line for a message, with the code in it", async () => {
    const lines: string[] = [];
    await consoleDelivery({ write: (line) => lines.push(line) }).send(message);
    expect(lines).toEqual(["[EMAIL to ada@example.com] Your verification code: Your verification code is 123456."]);
  });

  it("writes to the console by default", async () => {
    const log = vi.spyOn(console, "log").mockImplementation(() => {});
    await consoleDelivery().send(message);
    expect(log.mock.calls).toEqual([["[EMAIL to ada@example.com] Your verification code: Your verification code is 123456."]]);
    log.mockRestore();
  });

  it("is a delivery: a sign-up is confirmed by what it wrote", async () => {
    const lines: string[] = [];
    const { client, pool } = await testPool({ rockpool: { delivery: consoleDelivery({ write: (line) => lines.push(line) }) } });
    await client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    expect(lines).toHaveLength(1);
    expect(lines[0]?.split("\n")).toHaveLength(1);
    await client.confirmSignUp({ username: "ada", confirmationCode: /\d{6}/.exec(lines[0] ?? "")?.[0] ?? "" });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "CONFIRMED" });
  });
});
