import { describe, expect, it } from "vitest";
import { parse } from "../../src/codecs/schema.ts";
import {
  defaultTagMap,
  type PrincipalTagMap,
  type PrincipalTags,
  principalTagMapSchema,
  principalTagsSchema,
  tagsOf,
} from "../../src/identity-pool/principal-tags.ts";
import { provider } from "./world.ts";

const mapOf = (principalTags: PrincipalTags): PrincipalTagMap => ({ useDefaults: false, principalTags });
const many = (count: number, value: string): PrincipalTags =>
  Object.fromEntries(Array.from({ length: count }, (_, n) => [`k${n}`, value]));
const refusal = (path: string): object => expect.objectContaining({ code: "InvalidParameterException", details: { path } });

describe("the map of a provider (identity-pools-and-iam.md section 5)", () => {
  it.each<[string, PrincipalTagMap]>([
    ["nothing", mapOf({})],
    ["the defaults, and a map that waits", { useDefaults: true, principalTags: { team: "custom:team" } }],
    ["50 tags", mapOf(many(50, "sub"))],
    ["460 bytes", mapOf({ k: "c".repeat(256), l: "c".repeat(202) })],
    ["the longest key", mapOf({ ["k".repeat(128)]: "sub" })],
    ["every character of a key", mapOf({ "aÄ1 _.:/=+-@": "sub" })],
    ["the name of a SAML attribute", mapOf({ team: "https://idp.example.com/team?x#y" })],
  ])("takes %s", (_, map) => expect(parse(principalTagMapSchema, map)).toEqual(map));

  it.each<[string, object, string]>([
    ["no word on defaults", { principalTags: {} }, "useDefaults"],
    ["51 tags", mapOf(many(51, "sub")), "principalTags"],
    ["461 bytes", mapOf({ k: "c".repeat(256), l: "c".repeat(203) }), "principalTags"],
    ["as many bytes in fewer characters", mapOf({ k: "é".repeat(230) }), "principalTags"],
    ["a key of 129 characters", mapOf({ ["k".repeat(129)]: "sub" }), `principalTags.${"k".repeat(129)}`],
    ["a key of nothing", mapOf({ "": "sub" }), "principalTags."],
    ["a key with a star", mapOf({ "a*": "sub" }), "principalTags.a*"],
    ["a key of AWS's own", mapOf({ "AWS:userid": "sub" }), "principalTags.AWS:userid"],
    ["a claim of nothing", mapOf({ k: "" }), "principalTags.k"],
    ["a claim of 257 characters", mapOf({ k: "c".repeat(257) }), "principalTags.k"],
    ["two keys that IAM takes for one", mapOf({ team: "a", Team: "b" }), "principalTags"],
  ])("refuses %s", (_, map, path) => {
    expect(() => parse(principalTagMapSchema, map as PrincipalTagMap)).toThrowError(refusal(path));
  });
});

describe("the tags of a developer's own user", () => {
  it("have values as STS takes them", () => {
    const tags = { team: "", cost: "Straße 7_.:/=+-@", long: "v".repeat(256) };
    expect(parse(principalTagsSchema, tags)).toEqual(tags);
  });

  it.each<[string, PrincipalTags, string]>([
    ["51", many(51, "v"), ""],
    ["a value of 257 characters", { k: "v".repeat(257) }, "k"],
    ["a value with a star", { k: "*" }, "k"],
    ["a variable of a policy", { k: `$${"{aws:userid}"}` }, "k"],
    ["a line break", { k: "a\n" }, "k"],
    ["two keys that IAM takes for one", { k: "a", K: "b" }, ""],
  ])("are refused: %s", (_, tags, path) => expect(() => parse(principalTagsSchema, tags)).toThrowError(refusal(path)));
});

describe("tagsOf", () => {
  const map = mapOf({ team: "custom:team", member: "cognito:groups", adult: "adult" });

  it("gives no tag without a map", () => {
    expect(tagsOf(provider, null, { sub: "u1" })).toEqual({});
    expect(tagsOf(provider, mapOf({}), { sub: "u1" })).toEqual({});
  });

  it("gives claims as text, of a list its only member", () => {
    expect(tagsOf(provider, map, { "custom:team": "red", "cognito:groups": ["admins"], adult: true })).toEqual({
      team: "red",
      member: "admins",
      adult: "true",
    });
  });

  it("leaves out what is absent, and a list of several", () => {
    expect(tagsOf(provider, map, { "cognito:groups": ["a", "b"], adult: null })).toEqual({});
    expect(tagsOf(provider, mapOf({ x: "constructor" }), {})).toEqual({});
  });

  it.each(["v".repeat(257), "a*", "a\nb", `$${"{aws:userid}"}`])(
    "refuses a claim that no tag can hold, and does not leave it out: %j",
    (text) => {
      expect(() => tagsOf(provider, map, { "custom:team": text })).toThrowError(
        expect.objectContaining({
          code: "NotAuthorizedException",
          message: "The claim custom:team cannot be a principal tag.",
        }),
      );
    },
  );

  it.each([
    [provider, { aud: "client-1", sub: "u1" }],
    ["accounts.google.com", { aud: "client-1", sub: "u1" }],
    ["graph.facebook.com", { aud: "client-1", sub: "u1" }],
    ["www.amazon.com", { aud: "client-1", sub: "u1" }],
  ])("gives client and username by default: %s", (name, claims) => {
    const defaults = { useDefaults: true, principalTags: { team: "sub" } };
    expect(tagsOf(name, defaults, claims)).toEqual({ client: "client-1", username: "u1" });
  });

  it("gives a SAML user's two names by default", () => {
    const corp = "arn:aws:iam::111122223333:saml-provider/corp";
    const claims = "http://schemas.xmlsoap.org/ws/2005/05/identity/claims/";
    expect(defaultTagMap(corp)).toEqual({ username: `${claims}nameidentifier`, name: `${claims}name` });
  });
});
