import { inspect } from "node:util";
import { describe, expect, it } from "vitest";
import { signingKey } from "../../src/iam/sigv4.ts";
import { credentialKey, readCredentials } from "../../src/identity-pool/session-token.ts";
import { systemRuntime } from "../../src/runtime.ts";
import { newHandle } from "../../src/seal/handle.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";
import { createKeyring } from "../../src/seal/sealing.ts";
import { issued, key, now, poolId, secretOf } from "./credential-world.ts";

const expected = { audience: poolId, accessKeyId: null, now };
const another = credentialKey(secretOf(2));
const unrecognized = {
  code: "UnrecognizedClientException",
  message: "The security token included in the request is invalid.",
};
const expired = {
  code: "ExpiredTokenException",
  message: "The security token included in the request is expired",
};

const refusalOf = (sessionToken: unknown, expectation: Partial<typeof expected> | object = {}, keys = [key]): unknown => {
  try {
    return readCredentials(keys, sessionToken as string, { ...expected, ...expectation });
  } catch (error) {
    return error;
  }
};

describe("a session token opens", () => {
  it("by the key that made it, also among others", async () => {
    const made = await issued();
    for (const keys of [[key], [another, key], [key, another]]) {
      expect(readCredentials(keys, made.sessionToken, expected).secretAccessKey()).toBe(made.secretAccessKey);
    }
  });

  it("until the instant at which it ends", async () => {
    const { sessionToken, expiration } = await issued({ durationSeconds: 900 });
    const end = expiration.getTime();
    expect(refusalOf(sessionToken, { now: end - 1 })).toMatchObject({ expiresAt: end });
    expect(refusalOf(sessionToken, { now: end })).toMatchObject(expired);
    expect(refusalOf(sessionToken, { now: end + 86_400_000 })).toMatchObject(expired);
  });

  it("still, when the first version made it", () => {
    const token =
      "rpst1.dkeLPrMiF5RW.BwcHBwcHBwcHBwcHBwcHBw." +
      "BwcHBwcHBwcHBwcHzolfwKdoWTfZY4he7WJqRduD0stMb6sCjyDzOBIlhllgE9VD4nBpuArtCiTnBoeWIlAjBL4K5wpuB6MHkkn8KdV5Umqh-u" +
      "9Vw0L-T443kGMBRz11Md-GJyffunWdmaRQ2li3DXLII3ciLGSB80PxYcTMeJ2ELtVxz3Tt1aqckwlvs7IiFdjabtbxR3jGSMMWahLd-DrsV6Au" +
      "j5QbyRXgRmuwxJt3lJ6jIcIN2im0dVd8jzihHWkAcahe02D0bGaDu9lpCOfoD0qfKL54YVVjL_wgG8pZ3DErwU9j1imsMdTtQ_YJ9GVa74AAQa" +
      "RKB8p4TyG1LDoKmAN9el65VSWoRq4NMpRhN9XL-YaeYhnBMubRTrvZsKHvGZDS0ML1_qcdQMLRGtNxixGlHF28TyYGtiCX5Dzu8iNR4J1WsDSj" +
      "A7FdXk30gUiYe6BfwUwGofB15EtgdP3vMhjnkLVHKBV2PnQKsg76uKmY86YNlt221NSBxwXfAVvAJUcnOW2TP5ZcFYAYci58LSmvVT4";
    expect(readCredentials([key], token, expected)).toMatchObject({ audience: poolId, principalTags: { team: "red" } });
  });

  it("and gives the key of a day, region and service, which is no other's", async () => {
    const made = await issued();
    const session = readCredentials([key], made.sessionToken, expected);
    const scope = { date: "20261128", region: "us-east-1", service: "execute-api" };
    expect(session.signingKey(scope)).toEqual(signingKey(made.secretAccessKey, scope));
    expect(session.signingKey({ ...scope, date: "20261129" })).not.toEqual(session.signingKey(scope));
  });

  it("and can be printed, and the key too, without a secret", async () => {
    const made = await issued();
    const session = readCredentials([key], made.sessionToken, expected);
    const printed = [
      inspect(session, { depth: 9 }),
      JSON.stringify(session),
      inspect(key, { depth: 9 }),
      JSON.stringify(key),
    ].join();
    expect(printed).not.toContain(made.secretAccessKey);
    expect(printed).not.toContain(secretOf(1).export().toString("base64"));
    expect(printed).not.toContain(secretOf(1).export().toString("hex"));
  });
});

describe("a session token does not open", () => {
  it("with one character changed, added or taken away", async () => {
    const { sessionToken } = await issued();
    for (let at = 0; at < sessionToken.length; at += 1) {
      const [head, tail] = [sessionToken.slice(0, at), sessionToken.slice(at + 1)];
      const character = sessionToken[at] === "A" ? "B" : "A";
      expect(refusalOf(`${head}${character}${tail}`), `changed at ${at}`).toMatchObject(unrecognized);
      expect(refusalOf(`${head}${tail}`), `without ${at}`).toMatchObject(unrecognized);
    }
    for (const more of [`${sessionToken}A`, `${sessionToken}=`, `${sessionToken}\n`, ` ${sessionToken}`, `${sessionToken}.x`]) {
      expect(refusalOf(more)).toMatchObject(unrecognized);
    }
  });

  it("by another key, nor under its name", async () => {
    const { sessionToken } = await issued();
    expect(refusalOf(sessionToken, {}, [another])).toMatchObject(unrecognized);
    expect(refusalOf(sessionToken, {}, [])).toMatchObject(unrecognized);
    expect(refusalOf(sessionToken, {}, [{ ...another, id: key.id }])).toMatchObject(unrecognized);
    expect(refusalOf(sessionToken.replace(key.id, another.id), {}, [key, another])).toMatchObject(unrecognized);
  });

  it("with the id of another session, whose secret somebody has", async () => {
    const [mine, theirs] = [await issued(), await issued()].map(({ sessionToken }) => sessionToken.split("."));
    const mixed = [mine?.[0], mine?.[1], mine?.[2], theirs?.[3]].join(".");
    expect(refusalOf(mixed)).toMatchObject(unrecognized);
  });

  // attack 78
  it("in another pool, though one key serves both", async () => {
    const { sessionToken } = await issued();
    const other = "us-east-1:99999999-0000-4000-8000-0123456789ab";
    expect(refusalOf(sessionToken, { audience: other })).toMatchObject(unrecognized);
    expect(refusalOf(sessionToken, { audience: [other] })).toMatchObject(unrecognized);
    expect(refusalOf(sessionToken, { audience: [] })).toMatchObject(unrecognized);
    expect(refusalOf(sessionToken, { audience: [other, poolId] })).toMatchObject({ audience: poolId });
    expect(refusalOf(sessionToken, { audience: null })).toMatchObject({ audience: poolId });
  });

  it("for a request that is signed under another key id", async () => {
    const [mine, theirs] = [await issued(), await issued()];
    expect(refusalOf(mine.sessionToken, { accessKeyId: theirs.accessKeyId })).toMatchObject(unrecognized);
    expect(refusalOf(mine.sessionToken, { accessKeyId: mine.accessKeyId })).toMatchObject({ accessKeyId: mine.accessKeyId });
  });

  // attack 65
  it("is nothing that was sealed for another purpose, by the same secret too", () => {
    const { random } = systemRuntime;
    const place = { poolId, table: "sessions", key: [poolId], cell: "token" };
    const sealed = createKeyring({ current: generateMasterKey(), previous: [] }, random).seal(place, "{}");
    const handle = newHandle("rpch_", random);
    for (const other of [sealed, sealed.replace(/^rps1/, "rpst1"), handle.text, handle.seal("{}")]) {
      expect(refusalOf(other)).toMatchObject(unrecognized);
    }
  });

  it.each<[string, unknown]>([
    ["nothing", ""],
    ["no text", undefined],
    ["an object", { toString: () => "rpst1" }],
    ["a JWT", "eyJhbGciOiJub25lIn0.e30."],
    ["the form, and nothing in it", `rpst1.${key.id}.${"A".repeat(22)}.A`],
    ["the form with zeros", `rpst1.${key.id}.${"A".repeat(22)}.${"A".repeat(80)}`],
    ["more than a header carries", `rpst1.${key.id}.${"A".repeat(22)}.${"A".repeat(5000)}`],
  ])("is %s", (_, token) => expect(refusalOf(token)).toMatchObject(unrecognized));
});
