import { inspect } from "node:util";

/** Keeps from now on all that is written to console, stdout and stderr, instead of showing it. */
export function overhear(): { readonly lines: string[]; end(): void } {
  const lines: string[] = [];
  const undo: (() => void)[] = [];
  const replace = <T extends object>(object: T, name: keyof T & string, by: unknown): void => {
    const before = object[name];
    object[name] = by as T[typeof name];
    undo.push(() => {
      object[name] = before;
    });
  };

  for (const [name, method] of Object.entries(console)) {
    if (typeof method === "function") {
      replace(console, name as keyof Console & string, (...said: unknown[]) => void lines.push(...said.map(shownInFull)));
    }
  }
  for (const stream of [process.stdout, process.stderr]) {
    replace(stream, "write", (chunk: string | Uint8Array) => lines.push(Buffer.from(chunk).toString("utf8")) > 0);
  }
  const warned = (warning: Error): void => void lines.push(shownInFull(warning));
  process.on("warning", warned);
  return {
    lines,
    end() {
      process.off("warning", warned);
      for (const one of undo) one();
    },
  };
}

/** As whoever logs or sends it would show it: with hidden members, as JSON, and each of its causes. */
export function shownInFull(value: unknown): string {
  const shown = typeof value === "string" ? value : `${inspect(value, { depth: 9, showHidden: true })} ${JSON.stringify(value)}`;
  return value instanceof Error ? `${shown} ${value.stack} ${shownInFull(value.cause)}` : shown;
}
