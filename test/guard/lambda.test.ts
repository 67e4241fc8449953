import { bearerGuard, jwksUrl, type LambdaAuthorizerOptions, lambdaAuthorizer } from "rockpool/guard";
import { describe, expect, it } from "vitest";
import { clientId, guardWorld, idClaims, signed, sub } from "./world.ts";

const api = "arn:aws:execute-api:us-east-1:123456789012:abcdef123";
const methodArn = `${api}/test/GET/orders/7`;

/** The events of API Gateway's documentation, as far as an authorizer looks at them. */
const token = (authorizationToken: string) => ({ type: "TOKEN" as const, methodArn, authorizationToken });
const rest = (headers: Record<string, string>) => ({
  type: "REQUEST" as const,
  methodArn,
  headers,
  httpMethod: "GET",
  path: "/orders/7",
});
const http1 = (authorization: string) => ({ ...rest({ Authorization: authorization }), version: "1.0" as const });
const http2 = (authorization: string) => ({
  version: "2.0",
  type: "REQUEST" as const,
  routeArn: methodArn,
  identitySource: [authorization],
  routeKey: "GET /orders/{id}",
  headers: { authorization },
});

function world(options: Parameters<typeof guardWorld>[0] = {}, authorizer: LambdaAuthorizerOptions<"access"> = {}) {
  const guarded = guardWorld(options);
  return { ...guarded, handler: lambdaAuthorizer(guarded.guard, authorizer), bearer: `Bearer ${guarded.token()}` };
}

const shown = { sub, username: "ada", client_id: clientId, scope: "orders/read orders/write", groups: "admins editors" };
const allowed = {
  principalId: sub,
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Allow", Resource: `${api}/test/*` }],
  },
  context: shown,
};
const denied = {
  principalId: "refused",
  policyDocument: {
    Version: "2012-10-17",
    Statement: [{ Action: "execute-api:Invoke", Effect: "Deny", Resource: `${api}/test/*` }],
  },
  context: {},
};

describe("an authorizer of a REST API", () => {
  it("allows every method of the stage, since API Gateway keeps the policy of a token", async () => {
    const { handler, bearer } = world();
    expect(await handler(token(bearer))).toEqual(allowed);
    expect(await handler(rest({ Authorization: bearer }))).toEqual(allowed);
  });

  it("refuses two of the name in two spellings: each reader would take the one it likes", async () => {
    const { handler, bearer } = world();
    const two = { Authorization: bearer, authorization: "Bearer of somebody else" };
    await expect(handler(rest(two))).rejects.toThrow("Unauthorized");
    const lists = { Authorization: [bearer], AUTHORIZATION: [bearer] };
    await expect(handler({ ...rest({}), multiValueHeaders: lists })).rejects.toThrow("Unauthorized");
    expect(await handler({ ...rest({}), multiValueHeaders: { AUTHORIZATION: [bearer] } })).toEqual(allowed);
  });

  it("allows the one method where that is asked for", async () => {
    const { handler, bearer } = world({}, { resource: "method" });
    expect((await handler(token(bearer))).policyDocument.Statement[0].Resource).toBe(methodArn);
  });

  it("finds the header however the client wrote its name, and refuses two", async () => {
    const { handler, bearer } = world();
    for (const name of ["authorization", "AUTHORIZATION", "Authorization"]) {
      expect(await handler(rest({ accept: "*/*", [name]: bearer }))).toEqual(allowed);
    }
    const both = { ...rest({ Authorization: bearer }), multiValueHeaders: { Authorization: [bearer, bearer] } };
    await expect(handler(both)).rejects.toThrow(/^Unauthorized$/);
    expect(await handler({ ...both, multiValueHeaders: { Authorization: [bearer] } })).toEqual(allowed);
    expect(await handler({ ...both, multiValueHeaders: null })).toEqual(allowed);
  });

  // attack 61
  it.each([undefined, "", "Basic YTpi", "Bearer", "Bearer a b", "Bearer nonsense", "\0", 42, {}])(
    "answers 401, by API Gateway's word for it, to %j",
    async (authorization) => {
      const { handler } = world();
      await expect(handler(token(authorization as string))).rejects.toThrow(/^Unauthorized$/);
      await expect(handler(rest({ Authorization: authorization as string }))).rejects.toThrow(/^Unauthorized$/);
    },
  );

  it("answers 401 to a request without headers", async () => {
    const { handler } = world();
    for (const headers of [null, undefined, {}]) {
      await expect(handler({ type: "REQUEST", methodArn, headers })).rejects.toThrow(/^Unauthorized$/);
    }
  });

  it("answers 403, by a policy that denies, to a token that lacks a scope or a group", async () => {
    for (const options of [{ scopes: ["orders/delete"] }, { groups: ["owners"] }, { check: () => false }]) {
      const { handler, bearer } = world(options);
      expect(await handler(token(bearer))).toEqual(denied);
    }
  });

  it("fails, which API Gateway answers by 500, when it cannot find out whether the token is good", async () => {
    const keys = jwksUrl("https://auth.test/jwks.json", { fetch: () => Promise.reject(new Error("away")) });
    const failing = world({ keys });
    const unavailable = { code: "VerificationUnavailableException" };
    for (const event of [token(failing.bearer), http1(failing.bearer), http2(failing.bearer)]) {
      await expect(failing.handler(event)).rejects.toMatchObject(unavailable);
    }
    const unsure = world({ isRevoked: () => Promise.reject(new Error("away")) });
    await expect(unsure.handler(token(unsure.bearer))).rejects.toThrow("away");
  });
});

describe("an authorizer of a WebSocket API", () => {
  it("allows the route that connects", async () => {
    const { handler, bearer } = world();
    const event = { ...rest({ Authorization: bearer }), methodArn: `${api}/production/$connect` };
    expect((await handler(event)).policyDocument.Statement[0].Resource).toBe(`${api}/production/*`);
  });
});

describe("an authorizer of an HTTP API", () => {
  it("answers payload 2.0 simply", async () => {
    const { handler, bearer } = world();
    expect(await handler(http2(bearer))).toEqual({ isAuthorized: true, context: shown });
    for (const authorization of ["", "Basic YTpi", "Bearer nonsense"]) {
      expect(await handler(http2(authorization))).toEqual({ isAuthorized: false, context: {} });
    }
    const forbidden = world({ scopes: ["orders/delete"] });
    expect(await forbidden.handler(http2(forbidden.bearer))).toEqual({ isAuthorized: false, context: {} });
  });

  it("answers payload 1.0 by a policy, and refuses by one, too: there an error is a 500", async () => {
    const { handler, bearer } = world();
    expect(await handler(http1(bearer))).toEqual(allowed);
    expect(await handler(http1("Bearer nonsense"))).toEqual(denied);
  });

  it("keeps the whole of a stage that is called $default", async () => {
    const { handler, bearer } = world();
    const { policyDocument } = await handler({ ...http1(bearer), methodArn: `${api}/$default/GET/orders` });
    expect(policyDocument.Statement[0].Resource).toBe(`${api}/$default/*`);
  });
});

describe("what integrations are told", () => {
  it("is what the token says, in texts", async () => {
    const { options } = guardWorld();
    const guard = bearerGuard({ ...options, tokenUse: "id", check: null, isRevoked: null });
    const bearer = `Bearer ${signed(idClaims(guardWorld().clock(), { "cognito:groups": undefined }))}`;
    expect((await lambdaAuthorizer(guard)(http2(bearer))).context).toEqual({ sub, username: "ada" });
  });

  it("names a machine by its client", async () => {
    const { handler, token: made } = world();
    const answer = await handler(token(`Bearer ${made({ sub: undefined, username: undefined, "cognito:groups": undefined })}`));
    expect(answer).toMatchObject({ principalId: clientId, context: { client_id: clientId, scope: shown.scope } });
    expect(answer.context).not.toHaveProperty("sub");
  });

  it("is no claim of another type: a context holds texts", async () => {
    const { handler, token: made } = world();
    const odd = { username: { name: "ada" }, scope: ["orders/read"], "cognito:groups": "admins" };
    expect((await handler(token(`Bearer ${made(odd)}`))).context).toEqual({ sub, client_id: clientId });
  });

  it("may be more, or other texts", async () => {
    const { handler, bearer } = world({}, { context: ({ username }) => ({ tenant: "acme", username: `user ${username}` }) });
    expect((await handler(http2(bearer))).context).toEqual({ ...shown, tenant: "acme", username: "user ada" });
  });
});

describe("lambdaAuthorizer", () => {
  it.each([
    [{ resource: "all" }, "resource"],
    [{ context: {} }, "context"],
  ])("refuses options that are wrong: %o", (options, path) => {
    expect(() => world({}, options as LambdaAuthorizerOptions<"access">)).toThrow(
      expect.objectContaining({ code: "InvalidParameterException", details: { path } }),
    );
  });

  it("refuses what is no event of an authorizer, and lets nobody in by it", async () => {
    const { handler, bearer } = world();
    const event = { type: "TOKEN", authorizationToken: bearer } as unknown as ReturnType<typeof token>;
    await expect(handler(event)).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});
