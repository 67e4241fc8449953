import {
  type AccessTokenClaims,
  type AddedClientSecret,
  type AppClient,
  type AppClientOptions,
  type AppClientPatch,
  type AppClientSettings,
  type ChallengeName,
  type ClientSecretDescriptor,
  type EnsureOptions,
  type IdTokenClaims,
  type Refreshed,
  type RefreshTokenRotation,
  type ResettableAppClientSetting,
  type ResettableUserPoolSetting,
  type RockpoolOptions,
  type SignInResult,
  type Tokens,
  tokensOrThrow,
  type UserPool,
  type UserPoolOptions,
  type UserPoolSettings,
  type VerifyOptions,
} from "rockpool";
import { describe, expectTypeOf, test } from "vitest";
import { z } from "zod";
import { type SchemaOf, schemaFor } from "../src/codecs/schema.ts";

declare const pool: UserPool;
declare const client: AppClient;

interface Options {
  readonly name: string;
  readonly list?: readonly ("a" | "b")[] | undefined;
  readonly deep?: { readonly count: number } | undefined;
}

describe("schemaFor", () => {
  const list = z.array(z.enum(["a", "b"])).optional();
  const deep = z.strictObject({ count: z.int() }).optional();

  test("takes the schema that takes exactly the interface", () => {
    const schema = schemaFor<Options>()(z.strictObject({ name: z.string(), list, deep }));
    expectTypeOf(schema).toEqualTypeOf<SchemaOf<Options>>();
  });

  test("refuses a schema that differs", () => {
    // @ts-expect-error a member was forgotten
    schemaFor<Options>()(z.strictObject({ name: z.string(), list }));
    // @ts-expect-error a member too many
    schemaFor<Options>()(z.strictObject({ name: z.string(), list, deep, more: z.string().optional() }));
    // @ts-expect-error optional in the schema only
    schemaFor<Options>()(z.strictObject({ name: z.string().optional(), list, deep }));
    // @ts-expect-error optional in the interface only
    schemaFor<Options>()(z.strictObject({ name: z.string(), list: z.array(z.enum(["a", "b"])), deep }));
    // @ts-expect-error another type
    schemaFor<Options>()(z.strictObject({ name: z.number(), list, deep }));
    // @ts-expect-error a wider type
    schemaFor<Options>()(z.strictObject({ name: z.string(), list: z.array(z.string()).optional(), deep }));
    // @ts-expect-error a narrower type
    schemaFor<Options>()(z.strictObject({ name: z.string(), list: z.array(z.enum(["a"])).optional(), deep }));
    // @ts-expect-error another type, deeper
    schemaFor<Options>()(z.strictObject({ name: z.string(), list, deep: z.strictObject({ count: z.string() }).optional() }));
    // @ts-expect-error null is not undefined
    schemaFor<Options>()(z.strictObject({ name: z.string(), list: list.nullable(), deep }));
    // @ts-expect-error what comes in is not what comes out
    schemaFor<Options>()(z.strictObject({ name: z.string().default("x"), list, deep }));
    // @ts-expect-error what comes out is not what goes in
    schemaFor<Options>()(z.strictObject({ name: z.string().transform(Number), list, deep }));
  });
});

describe("options", () => {
  test("of a client: settings are the same members, none of them optional", () => {
    type Beside = keyof EnsureOptions<never> | "clientSecret";
    expectTypeOf<keyof AppClientSettings>().toEqualTypeOf<Exclude<keyof AppClientOptions, Beside>>();
    expectTypeOf<ResettableAppClientSetting>().toEqualTypeOf<Exclude<keyof AppClientSettings, "clientName">>();
    expectTypeOf<AppClientSettings["accessTokenValiditySeconds"]>().toEqualTypeOf<number>();
    expectTypeOf<AppClientSettings["readAttributes"]>().toEqualTypeOf<readonly string[] | null>();
    expectTypeOf<AppClientSettings["refreshTokenRotation"]>().toEqualTypeOf<RefreshTokenRotation>();
    expectTypeOf<keyof AppClientPatch>().toEqualTypeOf<keyof AppClientSettings>();
    expectTypeOf(client.settings()).resolves.toEqualTypeOf<AppClientSettings>();
  });

  test("of a secret: its value is there only where it was drawn", () => {
    expectTypeOf(pool.clients.addSecret("id")).resolves.toEqualTypeOf<AddedClientSecret>();
    expectTypeOf<AddedClientSecret["clientSecret"]>().toEqualTypeOf<string | undefined>();
    expectTypeOf(pool.clients.listSecrets("id")).resolves.toEqualTypeOf<readonly ClientSecretDescriptor[]>();
    expectTypeOf<keyof ClientSecretDescriptor>().toEqualTypeOf<"clientSecretId" | "createdAt">();
  });

  test("of a pool: settings are the same members, none of them optional", () => {
    expectTypeOf<keyof UserPoolSettings>().toEqualTypeOf<Exclude<keyof UserPoolOptions, keyof EnsureOptions<never>>>();
    expectTypeOf<ResettableUserPoolSetting>().toEqualTypeOf<Exclude<keyof UserPoolSettings, "poolName">>();
    expectTypeOf<UserPoolSettings["passwordPolicy"]["minimumLength"]>().toEqualTypeOf<number>();
    expectTypeOf<UserPoolSettings["issuer"]>().toEqualTypeOf<string | null>();
  });

  test("may be written as undefined, and not be misspelt", () => {
    const written: AppClientOptions = { clientName: "web", accessTokenValiditySeconds: undefined };
    expectTypeOf(written).toExtend<AppClientOptions>();
    // @ts-expect-error a misspelt option does not compile
    void pool.clients.ensure({ clientName: "web", acessTokenValiditySeconds: 600 });
    // @ts-expect-error a flow there is not
    void pool.clients.ensure({ clientName: "web", explicitAuthFlows: ["ALLOW_EVERYTHING"] });
    // @ts-expect-error a member there is not, or that has no default
    void pool.clients.ensure({ clientName: "web", reset: ["clientName"] });
    // @ts-expect-error no name
    void pool.clients.ensure({});
    void pool.clients.update("id", { refreshTokenRotation: { feature: "ENABLED" }, analyticsConfiguration: { roleArn: null } });
    // @ts-expect-error the name of a flow, which is no older name of Cognito's
    void pool.clients.update("id", { explicitAuthFlows: ["USER_SRP_AUTH"] });
    // @ts-expect-error what a client is found by does not change
    void pool.clients.update("id", { key: "web" });
    void pool.clients.ensure({ clientName: "web", clientSecret: "x".repeat(24) });
    // @ts-expect-error a secret comes at creation, or is added
    void pool.clients.update("id", { clientSecret: "x".repeat(24) });
    // @ts-expect-error an identifier is fixed
    void pool.resourceServers.update("api", { identifier: "other" });
    // @ts-expect-error a scope without its description
    void pool.resourceServers.create({ identifier: "api", name: "API", scopes: [{ scopeName: "read" }] });
    // @ts-expect-error a misspelt option of open
    const opened: Partial<RockpoolOptions> = { baseURL: "https://auth.test" };
    void opened;
  });
});

describe("verify", () => {
  test("types the claims by the use that was asked for", () => {
    expectTypeOf(pool.verify("", { tokenUse: "access", clientId: null })).resolves.toEqualTypeOf<AccessTokenClaims>();
    expectTypeOf(pool.verify("", { tokenUse: "id", clientId: "web" })).resolves.toEqualTypeOf<IdTokenClaims>();
    const either = pool.verify("", { tokenUse: null, clientId: ["web", "app"] });
    expectTypeOf(either).resolves.toEqualTypeOf<AccessTokenClaims | IdTokenClaims>();
  });

  test("of either use is narrowed by token_use", async () => {
    const claims = await pool.verify("", { tokenUse: null, clientId: null });
    if (claims.token_use === "access") expectTypeOf(claims.client_id).toEqualTypeOf<string>();
    else expectTypeOf(claims["cognito:username"]).toEqualTypeOf<string>();
  });

  test("does not compile when a check is neither written nor skipped", () => {
    // @ts-expect-error no client
    void pool.verify("", { tokenUse: "access" });
    // @ts-expect-error no use
    void pool.verify("", { clientId: null });
    // @ts-expect-error an undefined client
    void pool.verify("", { tokenUse: "access", clientId: undefined });
    // @ts-expect-error an undefined use
    void pool.verify("", { tokenUse: undefined, clientId: null });
    // @ts-expect-error no options
    void pool.verify("");
    // @ts-expect-error an issuer of the caller's
    void pool.verify("", { tokenUse: "access", clientId: null, issuer: "https://id.example.com" });
    expectTypeOf<VerifyOptions<"id">>().toEqualTypeOf<{
      readonly tokenUse: "id";
      readonly clientId: string | readonly string[] | null;
    }>();
  });
});

describe("a sign-in", () => {
  test("is a union on its outcome", async () => {
    const result = await client.signIn({ username: "ada", password: "x" });
    expectTypeOf(result.outcome).toEqualTypeOf<"signedIn" | "challenge">();
    if (result.outcome === "signedIn") expectTypeOf(result.tokens.tokenType).toEqualTypeOf<"Bearer">();
    // @ts-expect-error there may be no tokens yet
    void result.tokens;
    expectTypeOf(tokensOrThrow(result)).toEqualTypeOf<Tokens>();
  });

  test("is gone on with by its refresh token, which asks nothing", async () => {
    const result = await client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters: {} });
    expectTypeOf(result).toEqualTypeOf<Refreshed>();
    expectTypeOf(result.tokens.refreshToken).toEqualTypeOf<string | null>();
    // @ts-expect-error a flow that is not built
    void client.initiateAuth({ authFlow: "USER_SRP_AUTH", authParameters: {} });
  });

  test("is gone on with by the answer to the challenge, and no other", async () => {
    const result = await client.signIn({ username: "ada", password: "x" });
    if (result.outcome === "signedIn") return;
    expectTypeOf(result.challengeName).toEqualTypeOf<ChallengeName>();
    if (result.challengeName === "NEW_PASSWORD_REQUIRED") {
      expectTypeOf(client.respond(result, { newPassword: "y" })).resolves.toEqualTypeOf<SignInResult>();
      // @ts-expect-error an answer to something else
      void client.respond(result, { code: "123456" });
      // @ts-expect-error no answer
      void client.respond(result, {});
    }
    // What a face is sent is enough: name, session, user.
    const sent = { challengeName: "NEW_PASSWORD_REQUIRED", session: "x", username: "ada" } as const;
    void client.respond(sent, { newPassword: "y" });
    // @ts-expect-error no session
    void client.respond({ challengeName: "NEW_PASSWORD_REQUIRED", username: "ada" }, { newPassword: "y" });
  });
});
