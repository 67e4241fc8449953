import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, expect, it, onTestFinished, vi } from "vitest";
import { startPostgres } from "../../storages/postgres-server.ts";

/** Binaries that fail, which the tests find first; and a folder for all that is temporary. */
async function withBinaries(script: string): Promise<{ readonly bin: string; readonly temporary: string }> {
  const folder = await mkdtemp(join(tmpdir(), "rp-bin-"));
  onTestFinished(() => rm(folder, { recursive: true }));
  const [bin, temporary] = [join(folder, "bin"), join(folder, "tmp")];
  for (const path of [bin, temporary]) await mkdir(path);
  for (const path of [folder, temporary]) await chmod(path, 0o755);
  for (const name of ["initdb", "postgres", "pg_ctl"]) await writeFile(join(bin, name), script, { mode: 0o755 });
  vi.stubEnv("ROCKPOOL_TEST_POSTGRES_BIN", bin);
  vi.stubEnv("TMPDIR", temporary);
  onTestFinished(() => void vi.unstubAllEnvs());
  return { bin, temporary };
}

describe("the tests' own PostgreSQL, when it does not start", () => {
  it("says why, and leaves nothing behind", async () => {
    const { temporary } = await withBinaries("#!/bin/sh\necho no locale >&2\nexit 1\n");
    await expect(startPostgres()).rejects.toThrow("no locale");
    expect(await readdir(temporary)).toEqual([]);
  });

  it("leaves nothing behind either when only the server fails", async () => {
    const { temporary } = await withBinaries('#!/bin/sh\ncase "$0" in */postgres) exit 1 ;; esac\n');
    await expect(startPostgres()).rejects.toThrow("PostgreSQL did not start (exit code 1)");
    expect(await readdir(temporary)).toEqual([]);
  });

  it("says so where root's place is taken by a user who may not run it", async ({ skip }) => {
    skip(process.getuid?.() !== 0, "only root runs it as another user");
    const { bin, temporary } = await withBinaries("#!/bin/sh\n");
    await chmod(bin, 0o700);
    await expect(startPostgres()).rejects.toThrow(`may not run what is in ${bin}`);
    expect(await readdir(temporary)).toEqual([]);
  });
});
