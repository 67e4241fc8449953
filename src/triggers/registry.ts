import type { TriggerCallback, TriggerContext } from "./handler.ts";
import type { TriggerName } from "./triggers.ts";

/** A function of any trigger: which one it is for is told by who stores its name. */
export type AnyTriggerHandler = (event: never, context: TriggerContext, callback: TriggerCallback) => unknown;

/** What is thrown where a function could not be called at all. */
export class FunctionUnavailable extends Error {}

/** The functions of a process: by name, or asked by name. */
export type TriggerFunctions = Readonly<Record<string, AnyTriggerHandler>> | ((name: string) => AnyTriggerHandler | undefined);

/** What one call of `ensureUserPool` gave to this process. */
export interface LocalTriggers {
  /** By the names under which the pool has stored them. */
  readonly functions: ReadonlyMap<string, AnyTriggerHandler>;
  /** Not called in this process. */
  readonly skipped: readonly TriggerName[];
  /** Called again: what the same call wrote in another way. */
  readonly unskipped: readonly TriggerName[];
}

/**
 * The functions that this process has for the names that pools have stored: functions cannot be stored. Those that were given for one
 * pool come before those that were given to `Rockpool.open`.
 */
export class TriggerRegistry {
  readonly #shared: (name: string) => AnyTriggerHandler | undefined;
  readonly #warn: (message: string) => void;
  readonly #warned = new Set<string>();
  readonly #ofPools = new Map<string, Map<string, AnyTriggerHandler>>();
  readonly #skipped = new Map<string, Set<TriggerName>>();

  constructor(shared: (name: string) => AnyTriggerHandler | undefined, warn: (message: string) => void) {
    this.#shared = shared;
    this.#warn = warn;
  }

  register(poolId: string, { functions, skipped, unskipped }: LocalTriggers): void {
    const known = this.#ofPools.get(poolId) ?? new Map<string, AnyTriggerHandler>();
    for (const [name, handler] of functions) known.set(name, handler);
    this.#ofPools.set(poolId, known);
    const skips = this.#skipped.get(poolId) ?? new Set<TriggerName>();
    for (const trigger of unskipped) skips.delete(trigger);
    for (const trigger of skipped) skips.add(trigger);
    this.#skipped.set(poolId, skips);
  }

  isSkipped(poolId: string, trigger: TriggerName): boolean {
    return this.#skipped.get(poolId)?.has(trigger) ?? false;
  }

  find(poolId: string, name: string): AnyTriggerHandler | undefined {
    return this.#ofPools.get(poolId)?.get(name) ?? this.#shared(name);
  }

  /** Tells the operator, once, of a function that is not there: who asked may be anybody, and is not told its name. */
  warnOfMissing(poolId: string, trigger: TriggerName, name: string): void {
    const message = `rockpool: this process has no function ${name}, which is the trigger ${trigger} of the pool ${poolId}: give it to ensureUserPool, or to Rockpool.open in functions`;
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#warn(message);
  }
}
