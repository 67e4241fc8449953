import { invalidParameter } from "../codecs/schema.ts";
import { isRockpoolError } from "../errors.ts";
import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { BearerGuard } from "./bearer-guard.ts";
import { type AuthorizerEvent, arnOf, authorizationOf, isOfHttpApi, isSimple, stageOf } from "./lambda-event.ts";

/** What integrations read as `$context.authorizer.<name>`, and functions as `event.requestContext.authorizer`. */
export interface AuthorizerContext {
  [name: string]: string;
}

export interface AuthorizerPolicy {
  principalId: string;
  policyDocument: {
    Version: "2012-10-17";
    Statement: [{ Action: "execute-api:Invoke"; Effect: "Allow" | "Deny"; Resource: string }];
  };
  context: AuthorizerContext;
}

export interface SimpleAuthorizerAnswer {
  isAuthorized: boolean;
  context: AuthorizerContext;
}

export interface LambdaAuthorizerOptions<U extends TokenUse | null> {
  /**
   * What a policy speaks of. `"stage"`: every method of the API's stage, since API Gateway keeps the policy of a token and uses it
   * for all methods that have this authorizer. `"method"`: the one that was called, for authorizers that keep nothing (a TTL of 0);
   * otherwise the next method of the same client is refused.
   *
   * @default "stage"
   */
  readonly resource?: "stage" | "method" | undefined;
  /** More for the context, or other texts instead. @default nothing more */
  readonly context?: ((claims: ClaimsOf<U>) => Readonly<Record<string, string>>) | undefined;
}

/**
 * The handler of a Lambda authorizer of API Gateway. It judges the `Authorization` header, which must be the token source
 * or among the identity sources: API Gateway keeps its answers by them.
 *
 * - REST and WebSocket APIs (TOKEN, and REQUEST): a policy. Who brings no good token gets 401: the handler rejects with
 *   `Unauthorized`, API Gateway's word for that. Who lacks a scope or a group gets 403 by a policy that denies.
 * - HTTP APIs: with payload 2.0 the simple answer, which must be enabled, with payload 1.0 a policy. Whatever a token is refused
 *   for is a 403: there only API Gateway itself answers 401, to requests without the header.
 *
 * `principalId` is the `sub`. The context has, as far as the token has them, `sub`, `username`, `client_id`, `scope`, and `groups`
 * separated by spaces.
 *
 * @throws Whatever kept the guard from finding out whether the token is good: API Gateway answers 500 and lets nobody in.
 */
export function lambdaAuthorizer<U extends TokenUse | null>(
  guard: BearerGuard<U>,
  options: LambdaAuthorizerOptions<U> = {},
): <E extends AuthorizerEvent>(event: E) => Promise<AuthorizerAnswer<E>> {
  const { resource = "stage", context = () => ({}) } = checkedOptions(options);

  const judged = async (event: AuthorizerEvent): Promise<AuthorizerPolicy | SimpleAuthorizerAnswer> => {
    const target = resource === "method" ? arnOf(event) : stageOf(arnOf(event));
    try {
      const claims = await guard.verify(authorizationOf(event));
      const shown: AuthorizerContext = { ...contextOf(claims), ...context(claims) };
      if (isSimple(event)) return { isAuthorized: true, context: shown };
      return policy(String(claims.sub ?? shown["client_id"] ?? "unknown"), "Allow", target, shown);
    } catch (error) {
      if (guard.answer(error).status >= 500) throw error;
      if (isSimple(event)) return { isAuthorized: false, context: {} };
      const isForbidden = isRockpoolError(error, "insufficient_scope");
      if (isForbidden || isOfHttpApi(event)) return policy("refused", "Deny", target, {});
      throw new Error("Unauthorized");
    }
  };
  return judged as <E extends AuthorizerEvent>(event: E) => Promise<AuthorizerAnswer<E>>;
}

/** Which answer an event wants. */
export type AuthorizerAnswer<E extends AuthorizerEvent> = E extends { readonly routeArn: string }
  ? SimpleAuthorizerAnswer
  : AuthorizerPolicy;

function checkedOptions<U extends TokenUse | null>(options: LambdaAuthorizerOptions<U>): LambdaAuthorizerOptions<U> {
  const { resource, context }: { readonly resource?: unknown; readonly context?: unknown } = options;
  if (resource !== undefined && resource !== "stage" && resource !== "method") {
    throw invalidParameter(["resource"], "Member must be 'stage' or 'method'");
  }
  if (context !== undefined && typeof context !== "function") throw invalidParameter(["context"], "Member must be a function");
  return options;
}

function policy(principalId: string, Effect: "Allow" | "Deny", Resource: string, context: AuthorizerContext): AuthorizerPolicy {
  const Statement: AuthorizerPolicy["policyDocument"]["Statement"] = [{ Action: "execute-api:Invoke", Effect, Resource }];
  return { principalId, policyDocument: { Version: "2012-10-17", Statement }, context };
}

function contextOf(claims: ClaimsOf<TokenUse | null>): AuthorizerContext {
  const { sub, username, "cognito:username": idUsername, client_id, scope, "cognito:groups": groups } = claims;
  const texts = {
    sub,
    username: username ?? idUsername,
    client_id,
    scope,
    groups: Array.isArray(groups) ? groups.join(" ") : undefined,
  };
  return Object.fromEntries(Object.entries(texts).filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}
