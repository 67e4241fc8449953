import type { AuthenticationMethod } from "../../tokens/claims.ts";

/** How sure a sign-in was: the claims `acr` and `amr` (OpenID Connect Core section 2). */
export interface AuthenticationLevel {
  readonly acr?: string;
  readonly amr?: readonly AuthenticationMethod[];
}

/** Whether the methods reach each level, the highest first (authentication.md 4.5). */
const levels: readonly (readonly [acr: string, isReached: (by: ReadonlySet<AuthenticationMethod>) => boolean])[] = [
  ["urn:cognito:loa:4", (by) => by.has("pwd") && by.has("otp")],
  ["urn:cognito:loa:3", (by) => by.has("swk") || by.has("hwk") || (by.has("pwd") && (by.has("sms") || by.has("email_otp")))],
  ["urn:cognito:loa:2", (by) => by.has("sms") || by.has("email_otp")],
  ["urn:cognito:loa:1", (by) => by.has("pwd")],
];

/**
 * What tokens say of the methods of a sign-in: the methods, with `mfa` where they are of two or more factors, and the highest level
 * that they reach. A sign-in by other means (custom challenges) says nothing.
 */
export function authenticationLevel(methods: readonly AuthenticationMethod[]): AuthenticationLevel {
  if (methods.length === 0) return {};
  const by: ReadonlySet<AuthenticationMethod> = new Set(methods);
  const [acr] = levels.find(([, isReached]) => isReached(by)) ?? [];
  const distinct = [...by];
  const factors = distinct.filter((method) => method !== "fed" && method !== "mfa");
  return { ...(acr !== undefined && { acr }), amr: factors.length > 1 && !by.has("mfa") ? [...distinct, "mfa"] : distinct };
}
