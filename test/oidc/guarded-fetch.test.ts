import type { LookupAddress } from "node:dns";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { gzipSync } from "node:zlib";
import { describe, expect, it, onTestFinished } from "vitest";
import { type FetchWorld, GuardedFetch } from "../../src/oidc/guarded-fetch.ts";
import { selfSigned } from "../delivery/stand-ins/self-signed.ts";
import { json, serve } from "./issuer-server.ts";

const host = "login.example.com";
const loopback = (address = "127.0.0.1"): LookupAddress => ({ address, family: address.includes(":") ? 6 : 4 });

/** A server of TLS with the name of the host, at 127.0.0.1, which stands for a public address here; each other one is none. */
async function publicServer(answers: readonly (readonly LookupAddress[])[], changes: Partial<FetchWorld> = {}) {
  const certificate = selfSigned(host);
  const asked: string[] = [];
  const server = createServer(certificate, (request, response) => {
    asked.push(`${request.headers.host} ${request.url}`);
    json({ well: true })(response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  onTestFinished(() => {
    server.closeAllConnections();
    server.close();
  });
  const resolved: string[] = [];
  const resolve = async (name: string): Promise<readonly LookupAddress[]> => {
    resolved.push(name);
    return answers[resolved.length - 1] ?? [];
  };
  const isPublic = (address: string): boolean => address === "127.0.0.1";
  const fetch = new GuardedFetch([], { resolve, isPublic, ca: certificate.cert, ...changes });
  return { fetch, asked, resolved, url: `https://${host}:${(server.address() as AddressInfo).port}/a` };
}

// attack 45
describe("a guarded fetch of what nobody trusts", () => {
  it("asks the address that it has judged, by https, for the host that was named", async () => {
    const { fetch, url, asked, resolved } = await publicServer([[loopback()]]);
    expect(await fetch.json(url, null)).toEqual({ well: true });
    expect(asked).toEqual([`${new URL(url).host} /a`]);
    expect(resolved).toEqual([host]);
  });

  it("resolves a name once for each fetch: what it becomes after the judgement changes nothing, and at the next it is judged again", async () => {
    const { fetch, url, asked, resolved } = await publicServer([[loopback()], [loopback("127.0.0.2")]]);
    await fetch.json(url, null);
    expect(resolved).toHaveLength(1);
    await expect(fetch.json(url, null)).rejects.toThrow("the host has an address that is not public");
    expect(resolved).toHaveLength(2);
    expect(asked).toHaveLength(1);
  });

  it.each([
    ["of two addresses one is not public", [loopback(), loopback("10.0.0.1")]],
    ["of two addresses the first is not public", [loopback("::1"), loopback()]],
    ["it has none", []],
  ])("asks no host where %s", async (_, addresses) => {
    const { fetch, url, asked } = await publicServer([addresses]);
    await expect(fetch.json(url, null)).rejects.toThrow("the host has an address that is not public");
    expect(asked).toEqual([]);
  });

  it("asks no host that shows the certificate of another", async () => {
    const { fetch, url, asked } = await publicServer([[loopback()]]);
    await expect(fetch.json(url.replace(host, "other.example.com"), null)).rejects.toThrow("there was no answer (ERR_TLS_");
    expect(asked).toEqual([]);
  });

  it.each([
    "https://127.0.0.1/",
    "https://127.1/",
    "https://0x7f000001/",
    "https://2130706433/",
    "https://169.254.169.254/latest/meta-data/",
    "https://10.0.0.1:8443/",
    "https://[::1]/",
    "https://[::ffff:127.0.0.1]/",
    "https://[64:ff9b::7f00:1]/",
    "https://[2002:7f00:1::]/",
    "http://login.example.com/",
    "http://8.8.8.8/",
    "file:///etc/passwd",
    "ftp://login.example.com/",
    "data:application/json,{}",
    "https://user:pass@login.example.com/",
    "https://user@login.example.com/",
    "no URL",
  ])("does not ask %s", async (url) => {
    const fetch = new GuardedFetch([], { resolve: () => Promise.reject(new Error("it was resolved")) });
    expect(fetch.mayAsk(url, null)).toBe(false);
    await expect(fetch.json(url, null)).rejects.toThrow("the URL may not be asked");
  });

  it.each(["localhost", "localhost.", "metadata.internal"])("does not ask %s, which is here", async (name) => {
    const fetch = new GuardedFetch([], { resolve: async () => [loopback()] });
    await expect(fetch.json(`https://${name}/`, null)).rejects.toThrow("the host has an address that is not public");
  });

  it("asks public addresses that are written as such", () => {
    const fetch = new GuardedFetch([]);
    expect(fetch.mayAsk("https://8.8.8.8/", null)).toBe(true);
    expect(fetch.mayAsk("https://[2606:4700::1]/", null)).toBe(true);
  });
});

// attack 45
describe("a trusted origin", () => {
  it("may be private and plain, with its port and its scheme only", async () => {
    const origin = await serve((_, response) => json({ well: true })(response));
    const fetch = new GuardedFetch([origin]);
    expect(await fetch.json(`${origin}/a`, null)).toEqual({ well: true });
    expect(fetch.mayAsk(origin.replace("http:", "https:"), null)).toBe(false);
    expect(fetch.mayAsk(origin.replace(/\d+$/, "1"), null)).toBe(false);
    expect(fetch.mayAsk(origin.replace("://", "://user@"), null)).toBe(false);
    expect(fetch.mayAsk(origin.replace("127.0.0.1", "localhost"), null)).toBe(false);
  });

  it("is nowhere that who is not trusted may send us", () => {
    const fetch = new GuardedFetch(["http://localhost:9000"]);
    expect(fetch.mayAsk("http://localhost:9000/jwks", "http://localhost:9000")).toBe(true);
    expect(fetch.mayAsk("http://localhost:9000/jwks", "https://login.example.com")).toBe(false);
    expect(fetch.mayAsk("https://keys.example.com/jwks", "http://localhost:9000")).toBe(true);
  });
});

describe("an answer", () => {
  it.each<[string, Parameters<typeof serve>[0], RegExp]>([
    ["that leads elsewhere", (_, r) => void r.writeHead(302, { location: "/b" }).end(), /^the answer has the status 302$/],
    ["of another status", (_, r) => void r.writeHead(203).end("{}"), /^the answer has the status 203$/],
    ["that is an error", (_, r) => json({ secret: "x" }, 500)(r), /^the answer has the status 500$/],
    [
      "that is compressed",
      (_, r) => void r.writeHead(200, { "content-encoding": "gzip" }).end(gzipSync("{}")),
      /^the answer is encoded$/,
    ],
    [
      "that is too long",
      (_, r) => void r.end(JSON.stringify({ a: "x".repeat(262_144) })),
      /^the answer is longer than 262144 bytes$/,
    ],
    ["that is no JSON", (_, r) => void r.end("secret"), /^the answer is no JSON object$/],
    ["that is a list", (_, r) => json([])(r), /^the answer is no JSON object$/],
    ["that is null", (_, r) => json(null)(r), /^the answer is no JSON object$/],
    [
      "that breaks off",
      (_, r) => void r.writeHead(200, { "content-length": "9" }).write("{}", () => r.destroy()),
      /^there was no answer/,
    ],
  ])("%s is none", async (_, listener, message) => {
    const asked: string[] = [];
    const origin = await serve((request, response) => {
      asked.push(request.url ?? "");
      listener(request, response);
    });
    await expect(new GuardedFetch([origin]).json(`${origin}/a`, null)).rejects.toThrow(message);
    expect(asked).toEqual(["/a"]);
  });

  it.each<[string, Parameters<typeof serve>[0]]>([
    ["begin", () => {}],
    ["end", (_, response) => void response.write("{")],
  ])("that does not %s is not waited for", async (_, listener) => {
    const origin = await serve(listener);
    await expect(new GuardedFetch([origin], { timeoutMs: 50 }).json(`${origin}/a`, null)).rejects.toThrow("there was no answer");
  });

  it("is asked for with nothing that says who asks", async () => {
    const headers: object[] = [];
    const origin = await serve((request, response) => {
      headers.push({ method: request.method, ...request.headers });
      json({})(response);
    });
    await new GuardedFetch([origin]).json(`${origin}/a`, null);
    expect(headers).toEqual([
      {
        method: "GET",
        host: new URL(origin).host,
        accept: "application/json",
        "accept-encoding": "identity",
        "user-agent": "rockpool",
        connection: expect.any(String),
      },
    ]);
  });
});

describe("close", () => {
  it("ends what is under way, and lets nothing begin", async () => {
    let reached = (): void => {};
    const isReached = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const origin = await serve(() => reached());
    const fetch = new GuardedFetch([origin]);
    const reading = fetch.json(`${origin}/a`, null);
    const refused = expect(reading).rejects.toThrow("there was no answer (ABORT_ERR)");
    await isReached;
    await fetch.close();
    await refused;
    await expect(fetch.json(`${origin}/a`, null)).rejects.toThrow("there was no answer (ABORT_ERR)");
  });
});
