import { describe, expect, it } from "vitest";
import { DEVELOPER_LOGIN, type RoleRequest, selectRole } from "../../src/identity-pool/role-selection.ts";
import { asking, byRules, byToken, poolWith, provider, roleOf, rule } from "./world.ts";

const denied = (message: string): object => ({ code: "NotAuthorizedException", message });
const forbidden = (role: string): object => denied(`Access to Role '${role}' is forbidden.`);
const misconfigured = {
  code: "InvalidIdentityPoolConfigurationException",
  message: "Invalid identity pool configuration. Check assigned IAM roles for this pool.",
};

function refusalOf(pool: Parameters<typeof selectRole>[0], request: RoleRequest): unknown {
  try {
    return selectRole(pool, request);
  } catch (error) {
    return error;
  }
}

describe("guests", () => {
  const guest: RoleRequest = { logins: [], customRoleArn: null };

  // attack 81
  it("get no role where the pool takes none, whatever roles it has", () => {
    const pool = poolWith({}, { allowUnauthenticatedIdentities: false });
    expect(refusalOf(pool, guest)).toMatchObject(denied("Unauthenticated access is not supported for this identity pool."));
  });

  it("get the unauthenticated role, and never the authenticated one for lack of it", () => {
    expect(selectRole(poolWith(), guest)).toBe(roleOf("Guest"));
    expect(refusalOf(poolWith({}, { roles: { authenticated: roleOf("Auth") } }), guest)).toMatchObject(misconfigured);
  });

  // attack 81
  it.each(["Auth", "Guest", "Admin"])("cannot ask for a role: %s", (name) => {
    expect(refusalOf(poolWith(), { ...guest, customRoleArn: roleOf(name) })).toMatchObject(forbidden(roleOf(name)));
  });
});

describe("a provider without a mapping", () => {
  it("gives the authenticated role", () => expect(selectRole(poolWith(), asking({}))).toBe(roleOf("Auth")));

  // attack 81
  it("gives no role that the token names, or the client asks for", () => {
    const claims = { "cognito:roles": [roleOf("A")], "cognito:preferred_role": roleOf("A") };
    expect(selectRole(poolWith(), asking(claims))).toBe(roleOf("Auth"));
    const request = asking(claims, { customRoleArn: roleOf("A") });
    expect(refusalOf(poolWith(), request)).toMatchObject(forbidden(roleOf("A")));
  });

  // attack 81
  it.each(["constructor", "__proto__", "toString", `${provider} `, `https://${provider}`, provider.toUpperCase()])(
    "is whatever is not letter for letter the mapped one: %s",
    (name) => {
      const pool = poolWith({ [provider]: byRules(rule("sub", "StartsWith", "u", "Admin")) });
      const logins = [{ provider: name, claims: { sub: "u1" } }];
      expect(selectRole(pool, { logins, customRoleArn: null })).toBe(roleOf("Auth"));
    },
  );

  it("is the developer's own, also where a mapping has its name", () => {
    const pool = poolWith({ [DEVELOPER_LOGIN]: byRules(rule("sub", "Contains", "a", "Admin")) });
    const logins = [{ provider: DEVELOPER_LOGIN, claims: { sub: "us-east-1:aa" } }];
    expect(selectRole(pool, { logins, customRoleArn: null })).toBe(roleOf("Auth"));
  });
});

describe("several logins", () => {
  const google = { provider: "accounts.google.com", claims: { sub: "g1" } };
  const amazon = { provider: "www.amazon.com", claims: { sub: "a1" } };
  const mapped = (name: string) => byRules(rule("sub", "Contains", "1", name));

  it("are decided by the first that has a mapping", () => {
    const pool = poolWith({ "www.amazon.com": mapped("Amazon") });
    expect(selectRole(pool, { logins: [google, amazon], customRoleArn: null })).toBe(roleOf("Amazon"));
  });

  it("are decided in the order of the request where several have one", () => {
    const pool = poolWith({ "www.amazon.com": mapped("Amazon"), "accounts.google.com": mapped("Google") });
    expect(selectRole(pool, { logins: [google, amazon], customRoleArn: null })).toBe(roleOf("Google"));
    expect(selectRole(pool, { logins: [amazon, google], customRoleArn: null })).toBe(roleOf("Amazon"));
  });

  it("are decided by the first where none has one", () => {
    const corp = "arn:aws:iam::111122223333:saml-provider/corp";
    const claims = { "https://aws.amazon.com/SAML/Attributes/Role": `${roleOf("A")},${corp}` };
    const saml = { provider: corp, claims };
    expect(selectRole(poolWith(), { logins: [saml, google], customRoleArn: null })).toBe(roleOf("A"));
    expect(selectRole(poolWith(), { logins: [google, saml], customRoleArn: null })).toBe(roleOf("Auth"));
  });

  // attack 81
  it("do not lend their claims to each other", () => {
    const pool = poolWith({ "www.amazon.com": byRules(rule("sub", "Equals", "g1", "Admin")) });
    expect(selectRole(pool, { logins: [google, amazon], customRoleArn: null })).toBe(roleOf("Auth"));
  });
});

describe("a mapping of the type Token", () => {
  const pool = poolWith({ [provider]: byToken });

  it.each<[string, unknown]>([
    ["a name", "Admin"],
    ["a user's ARN", "arn:aws:iam::111122223333:user/Admin"],
    ["an ARN with a line break", `${roleOf("Admin")}\n`],
    ["two", [roleOf("A"), roleOf("B")]],
    ["an object", { role: roleOf("Admin") }],
    ["nothing", null],
  ])("takes no preferred role that is no role's ARN: %s", (_, preferred) => {
    expect(selectRole(pool, asking({ "cognito:preferred_role": preferred }))).toBe(roleOf("Auth"));
  });

  it("takes roles that are a text, with spaces after its commas", () => {
    const claims = { "cognito:roles": `${roleOf("A")}, ${roleOf("B")}` };
    expect(selectRole(pool, asking(claims, { customRoleArn: roleOf("B") }))).toBe(roleOf("B"));
  });

  it("takes no listed role that is no role's ARN", () => {
    const request = asking({ "cognito:roles": ["AdministratorAccess"] }, { customRoleArn: "AdministratorAccess" });
    expect(refusalOf(pool, request)).toMatchObject(forbidden("AdministratorAccess"));
  });

  it("takes a role whose name has a comma, in a list", () => {
    const claims = { "cognito:roles": [roleOf("a,b")] };
    expect(selectRole(pool, asking(claims, { customRoleArn: roleOf("a,b") }))).toBe(roleOf("a,b"));
  });

  // attack 81
  it("refuses a role that is asked for and not in the token, the pool's own too", () => {
    const claims = { "cognito:roles": [roleOf("A")], "cognito:preferred_role": roleOf("A") };
    for (const customRoleArn of [roleOf("B"), roleOf("Auth"), roleOf("a"), `${roleOf("A")} `]) {
      expect(refusalOf(pool, asking(claims, { customRoleArn }))).toMatchObject(forbidden(customRoleArn));
    }
  });

  // attack 81
  it("denies what is ambiguous, also where no resolution is stored", () => {
    const message = `The ambiguous role mapping rules for: ${provider} denied this request.`;
    for (const mapping of [{ type: "Token" } as const, { ...byToken, ambiguousRoleResolution: "Deny" } as const]) {
      expect(refusalOf(poolWith({ [provider]: mapping }), asking({}))).toMatchObject(denied(message));
    }
  });

  it("wants the default role that it falls back to", () => {
    expect(refusalOf(poolWith({ [provider]: byToken }, { roles: {} }), asking({}))).toMatchObject(misconfigured);
  });
});
