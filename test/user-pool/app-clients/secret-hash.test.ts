import { type AppClient, secretHash } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { describe, expect, it } from "vitest";

const password = "Correct horse 7!";

describe("secretHash (authentication.md 2)", () => {
  it.each([
    ["testuser", "vk/4/AZ863iqfdddhb5Zf22edn0XyUn+mbU/kRWvNaw="],
    ["jane@example.com", "D18j4m53wgVvm+QmdJW75LJrJN6sjHByR+0pZ+WGSMk="],
    ["zoë☃", "ODxJ5d6IFH3KgX2ks+b4T4mj6bDMNnbzU0oWqt2C4j4="],
  ])("of %s is as the reference has it", (username, hash) => {
    const clientSecret = "1a2b3c4d5e6f7g8h9i0jklmnopqrstuvwxyz0123456789abcdef";
    expect(secretHash({ username, clientId: "1example23456789", clientSecret })).toBe(hash);
  });
});

type Call = (client: AppClient, username: string, hash: string | undefined) => Promise<unknown>;
const calls: readonly (readonly [string, Call])[] = [
  ["signUp", (client, username, hash) => client.signUp({ username, password, secretHash: hash })],
  ["confirmSignUp", (client, username, hash) => client.confirmSignUp({ username, confirmationCode: "000000", secretHash: hash })],
  ["resendConfirmationCode", (client, username, hash) => client.resendConfirmationCode({ username, secretHash: hash })],
  ["signIn", (client, username, hash) => client.signIn({ username, password, secretHash: hash })],
  [
    "initiateAuth",
    (client, username, hash) => {
      const secret = hash === undefined ? {} : { SECRET_HASH: hash };
      return client.initiateAuth({
        authFlow: "USER_PASSWORD_AUTH",
        authParameters: { USERNAME: username, PASSWORD: password, ...secret },
      });
    },
  ],
];

async function withSecret(): Promise<TestPool & { hashFor(username: string, clientSecret?: string): string }> {
  const world = await testPool({ client: { generateSecret: true } });
  const { clientId } = world.client;
  const own = (await world.client.clientSecret()) ?? "";
  return { ...world, hashFor: (username, clientSecret = own) => secretHash({ username, clientId, clientSecret }) };
}

describe.each(calls)("%s of a client with a secret (authentication.md 1.10)", (_, call) => {
  it("without the hash is refused", async () => {
    const { client } = await withSecret();
    const message = `Client ${client.clientId} is configured with secret but SECRET_HASH was not received`;
    await expect(call(client, "ada", undefined)).rejects.toMatchObject({ code: "NotAuthorizedException", message });
  });

  it("with another hash is refused, and learns nothing of the user", async () => {
    const { client, hashFor, pool } = await withSecret();
    const refusal = { code: "NotAuthorizedException", message: `Unable to verify secret hash for client ${client.clientId}` };
    const secret = (await client.clientSecret()) ?? "";
    // The secret itself, the hash of another name, of another secret, of the folded name, and a part of the right one.
    const hashes = [secret, hashFor("bob"), hashFor("Ada", "x".repeat(51)), hashFor("ada"), hashFor("Ada").slice(0, 43), " "];
    for (const hash of hashes) await expect(call(client, "Ada", hash)).rejects.toMatchObject(refusal);
    await expect(pool.users.get("ada")).rejects.toMatchObject({ code: "UserNotFoundException" });
  });

  it("with the hash over the name as it is sent goes on", async () => {
    const { client, hashFor } = await withSecret();
    const answer = await call(client, "ADA", hashFor("ADA")).catch((error: unknown) => error);
    expect(answer).not.toMatchObject({ message: expect.stringMatching(/secret/i) });
  });
});

it("a public client needs no hash, and does not look at one", async () => {
  const { client, pool } = await testPool();
  await client.signUp({ username: "ada", password, secretHash: "anything" });
  await pool.users.confirm("ada");
  await expect(client.signIn({ username: "ada", password, secretHash: "anything" })).resolves.toMatchObject({
    outcome: "signedIn",
  });
});
