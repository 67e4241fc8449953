import { fstatSync } from "node:fs";
import {
  chmod,
  type FileHandle,
  link,
  mkdir,
  mkdtemp,
  open,
  readdir,
  readFile,
  rm,
  stat,
  utimes,
  writeFile,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach, beforeEach, describe, expect, it, onTestFinished, vi } from "vitest";
import { keyFile } from "../../src/seal/key-file.ts";
import { generateMasterKey } from "../../src/seal/master-key.ts";

let directory: string;
let path: string;
beforeEach(async () => {
  directory = await mkdtemp(join(tmpdir(), "rockpool-key-file-"));
  path = join(directory, "auth.key");
});
afterEach(() => rm(directory, { recursive: true }));

const isNew = { storageIsNew: true };
const isNotNew = { storageIsNew: false };

async function write(text: string, mode = 0o600): Promise<void> {
  await writeFile(path, text, { mode });
  await chmod(path, mode);
}

/** Which files were opened, and what was synced while what had its name. */
async function watchedFiles(): Promise<{ readonly opened: ReadonlySet<FileHandle>; readonly synced: readonly string[] }> {
  const any = await open(tmpdir(), "r");
  const prototype = Object.getPrototypeOf(any) as FileHandle;
  await any.close();
  const opened = new Set<FileHandle>();
  const synced: string[] = [];
  const { stat: originalStat, sync: originalSync } = prototype;
  const stats = vi.spyOn(prototype, "stat").mockImplementation(function (this: FileHandle) {
    opened.add(this);
    return originalStat.call(this) as never;
  });
  const syncs = vi.spyOn(prototype, "sync").mockImplementation(async function (this: FileHandle) {
    opened.add(this);
    const names = await readdir(directory);
    synced.push(
      `${fstatSync(this.fd).isDirectory() ? "directory" : "file"} ${names.includes("auth.key") ? "with" : "without"} name`,
    );
    await originalSync.call(this);
  });
  onTestFinished(() => {
    stats.mockRestore();
    syncs.mockRestore();
  });
  return { opened, synced };
}

describe("a key file that is missing", () => {
  it("is made for a new storage, for its owner alone, and read from then on", async () => {
    const made = await keyFile(path).load(isNew);
    expect(made).toEqual({ current: expect.stringMatching(/^rpmk_[\w-]{43}$/), previous: [] });
    expect(await readFile(path, "utf8")).toBe(`${made.current}\n`);
    expect((await stat(path)).mode & 0o777).toBe(0o600);
    expect(await keyFile(path).load(isNew)).toEqual(made);
    expect(await keyFile(path).load(isNotNew)).toEqual(made);
  });

  it("is made once, however many start at the same time; nothing else stays behind", async () => {
    const loaded = await Promise.all(Array.from({ length: 20 }, () => keyFile(path).load(isNew)));
    expect(new Set(loaded.map(({ current }) => current)).size).toBe(1);
    expect(await readFile(path, "utf8")).toBe(`${loaded[0]?.current}\n`);
    expect(await readdir(directory)).toEqual(["auth.key"]);
    expect(await stat(path)).toMatchObject({ nlink: 1 });
  });

  it("is seen whole or not at all while it is made", async () => {
    const makers = Promise.all(Array.from({ length: 5 }, () => keyFile(path).load(isNew)));
    const readers = await Promise.allSettled(Array.from({ length: 50 }, () => keyFile(path).load(isNotNew)));
    const [{ current } = { current: "" }] = await makers;
    for (const reader of readers) {
      if (reader.status === "fulfilled") expect(reader.value).toEqual({ current, previous: [] });
      else expect(reader.reason.message).toContain("is missing");
    }
  });

  it.skipIf(process.platform === "win32")(
    "is on disk before it has its name, and so is the name before the key seals",
    async () => {
      const { synced } = await watchedFiles();
      await keyFile(path).load(isNew);
      expect(synced).toEqual(["file without name", "directory with name"]);
    },
  );

  it("leaves no file open", async () => {
    const { opened } = await watchedFiles();
    await keyFile(path).load(isNew);
    expect(opened.size).toBeGreaterThanOrEqual(2);
    expect([...opened].map(({ fd }) => fd)).toEqual([...opened].map(() => -1));
  });

  it("is an error that names the path when the storage is not new, and stays missing", async () => {
    const loading = keyFile(path).load(isNotNew);
    await expect(loading).rejects.toMatchObject({ code: "MasterKeyException" });
    await expect(loading).rejects.toThrow(`${path} is missing`);
    expect(await readdir(directory)).toEqual([]);
  });

  it("is an error that names the path when it cannot be made", async () => {
    const nowhere = join(directory, "none", "auth.key");
    const loading = keyFile(nowhere).load(isNew);
    await expect(loading).rejects.toMatchObject({ code: "MasterKeyException", cause: { code: "ENOENT" } });
    await expect(loading).rejects.toThrow(`${nowhere} cannot be made (ENOENT)`);
  });
});

describe("what a key file holds", () => {
  const [first, second, third] = [generateMasterKey(), generateMasterKey(), generateMasterKey()];

  it.each([
    ["one key", first, []],
    ["one key and a line break", `${first}\n`, []],
    ["lines as Windows ends them", `${first}\r\n${second}\r\n`, [second]],
    ["previous keys below the current one", `${first}\n${second}\n${third}\n`, [second, third]],
  ])("may be %s", async (_, text, previous) => {
    await write(text);
    expect(await keyFile(path).load(isNotNew)).toEqual({ current: first, previous });
  });

  it.each([
    ["nothing", "", 1],
    ["an empty line only", "\n", 1],
    ["an empty line between keys", `${first}\n\n${second}\n`, 2],
    ["two line breaks at its end", `${first}\n\n`, 2],
    ["a space behind a key", `${first} \n`, 1],
    ["half a key", first.slice(0, 20), 1],
    ["a key and something else", `${first}\nold: ${second}\n`, 2],
  ])("is refused when it is %s: the error names the path and the line, and shows no key", async (_, text, line) => {
    await write(text);
    for (const storage of [isNew, isNotNew]) {
      const error = await keyFile(path)
        .load(storage)
        .catch((thrown: unknown) => thrown);
      expect(error).toMatchObject({ code: "MasterKeyException" });
      expect(String(error)).toContain(`${path} holds something else than a master key in line ${line}`);
      expect(String(error)).not.toContain("rpmk_");
    }
    expect(await readFile(path, "utf8")).toBe(text);
  });

  it("is refused when it is a directory", async () => {
    await mkdir(path);
    const loading = keyFile(path).load(isNew);
    await expect(loading).rejects.toThrow(`${path} cannot be read (EISDIR)`);
    await expect(loading).rejects.toMatchObject({ code: "MasterKeyException", cause: { code: "EISDIR" } });
  });

  it("is read and no more, also for a new storage: a secret that is mounted may be where nothing can be written", async () => {
    await write(first);
    const longAgo = new Date(1_000_000_000_000);
    await utimes(directory, longAgo, longAgo);
    await keyFile(path).load(isNew);
    expect((await stat(directory)).mtime).toEqual(longAgo);
  });
});

describe.skipIf(process.platform === "win32")("a key file that others may read (Windows has no such bits)", () => {
  it.each([0o640, 0o604, 0o660, 0o644, 0o620, 0o601])("is refused with the command that mends it (%o)", async (mode) => {
    const key = generateMasterKey();
    await write(key, mode);
    const loading = keyFile(path).load(isNotNew);
    await expect(loading).rejects.toMatchObject({ code: "MasterKeyException" });
    await expect(loading).rejects.toThrow(`chmod 600 ${path}`);
    await expect(loading).rejects.not.toThrow(key);
  });

  it.each([0o600, 0o400])("is not refused when they may not (%o)", async (mode) => {
    const key = generateMasterKey();
    await write(key, mode);
    expect(await keyFile(path).load(isNotNew)).toEqual({ current: key, previous: [] });
  });

  it("is judged by the file that is read, under whatever name", async () => {
    await write(generateMasterKey(), 0o644);
    const other = join(directory, "other.key");
    await link(path, other);
    await expect(keyFile(other).load(isNotNew)).rejects.toThrow(`chmod 600 ${other}`);
  });
});
