import type { Server } from "node:http";
import { isIPv6 } from "node:net";
import { lambdaFunctions } from "../aws/lambda-functions.ts";
import { Rockpool } from "../rockpool.ts";
import { applyConfig } from "./apply-config.ts";
import { UsageError, type Values } from "./arguments.ts";
import type { RockpoolConfig } from "./config.ts";
import { devOutbox } from "./dev-outbox.ts";
import { devServer } from "./dev-server.ts";
import { followConfig } from "./follow-config.ts";
import { type Fetch, listen, shut } from "./listen.ts";
import { maintainNowAndThen } from "./maintain.ts";
import { chosenStorage } from "./storage.ts";
import { complain, Failure, print } from "./terminal.ts";

const DEFAULT_PORT = "9229";
/** How long what is being answered may take at the end. */
const DRAIN_MS = 5_000;

/** `rockpool dev`: serves until SIGINT or SIGTERM. */
export async function dev(values: Values): Promise<number> {
  const { host = "127.0.0.1", config } = values;
  const port = portOf(values["port"] ?? DEFAULT_PORT);
  const issuer = urlOf("issuer", values["issuer"]);
  const lambda = urlOf("lambda-endpoint", values["lambda-endpoint"]);
  const trustedOrigins = values["trusted-origins"]?.split(",").map((text) => originOf("trusted-origins", text));
  const storage = await chosenStorage("dev", values);
  const signal = stopSignal();
  const closing: (() => Promise<void>)[] = [];
  const start = async (): Promise<void> => {
    // The port is part of the issuer, and so it is known before the storage is opened.
    let answer: Fetch = async () => new Response("It is starting.", { status: 503 });
    const listening = await listen((request) => answer(request), { port, host }).catch(cannotListen(host, port));
    closing.push(() => drained(listening.server));

    const outbox = devOutbox((line) => void print(line));
    const functions = lambda === undefined ? undefined : lambdaFunctions({ endpoint: lambda });
    const baseUrl = issuer ?? `http://localhost:${listening.port}`;
    const rockpool = await Rockpool.open({
      ...storage,
      baseUrl,
      delivery: outbox,
      functions,
      openIdConnect: { trustedOrigins },
    });
    // Before the server: the storage is closed when nobody asks any more.
    closing.unshift(() => rockpool.close());
    closing.push(maintainNowAndThen(rockpool));

    const apply = async (written: RockpoolConfig): Promise<void> => {
      for (const line of await applyConfig(rockpool, written)) await print(line);
      answer = devServer(rockpool, outbox, written);
    };
    if (config === undefined) await apply({});
    else closing.push(await followConfig(config, apply));
    const url = `http://${isIPv6(host) ? `[${host}]` : host}:${listening.port}`;
    complain(`every signature is taken, whoever signed: who reaches ${url} may do everything. It is for a machine of your own.`);
    await print(`rockpool listening on ${url}`);
  };
  try {
    // A configuration may take its time, or never come to an end.
    await Promise.race([start().then(() => signal.came), signal.came]);
    return 0;
  } finally {
    // The last first.
    for (const close of closing.reverse()) await close();
    signal.forget();
  }
}

/** The first signal. The second finds nobody who listens, and ends the process. */
function stopSignal(): { readonly came: Promise<void>; forget(): void } {
  let tell = (): void => {};
  const came = new Promise<void>((resolve) => {
    tell = resolve;
  });
  const signals = ["SIGINT", "SIGTERM"] as const;
  const forget = (): void => {
    for (const signal of signals) process.off(signal, heard);
  };
  const heard = (): void => {
    forget();
    tell();
  };
  for (const signal of signals) process.on(signal, heard);
  return { came, forget };
}

/** @throws {UsageError} */
function portOf(text: string): number {
  const port = Number(text);
  if (/^\d{1,5}$/.test(text) && port <= 65_535) return port;
  throw new UsageError("--port must be 0 to 65535.", "dev");
}

/** @throws {UsageError} */
function urlOf(option: string, text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const isUrl = URL.canParse(text) && /^https?:\/\/[^?#]+$/.test(text);
  if (!isUrl) throw new UsageError(`--${option} must be an http or https URL without query and fragment.`, "dev");
  return text;
}

/** @throws {UsageError} */
function originOf(option: string, text: string): string {
  const isOrigin = /^https?:\/\//.test(text) && URL.canParse(text) && new URL(text).origin === text;
  if (!isOrigin) throw new UsageError(`--${option} must be origins with commas between, as http://localhost:8080.`, "dev");
  return text;
}

/** @throws {Failure} */
function cannotListen(host: string, port: number): (error: NodeJS.ErrnoException) => never {
  return ({ code, message }) => {
    throw new Failure(code === "EADDRINUSE" ? `Port ${port} of ${host} is in use.` : message);
  };
}

/** What is being answered is answered first, unless that takes too long. A connection that is kept open is closed once it has its answer. */
async function drained(server: Server): Promise<void> {
  const idle = setInterval(() => server.closeIdleConnections(), 20);
  const late = setTimeout(() => server.closeAllConnections(), DRAIN_MS);
  await shut(server);
  clearInterval(idle);
  clearTimeout(late);
}
