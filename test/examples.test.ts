import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";

/** What each example exports. An example that is not here was not run. */
const examples: Readonly<Record<string, object>> = {
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
  "key-provider.ts": {
    maintenance: expect.objectContaining({ needOlderKey: 0, finished: true }),
    health: expect.objectContaining({ ok: true }),
  },
  "sqlite.ts": { result: { samePool: true, username: "ada", validSeconds: 900 } },
};

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
    ).toEqual(Object.keys(examples).sort());
  });

  it.each(Object.entries(examples))("%s runs, exports what it promises, and prints it", async (name, exported) => {
    expect(await import(new URL(name, folder).href)).toMatchObject(exported);
    expect(console.log).toHaveBeenCalledWith(Object.values(exported)[0]);
  });
});
