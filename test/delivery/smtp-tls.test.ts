import { type Delivery, type SmtpServerOptions, smtpDelivery } from "rockpool/delivery";
import type { SMTPServerOptions } from "smtp-server";
import { describe, expect, it } from "vitest";
import { type MailServer, mailServer } from "./stand-ins/mail-server.ts";
import { email } from "./stand-ins/messages.ts";
import { refusal } from "./stand-ins/refusal.ts";
import { selfSigned } from "./stand-ins/self-signed.ts";

const certificate = selfSigned("mail.example.com");
const trusted = { ca: certificate.cert, servername: "mail.example.com" };

const to = ({ port }: MailServer, more: Partial<SmtpServerOptions> = {}): Delivery =>
  smtpDelivery({ host: "127.0.0.1", port, from: "no-reply@example.com", ...more });

/** Lets somebody in who knows the password, once the line is encrypted. */
const withPassword: SMTPServerOptions = {
  ...certificate,
  disabledCommands: [],
  authOptional: false,
  onAuth: ({ username, password }, _session, callback) =>
    password === "Hunter 2!" ? callback(null, { user: username }) : callback(new Error("535 5.7.8 wrong: Hunter 2!")),
};

describe("the line to a mail server", () => {
  it("is encrypted by STARTTLS before a message is given", async () => {
    const server = await mailServer({ ...certificate, disabledCommands: [] });
    await to(server, { tls: trusted }).send(email);
    expect(server.received).toMatchObject([{ isEncrypted: true, to: ["ada@example.com"] }]);
  });

  it("is encrypted from the first byte where `secure` says so", async () => {
    const server = await mailServer({ ...certificate, secure: true });
    await to(server, { secure: true, tls: trusted }).send(email);
    expect(server.received).toMatchObject([{ isEncrypted: true }]);
  });

  it("is not used when the server cannot encrypt, unless that is asked for by name", async () => {
    const server = await mailServer();
    expect((await refusal(to(server), email)).message).toContain("ETLS at STARTTLS");
    expect(server.received).toEqual([]);
    await to(server, { requireTls: false }).send(email);
    expect(server.received).toMatchObject([{ isEncrypted: false }]);
  });

  it.each<[string, SmtpServerOptions["tls"], string]>([
    ["nobody vouches for", undefined, "DEPTH_ZERO_SELF_SIGNED_CERT"],
    ["is another host's", { ca: certificate.cert, servername: "other.example.com" }, "ERR_TLS_CERT_ALTNAME_INVALID"],
  ])("is not used when the server shows a certificate that %s", async (_, tls, reason) => {
    const server = await mailServer({ ...certificate, disabledCommands: [] });
    const error = await refusal(to(server, { tls }), email);
    expect(error.message).toContain(`(${reason})`);
    expect(server.received).toEqual([]);
  });

  it("carries the password, once it is encrypted", async () => {
    const server = await mailServer(withPassword);
    await to(server, { tls: trusted, auth: { user: "rockpool", pass: "Hunter 2!" } }).send(email);
    expect(server.received).toMatchObject([{ user: "rockpool", isEncrypted: true }]);
  });

  it("says that a password is wrong without saying it (attack 88)", async () => {
    const server = await mailServer(withPassword);
    const error = await refusal(to(server, { tls: trusted, auth: { user: "rockpool", pass: "Hunter 3!" } }), email);
    expect(error.message).toMatch(/: EAUTH at AUTH PLAIN with the answer 535/);
    expect(`${error.message}${error.stack}`).not.toMatch(/Hunter|rockpool"/);
  });

  it("is not used when the server asks for no password and one is configured", async () => {
    const server = await mailServer({ ...certificate, disabledCommands: ["AUTH"] });
    const error = await refusal(to(server, { tls: trusted, auth: { user: "rockpool", pass: "Hunter 2!" } }), email);
    expect(error.message).toContain("EAUTH");
    expect(server.received).toEqual([]);
  });
});
