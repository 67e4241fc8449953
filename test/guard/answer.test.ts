import { isRockpoolError, RockpoolError } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { guardWorld } from "./world.ts";

const { guard } = guardWorld();

describe("the answer to a request that was not let through (RFC 6750 section 3)", () => {
  it("tells who sent no token how to send one, and nothing of an error (section 3.1)", () => {
    expect(guard.answer(new RockpoolError("missing_token", "No bearer token was sent"))).toEqual({
      status: 401,
      headers: { "www-authenticate": 'Bearer realm="api"', "cache-control": "no-store", "content-type": "application/json" },
      body: "{}",
    });
  });

  // attack 62: nobody keeps an answer about a credential
  it.each([
    ["invalid_request", 400],
    ["invalid_token", 401],
  ] as const)("says %s by status %i", (code, status) => {
    const { headers, body, ...rest } = guard.answer(new RockpoolError(code, "This is why."));
    expect(rest).toEqual({ status });
    expect(headers["www-authenticate"]).toBe(`Bearer realm="api", error="${code}", error_description="This is why."`);
    expect(headers["cache-control"]).toBe("no-store");
    expect(JSON.parse(body)).toEqual({ error: code, error_description: "This is why." });
  });

  it("says by status 403 which scopes are wanted, where scopes would help", () => {
    const { status, headers, body } = guard.answer(new RockpoolError("insufficient_scope", "Why.", { scope: "a/read a/write" }));
    expect(status).toBe(403);
    expect(headers["www-authenticate"]).toBe(
      'Bearer realm="api", error="insufficient_scope", error_description="Why.", scope="a/read a/write"',
    );
    expect(JSON.parse(body)).toEqual({ error: "insufficient_scope", error_description: "Why.", scope: "a/read a/write" });
    const without = guard.answer(new RockpoolError("insufficient_scope", "Why.", { scope: null }));
    expect(without.headers["www-authenticate"]).not.toContain("scope=");
    expect(JSON.parse(without.body)).not.toHaveProperty("scope");
  });

  it("names the realm that was given", () => {
    const named = guardWorld({ realm: "orders of Ada's shop" }).guard;
    expect(named.answer(new RockpoolError("missing_token", "")).headers["www-authenticate"]).toBe(
      'Bearer realm="orders of Ada\'s shop"',
    );
  });

  it("lets no character into the header that may not be there, whoever wrote the message", () => {
    const error = new RockpoolError("insufficient_scope", 'a "b" \\ c\r\nX: y é', { scope: 'd", e="f' });
    const header = guard.answer(error).headers["www-authenticate"] ?? "";
    expect(header).toBe(
      'Bearer realm="api", error="insufficient_scope", error_description="a ?b? ? c??X: y ?", scope="d?, e=?f"',
    );
  });
});

it("is made of whatever callers without types threw", () => {
  const odd = new RockpoolError("insufficient_scope", "Why.", {} as { scope: null });
  expect(guard.answer(odd)).toMatchObject({ status: 403, body: '{"error":"insufficient_scope","error_description":"Why."}' });
});

describe("the answer where nothing could be found out", () => {
  it.each([
    new RockpoolError("VerificationUnavailableException", "The keys of https://internal.test could not be read"),
    new RockpoolError("StorageUnavailableException", "no", { outcome: "notCommitted" }),
  ])("is 503, without a challenge and without a word of what it was: $code", (error) => {
    expect(guard.answer(error)).toEqual({
      status: 503,
      headers: { "cache-control": "no-store", "content-type": "application/json" },
      body: '{"error":"temporarily_unavailable"}',
    });
  });

  it.each([
    new Error("connect ECONNREFUSED 10.0.0.1"),
    new RockpoolError("UserNotFoundException", "User does not exist."),
    new RockpoolError("NotAuthorizedException", "secret"),
    Object.assign(new Error("secret"), { code: "invalid_token" }),
    "secret",
    undefined,
    null,
  ])("is 500 for what is no refusal of a guard: %o", (error) => {
    expect(isRockpoolError(error, "invalid_token")).toBe(false);
    expect(guard.answer(error)).toEqual({
      status: 500,
      headers: { "cache-control": "no-store", "content-type": "application/json" },
      body: '{"error":"server_error"}',
    });
  });
});
