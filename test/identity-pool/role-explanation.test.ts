import { describe, expect, it } from "vitest";
import { explainRole } from "../../src/identity-pool/role-explanation.ts";
import { asking, byRules, byToken, poolWith, provider, roleOf, rule } from "./world.ts";

const named = JSON.stringify(provider);

describe("explainRole says rule by rule", () => {
  const rules = byRules(
    rule("custom:team", "Equals", "sales", "Sales"),
    rule("locale", "StartsWith", "de", "German"),
    rule("cognito:groups", "Contains", "admin", "Admin"),
    rule("sub", "NotEqual", "x", "Last"),
  );
  const pool = poolWith({ [provider]: rules });

  it("what the claim was, and which rule decided", () => {
    expect(explainRole(pool, asking({ locale: "en", "cognito:groups": ["users", "nonadmins"] }))).toEqual([
      `The mapping for ${named} is of the type Rules.`,
      'Rule 1 ("custom:team" Equals "sales") is not evaluated: the claim is absent, or has nothing to compare.',
      'Rule 2 ("locale" StartsWith "de") does not match: the claim is "en".',
      'Rule 3 ("cognito:groups" Contains "admin") matches: the claim is "users", "nonadmins".',
      `The role is ${roleOf("Admin")}.`,
    ]);
  });

  it("that none matched, and what is done then", () => {
    const deny = { ...rules, ambiguousRoleResolution: "Deny" } as const;
    expect(explainRole(pool, asking({})).slice(-3)).toEqual([
      "Nothing decided: the default role is given.",
      `The default authenticated role is ${roleOf("Auth")}.`,
      `The role is ${roleOf("Auth")}.`,
    ]);
    expect(explainRole(poolWith({ [provider]: deny }), asking({})).slice(-2)).toEqual([
      "Nothing decided: the request is denied.",
      `There is no role: NotAuthorizedException, The ambiguous role mapping rules for: ${provider} denied this request.`,
    ]);
  });

  it("what could be had in place of the role that was asked for", () => {
    const claims = { locale: "de", sub: "y" };
    const [denied] = explainRole(pool, asking(claims, { customRoleArn: roleOf("Sales") })).slice(-2);
    expect(denied).toBe(`"${roleOf("Sales")}" was asked for; to be had was ${roleOf("German")}, ${roleOf("Last")}.`);
    const [granted] = explainRole(pool, asking(claims, { customRoleArn: roleOf("Last") })).slice(-2);
    expect(granted).toBe(`"${roleOf("Last")}" was asked for, and is among what could be had.`);
  });
});

describe("explainRole says without rules", () => {
  it("what the token carries", () => {
    const pool = poolWith({ [provider]: byToken });
    expect(explainRole(pool, asking({ "cognito:roles": [roleOf("A"), roleOf("B")] }))[1]).toBe(
      `The token carries ${roleOf("A")}, ${roleOf("B")}; preferred is none.`,
    );
    expect(explainRole(pool, asking({ "cognito:preferred_role": roleOf("A") }))[1]).toBe(
      `The token carries no role; preferred is ${roleOf("A")}.`,
    );
  });

  it("what the assertion carries", () => {
    const corp = "arn:aws:iam::111122223333:saml-provider/corp";
    const claims = { "https://aws.amazon.com/SAML/Attributes/Role": `${roleOf("A")},${corp}` };
    expect(explainRole(poolWith(), { logins: [{ provider: corp, claims }], customRoleArn: null })).toEqual([
      `There is no mapping for "${corp}".`,
      `The assertion carries ${roleOf("A")}.`,
      `The role is ${roleOf("A")}.`,
    ]);
  });

  it("whether guests are taken, and that their role is missing", () => {
    const guest = { logins: [], customRoleArn: null };
    expect(explainRole(poolWith({}, { allowUnauthenticatedIdentities: false }), guest)[0]).toBe(
      "No login was presented: a guest, which this pool does not take.",
    );
    expect(explainRole(poolWith({}, { roles: {} }), guest).slice(0, 2)).toEqual([
      "No login was presented: a guest, which this pool takes.",
      "The pool has no default unauthenticated role.",
    ]);
  });
});

it("a claim with line breaks and quotes stays within its sentence", () => {
  const pool = poolWith({ [provider]: byRules(rule("name", "Equals", "x")) });
  const [, sentence] = explainRole(pool, asking({ name: `a".\nThe role is ${roleOf("Admin")}.` }));
  expect(sentence).not.toContain("\n");
  expect(sentence).toContain(String.raw`"a\".\nThe role is`);
});
