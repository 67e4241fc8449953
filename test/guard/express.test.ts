import { createServer } from "node:http";
import express, { type NextFunction, type Request, type Response } from "express";
import { type AccessTokenClaims, type BearerGuard, expressGuard, jwksUrl } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { adapterSuite } from "./adapter-suite.ts";
import { listening } from "./listening.ts";
import { guardWorld } from "./world.ts";

declare global {
  namespace Express {
    interface Request {
      auth?: AccessTokenClaims;
    }
  }
}

function application(guard: BearerGuard<"access">, handled: (claims: unknown) => void = () => {}) {
  const app = express();
  app.use(expressGuard(guard));
  app.all("/orders", (request, response) => {
    handled(request.auth);
    response.send(JSON.stringify({ sub: request.auth?.sub }));
  });
  return app;
}

describe("expressGuard", () => {
  adapterSuite((guard, handled) => listening(createServer(application(guard, handled))), { unavailable: 503 });

  it("guards one route and leaves the others open", async () => {
    const { guard, token } = guardWorld();
    const app = express();
    app.get("/open", (_request, response) => void response.send("open"));
    app.get("/orders", expressGuard(guard), (request, response) => void response.send(request.auth?.username));
    const { port } = await listening(createServer(app));
    const get = (path: string, headers = {}): Promise<globalThis.Response> =>
      fetch(`http://127.0.0.1:${port}${path}`, { headers });
    expect(await (await get("/open")).text()).toBe("open");
    expect((await get("/orders")).status).toBe(401);
    expect(await (await get("/orders", { authorization: `Bearer ${token()}` })).text()).toBe("ada");
  });

  it("passes what is no refusal on to the application's error handlers, with its status", async () => {
    const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => Promise.reject(new Error("away")) });
    const { guard, token } = guardWorld({ keys });
    const app = application(guard);
    const errors: unknown[] = [];
    app.use((error: unknown, _request: Request, response: Response, _next: NextFunction) => {
      errors.push(error);
      response.send(`status ${response.statusCode}`);
    });
    const { port } = await listening(createServer(app));
    const answer = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { authorization: `Bearer ${token()}` } });
    expect(await answer.text()).toBe("status 503");
    expect(errors).toEqual([expect.objectContaining({ code: "VerificationUnavailableException" })]);
  });

  it("takes no error of a handler for a refusal of its own", async () => {
    const { guard, token } = guardWorld();
    const app = express();
    app.get("/orders", expressGuard(guard), () => {
      throw new Error("of the handler");
    });
    const { port } = await listening(createServer(app));
    const answer = await fetch(`http://127.0.0.1:${port}/orders`, { headers: { authorization: `Bearer ${token()}` } });
    expect([answer.status, answer.headers.get("www-authenticate")]).toEqual([500, null]);
  });
});
