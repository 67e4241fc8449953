import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { onTestFinished } from "vitest";

const SOCKET = ".s.PGSQL.5432";

/** When a connection is cut, both ways and without a word: the statement never reaches the server, or its answer never comes back. */
export type Moment = "before" | "after";

/** Stands between the adapter and the server, and cuts connections. */
export interface WireProxy {
  readonly connectionString: string;
  /** What the server was sent, the oldest first. */
  readonly statements: readonly string[];
  forgetStatements(): void;
  /** Cuts the connection on which the next such statement is sent; `thenRefuse`: and lets nobody connect from then on. */
  cut(statement: RegExp, moment: Moment, options?: { readonly thenRefuse?: boolean }): void;
  /** Ends every connection there is. */
  cutAll(): void;
  accept(): void;
}

/** Starts one for a test. */
export async function startProxy(serverConnectionString: string): Promise<WireProxy> {
  const serverFolder = new URL(serverConnectionString).searchParams.get("host") ?? "";
  const folder = await mkdtemp(join(tmpdir(), "rp-proxy-"));
  const statements: string[] = [];
  const clients = new Set<Socket>();
  let order: { readonly statement: RegExp; readonly moment: Moment; readonly thenRefuse: boolean } | undefined;
  let refuses = false;

  const listener = createServer((client) => {
    if (refuses) return void client.destroy();
    const server = connect(join(serverFolder, SOCKET));
    clients.add(client);
    let losesAnswer = false;
    const end = (): void => {
      client.destroy();
      server.destroy();
      clients.delete(client);
    };
    const messages = frontendMessages((text) => {
      if (order?.statement.test(text) !== true) return void statements.push(text);
      const { moment, thenRefuse } = order;
      order = undefined;
      refuses = thenRefuse;
      if (moment === "before") return end();
      statements.push(text);
      losesAnswer = true;
    });
    client.on("data", (bytes) => {
      messages(bytes);
      if (!server.destroyed) server.write(bytes);
    });
    server.on("data", (bytes) => {
      // It came: what was asked for is done.
      if (losesAnswer) end();
      else client.write(bytes);
    });
    for (const socket of [client, server]) socket.on("error", end).on("close", end);
  });
  listener.listen(join(folder, SOCKET));
  await once(listener, "listening");
  onTestFinished(async () => {
    for (const client of clients) client.destroy();
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
      order = { statement, moment, thenRefuse };
    },
    cutAll() {
      for (const client of clients) client.destroy();
    },
    accept() {
      refuses = false;
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
