import { newUuid } from "../codecs/ids.ts";
import { RockpoolError } from "../errors.ts";
import type { Runtime } from "../runtime.ts";
import type { TriggerDefinition } from "./definition.ts";
import type { AnyTriggerHandler, TriggerRegistry } from "./registry.ts";
import { runTrigger } from "./run.ts";
import {
  type SimpleTriggerEvents,
  type SimpleTriggerName,
  type StoredTriggers,
  simpleTriggers,
  type TokenAnswers,
  type TokenTriggerEvents,
  type TokenTriggerVersion,
  type TriggerAnswer,
  type TriggerName,
  tokenTriggers,
} from "./triggers.ts";

/** What an operation says of an event; the rest is the same for all of a pool. */
export interface TriggerOrder<E extends { triggerSource: string; request: object; response: object }> {
  readonly source: E["triggerSource"];
  readonly userName: string;
  readonly clientId: string;
  readonly request: E["request"];
  /** The members of the answer, as they are before anybody has answered. */
  readonly response: E["response"];
}

export interface PoolOfTriggers {
  readonly poolId: string;
  readonly stored: StoredTriggers;
  readonly registry: TriggerRegistry;
  readonly timeoutMs: number;
  readonly runtime: Runtime;
}

/** The triggers of one pool, as this process has them. */
export class PoolTriggers {
  readonly #pool: PoolOfTriggers;

  constructor(pool: PoolOfTriggers) {
    this.#pool = pool;
  }

  /** Whether it is called here. */
  has(trigger: TriggerName): boolean {
    const { poolId, stored, registry } = this.#pool;
    return stored[trigger] !== null && !registry.isSkipped(poolId, trigger);
  }

  /**
   * Refuses an operation that would call what is not there, before anything happens.
   *
   * @throws `UnexpectedLambdaException`
   */
  require(triggers: readonly TriggerName[]): void {
    for (const trigger of triggers) if (this.has(trigger)) this.#functionOf(trigger);
  }

  /** @returns `undefined` where the pool has none, or this process skips it. @throws as {@link runTrigger} */
  async call<N extends SimpleTriggerName>(
    trigger: N,
    order: TriggerOrder<SimpleTriggerEvents[N]>,
  ): Promise<TriggerAnswer<N> | undefined> {
    if (!this.has(trigger)) return undefined;
    const definition: TriggerDefinition<TriggerAnswer<N>> = simpleTriggers[trigger];
    return this.#run(trigger, definition, "1", order);
  }

  /** The version of the event that PreTokenGeneration is called with; `null`: it is not called. */
  get tokenVersion(): TokenTriggerVersion | null {
    return this.has("preTokenGeneration") ? (this.#pool.stored.preTokenGeneration?.version ?? null) : null;
  }

  /** PreTokenGeneration. @throws as {@link runTrigger} */
  callForTokens<V extends TokenTriggerVersion>(version: V, order: TriggerOrder<TokenTriggerEvents[V]>): Promise<TokenAnswers[V]> {
    return this.#run("preTokenGeneration", tokenTriggers[version], version.charAt(1), order);
  }

  #run<A extends object>(
    trigger: TriggerName,
    definition: TriggerDefinition<A>,
    version: string,
    order: TriggerOrder<{ triggerSource: string; request: object; response: object }>,
  ): Promise<A> {
    const { poolId, timeoutMs, runtime } = this.#pool;
    const { source: triggerSource, userName, clientId, request, response } = order;
    const [region] = poolId.split("_");
    const callerContext = { awsSdkVersion: "aws-sdk-unknown-unknown", clientId };
    const event = { version, triggerSource, region, userPoolId: poolId, userName, callerContext, request, response };
    const requestId = newUuid(runtime.random);
    return runTrigger({ definition, ...this.#functionOf(trigger), event, requestId, timeoutMs, clock: runtime.clock });
  }

  #functionOf(trigger: TriggerName): { readonly name: string; readonly handler: AnyTriggerHandler } {
    const { poolId, stored, registry } = this.#pool;
    const named = stored[trigger];
    const name = typeof named === "string" ? named : (named?.handler ?? "");
    const handler = registry.find(poolId, name);
    if (handler !== undefined) return { name, handler };
    registry.warnOfMissing(poolId, trigger, name);
    const message = `This process has no function for the pool's trigger ${trigger}.`;
    throw new RockpoolError("UnexpectedLambdaException", message);
  }
}
