import { generateKeyPairSync } from "node:crypto";
import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { generateMasterKey, keyFile, Rockpool, tokensOrThrow, type UserPool } from "rockpool";
import { sqlite } from "rockpool/storage/sqlite";
import { outbox } from "rockpool/testing";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { command, rockpool, temporaryFolder } from "./command.ts";

const password = "Correct horse 7!";

/** A pool in a SQLite file of its own, with its key beside it. */
async function storedPool(): Promise<{ readonly pool: UserPool; readonly file: string; readonly options: readonly string[] }> {
  const folder = await temporaryFolder();
  const file = join(folder, "users.db");
  const opened = await Rockpool.open({
    storage: sqlite(file),
    masterKey: keyFile(join(folder, "rockpool.key")),
    baseUrl: "http://localhost",
    delivery: outbox(),
    passwordHashing: { memoryCostKib: 8, timeCost: 1 },
  });
  onTestFinished(() => opened.close());
  const pool = await opened.ensureUserPool({ poolName: "app" });
  return { pool, file, options: ["--storage", `sqlite:${file}`, "--pool", pool.userPoolId] };
}

async function addUser(pool: UserPool, username: string): Promise<void> {
  await pool.users.create({ username, messageAction: "SUPPRESS" });
  await pool.users.setPassword({ username, password, permanent: true });
}

describe("rockpool export | rockpool import", () => {
  it("moves users with their passwords from one SQLite file to another", async () => {
    const [from, to] = [await storedPool(), await storedPool()];
    await addUser(from.pool, "ada");
    await addUser(from.pool, "grace");
    const exported = await rockpool(["export", ...from.options]);
    expect(exported).toMatchObject({ code: 0, stderr: "" });
    expect(exported.stdout.trimEnd().split("\n")).toHaveLength(2);

    const imported = await rockpool(["import", ...to.options], exported.stdout);
    expect(imported).toMatchObject({ code: 0, stderr: "" });
    expect(JSON.parse(imported.stdout)).toEqual({ imported: 2, unchanged: 0, refused: [] });
    const client = await to.pool.clients.ensure({ clientName: "web" });
    expect(tokensOrThrow(await client.signIn({ username: "ada", password })).idToken).toEqual(expect.any(String));
  });

  it("seals the hashes to a public key, and opens them with the private one; who is refused makes the exit code 1", async () => {
    const [from, to] = [await storedPool(), await storedPool()];
    await addUser(from.pool, "ada");
    const folder = await temporaryFolder();
    const at = (name: string): string => join(folder, name);
    const { publicKey, privateKey } = generateKeyPairSync("x25519");
    await writeFile(at("public.json"), JSON.stringify(publicKey.export({ format: "jwk" })));
    await writeFile(at("private.json"), JSON.stringify(privateKey.export({ format: "jwk" })));
    const exported = await command("export", ...from.options, "--seal-to", at("public.json"));
    expect(JSON.parse(exported.stdout)).toMatchObject({
      username: "ada",
      passwordHash: null,
      sealedPasswords: expect.any(String),
    });

    await writeFile(at("users.jsonl"), `${exported.stdout}no user\n`);
    const imported = await command("import", ...to.options, "--open-with", at("private.json"), at("users.jsonl"));
    expect(imported.code).toBe(1);
    expect(JSON.parse(imported.stdout)).toMatchObject({
      imported: 1,
      refused: [{ index: 1, username: null, code: "InvalidParameterException" }],
    });
  });

  it("says what is missing: the file, the pool, the key", async () => {
    const { file, options } = await storedPool();
    const told = async (...args: readonly string[]): Promise<string> => {
      const { code, stdout, stderr } = await command(...args);
      expect([code, stdout]).toEqual([1, ""]);
      return stderr;
    };
    const noFile = await told("export", "--storage", `sqlite:${file}.gone`, "--pool", "us-east-1_gone");
    const noPool = await told("export", "--storage", `sqlite:${file}`, "--pool", "us-east-1_gone");
    const noKey = await told("export", "--storage", "postgres://127.0.0.1/none", "--pool", "us-east-1_gone");
    const noKeyFile = await told("export", ...options, "--master-key-file", `${file}.key`);
    const noUsers = await told("import", ...options, `${file}.gone`);
    vi.stubEnv("ROCKPOOL_MASTER_KEY", generateMasterKey());
    const wrongKey = await told("export", ...options).finally(() => vi.unstubAllEnvs());
    expect(noFile).toBe(`rockpool: There is no file ${file}.gone.\n`);
    expect(noPool).toBe("rockpool: User pool us-east-1_gone does not exist.\n");
    expect(noKey).toMatch(/PostgreSQL needs a master key: --master-key-file PATH, or ROCKPOOL_MASTER_KEY/);
    expect(noKeyFile).toMatch(/The key file \S+users\.db\.key is missing/);
    expect(noUsers).toMatch(/users\.db\.gone cannot be read: ENOENT/);
    expect(wrongKey).toMatch(/^rockpool: .*master key/);
  });
});
