import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const SOCKET = ".s.PGSQL.5432";

/** When a connection is lost, both ways: the statement never reaches the server, or its answer never comes back. */
export type Moment = "before" | "after";

/** Stands between the adapter and the server, and loses connections. */
export interface WireProxy {
  readonly connectionString: string;
  /** What the server was sent, the oldest first. */
  readonly statements: readonly string[];
  forgetStatements(): void;
  /** Cuts the connection on which the next such statement is sent; `thenRefuse`: and lets nobody connect from then on. */
  cut(statement: RegExp, moment: Moment, options?: { readonly thenRefuse?: boolean }): void;
  /** The same, but nobody is told: both ends stay open, and hear nothing any more; `thenAll`: nor do those that connect later. */
  silence(statement: RegExp, moment: Moment, options?: { readonly thenAll?: boolean }): void;
  /** Ends every connection there is. */
  cutAll(): void;
  /** Those that connect from now on are served. */
  accept(): void;
}

/** How the next connection is lost, and what becomes of those that come after it. */
interface Order {
  readonly statement: RegExp;
  readonly moment: Moment;
  readonly isSilent: boolean;
  readonly next: Welcome;
}
type Welcome = "serve" | "refuse" | "ignore";

/**
 * Starts one for a test.
 *
 * @param finished Of the test, where tests run at once.
 */
export async function startProxy(serverConnectionString: string, finished = onTestFinished): Promise<WireProxy> {
  const serverFolder = new URL(serverConnectionString).searchParams.get("host") ?? "";
  const folder = await mkdtemp(join(tmpdir(), "rp-proxy-"));
  const statements: string[] = [];
  const clients = new Set<Socket>();
  const servers = new Set<Socket>();
  let order: Order | undefined;
  let welcome: Welcome = "serve";

  const listener = createServer((client) => {
    if (welcome === "refuse") return void client.destroy();
    clients.add(client);
    client.on("error", () => {}).on("close", () => clients.delete(client));
    if (welcome === "ignore") return void client.resume();
    const server = connect(join(serverFolder, SOCKET));
    servers.add(server);
    let loseAnswer: (() => void) | undefined;
    let isSilent = false;
    const end = (): void => {
      client.destroy();
      server.destroy();
    };
    const messages = frontendMessages((text) => {
      if (order?.statement.test(text) !== true) return void statements.push(text);
      const { moment, next } = order;
      const silence = (): void => {
        isSilent = true;
      };
      const lose = order.isSilent ? silence : end;
      order = undefined;
      welcome = next;
      if (moment === "before") return lose();
      statements.push(text);
      loseAnswer = lose;
    });
    client.on("data", (bytes) => {
      if (isSilent) return;
      messages(bytes);
      if (!isSilent && !server.destroyed) server.write(bytes);
    });
    server.on("data", (bytes) => {
      // It came: what was asked for is done.
      loseAnswer?.();
      if (!isSilent && !client.destroyed) client.write(bytes);
    });
    // What is silent does not say either that its other end is gone.
    const endBoth = (): void => {
      if (!isSilent) end();
    };
    client.on("close", endBoth);
    server
      .on("error", () => {})
      .on("close", () => {
        servers.delete(server);
        endBoth();
      });
  });
  listener.listen(join(folder, SOCKET));
  await once(listener, "listening");
  finished(async () => {
    for (const socket of [...clients, ...servers]) socket.destroy();
    listener.close();
    await rm(folder, { recursive: true, force: true });
  });

  const url = new URL(serverConnectionString);
  url.searchParams.set("host", folder);
  return {
    connectionString: url.href,
    statements,
    forgetStatements() {
      statements.length = 0;
    },
    cut(statement, moment, { thenRefuse = false } = {}) {
      order = { statement, moment, isSilent: false, next: thenRefuse ? "refuse" : "serve" };
    },
    silence(statement, moment, { thenAll = false } = {}) {
      order = { statement, moment, isSilent: true, next: thenAll ? "ignore" : "serve" };
    },
    cutAll() {
      for (const client of clients) client.destroy();
    },
    accept() {
      welcome = "serve";
    },
  };
}

/** Reads the text of each statement (PostgreSQL protocol 3.0: Query, Parse) out of what a client sends. */
function frontendMessages(onStatement: (text: string) => void): (bytes: Buffer) => void {
  let buffer = Buffer.alloc(0);
  let hasStarted = false;
  return (bytes) => {
    buffer = Buffer.concat([buffer, bytes]);
    for (;;) {
      // The first message has no type.
      const header = hasStarted ? 1 : 0;
      if (buffer.length < header + 4) return;
      const length = header + buffer.readInt32BE(header);
      if (buffer.length < length) return;
      const message = buffer.subarray(0, length);
      buffer = buffer.subarray(length);
      if (!hasStarted) {
        hasStarted = true;
        continue;
      }
      const kind = String.fromCharCode(message[0] ?? 0);
      const texts = message.subarray(5).toString("utf8").split("\0");
      // A Parse names its statement first.
      if (kind === "Q") onStatement(texts[0] ?? "");
      if (kind === "P") onStatement(texts[1] ?? "");
    }
  };
}
