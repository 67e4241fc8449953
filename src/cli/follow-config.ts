import { watch } from "node:fs";
import { readFile } from "node:fs/promises";
import { basename, dirname, resolve } from "node:path";
import type { RockpoolConfig } from "./config.ts";
import { configLoader } from "./load-config.ts";
import { complain, Failure, print } from "./terminal.ts";

/** Editors write in several steps, and put another file in the place of the first. */
const SETTLE_MS = 50;

/**
 * Applies a configuration, and again whenever its file changes. Then an error in it is printed, and what was applied stays.
 *
 * @returns Ends it, when what has begun is done.
 * @throws what is wrong at the start.
 */
export async function followConfig(file: string, apply: (config: RockpoolConfig) => Promise<void>): Promise<() => Promise<void>> {
  const path = resolve(file);
  const read = (): Promise<string> =>
    readFile(path, "utf8").catch((error: NodeJS.ErrnoException) => {
      throw new Failure(`${file} cannot be read (${error.code}).`);
    });
  let text = await read();
  const load = await configLoader(path);
  await apply(await load());

  let timer: NodeJS.Timeout | undefined;
  let work: Promise<void> = Promise.resolve();
  const again = async (): Promise<void> => {
    try {
      const now = await read();
      if (now === text) return;
      text = now;
      await apply(await load());
      await print(`${file} is applied again.`);
    } catch (error) {
      complain(`${file} is not applied, and what was before stays. ${error instanceof Error ? error.message : String(error)}`);
    }
  };
  // The folder: a file that is replaced is another file.
  const watcher = watch(dirname(path), (_, name) => {
    if (name !== null && name !== basename(path)) return;
    clearTimeout(timer);
    timer = setTimeout(() => {
      work = work.then(again);
    }, SETTLE_MS);
  });
  watcher.on("error", (error) => complain(`${file} is not watched any more. ${error.message}`));
  // It may have changed while it was applied, and nobody watched.
  work = again();
  return async () => {
    watcher.close();
    clearTimeout(timer);
    await work;
  };
}
