import { randomBytes } from "node:crypto";

/** Milliseconds since the Unix epoch, as `Date.now` gives them. Times inside a JWT are seconds. */
export type Clock = () => number;

/** `length` unpredictable bytes. Whoever replaces it replaces every secret that is made: only tests should. */
export type Random = (length: number) => Uint8Array;

/** What the world gives to the domain. Nothing below `Rockpool.open` reads a clock or makes a random byte by another way. */
export interface Runtime {
  readonly clock: Clock;
  readonly random: Random;
}

/** The clock of the machine and the random source of `node:crypto`. */
export const systemRuntime: Runtime = { clock: Date.now, random: (length) => randomBytes(length) };
