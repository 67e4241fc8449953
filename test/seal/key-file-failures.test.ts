import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { keyFile } from "../../src/seal/key-file.ts";

/** What giving the file its name fails with. */
const failing = vi.hoisted((): { error: unknown } => ({ error: undefined }));

vi.mock("node:fs/promises", async (original) => ({
  ...(await original<typeof import("node:fs/promises")>()),
  link: () => Promise.reject(failing.error),
}));

let directory: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rockpool-key-file-"));
});
afterEach(() => rm(directory, { recursive: true }));

describe("a key file that cannot be given its name", () => {
  it.each([
    ["EPERM, as on a file system without hard links", Object.assign(new Error("no links"), { code: "EPERM" }), "(EPERM)"],
    ["an error without a code", new Error("no links"), "(unknown error)"],
  ])("is an error that says why and what to do: %s", async (_, cause, why) => {
    failing.error = cause;
    const path = join(directory, "auth.key");
    const loading = keyFile(path).load({ storageIsNew: true });
    await expect(loading).rejects.toMatchObject({ code: "MasterKeyException", cause });
    await expect(loading).rejects.toThrow(`${path} cannot be made ${why}. Write there what generateMasterKey() gives`);
    expect(await readdir(directory)).toEqual([]);
  });
});
