#!/usr/bin/env node
import { readFileSync } from "node:fs";
import { run } from "./run.ts";

// Who reads no further, as `head` does, has what they wanted.
process.stdout.on("error", ({ code }: NodeJS.ErrnoException) => process.exit(code === "EPIPE" ? 0 : 1));

void run(process.argv.slice(2), () => {
  const manifest = JSON.parse(readFileSync(new URL("../../package.json", import.meta.url), "utf8"));
  return String(manifest.version);
}).then((code) => {
  process.exitCode = code;
  // What a configuration has left open, a connection or a timer, does not keep it alive.
  setTimeout(() => process.exit(), 500).unref();
});
