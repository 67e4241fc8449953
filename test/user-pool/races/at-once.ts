import { codeOf } from "../stand-ins.ts";

export const done = "done";

/** What each of many calls came to: done, or the code of its refusal. */
export function at(once: number, call: (n: number) => Promise<unknown>): Promise<readonly string[]> {
  return Promise.all(Array.from({ length: once }, (_, n) => call(n).then(() => done, codeOf)));
}

/** How many of the answers are this one. */
export const count = (answers: readonly string[], one: string): number => answers.filter((answer) => answer === one).length;
