import fastify, { type FastifyInstance } from "fastify";
import { type AccessTokenClaims, type BearerGuard, fastifyGuard, jwksUrl } from "rockpool/guard";
import { describe, expect, it, onTestFinished } from "vitest";
import { adapterSuite } from "./adapter-suite.ts";
import { listening } from "./listening.ts";
import { guardWorld } from "./world.ts";

declare module "fastify" {
  interface FastifyRequest {
    auth?: AccessTokenClaims;
  }
}

function application(guard: BearerGuard<"access">, handled: (claims: unknown) => void = () => {}): FastifyInstance {
  const app = fastify();
  onTestFinished(() => app.close());
  app.addHook("onRequest", fastifyGuard(guard));
  app.all("/orders", async ({ auth }) => {
    handled(auth);
    return { sub: auth?.sub };
  });
  return app;
}

describe("fastifyGuard", () => {
  adapterSuite(
    async (guard, handled) => {
      const app = application(guard, handled);
      await app.listen({ port: 0, host: "127.0.0.1" });
      return listening(app.server);
    },
    { unavailable: 503 },
  );

  it("guards one route and leaves the others open", async () => {
    const { guard, token } = guardWorld();
    const app = fastify();
    app.get("/open", async () => "open");
    app.get("/orders", { onRequest: fastifyGuard(guard) }, async ({ auth }) => auth?.username);
    expect((await app.inject("/open")).body).toBe("open");
    expect((await app.inject("/orders")).statusCode).toBe(401);
    const authorization = `Bearer ${token()}`;
    expect((await app.inject({ url: "/orders", headers: { authorization } })).body).toBe("ada");
  });

  it("refuses before the body is read", async () => {
    const { guard } = guardWorld();
    const app = application(guard);
    let parsed = 0;
    app.addContentTypeParser("text/plain", { parseAs: "string" }, (_request, body, done) => {
      parsed += 1;
      done(null, body);
    });
    const answer = await app.inject({ method: "POST", url: "/orders", headers: { "content-type": "text/plain" }, payload: "x" });
    expect([answer.statusCode, parsed]).toEqual([401, 0]);
  });

  it("throws what is no refusal for the application's error handler, with its status", async () => {
    const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => Promise.reject(new Error("away")) });
    const { guard, token } = guardWorld({ keys });
    const app = application(guard);
    app.setErrorHandler((error, _request, reply) => reply.send(`${(error as Error).name}, status ${reply.statusCode}`));
    const answer = await app.inject({ url: "/orders", headers: { authorization: `Bearer ${token()}` } });
    expect(answer.body).toBe("VerificationUnavailableException, status 503");
  });
});
