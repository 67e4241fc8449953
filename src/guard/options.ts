import { invalidParameter } from "../codecs/schema.ts";
import type { Clock } from "../runtime.ts";
import type { ClaimsOf, TokenUse } from "../tokens/claims.ts";
import type { GuardKeys } from "./guard-keys.ts";
import type { JwksSource } from "./keys.ts";

/** What a bearer's token must be. To skip a check is to write `null`: a member that is left out does not compile. */
export interface BearerGuardOptions<U extends TokenUse | null> {
  /** A pool of this process, `jwksUrl("https://…/.well-known/jwks.json")`, or `staticKeys(jwks)`. */
  readonly keys: JwksSource | GuardKeys;
  /** Exactly the `iss`, or one of several. */
  readonly issuer: string | readonly string[] | null;
  readonly tokenUse: U;
  /** The client, or one of the clients, that the token was issued to: `client_id` of an access token, `aud` of an ID token. */
  readonly clientId: string | readonly string[] | null;
  /** This API, or its names: one of them is in the `aud`, which is a text or a list (RFC 8707 section 2, RFC 9068 section 4). */
  readonly audience: string | readonly string[] | null;
  /** All of these are in the `scope` of the token (RFC 6749 section 3.3). ID tokens have none. */
  readonly scopes: readonly string[] | null;
  /** The user is in at least one of these, by `cognito:groups`. */
  readonly groups: readonly string[] | null;
  /** Lets nobody pass whom it does not answer `true`. Asked last. What it throws is no refusal: the request fails. */
  readonly check: ((claims: ClaimsOf<U>) => boolean | Promise<boolean>) | null;
  /**
   * Asks online whether what the token rests on has ended since, as `pool.isRevoked` knows. `null`: a token is good until it
   * expires, whatever happened. What it throws is no refusal: the request fails.
   */
  readonly isRevoked: ((claims: ClaimsOf<U>) => boolean | Promise<boolean>) | null;
  /** What is protected, for whoever reads a refusal (RFC 9110 section 11.5). Printable ASCII without `"` and `\`. @default "api" */
  readonly realm?: string | undefined;
  /** How long `isRevoked` and `check` may take, each. @default 5000 */
  readonly timeoutMs?: number | undefined;
  /** @default the clock of the machine */
  readonly clock?: Clock | undefined;
}

type Rule = { readonly holds: (value: unknown) => boolean; readonly constraint: string };

/** RFC 6749 section 3.3: what a scope is made of. It is shown in a header. */
const scope = /^[\x21\x23-\x5B\x5D-\x7E]+$/;
const quotable = /^[\x20-\x21\x23-\x5B\x5D-\x7E]+$/;

const isText = (value: unknown): boolean => typeof value === "string" && value !== "";
const isFunction = (value: unknown): boolean => typeof value === "function";
/** An empty list would be met by all, or by none: neither is what somebody means who writes it. */
const isListOf = (value: unknown, isOne: (one: unknown) => boolean): boolean =>
  Array.isArray(value) && value.length > 0 && value.every(isOne);

const name: Rule = {
  holds: (value) => value === null || isText(value) || isListOf(value, isText),
  constraint: "Member must be a text, a list of them that is not empty, or null",
};
const question: Rule = {
  holds: (value) => value === null || isFunction(value),
  constraint: "Member must be a function or null",
};

const rules: { readonly [K in keyof BearerGuardOptions<null>]-?: Rule } = {
  keys: {
    holds: (value) => isSourceOfKeys(value),
    constraint: "Member must be a user pool, or what jwksUrl() or staticKeys() gave",
  },
  issuer: name,
  tokenUse: {
    holds: (value) => value === null || value === "access" || value === "id",
    constraint: "Member must be 'access', 'id' or null",
  },
  clientId: name,
  audience: name,
  scopes: {
    holds: (value) => value === null || isListOf(value, (one) => typeof one === "string" && scope.test(one)),
    constraint: "Member must be a list of scopes that is not empty, or null",
  },
  groups: {
    holds: (value) => value === null || isListOf(value, isText),
    constraint: "Member must be a list of groups that is not empty, or null",
  },
  check: question,
  isRevoked: question,
  realm: {
    holds: (value) => value === undefined || (typeof value === "string" && quotable.test(value)),
    constraint: 'Member must be printable ASCII without " and \\',
  },
  timeoutMs: {
    holds: (value) => value === undefined || (Number.isSafeInteger(value) && Number(value) > 0),
    constraint: "Member must be a positive whole number",
  },
  clock: { holds: (value) => value === undefined || isFunction(value), constraint: "Member must be a function" },
};

/**
 * For callers without types too.
 *
 * @returns A copy: a list that is emptied later skips nothing.
 * @throws `InvalidParameterException` with the first member that is wrong or missing.
 */
export function checkedOptions<U extends TokenUse | null>(options: BearerGuardOptions<U>): BearerGuardOptions<U> {
  const written = Object.entries(options ?? {}).map(([member, value]) => [member, Array.isArray(value) ? [...value] : value]);
  const copy: Readonly<Record<string, unknown>> = Object.fromEntries(written);
  for (const [member, { holds, constraint }] of Object.entries(rules)) {
    if (!holds(copy[member])) throw invalidParameter([member], constraint);
  }
  for (const member of Object.keys(copy)) {
    if (!Object.hasOwn(rules, member)) throw invalidParameter([member], "There is no such member");
  }
  return copy as unknown as BearerGuardOptions<U>;
}

function isSourceOfKeys(value: unknown): boolean {
  const { jwks, current, newer }: Partial<Record<string, unknown>> =
    typeof value === "object" && value !== null ? (value as object) : {};
  return isFunction(jwks) || (isFunction(current) && isFunction(newer));
}
