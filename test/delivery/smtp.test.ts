import { createTransport } from "nodemailer";
import { type Delivery, type SmtpDeliveryOptions, smtpDelivery } from "rockpool/delivery";
import { testPool } from "rockpool/testing";
import { describe, expect, it, vi } from "vitest";
import { type MailServer, mailServer } from "./stand-ins/mail-server.ts";
import { email, sms } from "./stand-ins/messages.ts";
import { refusal } from "./stand-ins/refusal.ts";

const from = "Rock Pool <no-reply@example.com>";
const plainly = ({ port }: MailServer, more: Partial<SmtpDeliveryOptions> = {}): Delivery =>
  smtpDelivery({ host: "127.0.0.1", port, requireTls: false, from, ...more } as SmtpDeliveryOptions);

describe("smtpDelivery", () => {
  it("sends text and HTML, with whatever characters they have", async () => {
    const server = await mailServer();
    await plainly(server).send(email);
    expect(server.received).toHaveLength(1);
    const [{ mail, raw }] = server.received as [MailServer["received"][number]];
    expect(mail.subject).toBe("Grüße: dein Code 🔑");
    expect(mail.text?.trim()).toBe("Grüße!\nYour code is 731904.");
    expect(mail.html?.trim()).toBe("Grüße!<br>\nYour code is <b>731904</b>.");
    expect(raw).toMatch(/^Content-Type: multipart\/alternative;/m);
    expect(raw.match(/^Content-Type: text\/(plain|html); charset=utf-8\r$/gm)).toHaveLength(2);
    // What crosses the wire is ASCII: any server takes it.
    expect(raw).toMatch(/^[\t\r\n -~]*$/);
  });

  it("sends to the one address, from the one that is configured", async () => {
    const server = await mailServer();
    await plainly(server).send(email);
    expect(server.received).toMatchObject([{ from: "no-reply@example.com", to: ["ada@example.com"] }]);
    expect(server.received[0]?.mail).toMatchObject({
      from: { name: "Rock Pool", address: "no-reply@example.com" },
      to: [{ name: "", address: "ada@example.com" }],
    });
  });

  it("sends text alone where there is no HTML", async () => {
    const server = await mailServer();
    await plainly(server).send({ ...email, html: undefined });
    expect(server.received[0]?.mail.html).toBeUndefined();
    expect(server.received[0]?.raw).toMatch(/^Content-Type: text\/plain; charset=utf-8\r$/m);
  });

  it("writes the sender's name as it is, in any script", async () => {
    const server = await mailServer();
    await plainly(server, { from: "潮だまり, Gezeiten <no-reply@example.com>" }).send(email);
    expect(server.received[0]?.mail.from).toEqual({ name: "潮だまり, Gezeiten", address: "no-reply@example.com" });
  });

  it("asks machines not to answer (RFC 3834 section 5)", async () => {
    const server = await mailServer();
    await plainly(server).send(email);
    expect(server.received[0]?.raw).toMatch(/^Auto-Submitted: auto-generated\r$/m);
  });

  it("sends many messages at once, each to its own address", async () => {
    const server = await mailServer();
    const delivery = plainly(server);
    const names = Array.from({ length: 20 }, (_, n) => `user${n}@example.com`);
    await Promise.all(names.map((destination) => delivery.send({ ...email, destination })));
    expect(server.received.map(({ to }) => to).sort()).toEqual(names.map((name) => [name]).sort());
    await vi.waitFor(() => expect(server.connections()).toBe(0));
  });

  it("sends by a transporter of one's own", async () => {
    const server = await mailServer();
    const transport = createTransport({ host: "127.0.0.1", port: server.port, pool: true }, { from: "else@example.com" });
    const delivery = smtpDelivery({ transport, from });
    await delivery.send(email);
    await delivery.send(email);
    transport.close();
    expect(server.received.map((mail) => mail.from)).toEqual(["no-reply@example.com", "no-reply@example.com"]);
  });

  it("is the delivery of a pool: a sign-up is confirmed by the code that the server received", async () => {
    const server = await mailServer();
    const { client, pool } = await testPool({ rockpool: { delivery: plainly(server) } });
    await client.signUp({ username: "ada", password: "Correct horse 7!", attributes: { email: "ada@example.com" } });
    const { text = "", html = "" } = server.received[0]?.mail ?? {};
    const [confirmationCode = ""] = /\d{6}/.exec(text) ?? [];
    expect(html).toContain(confirmationCode);
    await client.confirmSignUp({ username: "ada", confirmationCode });
    await expect(pool.users.get("ada")).resolves.toMatchObject({ userStatus: "CONFIRMED" });
  });
});

describe("smtpDelivery, where somebody tries to write a header or to name a second person (attack 83)", () => {
  it.each([
    ["a line break", "ada@example.com\r\nBcc: eve@example.com"],
    ["a line break alone", "ada@example.com\neve@example.com"],
    ["a list", "ada@example.com,eve@example.com"],
    ["a list with a semicolon", "ada@example.com;eve@example.com"],
    ["a group", "all: ada@example.com, eve@example.com;"],
    ["a name", "Ada <eve@example.com>"],
    ["a quoted part", '"ada@example.com, eve"@example.com'],
    ["a comment", "ada(eve@example.com)@example.com"],
    ["two at signs", "ada@example.com@evil.example"],
    ["a full-width at sign", "ada＠example.com"],
    ["a small at sign", "ada﹫example.com"],
    ["a letter that looks like another", "аda@example.com"],
    ["a domain that is not ASCII", "ada@exämple.com"],
    ["a parameter of SMTP", "ada@example.com> NOTIFY=SUCCESS"],
    ["a space", "ada @example.com"],
    ["a null character", "ada@example.com\0"],
    ["nothing", ""],
    ["too much", `ada@${"a.".repeat(126)}example`],
  ])("refuses %s before it asks the server", async (_, destination) => {
    const server = await mailServer();
    const error = await refusal(plainly(server), { ...email, destination });
    expect(error).toMatchObject({ code: "CodeDeliveryFailureException", message: expect.stringContaining("not one address") });
    expect(server.received).toEqual([]);
  });

  it("keeps a subject on its line", async () => {
    const server = await mailServer();
    const subject = "Code\r\nBcc: eve@example.com\r\n\r\n<b>\u0085\u0000";
    await plainly(server).send({ ...email, subject });
    expect(server.received[0]?.to).toEqual(["ada@example.com"]);
    expect(server.received[0]?.raw).not.toMatch(/^Bcc:/im);
    expect(server.received[0]?.mail.subject).toBe("Code Bcc: eve@example.com <b>");
  });

  it("keeps a text in the body, also a line that ends SMTP's data", async () => {
    const server = await mailServer();
    const body = "one\r\n.\r\nMAIL FROM:<eve@example.com>\r\nRCPT TO:<eve@example.com>\r\nDATA\r\n";
    await plainly(server).send({ ...email, body, html: undefined });
    expect(server.received).toHaveLength(1);
    expect(server.received[0]?.mail.text?.replaceAll("\r\n", "\n").trim()).toBe(body.replaceAll("\r\n", "\n").trim());
  });

  it("refuses an SMS, and says what there is for it", async () => {
    const server = await mailServer();
    const error = await refusal(plainly(server), sms);
    expect(error).toMatchObject({ code: "CodeDeliveryFailureException", message: expect.stringContaining("deliveryByMedium") });
  });
});

describe("the options of smtpDelivery", () => {
  const host = "127.0.0.1";
  it.each<[string, SmtpDeliveryOptions]>([
    ["from", { host, from: "nobody" }],
    ["from", { host, from: "a@example.com, b@example.com" }],
    ["from", { host, from: "Rock\r\nBcc: eve@example.com <a@example.com>" }],
    ["from", { host, from: "Rock <a@example.com>, Pool <b@example.com>" }],
    ["from", { host } as SmtpDeliveryOptions],
    ["host", { host: "", from }],
    ["host", { from } as SmtpDeliveryOptions],
    ["port", { host, from, port: 0 }],
    ["port", { host, from, port: 65_536 }],
    ["timeoutMs", { host, from, timeoutMs: 0 }],
    ["timeoutMs", { host, from, timeoutMs: 600_001 }],
    ["transport", { transport: {}, from } as SmtpDeliveryOptions],
  ])("are refused where %s is wrong", (path, options) => {
    expect(() => smtpDelivery(options)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: expect.objectContaining({ path }) }),
    );
  });
});

it("without the package nodemailer, the first message says what to install; a delivery can be made without it", async () => {
  vi.doMock("nodemailer", () => {
    throw new Error("Cannot find package 'nodemailer'");
  });
  try {
    const delivery = smtpDelivery({ host: "127.0.0.1", from });
    await expect(delivery.send(email)).rejects.toMatchObject({
      code: "MissingPeerException",
      message: expect.stringContaining("npm install nodemailer"),
      details: { packageName: "nodemailer" },
    });
  } finally {
    vi.doUnmock("nodemailer");
  }
});
