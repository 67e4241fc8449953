import { once } from "node:events";

/** Writes a line to stdout, and waits where its reader is slow. */
export async function print(line: string): Promise<void> {
  if (!process.stdout.write(`${line}\n`)) await once(process.stdout, "drain");
}

/** Writes a line to stderr. */
export function complain(line: string): void {
  process.stderr.write(`rockpool: ${line}\n`);
}

/** A failure that says all there is to say. */
export class Failure extends Error {}
