import { request as httpRequest, type IncomingHttpHeaders } from "node:http";
import { connect } from "node:net";
import { type BearerGuard, jwksUrl } from "rockpool/guard";
import { describe, expect, it, vi } from "vitest";
import { accessClaims, guardWorld, otherKey, signed } from "./world.ts";

/** An application of the framework with one route, `/orders`, behind the guard. */
export interface Application {
  /** The port it listens on at 127.0.0.1, until the test is finished. */
  readonly port: number;
}

/** @param handled Is called with the claims by the route, which answers 200 and `{"sub":…}`. */
export type Serve = (guard: BearerGuard<"access">, handled: (claims: unknown) => void) => Promise<Application>;

interface Answer {
  readonly status: number | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

interface Asked {
  readonly method?: string;
  readonly path?: string;
  readonly authorization?: string | string[];
  readonly body?: string;
}

/** What is true of every adapter, over a real socket. */
export function adapterSuite(serve: Serve, statuses: { readonly unavailable: number }): void {
  async function world(options: Parameters<typeof guardWorld>[0] = {}) {
    const guarded = guardWorld(options);
    const handled = vi.fn();
    const { port } = await serve(guarded.guard, handled);
    return { ...guarded, handled, port, ask: (asked: Asked) => ask(port, asked), bearer: `Bearer ${guarded.token()}` };
  }

  describe("over a socket", () => {
    it.each(["GET", "POST", "PUT", "DELETE"])("lets in who brings a token that is right, with its claims: %s", async (method) => {
      const { ask, bearer, handled, clock } = await world();
      const { status, body } = await ask({ method, authorization: bearer });
      expect({ status, body }).toEqual({ status: 200, body: JSON.stringify({ sub: accessClaims(clock())["sub"] }) });
      expect(handled).toHaveBeenCalledExactlyOnceWith(accessClaims(clock()));
    });

    it("answers who brings none with a challenge and no error (RFC 6750 section 3.1)", async () => {
      const { ask, bearer, handled } = await world();
      for (const authorization of [undefined, "Basic YTpi", "Negotiate", bearer.replace("Bearer ", "")]) {
        const { status, headers, body } = await ask(authorization === undefined ? {} : { authorization });
        expect(status).toBe(401);
        expect(headers).toMatchObject({
          "www-authenticate": 'Bearer realm="api"',
          "cache-control": "no-store",
          "content-type": expect.stringContaining("application/json"),
        });
        expect(body).toBe("{}");
      }
      expect(handled).not.toHaveBeenCalled();
    });

    it("answers a token that is refused by 401, and says why", async () => {
      const { ask, handled, clock } = await world();
      for (const token of ["nonsense", "a.b.c", signed(accessClaims(clock()), otherKey), signed(accessClaims(0))]) {
        const { status, headers, body } = await ask({ authorization: `Bearer ${token}` });
        expect(status).toBe(401);
        expect(headers["www-authenticate"]).toMatch(/^Bearer realm="api", error="invalid_token", error_description="[\w ]+"$/);
        expect(headers["cache-control"]).toBe("no-store");
        expect(JSON.parse(body)).toEqual({ error: "invalid_token", error_description: expect.any(String) });
        expect(body + JSON.stringify(headers)).not.toContain(token);
      }
      expect(handled).not.toHaveBeenCalled();
    });

    it("answers a token that may not do this by 403, and says which scopes may", async () => {
      const { ask, bearer, handled } = await world({ scopes: ["orders/delete"] });
      const { status, headers, body } = await ask({ authorization: bearer });
      expect(status).toBe(403);
      expect(headers["www-authenticate"]).toBe(
        'Bearer realm="api", error="insufficient_scope", error_description="The token lacks a scope", scope="orders/delete"',
      );
      expect(JSON.parse(body)).toMatchObject({ error: "insufficient_scope", scope: "orders/delete" });
      expect(handled).not.toHaveBeenCalled();
    });

    // attack 61: what no client library would send
    it("answers a header that is malformed, or there twice, by 400, whatever it is", async () => {
      const { ask, bearer, handled, port } = await world();
      expect((await ask({ authorization: [bearer, bearer] })).status).toBe(400);
      // Web standard headers come joined: of these the scheme is another.
      expect([400, 401]).toContain((await ask({ authorization: ["Basic YTpi", bearer] })).status);
      expect((await ask({ authorization: `${bearer}, ${bearer}` })).status).toBe(400);
      for (const value of [
        "Bearer",
        "Bearer ",
        "Bearer \t",
        "Bearer a b",
        "Bearer \xff\xfe",
        "\xe9",
        "Bearer ,",
        'Bearer "a"',
        "=",
        ":",
      ]) {
        expect(await askRaw(port, value), JSON.stringify(value)).toMatch(/^HTTP\/1\.1 400 /);
      }
      expect((await ask({ authorization: bearer })).status).toBe(200);
      expect(handled).toHaveBeenCalledTimes(1);
    });

    it("looks at no other place a token may be in (RFC 6750 sections 2.2 and 2.3)", async () => {
      const { ask, handled, token } = await world();
      const form = `access_token=${token()}`;
      expect((await ask({ path: `/orders?${form}` })).status).toBe(401);
      expect((await ask({ method: "POST", body: form })).status).toBe(401);
      expect(handled).not.toHaveBeenCalled();
    });

    it("lets nobody in while it cannot find out whether a token is good", async () => {
      const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => Promise.reject(new Error("away")) });
      const { ask, bearer, handled } = await world({ keys });
      const { status, headers } = await ask({ authorization: bearer });
      expect(status).toBe(statuses.unavailable);
      expect(headers["www-authenticate"]).toBeUndefined();
      expect(handled).not.toHaveBeenCalled();
    });

    it.each(["check", "isRevoked"] as const)("lets nobody in when %s fails", async (question) => {
      const { ask, bearer, handled } = await world({ [question]: () => Promise.reject(new Error("the database is away")) });
      expect((await ask({ authorization: bearer })).status).toBe(500);
      expect(handled).not.toHaveBeenCalled();
    });
  });
}

function ask(port: number, { method = "GET", path = "/orders", authorization, body }: Asked): Promise<Answer> {
  const headers: Record<string, string | string[]> = {};
  if (authorization !== undefined) headers["authorization"] = authorization;
  if (body !== undefined) headers["content-type"] = "application/x-www-form-urlencoded";
  return new Promise((resolve, reject) => {
    const request = httpRequest({ host: "127.0.0.1", port, method, path, headers }, (response) => {
      const chunks: Buffer[] = [];
      response.on("data", (chunk: Buffer) => chunks.push(chunk));
      response.on("end", () =>
        resolve({ status: response.statusCode, headers: response.headers, body: Buffer.concat(chunks).toString() }),
      );
    });
    request.on("error", reject);
    request.end(body);
  });
}

/** The answer to a request whose header is written byte by byte. */
function askRaw(port: number, authorization: string): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket = connect(port, "127.0.0.1");
    const chunks: Buffer[] = [];
    socket.on("data", (chunk: Buffer) => chunks.push(chunk));
    socket.on("error", reject);
    socket.on("close", () => resolve(Buffer.concat(chunks).toString("latin1")));
    const lines = ["GET /orders HTTP/1.1", "Host: localhost", "Connection: close", `Authorization: ${authorization}`, "", ""];
    socket.end(Buffer.from(lines.join("\r\n"), "latin1"));
  });
}
