import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import { type BearerGuard, jwksUrl, nodeGuard } from "rockpool/guard";
import { describe, expect, it, vi } from "vitest";
import { adapterSuite } from "./adapter-suite.ts";
import { listening } from "./listening.ts";
import { guardWorld } from "./world.ts";

function listener(
  guard: BearerGuard<"access">,
  handled: (claims: unknown) => void,
  onError: (error: unknown) => void = () => {},
) {
  const handler = (_request: IncomingMessage, response: ServerResponse, claims: { readonly sub: string }): void => {
    handled(claims);
    response.end(JSON.stringify({ sub: claims.sub }));
  };
  return nodeGuard(guard, handler, { onError });
}

describe("nodeGuard", () => {
  adapterSuite((guard, handled) => listening(createServer(listener(guard, handled))), { unavailable: 503 });

  it("answers itself where nothing could be found out, says nothing of it, and tells the application", async () => {
    const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => Promise.reject(new Error("away")) });
    const { guard, token } = guardWorld({ keys });
    const onError = vi.fn();
    const { port } = await listening(createServer(listener(guard, () => {}, onError)));
    const answer = await fetch(`http://127.0.0.1:${port}/`, { headers: { authorization: `Bearer ${token()}` } });
    expect([answer.status, await answer.text()]).toEqual([503, '{"error":"temporarily_unavailable"}']);
    expect(onError).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ code: "VerificationUnavailableException" }));
  });

  it("writes to the console where the application wants to hear nothing, and nothing of refusals", async () => {
    const logged = vi.spyOn(console, "error").mockImplementation(() => {});
    const failing = guardWorld({ check: () => Promise.reject(new Error("away")) });
    const { port } = await listening(createServer(nodeGuard(failing.guard, () => {})));
    const get = async (headers = {}): Promise<number> => (await fetch(`http://127.0.0.1:${port}/`, { headers })).status;
    expect(await get()).toBe(401);
    expect(logged).not.toHaveBeenCalled();
    expect(await get({ authorization: `Bearer ${failing.token()}` })).toBe(500);
    expect(logged).toHaveBeenCalledExactlyOnceWith(expect.objectContaining({ message: "away" }));
    logged.mockRestore();
  });

  it("leaves the errors of the handler to whoever called it", async () => {
    const { guard, token } = guardWorld();
    const failure = new Error("of the handler");
    const guarded = nodeGuard(guard, () => {
      throw failure;
    });
    const response = { statusCode: 200, setHeader: vi.fn(), end: vi.fn() };
    await expect(guarded({ headers: { authorization: `Bearer ${token()}` } }, response)).rejects.toBe(failure);
    expect(response.end).not.toHaveBeenCalled();
  });
});
