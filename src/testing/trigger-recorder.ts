import type { TriggerOptions } from "../triggers/options.ts";
import type { AnyTriggerHandler } from "../triggers/registry.ts";
import type { TriggerName } from "../triggers/triggers.ts";

/** One call of a trigger. */
export interface RecordedCall {
  readonly trigger: TriggerName;
  readonly triggerSource: string;
  /** The event as the trigger was given it: a copy, which nobody changes. */
  readonly event: { readonly [member: string]: unknown };
}

export interface TriggerRecorder {
  /** To be given to `testPool` or `ensureUserPool`. */
  readonly triggers: TriggerOptions;
  /** All calls, the oldest first. */
  readonly calls: readonly RecordedCall[];
  /** The sources of all calls, in their order: `PreSignUp_SignUp` and so on. */
  readonly sources: readonly string[];
  /**
   * The event of the newest call.
   *
   * @throws an `Error` when there is none.
   */
  lastEvent(triggerSource: string): RecordedCall["event"];
  clear(): void;
}

const passing: TriggerOptions = Object.fromEntries(
  (
    ["preSignUp", "postConfirmation", "preAuthentication", "postAuthentication", "preTokenGeneration", "customMessage"] as const
  ).map((trigger) => [trigger, (event: never) => event]),
);

/**
 * Triggers that are remembered: which was called, in what order, with what.
 *
 * @param handlers What they do: functions only. @default each that a sign-up or a sign-in calls gives its event back as it is
 */
export function triggerRecorder(handlers: TriggerOptions = passing): TriggerRecorder {
  const calls: RecordedCall[] = [];
  const recording = (trigger: TriggerName, handler: AnyTriggerHandler): AnyTriggerHandler => {
    const recorded: AnyTriggerHandler = (event, context, callback) => {
      const copy = structuredClone(event) as RecordedCall["event"];
      calls.push({ trigger, triggerSource: String(copy["triggerSource"]), event: copy });
      return handler(event, context, callback);
    };
    // By how many parameters it takes it is told whether it answers by the callback.
    return Object.defineProperty(recorded, "length", { value: handler.length });
  };
  const recorded = Object.entries(handlers).map(([name, given]) => {
    const trigger = name as TriggerName;
    if (typeof given === "function") return [trigger, recording(trigger, given as AnyTriggerHandler)];
    const isVersioned = typeof given === "object" && given !== null && typeof given.handler === "function";
    return [trigger, isVersioned ? { ...given, handler: recording(trigger, given.handler as AnyTriggerHandler) } : given];
  });
  return {
    triggers: Object.fromEntries(recorded) as TriggerOptions,
    calls,
    get sources() {
      return calls.map(({ triggerSource }) => triggerSource);
    },
    lastEvent(triggerSource) {
      const last = calls.findLast((call) => call.triggerSource === triggerSource);
      if (last === undefined) throw new Error(`${triggerSource} was not called`);
      return last.event;
    },
    clear() {
      calls.length = 0;
    },
  };
}
