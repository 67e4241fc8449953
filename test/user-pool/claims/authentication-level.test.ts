import type { AuthenticationMethod } from "rockpool";
import { describe, expect, it } from "vitest";
import { authenticationLevel } from "../../../src/user-pool/claims/authentication-level.ts";

const level = (n: number): string => `urn:cognito:loa:${n}`;

describe("acr and amr (authentication.md 4.5)", () => {
  it.each<readonly [methods: readonly AuthenticationMethod[], acr: string | undefined, amr: readonly string[] | undefined]>([
    // One factor.
    [["pwd"], level(1), ["pwd"]],
    [["sms"], level(2), ["sms"]],
    [["email_otp"], level(2), ["email_otp"]],
    [["swk"], level(3), ["swk"]],
    [["hwk"], level(3), ["hwk"]],
    // Two: `mfa` says so.
    [["pwd", "sms"], level(3), ["pwd", "sms", "mfa"]],
    [["pwd", "email_otp"], level(3), ["pwd", "email_otp", "mfa"]],
    [["pwd", "otp"], level(4), ["pwd", "otp", "mfa"]],
    [["sms", "email_otp"], level(2), ["sms", "email_otp", "mfa"]],
    // The highest level that is reached, in whatever order the methods came.
    [["otp", "pwd"], level(4), ["otp", "pwd", "mfa"]],
    [["pwd", "sms", "otp"], level(4), ["pwd", "sms", "otp", "mfa"]],
    [["swk", "pwd", "otp"], level(4), ["swk", "pwd", "otp", "mfa"]],
    // A code of an app alone reaches none.
    [["otp"], undefined, ["otp"]],
    // A provider whose values are not usable is no factor of ours.
    [["fed"], undefined, ["fed"]],
    [["fed", "otp"], undefined, ["fed", "otp"]],
    // Two codes by one means are one factor, named once.
    [["sms", "sms"], level(2), ["sms"]],
    // What says it already does not say it twice.
    [["pwd", "otp", "mfa"], level(4), ["pwd", "otp", "mfa"]],
    // Custom challenges: nothing is known, so nothing is said.
    [[], undefined, undefined],
  ])("%j: %s, %j", (methods, acr, amr) => {
    expect(authenticationLevel(methods)).toStrictEqual({ ...(acr && { acr }), ...(amr && { amr }) });
  });
});
