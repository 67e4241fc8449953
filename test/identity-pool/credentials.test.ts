import { describe, expect, it } from "vitest";
import type { CredentialRequest } from "../../src/identity-pool/credentials.ts";
import { readCredentials } from "../../src/identity-pool/session-token.ts";
import { asked, issued, key, now, poolId } from "./credential-world.ts";

const read = (sessionToken: string) => readCredentials([key], sessionToken, { audience: poolId, accessKeyId: null, now });

describe("credentials of our own (identity-pools-and-iam.md section 7)", () => {
  it("have the form of AWS's", async () => {
    const { accessKeyId, secretAccessKey, sessionToken } = await issued();
    expect(accessKeyId).toMatch(/^ASIA[A-Z2-7]{16}$/);
    expect(secretAccessKey).toMatch(/^[\w+/]{40}$/);
    expect(sessionToken).toMatch(/^rpst1\.[\w-]{12}\.[\w-]{22}\.[\w-]+$/);
  });

  it("are others each time", async () => {
    const all = await Promise.all(Array.from({ length: 50 }, () => issued()));
    for (const member of ["accessKeyId", "secretAccessKey", "sessionToken"] as const) {
      expect(new Set(all.map((one) => one[member])).size).toBe(50);
    }
  });

  it("last an hour, or what was asked for", async () => {
    const lasting = async (changes?: Partial<CredentialRequest>) => (await issued(changes)).expiration.getTime() - now;
    expect(await lasting()).toBe(3_600_000);
    expect(await lasting({ durationSeconds: 900 })).toBe(900_000);
    expect(await lasting({ durationSeconds: 43_200 })).toBe(43_200_000);
  });

  it("carry who it is, what was proved, the role and the tags", async () => {
    const { accessKeyId, sessionToken } = await issued({ sessionName: "nightly@example" });
    expect(read(sessionToken)).toMatchObject({
      accessKeyId,
      identityId: asked.identityId,
      audience: poolId,
      roleArn: asked.roleArn,
      sessionName: "nightly@example",
      amr: asked.amr,
      principalTags: asked.principalTags,
      issuedAt: now,
      expiresAt: now + 3_600_000,
    });
  });

  it("have Cognito's session name where none is given", async () => {
    expect(read((await issued()).sessionToken).sessionName).toBe("CognitoIdentityCredentials");
  });

  it("never carry the secret, and do not show who it is for", async () => {
    const { secretAccessKey, sessionToken } = await issued();
    const bytes = Buffer.from(sessionToken.split(".")[3] ?? "", "base64url").toString("latin1");
    for (const told of [secretAccessKey, asked.identityId, asked.roleArn, "team", "red"]) {
      expect(bytes).not.toContain(told);
      expect(sessionToken).not.toContain(told);
    }
  });

  it("take everything from the random source and the clock that were given", async () => {
    const random = (length: number): Uint8Array => new Uint8Array(length).fill(7);
    expect(await issued({}, key, random)).toEqual(await issued({}, key, random));
  });

  const tags = (count: number): Record<string, string> =>
    Object.fromEntries(Array.from({ length: count }, (_, n) => [`key-${n}`, "v".repeat(250)]));

  it.each<[string, object, string]>([
    ["under 15 minutes", { durationSeconds: 899 }, "durationSeconds"],
    ["over 12 hours", { durationSeconds: 43_201 }, "durationSeconds"],
    ["half seconds", { durationSeconds: 900.5 }, "durationSeconds"],
    ["a role's name", { roleArn: "AdministratorAccess1" }, "roleArn"],
    ["a session name with a slash", { sessionName: "a/b" }, "sessionName"],
    ["a session name of one character", { sessionName: "a" }, "sessionName"],
    ["a session name of 65", { sessionName: "a".repeat(65) }, "sessionName"],
    ["a tag that STS would not take", { principalTags: { team: "*" } }, "principalTags.team"],
    ["more tags than a header carries", { principalTags: tags(20) }, "principalTags"],
    ["no word on tags", { principalTags: undefined }, "principalTags"],
    ["no word on how it was proved", { amr: undefined }, "amr"],
  ])("are refused: %s", async (_, changes, path) => {
    await expect(issued(changes)).rejects.toMatchObject({ code: "InvalidParameterException", details: { path } });
  });

  it("with many tags fit into a header", async () => {
    expect((await issued({ principalTags: tags(8) })).sessionToken.length).toBeLessThanOrEqual(4096);
  });
});
