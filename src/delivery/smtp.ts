import type { ConnectionOptions } from "node:tls";
import { invalidParameter } from "../codecs/schema.ts";
import { optionalPeer } from "../optional-peer.ts";
import { type Mailbox, parseMailbox } from "./address.ts";
import type { Delivery } from "./delivery.ts";
import { checkRecipient, checkTimeout, oneLine, type Service, send, wordOf } from "./sending.ts";

/** What is needed of a transporter of the package nodemailer. */
export interface MailTransport {
  sendMail(mail: Mail): Promise<unknown>;
}

/** One e-mail, as nodemailer takes it. */
export interface Mail {
  from: Mailbox;
  to: Mailbox;
  envelope: { from: string; to: string };
  subject: string;
  text: string;
  html?: string;
  headers: Record<string, string>;
  signal: AbortSignal;
}

interface SmtpSenderOptions {
  /** Who every message comes from: `no-reply@example.com`, or `Example <no-reply@example.com>`. */
  readonly from: string;
  /** How long the server may take for a message, from the connection to its acceptance, in ms. @default 10000 */
  readonly timeoutMs?: number | undefined;
}

export interface SmtpServerOptions extends SmtpSenderOptions {
  readonly host: string;
  /** @default 465 where `secure`, else 587 */
  readonly port?: number | undefined;
  /** TLS from the first byte, rather than by STARTTLS. @default true for port 465, else false */
  readonly secure?: boolean | undefined;
  /** A server that asks for no password is not sent to where one is given. */
  readonly auth?: { readonly user: string; readonly pass: string } | undefined;
  /** How the server's certificate is judged, as `tls.connect` takes it: `{ ca }` for a private one. */
  readonly tls?: ConnectionOptions | undefined;
  /** `false`: what the server does not encrypt, codes and password, crosses the network as it is. For a server of this machine. @default true */
  readonly requireTls?: boolean | undefined;
  readonly transport?: undefined;
}

export interface SmtpTransportOptions extends SmtpSenderOptions {
  /** A transporter that `createTransport` of nodemailer made; it stays yours to close. */
  readonly transport: MailTransport;
}

export type SmtpDeliveryOptions = SmtpServerOptions | SmtpTransportOptions;

/**
 * Sends e-mail by a mail server, by the optional peer nodemailer 10, which is loaded at the first message. Each message has its own
 * connection; a `transport` with a pool keeps some. What fails says the server's status, and nothing of the message.
 *
 * @throws `InvalidParameterException`. A message is rejected with `CodeDeliveryFailureException`, or `MissingPeerException`.
 */
export function smtpDelivery(options: SmtpDeliveryOptions): Delivery {
  const from = parseMailbox(options.from, "from");
  const service: Service = { name: "The mail server", timeoutMs: checkTimeout(options.timeoutMs), reasonOf };
  const connect = options.transport === undefined ? transportTo(options) : given(options.transport);
  return {
    async send(message) {
      checkRecipient("SMTP", "EMAIL", message);
      const { destination, subject, body, html } = message;
      const transport = await connect();
      await send(service, (signal) =>
        transport.sendMail({
          from,
          to: { name: "", address: destination },
          envelope: { from: from.address, to: destination },
          subject: oneLine(subject),
          text: body,
          ...(html === undefined ? {} : { html }),
          // No answer by a machine, please (RFC 3834 section 5).
          headers: { "Auto-Submitted": "auto-generated" },
          signal,
        }),
      );
    },
  };
}

type Connect = () => Promise<MailTransport>;

function given(transport: MailTransport): Connect {
  if (typeof transport?.sendMail === "function") return async () => transport;
  throw invalidParameter(["transport"], "Member must be a transporter of nodemailer");
}

function transportTo(options: SmtpServerOptions): Connect {
  const { host, secure = options.port === 465, auth, tls, requireTls = true } = options;
  const port = options.port ?? (secure ? 465 : 587);
  if (typeof host !== "string" || host === "") throw invalidParameter(["host"], "Member must be the name of a mail server");
  if (!Number.isInteger(port) || port < 1 || port > 65_535) throw invalidParameter(["port"], "Member must be 1 to 65535");
  return async () => {
    const { createTransport } = await optionalPeer("This delivery", "nodemailer", () => import("nodemailer"));
    return createTransport({
      host,
      port,
      secure,
      requireTLS: requireTls && !secure,
      ...(auth === undefined ? {} : { auth: { user: auth.user, pass: auth.pass }, forceAuth: true }),
      ...(tls === undefined ? {} : { tls }),
      disableFileAccess: true,
      disableUrlAccess: true,
    });
  };
}

/** nodemailer's error ends in the server's answer, which is likely to repeat the address: its numbers are what is said. */
function reasonOf(error: unknown): string {
  const code = wordOf(error, "code", /^[A-Z][A-Z0-9_]{2,49}$/) ?? "an error without a code";
  const original = wordOf(error, "originalCode", /^[A-Z][A-Z0-9_]{2,49}$/);
  const command = wordOf(error, "command", /^[A-Z][A-Z0-9 -]{0,19}$/);
  const answer = wordOf(error, "response", /^[245]\d\d[ -]/)?.match(/^(\d{3})(?:[ -](\d\.\d{1,3}\.\d{1,3})\b)?/);
  return [
    original === undefined ? code : `${code} (${original})`,
    command === undefined ? "" : `at ${command}`,
    answer ? `with the answer ${[answer[1], answer[2]].filter(Boolean).join(" ")}` : "",
  ]
    .filter(Boolean)
    .join(" ");
}
