import { describe, expect, it } from "vitest";
import { discoveryUrl, isIssuer, nameOfIssuer, namesItselfAs } from "../../src/oidc/issuer.ts";

describe("isIssuer (OpenID Connect Core section 2)", () => {
  it.each([
    "https://login.example.com",
    "https://login.example.com/",
    "https://login.example.com/tenant/v2.0",
    "https://login.example.com/tenant/",
    "https://login.example.com:8443/a%20b",
    "http://localhost:9000",
    "https://xn--bcher-kva.example",
  ])("takes %s", (issuer) => expect(isIssuer(issuer)).toBe(true));

  // attacks 24, 45: one issuer in two spellings would be two; a host is the one that is seen.
  it.each([
    "login.example.com",
    "//login.example.com",
    "ftp://login.example.com",
    "file:///etc/passwd",
    "https://",
    "https://Login.example.com",
    "HTTPS://login.example.com",
    "https://login.example.com:443",
    "https://login.example.com?x",
    "https://login.example.com/?",
    "https://login.example.com/#x",
    "https://user@login.example.com",
    "https://user:pass@login.example.com",
    "https://@login.example.com",
    "https://login.example.com/a/../b",
    "https://login.example.com/%2e%2e/b",
    "https://login.example.com\\@evil.test",
    "https:\\\\login.example.com",
    "https://login.example.com/ä",
    "https://login.exämple.com",
    "https://0x7f.1",
    "https://2130706433",
    "https://[0:0:0:0:0:0:0:1]",
    " https://login.example.com",
    "https://login.example.com/a b",
    "https://login.example.com\n",
    "",
  ])("refuses %j", (issuer) => expect(isIssuer(issuer)).toBe(false));
});

describe("an issuer", () => {
  it("is named without its scheme", () => {
    expect(nameOfIssuer("https://login.example.com/tenant/")).toBe("login.example.com/tenant/");
    expect(nameOfIssuer("http://localhost:9000")).toBe("localhost:9000");
  });

  it("says its own name, and Google also without the scheme", () => {
    expect(namesItselfAs("https://login.example.com")).toEqual(["https://login.example.com"]);
    expect(namesItselfAs("https://accounts.google.com")).toEqual(["https://accounts.google.com", "accounts.google.com"]);
  });

  it("is discovered below itself, whether or not it ends with a slash (OpenID Connect Discovery section 4)", () => {
    expect(discoveryUrl("https://login.example.com/")).toBe("https://login.example.com/.well-known/openid-configuration");
    expect(discoveryUrl("https://login.example.com/a")).toBe("https://login.example.com/a/.well-known/openid-configuration");
  });
});
