import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type {
  APIGatewayRequestAuthorizerEventV2,
  APIGatewayRequestAuthorizerHandler,
  APIGatewayRequestSimpleAuthorizerHandlerV2,
  APIGatewaySimpleAuthorizerResult,
  APIGatewayTokenAuthorizerHandler,
} from "aws-lambda";
import express from "express";
import fastify from "fastify";
import { Hono } from "hono";
import type { UserPool } from "rockpool";
import {
  type AccessTokenClaims,
  type BearerGuard,
  type BearerGuardOptions,
  bearerGuard,
  expressGuard,
  fastifyGuard,
  type GuardKeys,
  honoGuard,
  type IdTokenClaims,
  lambdaAuthorizer,
  nodeGuard,
} from "rockpool/guard";
import { describe, expectTypeOf, test } from "vitest";

declare const pool: UserPool;
declare const keys: GuardKeys;
declare const access: BearerGuard<"access">;
declare const id: BearerGuard<"id">;

const all = {
  keys,
  issuer: "https://auth.test",
  tokenUse: "access",
  clientId: null,
  audience: null,
  scopes: null,
  groups: null,
  check: null,
  isRevoked: null,
} as const;

describe("a guard", () => {
  test("types the claims by the use that was asked for", () => {
    expectTypeOf(bearerGuard(all).verify("")).resolves.toEqualTypeOf<AccessTokenClaims>();
    expectTypeOf(bearerGuard({ ...all, tokenUse: "id" }).verify("")).resolves.toEqualTypeOf<IdTokenClaims>();
    expectTypeOf(bearerGuard({ ...all, tokenUse: null }).verify("")).resolves.toEqualTypeOf<AccessTokenClaims | IdTokenClaims>();
  });

  test("takes a pool as it is, also for revocation", () => {
    bearerGuard({ ...all, keys: pool, isRevoked: (claims) => pool.isRevoked(claims) });
    bearerGuard({ ...all, tokenUse: "id", keys: pool, isRevoked: (claims) => pool.isRevoked(claims) });
    // @ts-expect-error a URL is no keys: it is fetched by jwksUrl
    bearerGuard({ ...all, keys: "https://auth.test/jwks.json" });
  });

  test("gives the claims of that use to the application's questions", () => {
    bearerGuard({
      ...all,
      tokenUse: "id",
      check: (claims) => {
        expectTypeOf(claims).toEqualTypeOf<IdTokenClaims>();
        return claims.email_verified === true;
      },
      isRevoked: async (claims) => {
        expectTypeOf(claims).toEqualTypeOf<IdTokenClaims>();
        return false;
      },
    });
    // @ts-expect-error an answer that says neither yes nor no
    bearerGuard({ ...all, check: () => {} });
    // @ts-expect-error the claims of the other use
    bearerGuard({ ...all, check: (claims: IdTokenClaims) => claims.email_verified === true });
  });

  test("does not compile when a check is neither written nor skipped", () => {
    type Checks = "issuer" | "tokenUse" | "clientId" | "audience" | "scopes" | "groups" | "check" | "isRevoked" | "keys";
    type Required = { [K in keyof BearerGuardOptions<null>]-?: object extends Pick<BearerGuardOptions<null>, K> ? never : K };
    expectTypeOf<Required[keyof Required]>().toEqualTypeOf<Checks>();
    const { scopes: _, ...without } = all;
    // @ts-expect-error no scopes
    bearerGuard(without);
    // @ts-expect-error undefined is not null
    bearerGuard({ ...all, audience: undefined });
    // @ts-expect-error there is no such use
    bearerGuard({ ...all, tokenUse: "refresh" });
    // @ts-expect-error a misspelt option
    bearerGuard({ ...all, relm: "api" });
  });

  test("takes the header as frameworks give it", () => {
    const request = {} as IncomingMessage;
    void access.verify(request.headers.authorization);
    void access.verify(request.headersDistinct["authorization"]);
    void access.verify(new Headers().get("authorization"));
    // @ts-expect-error no header
    void access.verify(request);
  });
});

describe("an adapter takes its framework's own types", () => {
  test("Express, where a request has what the application says", () => {
    const app = express();
    app.use(expressGuard(access));
    app.get("/", expressGuard(access), (request, response) => void response.json(request.auth?.client_id));
    // @ts-expect-error requests of this application have an access token
    app.use(expressGuard(id));
  });

  test("Fastify, where a request has what the application says", () => {
    const app = fastify();
    app.addHook("onRequest", fastifyGuard(access));
    app.get("/", { onRequest: fastifyGuard(access) }, async (request) => request.auth?.client_id);
    app.get("/all", { onRequest: [fastifyGuard(access)] }, async () => "");
    // @ts-expect-error requests of this application have an access token
    app.addHook("onRequest", fastifyGuard(id));
  });

  test("Hono, where the context has what the application says", () => {
    const app = new Hono<{ Variables: { auth: AccessTokenClaims; other: string } }>();
    app.use(honoGuard(access));
    app.get("/", honoGuard(access), (c) => {
      expectTypeOf(c.get("auth")).toEqualTypeOf<AccessTokenClaims>();
      return c.text("");
    });
  });

  test("node:http", () => {
    createServer(
      nodeGuard(access, (request: IncomingMessage, response: ServerResponse, claims) => {
        expectTypeOf(claims).toEqualTypeOf<AccessTokenClaims>();
        response.end(request.url);
      }),
    );
  });

  test("API Gateway, for each of its events", () => {
    const handler = lambdaAuthorizer(access);
    expectTypeOf(handler).toExtend<APIGatewayTokenAuthorizerHandler>();
    expectTypeOf(handler).toExtend<APIGatewayRequestAuthorizerHandler>();
    expectTypeOf(handler).toExtend<APIGatewayRequestSimpleAuthorizerHandlerV2>();
    expectTypeOf(handler({} as APIGatewayRequestAuthorizerEventV2)).resolves.toExtend<APIGatewaySimpleAuthorizerResult>();
    lambdaAuthorizer(id, { context: (claims) => ({ email: claims.email ?? "" }) });
    // @ts-expect-error a context holds texts
    lambdaAuthorizer(id, { context: (claims) => ({ email: claims.email_verified }) });
  });
});
