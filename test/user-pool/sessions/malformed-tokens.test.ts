import { memory } from "rockpool/storage/memory";
import { countingStorage, type TestPool, testPool } from "rockpool/testing";
import { beforeAll, describe, expect, it } from "vitest";
import { refusal } from "./world.ts";

/** Texts that are nearly a refresh token, made of one that is good. */
function nearly(token: string): readonly (readonly [what: string, text: string])[] {
  const [, family = "", mac = ""] = /^rpr_([0-9a-f-]{36})\.0\.([\w-]{43})$/.exec(token) ?? [];
  const alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  const last = alphabet.indexOf(mac.at(-1) ?? "");
  const bytes = Buffer.from(mac, "base64url");
  const swapped = [...mac].map((c) => (c === c.toLowerCase() ? c.toUpperCase() : c.toLowerCase())).join("");
  return [
    ["one character less", token.slice(0, -1)],
    ["half of it", token.slice(0, token.length / 2)],
    ["the MAC left out", `rpr_${family}.0.`],
    ["all but the name left out", `rpr_${family}`],
    ["the prefix left out", token.slice("rpr_".length)],
    ["the prefix only", "rpr_"],
    ["one character more", `${token}A`],
    ["padding", `${token}=`],
    ["a dot", `${token}.`],
    ["a fourth part", `${token}.${mac}`],
    ["a space before", ` ${token}`],
    ["a space behind", `${token} `],
    ["a line break", `${token}\n`],
    ["twice", token + token],
    ["all in upper case", token.toUpperCase()],
    ["the prefix in upper case", `RPR_${token.slice("rpr_".length)}`],
    ["the family in upper case", token.replace(family, family.toUpperCase())],
    ["the MAC in the other case", token.replace(mac, swapped)],
    ["the family without dashes", token.replace(family, family.replaceAll("-", ""))],
    ["the family in braces", token.replace(family, `{${family}}`)],
    ["the MAC with other spare bits, which are the same bytes", token.slice(0, -1) + alphabet[last ^ 1]],
    ["the MAC in hexadecimal", token.replace(mac, bytes.toString("hex"))],
    ["the MAC in Base64 with padding", token.replace(mac, bytes.toString("base64"))],
    ["percent-encoded dots", token.replaceAll(".", "%2E")],
    ["encoded once more", Buffer.from(token).toString("base64url")],
    ["a generation that is written otherwise", token.replace(".0.", ".00.")],
    ["a generation with a sign", token.replace(".0.", ".-0.")],
    ["a generation in another script", token.replace(".0.", ".\u0660.")],
    ["the next generation", token.replace(".0.", ".1.")],
    ["a generation beyond all numbers", token.replace(".0.", `.${"9".repeat(400)}.`)],
    ["a family that is not there", token.replace(family, "00000000-0000-4000-8000-000000000000")],
    ["a MAC of nothing", token.replace(mac, "A".repeat(43))],
    ["the prefix of another kind", token.replace("rpr_", "rpcs_")],
  ];
}

describe("a refresh token that is not quite one", () => {
  const storage = countingStorage(memory());
  let world: TestPool;
  let good: string;
  beforeAll(async () => {
    world = await testPool({ storage });
    good = (await world.signedIn({ username: "ada" })).tokens.refreshToken;
  });

  // attack 51: there is one way to write a token
  const names = nearly(`rpr_00000000-0000-4000-8000-000000000000.0.${"A".repeat(43)}`).map(([what]) => what);
  it.each(names)("%s: is refused, and nothing is read or written", async (what) => {
    const { client } = world;
    const [, text = ""] = nearly(good).find(([name]) => name === what) ?? [];
    expect(text).not.toBe(good);
    const cost = await storage.count(async () => {
      await expect(client.refresh({ refreshToken: text })).rejects.toMatchObject(refusal.invalid);
      const authParameters = { REFRESH_TOKEN: text };
      await expect(client.initiateAuth({ authFlow: "REFRESH_TOKEN_AUTH", authParameters })).rejects.toMatchObject(
        refusal.invalid,
      );
    });
    expect(cost).toEqual({ get: 0, query: 0, commit: 0, sweep: 0 });
    await expect(client.refresh({ refreshToken: good })).resolves.toBeDefined();
  });

  // attack 65: what proves one thing is not taken for another
  it.each<readonly [kind: string, text: () => Promise<string | null>]>([
    ["an access token", async () => (await world.signedIn()).tokens.accessToken],
    ["an ID token", async () => (await world.signedIn()).tokens.idToken],
    ["the session of a challenge", () => openSession(world)],
    ["a code", () => resetCode(world)],
    ["a client secret", async () => (await world.pool.clients.ensure({ clientName: "x", generateSecret: true })).clientSecret()],
    ["the token of a list", async () => (await world.pool.users.list({ limit: 1 })).paginationToken],
  ])("%s: is refused as a refresh token, and revokes nothing", async (_, text) => {
    const written = await text();
    if (written === null) throw new Error("there is none");
    await expect(world.client.refresh({ refreshToken: written })).rejects.toMatchObject(refusal.invalid);
    await world.client.revoke({ token: written }).catch(() => {});
    await expect(world.client.refresh({ refreshToken: good })).resolves.toBeDefined();
  });

  // attack 65: nor is a refresh token taken for anything else
  it("a refresh token: is no access token, no session, no code and no secret", async () => {
    const { client, pool } = world;
    const refused = { code: "NotAuthorizedException" };
    await expect(client.user(good)).rejects.toMatchObject(refused);
    await expect(pool.verify(good, { tokenUse: null, clientId: null })).rejects.toMatchObject(refused);
    const challenge = { challengeName: "NEW_PASSWORD_REQUIRED", session: good, username: "ada" } as const;
    await expect(client.respond(challenge, { newPassword: "Another horse 8!" })).rejects.toMatchObject(refused);
    const reset = { username: "ada", confirmationCode: good, password: "Another horse 8!" };
    await expect(client.confirmForgotPassword(reset)).rejects.toMatchObject({ code: "CodeMismatchException" });
    await expect(pool.users.list({ paginationToken: good })).rejects.toMatchObject({ code: "InvalidParameterException" });
  });
});

async function openSession({ client, pool }: TestPool): Promise<string | null> {
  const temporaryPassword = "Temporary 1!";
  await pool.users.create({ username: "new", temporaryPassword, messageAction: "SUPPRESS" });
  const asked = await client.signIn({ username: "new", password: temporaryPassword });
  return asked.outcome === "challenge" ? asked.session : null;
}

async function resetCode({ client, outbox }: TestPool): Promise<string> {
  await client.forgotPassword({ username: "ada" });
  return outbox.lastCode();
}
