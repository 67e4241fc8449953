import type { Server } from "node:http";
import { createRequire } from "node:module";
import { Hono } from "hono";
import { type AccessTokenClaims, type BearerGuard, honoGuard, jwksUrl } from "rockpool/guard";
import { describe, expect, it, vi } from "vitest";
import { adapterSuite } from "./adapter-suite.ts";
import { listening } from "./listening.ts";
import { guardWorld } from "./world.ts";

/** Not imported: its types want those of a browser. */
const require = createRequire(import.meta.url);
const { createAdaptorServer }: { createAdaptorServer(options: { fetch(request: Request): unknown }): Server } =
  require("@hono/node-server");

interface Environment {
  Variables: { auth: AccessTokenClaims };
}

function application(guard: BearerGuard<"access">, handled: (claims: unknown) => void = () => {}): Hono<Environment> {
  const app = new Hono<Environment>();
  app.use(honoGuard(guard));
  app.all("/orders", (c) => {
    handled(c.get("auth"));
    return c.json({ sub: c.get("auth").sub });
  });
  app.onError((error) => {
    const { status, headers, body } = guard.answer(error);
    return new Response(body, { status, headers });
  });
  return app;
}

describe("honoGuard", () => {
  adapterSuite((guard, handled) => listening(createAdaptorServer({ fetch: application(guard, handled).fetch })), {
    unavailable: 503,
  });

  it("guards one route and leaves the others open", async () => {
    const { guard, token } = guardWorld();
    const app = new Hono<Environment>();
    app.get("/open", (c) => c.text("open"));
    app.get("/orders", honoGuard(guard), (c) => c.text(c.get("auth").username ?? ""));
    expect(await (await app.request("/open")).text()).toBe("open");
    expect((await app.request("/orders")).status).toBe(401);
    expect(await (await app.request("/orders", { headers: { authorization: `Bearer ${token()}` } })).text()).toBe("ada");
  });

  it("throws what is no refusal: Hono answers 500 where the application says nothing else", async () => {
    const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => Promise.reject(new Error("away")) });
    const { guard, token } = guardWorld({ keys });
    const app = new Hono<Environment>();
    app.get("/orders", honoGuard(guard), (c) => c.text("in"));
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const answer = await app.request("/orders", { headers: { authorization: `Bearer ${token()}` } });
    expect([answer.status, await answer.text()]).toEqual([500, "Internal Server Error"]);
    expect(logged).toHaveBeenCalledOnce();
    logged.mockRestore();
  });

  it("leaves the headers of other middleware on its answers", async () => {
    const app = new Hono<Environment>();
    app.use(async (c, next) => {
      await next();
      c.header("x-other", "here");
    });
    app.use(honoGuard(guardWorld().guard));
    const answer = await app.request("/orders");
    expect([answer.status, answer.headers.get("x-other")]).toEqual([401, "here"]);
  });
});
