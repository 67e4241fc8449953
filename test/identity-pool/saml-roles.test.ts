import { describe, expect, it } from "vitest";
import { selectRole } from "../../src/identity-pool/role-selection.ts";
import { byRules, poolWith, roleOf, rule } from "./world.ts";

const corp = "arn:aws:iam::111122223333:saml-provider/corp";
const attribute = "https://aws.amazon.com/SAML/Attributes/Role";

function roleBy(values: unknown, customRoleArn: string | null = null, pool = poolWith({}, { roles: {} })): string {
  return selectRole(pool, { logins: [{ provider: corp, claims: { [attribute]: values } }], customRoleArn });
}

const refused = (code: string): object => expect.objectContaining({ code });

describe("the roles of a SAML assertion (identity-pools-and-iam.md section 4, step 3)", () => {
  it.each([
    ["role first", `${roleOf("A")},${corp}`],
    ["provider first", `${corp},${roleOf("A")}`],
    ["a space after the comma", `${corp}, ${roleOf("A")}`],
    ["in a list", [`${corp},${roleOf("A")}`]],
    ["twice", [`${corp},${roleOf("A")}`, `${roleOf("A")},${corp}`]],
  ])("one is taken, and the pool needs no default: %s", (_, values) => expect(roleBy(values)).toBe(roleOf("A")));

  it("of several, the client must name one", () => {
    const values = [`${roleOf("A")},${corp}`, `${roleOf("B")},${corp}`];
    expect(roleBy(values, roleOf("B"))).toBe(roleOf("B"));
    expect(() => roleBy(values)).toThrowError(refused("NotAuthorizedException"));
    expect(() => roleBy(values, roleOf("C"))).toThrowError(refused("NotAuthorizedException"));
  });

  // attack 81
  it.each([
    ["of another provider", `${roleOf("A")},arn:aws:iam::111122223333:saml-provider/evil`],
    ["of no provider", roleOf("A")],
    ["of three parts", `${roleOf("A")},${corp},${roleOf("B")}`],
    ["that is no role", `admin,${corp}`],
  ])("counts as none: a value %s", (_, value) => {
    expect(() => roleBy(value)).toThrowError(refused("InvalidIdentityPoolConfigurationException"));
    expect(roleBy(value, null, poolWith())).toBe(roleOf("Auth"));
  });

  // attack 81
  it("is nothing that a provider of another kind can bring", () => {
    const logins = [{ provider: "accounts.google.com", claims: { [attribute]: `${roleOf("A")},accounts.google.com` } }];
    expect(selectRole(poolWith(), { logins, customRoleArn: null })).toBe(roleOf("Auth"));
  });

  it("gives way to a mapping", () => {
    const pool = poolWith({ [corp]: byRules(rule("team", "Equals", "x")) });
    expect(roleBy(`${roleOf("A")},${corp}`, null, pool)).toBe(roleOf("Auth"));
  });
});
