import { realpath } from "node:fs/promises";
import { createRequire } from "node:module";
import { basename } from "node:path";
import { pathToFileURL } from "node:url";
import { optionalPeer } from "../optional-peer.ts";
import { checkedConfig, type RockpoolConfig } from "./config.ts";
import { Failure } from "./terminal.ts";

/** Loads a module anew each time it is asked: `import()` alone remembers. What the module imports is remembered. */
export type ConfigLoader = () => Promise<RockpoolConfig>;

interface Module {
  readonly default?: unknown;
}

type Import = (url: string) => Promise<Module>;

/**
 * @param path Absolute.
 * @throws `MissingPeerException`: TypeScript, and nothing here that runs it.
 */
export async function configLoader(path: string): Promise<ConfigLoader> {
  const load = /\.[cm]?ts$/.test(path) ? await importTypeScript() : importModule;
  const { cache } = createRequire(path);
  let version = 0;
  return async () => {
    version += 1;
    // CommonJS is remembered by its file, whatever stands behind it.
    delete cache[await realpath(path)];
    const module = await load(`${pathToFileURL(path).href}?version=${version}`).catch((error: unknown) => {
      throw new Failure(`${path} cannot be loaded. ${inShort(error, path)}`);
    });
    const written = exportedBy(module);
    if (written === undefined) throw new Failure(`${path} has no default export: export default defineConfig({ … })`);
    return checkedConfig(written);
  };
}

/** Where a project is not `"type": "module"`, TypeScript becomes CommonJS, and its exports are the default one. */
function exportedBy({ default: written }: Module): unknown {
  return typeof written === "object" && written !== null && "default" in written ? written.default : written;
}

/** What went wrong, and where in the file if that is known: not the way that loaders went. */
function inShort(error: unknown, path: string): string {
  if (!(error instanceof Error)) return String(error);
  const [head = "", ...frames] = (error.stack ?? error.message).split(/\n\s+at /);
  const own = frames.find((frame) => frame.length < 500 && frame.includes(basename(path)));
  return own === undefined ? head : `${head}\n    at ${own}`;
}

const importModule: Import = (url) => import(url);

async function importTypeScript(): Promise<Import> {
  // Node 22.18 and later run TypeScript by themselves.
  const { typescript } = process.features as { readonly typescript?: string | false };
  if (typescript) return importModule;
  const needer = `A configuration in TypeScript on Node ${process.versions.node}`;
  const { register } = await optionalPeer(needer, "tsx", () => import("tsx/esm/api"));
  const tsx = register({ namespace: "rockpool-config" });
  return (url) => tsx.import(url, import.meta.url);
}
