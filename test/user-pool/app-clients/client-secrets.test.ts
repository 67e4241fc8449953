import { inspect } from "node:util";
import { type AppClient, type SignUpInput, secretHash } from "rockpool";
import { type TestPool, testPool } from "rockpool/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { codeOf, recordingStorage } from "../stand-ins.ts";

const password = "Correct horse 7!";
const own = "My_own+secret_of_24_char";
const other = "x".repeat(64);

let world: TestPool;
let clientId: string;
let first: string;
beforeEach(async () => {
  world = await testPool({ client: { generateSecret: true } });
  clientId = world.client.clientId;
  first = (await world.client.clientSecret()) ?? "";
});

const secrets = () => world.pool.clients.listSecrets(clientId);
const add = (input?: { readonly clientSecret: string }) => world.pool.clients.addSecret(clientId, input);
const remove = (clientSecretId: string) => world.pool.clients.deleteSecret(clientId, clientSecretId);

/** Whether a client takes a hash made with this secret. */
async function takes(clientSecret: string, client: AppClient = world.client): Promise<boolean> {
  const username = "nobody";
  const hash = secretHash({ username, clientId: client.clientId, clientSecret });
  const error = await client.signIn({ username, password, secretHash: hash }).catch((thrown: unknown) => thrown);
  const { message } = error as Error;
  expect(message).toMatch(/^(Incorrect username or password\.|Unable to verify secret hash for client \w{26})$/);
  return message === "Incorrect username or password.";
}

describe("clients.addSecret (users-and-triggers.md 6.4)", () => {
  it("draws a second secret, and shows it once", async () => {
    world.clock.advance({ minutes: 1, milliseconds: 999 });
    const createdAt = new Date(world.clock());
    const added = await add();
    expect(added).toEqual({
      clientSecretId: `${clientId}--${Math.floor(world.clock() / 1000)}`,
      clientSecret: expect.stringMatching(/^[a-z0-9]{51}$/),
      createdAt,
    });
    expect((await secrets())[1]).toEqual({ clientSecretId: added.clientSecretId, createdAt });
    expect(added.clientSecret).not.toBe(first);
  });

  it("takes one of your own, and does not show it", async () => {
    expect(Object.keys(await add({ clientSecret: own })).sort()).toEqual(["clientSecretId", "createdAt"]);
    expect(await takes(own)).toBe(true);
  });

  it("lets a hash of either be right, at once, and the first is the one that is shown", async () => {
    expect(await takes(own)).toBe(false);
    const { clientSecret = "" } = await add();
    expect([await takes(first), await takes(clientSecret), await takes(own)]).toEqual([true, true, false]);
    expect(await world.client.clientSecret()).toBe(first);
    await world.client.signUp(signUpWith(clientSecret));
  });

  it("does not take the hash of a hash, nor one secret after the other", async () => {
    const { clientSecret = "" } = await add();
    expect(await takes(first + clientSecret)).toBe(false);
    expect(await takes("")).toBe(false);
  });

  it("refuses a third", async () => {
    await add();
    for (const input of [undefined, { clientSecret: own }]) {
      await expect(add(input)).rejects.toMatchObject({
        code: "LimitExceededException",
        message: "A client has at most 2 secrets: delete one first",
        details: { retryAfterSeconds: null },
      });
    }
    expect(await secrets()).toHaveLength(2);
  });

  it.each([
    ["23 characters", "x".repeat(23)],
    ["65 characters", "x".repeat(65)],
    ["a hyphen", `${own}-`],
    ["a line break at the end", `${own}\n`],
    ["a letter of another alphabet", `${own}ж`],
    ["a number", 7],
    ["nothing", null],
  ])("refuses %s for a secret, without showing it", async (_, clientSecret) => {
    const error = await add({ clientSecret: clientSecret as string }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException", details: { path: "clientSecret" } });
    if (typeof clientSecret === "string") expect(inspect(error, { depth: 9, showHidden: true })).not.toContain(clientSecret);
    expect(await secrets()).toHaveLength(1);
  });

  it("refuses the secret that is there already: to delete one of the two would end nothing", async () => {
    const error = await add({ clientSecret: first }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ code: "InvalidParameterException", details: { path: "clientSecret" } });
    expect(inspect(error, { depth: 9 })).not.toContain(first);
  });

  it("refuses a public client, which stays public", async () => {
    const open = await world.pool.clients.ensure({ clientName: "public" });
    await expect(world.pool.clients.addSecret(open.clientId)).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: `Client ${open.clientId} is not configured with a secret`,
    });
    expect(await open.clientSecret()).toBeNull();
    expect(await world.pool.clients.listSecrets(open.clientId)).toEqual([]);
  });

  it("stores no secret that can be read", async () => {
    const storage = recordingStorage();
    const { pool, client } = await testPool({ storage, client: { generateSecret: true } });
    const { clientSecret = "" } = await pool.clients.addSecret(client.clientId);
    const dump = JSON.stringify([await storage.records("app_clients"), storage.plans]);
    for (const secret of [clientSecret, await client.clientSecret()]) expect(dump).not.toContain(secret);
  });
});

function signUpWith(clientSecret: string): SignUpInput {
  const username = "ada";
  return { username, password, secretHash: secretHash({ username, clientId, clientSecret }) };
}

describe("the id of a secret", () => {
  it("of a new client is its id and the second it was made in", async () => {
    const createdAt = new Date(world.clock());
    expect(await secrets()).toEqual([{ clientSecretId: `${clientId}--${world.clock() / 1000}`, createdAt }]);
  });

  it("is another one for each of two that are made in one second", async () => {
    const { clientSecretId } = await add();
    const [before] = await secrets();
    expect(clientSecretId).toBe(`${clientId}--${world.clock() / 1000 + 1}`);
    expect(before?.clientSecretId).not.toBe(clientSecretId);
    await remove(before?.clientSecretId ?? "");
    expect((await secrets()).map((one) => one.clientSecretId)).toEqual([clientSecretId]);
    // Nor is it that of the one that went.
    expect((await add()).clientSecretId).toBe(`${clientId}--${world.clock() / 1000 + 2}`);
  });
});

describe("clients.deleteSecret (6.4)", () => {
  it("ends a secret at once, and the other goes on", async () => {
    const [old] = await secrets();
    const { clientSecret = "" } = await add();
    await remove(old?.clientSecretId ?? "");
    expect([await takes(first), await takes(clientSecret)]).toEqual([false, true]);
    expect(await world.client.clientSecret()).toBe(clientSecret);
  });

  it("can be done over and over", async () => {
    for (let round = 0; round < 5; round += 1) {
      world.clock.advance({ minutes: 1 });
      await add();
      const [old] = await secrets();
      await remove(old?.clientSecretId ?? "");
    }
    expect(await secrets()).toHaveLength(1);
  });

  it("refuses the last one", async () => {
    const [only] = await secrets();
    await expect(remove(only?.clientSecretId ?? "")).rejects.toMatchObject({
      code: "InvalidParameterException",
      message: "The last secret of a client cannot be deleted",
      details: { path: "clientSecretId" },
    });
    expect(await takes(first)).toBe(true);
  });

  it("knows no secret by another id, that of another client's secret, or the secret itself", async () => {
    await add();
    const confidential = await world.pool.clients.ensure({ clientName: "other", generateSecret: true });
    const [others] = await world.pool.clients.listSecrets(confidential.clientId);
    for (const id of ["nothing", others?.clientSecretId ?? "", `${clientId}--0`]) {
      const message = `Client secret ${id} does not exist.`;
      await expect(remove(id)).rejects.toMatchObject({ code: "ResourceNotFoundException", message });
    }
    expect(await secrets()).toHaveLength(2);
  });
});

describe("a client that is not there", () => {
  it.each(["nothing", "-"])("has no secrets: %s", async (id) => {
    const { clients } = world.pool;
    const refusal = { code: "ResourceNotFoundException", message: `User pool client ${id} does not exist.` };
    await expect(clients.addSecret(id)).rejects.toMatchObject(refusal);
    await expect(clients.listSecrets(id)).rejects.toMatchObject(refusal);
    await expect(clients.deleteSecret(id, "x")).rejects.toMatchObject(refusal);
  });

  // attacks 76, 78
  it("is that of another pool", async () => {
    const { clients } = await world.rockpool.ensureUserPool({ poolName: "other" });
    const [own] = await secrets();
    const refusal = { code: "ResourceNotFoundException", message: `User pool client ${clientId} does not exist.` };
    await expect(clients.addSecret(clientId)).rejects.toMatchObject(refusal);
    await expect(clients.listSecrets(clientId)).rejects.toMatchObject(refusal);
    await expect(clients.deleteSecret(clientId, own?.clientSecretId ?? "")).rejects.toMatchObject(refusal);
  });
});

describe.each([2, 50])("%i at once", (once) => {
  const times = Array.from({ length: once });

  it("add one secret: there are two", async () => {
    const answers = await Promise.all(times.map(() => add().then(({ clientSecret }) => clientSecret ?? "", codeOf)));
    const added = answers.filter((answer) => /^[a-z0-9]{51}$/.test(answer));
    expect(added).toHaveLength(1);
    for (const answer of answers) expect(["LimitExceededException", "TooManyRequestsException", ...added]).toContain(answer);
    expect(await secrets()).toHaveLength(2);
    expect([await takes(first), await takes(added[0] ?? "")]).toEqual([true, true]);
  });

  it("delete both secrets: one stays", async () => {
    const { clientSecret = "" } = await add();
    const ids = (await secrets()).map(({ clientSecretId }) => clientSecretId);
    const answers = await Promise.all(times.map((_, n) => remove(ids[n % 2] ?? "").then(() => "deleted", codeOf)));
    expect(answers.filter((answer) => answer === "deleted")).toHaveLength(1);
    const left = await secrets();
    expect(left).toHaveLength(1);
    expect(await takes(left[0]?.clientSecretId === ids[0] ? first : clientSecret)).toBe(true);
    expect(await takes(left[0]?.clientSecretId === ids[0] ? clientSecret : first)).toBe(false);
  });

  it("add and delete: never none, never three, and what is left is what was handed out", async () => {
    const [old] = await secrets();
    const given = new Set([first]);
    const answers = await Promise.all(
      times.flatMap(() => [
        add({ clientSecret: other }).then(() => given.add(other), codeOf),
        remove(old?.clientSecretId ?? "").then(() => given.delete(first), codeOf),
      ]),
    );
    expect(answers).toHaveLength(2 * once);
    const left = await secrets();
    expect([1, 2]).toContain(left.length);
    expect([await takes(first), await takes(other)]).toEqual([given.has(first), given.has(other)]);
    expect(left).toHaveLength(given.size);
  });
});

it("settings that change beside a secret lose neither", async () => {
  const patch = { accessTokenValiditySeconds: 600 };
  await Promise.all([world.pool.clients.update(clientId, patch), add({ clientSecret: own })]);
  expect(await world.client.settings()).toMatchObject({ ...patch, generateSecret: true });
  expect([await takes(first), await takes(own)]).toEqual([true, true]);
});
