import type { LookupAddress } from "node:dns";
import { lookup } from "node:dns/promises";
import { type IncomingMessage, request as requestHttp } from "node:http";
import { type RequestOptions, request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";
import { isPublicAddress } from "./public-address.ts";

/** What {@link GuardedFetch} takes of the world. */
export interface FetchWorld {
  /** All addresses of a host. */
  resolve(host: string): Promise<readonly LookupAddress[]>;
  isPublic(address: string): boolean;
  /** For the whole answer. */
  readonly timeoutMs: number;
  /** In PEM: who is trusted to say who a host is; `undefined`: whom Node trusts. */
  readonly ca: string | undefined;
}

const world: FetchWorld = {
  resolve: (host) => lookup(host, { all: true, verbatim: true }),
  isPublic: isPublicAddress,
  timeoutMs: 5_000,
  ca: undefined,
};

const MAX_BYTES = 262_144;
/** Of the connection, and of nobody: an issuer learns no more than that it was asked. */
const headers = { accept: "application/json", "accept-encoding": "identity", "user-agent": "rockpool" };

/**
 * Reads JSON from addresses that were written into settings. The machine it runs on reaches what others do not: so it asks public addresses
 * only, by `https:` only, and the very address that it has judged; it follows no redirect, and waits and reads with a limit. Origins that the
 * operator trusts are exempt from the first two.
 */
export class GuardedFetch {
  readonly #trusted: ReadonlySet<string>;
  readonly #world: FetchWorld;
  readonly #closing = new AbortController();
  readonly #underWay = new Set<Promise<unknown>>();

  /** @param trustedOrigins As `URL.origin` writes them. */
  constructor(trustedOrigins: readonly string[], changes: Partial<FetchWorld> = {}) {
    this.#trusted = new Set(trustedOrigins);
    this.#world = { ...world, ...changes };
  }

  /**
   * Whether a URL may be asked, as far as it says itself where it leads.
   *
   * @param by Whose word the URL is: what is published on the internet sends nobody to an origin that is trusted here. `null`: the settings.
   */
  mayAsk(url: string, by: string | null): boolean {
    if (!URL.canParse(url)) return false;
    const { protocol, hostname, username, password } = new URL(url);
    if (username !== "" || password !== "") return false;
    if (this.#isTrusted(url, by)) return protocol === "https:" || protocol === "http:";
    const address = hostname.replace(/^\[(.*)\]$/, "$1");
    return protocol === "https:" && (isIP(address) === 0 || this.#world.isPublic(address));
  }

  #isTrusted(url: string, by: string | null): boolean {
    return [url, by ?? url].every((one) => this.#trusted.has(new URL(one).origin));
  }

  /**
   * The object that is published at a URL.
   *
   * @param by See {@link GuardedFetch.mayAsk}.
   * @throws Error, which says nothing of what was answered.
   */
  json(url: string, by: string | null): Promise<Readonly<Record<string, unknown>>> {
    const reading = this.#read(url, by)
      .catch(withoutDetails)
      .finally(() => this.#underWay.delete(reading));
    this.#underWay.add(reading);
    return reading;
  }

  /** Ends what is under way, and begins nothing more. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.allSettled(this.#underWay);
  }

  async #read(url: string, by: string | null): Promise<Readonly<Record<string, unknown>>> {
    if (!this.mayAsk(url, by)) throw new Error("the URL may not be asked");
    const { timeoutMs, ca } = this.#world;
    const signal = AbortSignal.any([this.#closing.signal, AbortSignal.timeout(timeoutMs)]);
    // Without an agent, a connection is for one request: none is taken over that was made to another address.
    const options = { method: "GET", headers, signal, agent: false } as const;
    const guarded = this.#isTrusted(url, by) ? options : { ...options, lookup: this.#lookup };
    const response = await send(new URL(url), ca === undefined ? guarded : { ...guarded, ca });
    try {
      return objectIn(await bytesOf(response));
    } finally {
      response.destroy();
    }
  }

  /** The addresses that are connected to are those that it answers. A name with one that is not public is not asked at the others. */
  readonly #lookup: LookupFunction = (host, { all = false }, answer) => {
    const judged = async (): Promise<readonly [LookupAddress, ...LookupAddress[]]> => {
      const [first, ...others] = await this.#world.resolve(host);
      if (first === undefined || [first, ...others].some(({ address }) => !this.#world.isPublic(address))) {
        throw new Error("the host has an address that is not public");
      }
      return [first, ...others];
    };
    judged().then(
      (addresses) => (all ? answer(null, [...addresses]) : answer(null, addresses[0].address, addresses[0].family)),
      (error: unknown) => answer(error as NodeJS.ErrnoException, []),
    );
  };
}

/** What Node says of a connection names addresses, and whom a certificate is of. */
function withoutDetails(error: Error & { readonly code?: unknown }): never {
  throw error.code === undefined ? error : new Error(`there was no answer (${error.code})`);
}

function send(url: URL, options: RequestOptions): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = url.protocol === "https:" ? requestHttps : requestHttp;
    request(url, options, resolve).on("error", reject).end();
  });
}

/** Stops where the limit is passed, whatever `Content-Length` said. */
async function bytesOf(response: IncomingMessage): Promise<Buffer> {
  const { statusCode, headers } = response;
  // A redirect is an answer like any other that is not the one.
  if (statusCode !== 200) throw new Error(`the answer has the status ${statusCode}`);
  const { "content-encoding": encoding = "identity" } = headers;
  if (encoding !== "identity") throw new Error("the answer is encoded");
  const chunks: Buffer[] = [];
  let length = 0;
  for await (const chunk of response as AsyncIterable<Buffer>) {
    length += chunk.length;
    if (length > MAX_BYTES) throw new Error(`the answer is longer than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function objectIn(bytes: Buffer): Readonly<Record<string, unknown>> {
  const value: unknown = jsonOf(bytes);
  if (typeof value !== "object" || value === null || Array.isArray(value)) throw new Error("the answer is no JSON object");
  return value as Readonly<Record<string, unknown>>;
}

/** Without the words of the parser, which quotes what it reads. */
function jsonOf(bytes: Buffer): unknown {
  try {
    return JSON.parse(bytes.toString("utf8"));
  } catch {
    return undefined;
  }
}
