import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { type Delivery, smtpDelivery } from "rockpool/delivery";
import { testPool } from "rockpool/testing";
import type { SMTPServerOptions } from "smtp-server";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { mailServer } from "./stand-ins/mail-server.ts";
import { email } from "./stand-ins/messages.ts";
import { refusal } from "./stand-ins/refusal.ts";

const to = (port: number, timeoutMs?: number): Delivery =>
  smtpDelivery({ host: "127.0.0.1", port, requireTls: false, from: "no-reply@example.com", timeoutMs });

/** Answers as mail servers do: with the address, and what was wrong with it. */
function saying(responseCode: number, text: string): Error {
  return Object.assign(new Error(`${text} <ada@example.com> 731904`), { responseCode });
}

/** A server of one's own making: what it does with each connection. */
async function rawServer(handle: (socket: Socket) => void): Promise<{ readonly port: number; readonly open: () => number }> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on("close", () => sockets.delete(socket));
    socket.on("error", () => {});
    handle(socket);
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  onTestFinished(() => {
    for (const socket of sockets) socket.destroy();
    server.close();
  });
  return { port: (server.address() as AddressInfo).port, open: () => sockets.size };
}

describe("a message that the server refuses (attack 88)", () => {
  it.each<[string, SMTPServerOptions, string]>([
    [
      "for its sender",
      { onMailFrom: (_address, _session, callback) => callback(saying(553, "5.7.1 not yours")) },
      "EENVELOPE at MAIL FROM with the answer 553 5.7.1",
    ],
    [
      "for its recipient",
      { onRcptTo: (_address, _session, callback) => callback(saying(550, "5.1.1 no such user")) },
      "EENVELOPE at RCPT TO with the answer 550 5.1.1",
    ],
    [
      "for now",
      { onRcptTo: (_address, _session, callback) => callback(saying(451, "come back later")) },
      "EENVELOPE at RCPT TO with the answer 451",
    ],
    [
      "after its data",
      {
        onData(stream, _session, callback) {
          stream.resume().on("end", () => callback(saying(554, "5.6.0 spam")));
        },
      },
      "EMESSAGE at DATA with the answer 554 5.6.0",
    ],
    [
      "at the door",
      { onConnect: (_session, callback) => callback(saying(421, "4.3.2 closed")) },
      "EPROTOCOL at CONN with the answer 421 4.3.2",
    ],
  ])("%s is rejected with the server's numbers, and nothing of the message", async (_, options, reason) => {
    const server = await mailServer(options);
    const error = await refusal(to(server.port), email);
    expect(error).toMatchObject({
      code: "CodeDeliveryFailureException",
      message: `The mail server did not accept the message: ${reason}.`,
    });
    expect(error.cause).toBeUndefined();
    expect(server.received).toEqual([]);
  });

  it("is a CodeDeliveryFailureException of the operation, whose cause says why; the user is there, and asks again", async () => {
    let isOpen = false;
    const server = await mailServer({
      onRcptTo: (_address, _session, callback) => callback(isOpen ? null : saying(451, "4.7.1 greylisted")),
    });
    const { client, pool } = await testPool({ rockpool: { delivery: to(server.port) } });
    const signUp = client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    await expect(signUp).rejects.toMatchObject({
      code: "CodeDeliveryFailureException",
      message: "The confirmation code could not be delivered.",
      cause: { message: expect.stringContaining("with the answer 451 4.7.1") },
    });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "UNCONFIRMED" });
    isOpen = true;
    await client.resendConfirmationCode({ username: "ada" });
    // It is sent behind the answer.
    await vi.waitFor(() => expect(server.received).toHaveLength(1));
  });
});

describe("a mail server that does not answer (attack 92)", () => {
  it("is given up when it sends no greeting, and its connection is closed", async () => {
    const server = await rawServer(() => {});
    const error = await refusal(to(server.port, 150), email);
    expect(error).toMatchObject({
      code: "CodeDeliveryFailureException",
      message: "The mail server did not accept the message in 150 ms.",
    });
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });

  it("is given up in all, however slowly it goes on", async () => {
    const server = await rawServer((socket) => {
      const timer = setInterval(() => socket.write("220-please wait\r\n"), 20);
      socket.on("close", () => clearInterval(timer));
    });
    const error = await refusal(to(server.port, 200), email);
    expect(error.message).toBe("The mail server did not accept the message in 200 ms.");
    await vi.waitFor(() => expect(server.open()).toBe(0));
  });

  it("is given up when it says nothing of the message it has", async () => {
    const server = await mailServer({ onData: (stream) => stream.resume() });
    expect((await refusal(to(server.port, 300), email)).message).toContain("in 300 ms");
    await vi.waitFor(() => expect(server.connections()).toBe(0));
  });

  it("is given up also behind a transporter of one's own, which stops or does not", async () => {
    const signals: AbortSignal[] = [];
    const transport = {
      sendMail: ({ signal }: { signal: AbortSignal }): Promise<unknown> => {
        signals.push(signal);
        return new Promise(() => {});
      },
    };
    const delivery = smtpDelivery({ transport, from: "no-reply@example.com", timeoutMs: 50 });
    expect((await refusal(delivery, email)).message).toContain("in 50 ms");
    expect(signals.map(({ aborted }) => aborted)).toEqual([true]);
  });

  it("is named where it is not there", async () => {
    const server = await rawServer(() => {});
    const { port } = server;
    const closed = createServer().listen(0, "127.0.0.1");
    await once(closed, "listening");
    const nobody = (closed.address() as AddressInfo).port;
    await new Promise((resolve) => closed.close(resolve));
    expect(nobody).not.toBe(port);
    expect((await refusal(to(nobody), email)).message).toMatch(/: ESOCKET \(ECONNREFUSED\) at CONN\.$/);
  });

  it("is named where it hangs up", async () => {
    const server = await rawServer((socket) => socket.end());
    expect((await refusal(to(server.port), email)).message).toMatch(/: ECONNECTION at CONN\.$/);
  });
});

it("whatever a transporter throws, it is not repeated (attack 88)", async () => {
  for (const thrown of [
    new Error("ada@example.com 731904"),
    { code: "731904", command: "731904", response: "731904 ada@example.com", originalCode: "ada@example.com" },
    Object.assign(new Error("x"), { code: "EAUTH", response: "550 ada@example.com 731904" }),
    "731904",
    undefined,
    null,
  ]) {
    const transport = { sendMail: async (): Promise<unknown> => Promise.reject(thrown) };
    const error = await refusal(smtpDelivery({ transport, from: "no-reply@example.com" }), email);
    expect(error).toMatchObject({ code: "CodeDeliveryFailureException" });
  }
});
