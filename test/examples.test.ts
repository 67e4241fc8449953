import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** What each example exports. An example that is not here was not run. */
const examples: Readonly<Record<string, object>> = {
  "remote-signer.ts": { result: { username: "ada", alg: "ES256", isRemote: true } },
  "quickstart.ts": {
    claims: expect.objectContaining({
      token_use: "id",
      "cognito:username": "ada",
      email: "ada@example.com",
      email_verified: true,
    }),
  },
  "admin-only.ts": { result: { refused: true, subject: "Your account", groups: ["editors"] } },
  "aliases.ts": { result: { byAddress: "ada", taken: true, afterTakeover: "annabella", byPreferredName: "ada" } },
  "email-as-username.ts": {
    result: { waiting: "ada@example.com", email: "ada@newjob.example", verified: true, userNameIsTheSub: true },
  },
  "from-another-system.ts": {
    result: { imported: 2, refused: ["eve"], schemes: { ada: "argon2id", grace: "argon2id" } },
  },
  "guard-express.ts": {
    result: {
      stranger: [401, 'Bearer realm="api"'],
      ada: { of: "ada" },
      afterSignOut: { error: "invalid_token", error_description: "Access Token has been revoked" },
    },
  },
  "guard-fastify.ts": {
    result: {
      read: { of: "ada" },
      written: [403, { error: "insufficient_scope", error_description: "The token lacks a scope", scope: "orders/write" }],
    },
  },
  "guard-hono.ts": { result: { orders: { of: "ada" }, refused: 403, allowed: { for: ["support"] } } },
  "guard-lambda.ts": {
    result: {
      statement: {
        Action: "execute-api:Invoke",
        Effect: "Allow",
        Resource: "arn:aws:execute-api:us-east-1:123456789012:abcdef123/production/*",
      },
      username: "ada",
      refused: "Unauthorized",
    },
  },
  "guard-node.ts": {
    result: {
      ada: { of: "ada" },
      wrongToken: 'Bearer realm="orders", error="invalid_token", error_description="Invalid Access Token"',
    },
  },
  "identity-pool.ts": {
    result: {
      ada: "arn:aws:iam::111122223333:role/Gold",
      adaAsEditor: "arn:aws:iam::111122223333:role/Editor",
      bob: "arn:aws:iam::111122223333:role/Editor",
      eve: "arn:aws:iam::111122223333:role/Reader",
      refused: true,
      guest: "arn:aws:iam::111122223333:role/Guest",
      guestIs: ["unauthenticated"],
    },
  },
  "key-provider.ts": {
    maintenance: expect.objectContaining({ needOlderKey: 0, finished: true }),
    health: expect.objectContaining({ ok: true }),
  },
  "migrate-lazily.ts": {
    result: { refused: "Incorrect username or password.", first: "signedIn", second: "signedIn", userStatus: "CONFIRMED" },
  },
  "sqlite.ts": { result: { samePool: true, username: "ada", validSeconds: 900 } },
};

/** Run by the command: test/cli/example.test.ts. */
const ofTheCommand = ["dev-config.ts"];

const folder = new URL("../examples/", import.meta.url);

let temporary: string;
beforeEach(async () => {
  temporary = await mkdtemp(join(tmpdir(), "rockpool-examples-"));
  vi.stubEnv("TMPDIR", temporary);
  vi.stubEnv("TEMP", temporary);
  vi.spyOn(console, "log").mockImplementation(() => {});
});
afterEach(async () => {
  vi.unstubAllEnvs();
  vi.restoreAllMocks();
  await rm(temporary, { recursive: true });
});

describe("examples/", () => {
  it("holds these files and no other", () => {
    expect(
      readdirSync(folder)
        .filter((name) => name.endsWith(".ts"))
        .sort(),
    ).toEqual([...Object.keys(examples), ...ofTheCommand].sort());
  });

  it.each(Object.entries(examples))("%s runs, exports what it promises, and prints it", async (name, exported) => {
    expect(await import(new URL(name, folder).href)).toMatchObject(exported);
    expect(console.log).toHaveBeenCalledWith(Object.values(exported)[0]);
  });
});
