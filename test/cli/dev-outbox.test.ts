import type { Message } from "rockpool/delivery";
import { expect, it } from "vitest";
import { devOutbox } from "../../src/cli/dev-outbox.ts";

const message = (code: string): Message => ({
  source: "CustomMessage_SignUp",
  userPoolId: "us-east-1_aB3dE5fG7",
  clientId: "1h57kf5cpq17m0eml12EXAMPLE",
  username: "ada",
  medium: "SMS",
  destination: "+12065550100",
  subject: "",
  body: `Your code is ${code}`,
  code,
});

it("the outbox prints each message, and keeps the newest thousand", async () => {
  const lines: string[] = [];
  const outbox = devOutbox((line) => lines.push(line));
  for (let sent = 1; sent <= 1_001; sent += 1) await outbox.send(message(String(sent)));
  expect(lines).toHaveLength(1_001);
  const codes = outbox.messages().map(({ code }) => code);
  expect([codes.length, codes[0], codes.at(-1)]).toEqual([1_000, "2", "1001"]);
});
